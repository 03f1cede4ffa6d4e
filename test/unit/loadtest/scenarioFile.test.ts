import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import fc from 'fast-check';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { readScenarioFile, type ScenarioFile } from '../../../src/loadtest/scenario/scenarioFile.js';
import { Problem } from '../../../src/text/problem.js';

const folder = nodePath.resolve('/project/load');
const path = nodePath.join(folder, 'scenario.yaml');

function read(
  text: string,
  files: Record<string, string | Uint8Array> = {},
  environment: Record<string, string> = {},
): Promise<ScenarioFile> {
  const all = new Map(
    Object.entries({ 'scenario.yaml': text, ...files }).map(([name, body]) => [nodePath.join(folder, name), body]),
  );
  return readScenarioFile(path, {
    readBytes: async file => {
      const body = all.get(file);
      return typeof body === 'string' ? Buffer.from(body) : body;
    },
    environment,
  });
}

async function wrong(text: string, line: number, message: RegExp, files: Record<string, string> = {}): Promise<void> {
  await assert.rejects(read(text, files), (error: unknown) => {
    assert.ok(error instanceof Problem, String(error));
    assert.match(error.message, message);
    assert.equal(error.place?.position?.line, line - 1, error.message);
    return true;
  });
}

describe('a scenario file', () => {
  it('describes a whole run', async () => {
    const text = `
name: Checkout
server: "{{$env.BASE}}/v1/"
seed: 7
variables: { tenant: acme, key: "{{$env.KEY}}" }
data: { file: users.csv, use: perUser }
headers: { X-Tenant: "{{tenant}}", Accept: application/json }
cookies: true
redirects: 2
setup:
  - post: /tenants
    json: { name: "{{tenant}}", size: 3 }
requests:
  - name: Log in
    post: /login
    form: { user: "{{name}}", password: a&b }
    expect: [200, 2XX]
    capture: { token: /data/token, etag: header ETag, code: status }
  - get: /me?x={{$uuid}}
    headers: { authorization: "Bearer {{token}}", accept: text/plain }
    expect: 200
    weight: 2
    stopOnFailure: false
  - method: PURGE
    path: /cache
    body: '{"a": {{code}}}'
  - put: /avatar
    file: me.png
  - post: /files
    multipart:
      note: "{{etag}}"
      about: { text: '{}', type: application/json }
      upload: { file: a.txt, name: b.txt, type: text/plain }
teardown:
  - delete: /tenants/{{tenant}}
load:
  stages: [{ to: 50, over: 10s, hold: 1m }, { to: 0, over: 500ms }]
  think: 100ms
  warmup: 2
  timeout: 5s
thresholds: [p99<200]
`;
    const files = { 'users.csv': 'name\nada\ngrace\n', 'me.png': new Uint8Array([0xff, 0]), 'a.txt': 'hi {{x}}' };
    const scenario = await read(text, files, { BASE: 'http://me:pw@127.0.0.1:3000', KEY: 'k', OTHER: 'o' });
    const { flow, origin, name } = scenario.target;
    assert.deepEqual(
      [name, origin, scenario.seed, scenario.thresholds],
      ['Checkout', 'http://127.0.0.1:3000', 7, ['p99<200']],
    );
    assert.deepEqual(flow.variables, { tenant: 'acme', key: 'k' });
    assert.deepEqual(scenario.load, {
      model: 'closed',
      stages: [
        { target: 50, seconds: 10, holdSeconds: 60 },
        { target: 0, seconds: 0.5, holdSeconds: 0 },
      ],
      thinkMilliseconds: 100,
    });
    assert.deepEqual(scenario.limits, { seconds: 70.5, warmupSeconds: 2, timeoutMilliseconds: 5000 });
    assert.deepEqual(
      flow.requests.map(each => [each.name, each.method, each.weight, each.stopOnFailure]),
      [
        ['Log in', 'POST', 1, true],
        ['GET /me', 'GET', 2, false],
        ['PURGE /cache', 'PURGE', 1, true],
        ['PUT /avatar', 'PUT', 1, true],
        ['POST /files', 'POST', 1, true],
      ],
    );
    const requests = createRequests(flow, origin, 7);
    const user = requests.newUser(1);
    requests.begin(user, 0);
    const wire = requests.wire(flow.requests[0]!, user);
    assert.equal(wire.path, '/v1/login');
    assert.equal(Buffer.from(wire.body!).toString(), 'user=grace&password=a%26b');
    assert.deepEqual(wire.headers.slice(2, 8), [
      'Authorization',
      'Basic bWU6cHc=',
      'X-Tenant',
      'acme',
      'Accept',
      'application/json',
    ]);
    requests.learn(flow.requests[0]!, user, 200, ['ETag', '"1"'], Buffer.from('{"data":{"token":"t"}}'));
    const me = requests.wire(flow.requests[1]!, user).headers;
    assert.deepEqual(me.slice(2), ['X-Tenant', 'acme', 'authorization', 'Bearer t', 'accept', 'text/plain']);
    assert.equal(Buffer.from(requests.wire(flow.requests[2]!, user).body!).toString(), '{"a": 200}');
    assert.deepEqual([...requests.wire(flow.requests[3]!, user).body!], [0xff, 0]);
    assert.match(Buffer.from(requests.wire(flow.requests[4]!, user).body!).toString(), /"1"[\s\S]*hi \{\{x\}\}/);
  });

  it('can be JSON, and small', async () => {
    const scenario = await read(
      '{"server": "http://h", "requests": [{"get": "/"}], "load": {"rate": 100, "duration": "1m"}}',
    );
    assert.deepEqual(scenario.load, {
      model: 'open',
      stages: [{ target: 100, seconds: 0, holdSeconds: 60 }],
      maxConnections: 100,
    });
    assert.deepEqual(scenario.limits, { seconds: 60 });
    assert.equal(scenario.target.name, 'scenario.yaml');
    assert.equal((await read('server: http://h\nrequests: [get: /]')).load, undefined);
  });

  it('says on which line something is wrong', async () => {
    const start = 'server: http://h\nrequests:\n';
    await wrong('server: http://h\nrequest:\n  - get: /', 2, /"request" is not known/);
    await wrong(`${start}  - gett: /`, 3, /"gett" is not known/);
    await wrong(`${start}  - get: /\n    expect: 20`, 3, /"20" is not a status/);
    await wrong(`${start}  - get: /\n    headers: { "X Y": 1 }`, 3, /cannot be the name of a header/);
    await wrong(`${start}  - get: /\n  - get: users`, 4, /does not begin with/);
    await wrong(`${start}  - get: /\n    post: /`, 3, /one line like/);
    await wrong(`${start}  - post: /\n    body: a\n    json: 1`, 3, /one body/);
    await wrong(`${start}  - get: /\n    capture: { x: token }`, 4, /no place in an answer/);
    await wrong(`${start}  - put: /\n    file: none.png`, 4, /no file/);
    await wrong(`${start}  - put: /\n    file: ../secret`, 4, /not in the folder/);
    await wrong(`${start}  - put: /\n    file: /etc/passwd`, 4, /not in the folder/);
    await wrong(`${start}  - get: /{{nobody}}`, 3, /\{\{nobody\}\}/);
    await wrong('server: "{{$env.NONE}}"\nrequests: [get: /]', 1, /environment has no NONE/);
    await wrong('server: file:///etc\nrequests: [get: /]', 1, /Only http/);
    await wrong('server: http://h\nrequests: []', 2, /no request/);
    await wrong(`${start}  - get: /\nload: { connections: 0 }`, 4, /above 0/);
    await wrong(`${start}  - get: /\nload: { connections: 5, rate: 5 }`, 4, /either/);
    await wrong(`${start}  - get: /\nload: { connections: 5, duration: soon }`, 4, /duration/);
    await wrong(`${start}  - get: /\nload:\n  rate: 5\n  think: 5`, 6, /think/);
    await wrong(`${start}  - get: /\ndata: {}`, 4, /either/);
    await wrong(`${start}  - get: [`, 3, /./);
    await wrong('server: http://h\nrequests: 5', 2, /array/);
  });

  it('fails as a Problem on whatever is in it', async () => {
    const word = fc.constantFrom(
      'server',
      'requests',
      'get',
      'load',
      'http://h',
      '/',
      'x',
      'json',
      'data',
      'rows',
      'stages',
      '{{x}}',
      'capture',
    );
    const value = fc.letrec<{ any: unknown }>(tie => ({
      any: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(word, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          value.map(each => JSON.stringify(each)),
          fc
            .dictionary(word, value)
            .map(each => JSON.stringify({ server: 'http://h', requests: [{ get: '/' }], ...each })),
          fc.string(),
        ),
        async text => {
          try {
            await read(text);
          } catch (error) {
            assert.ok(error instanceof Problem, String(error));
          }
        },
      ),
    );
  });

  it('is as its page shows', async () => {
    const page = readFileSync(nodePath.resolve(__dirname, '../../../docs/load-test-scenarios.md'), 'utf8');
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);
    assert.ok(blocks.length >= 3);
    const files = { 'users.csv': 'user,password\na,b\n', 'avatar.png': 'x' };
    for (const text of blocks) await read(text, files, { BASE_URL: 'http://127.0.0.1:3000', API_TOKEN: 't' });
  });
});

describe('a scenario file that asks for too much', () => {
  const base = 'server: http://localhost:3000\nrequests: [{ get: / }]\n';

  it('says how much there can be', async () => {
    await wrong(`${base}load: { connections: 1, duration: 99999h }`, 3, /too long: at most 168h/);
    await wrong(`${base}load: { connections: 1, timeout: 1e300 }`, 3, /too long: at most 168h/);
    await wrong(`${base}load: { connections: 1, threads: 100000 }`, 3, /"threads" is at most 256/);
    for (const redirects of ['-1', '0.5', '1000000']) {
      await wrong(`${base}redirects: ${redirects}`, 3, /"redirects" is a whole number from 0 to 100/);
    }
  });

  it('has data in UTF-8', async () => {
    const latin1 = Buffer.from('name\nJos\xe9\n', 'latin1');
    await assert.rejects(read(`${base}data: { file: a.csv }`, { 'a.csv': latin1 }), /not text in UTF-8/);
  });
});
