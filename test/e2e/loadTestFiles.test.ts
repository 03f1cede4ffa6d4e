// `load-test` of operations and scenarios, and as a k6 script.
import assert from 'node:assert/strict';
import { LoadTestBench } from './loadTestHarness.js';

describe('the load-test command with files', function () {
  this.timeout(60_000);
  const bench = new LoadTestBench();

  const spec = () => `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: '${bench.base}' }]
components: { securitySchemes: { bearer: { type: http, scheme: bearer } } }
paths:
  /users/{id}:
    get:
      operationId: getUser
      parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 1, maximum: 9 } }]
      responses: { '200': { description: ok } }
  /users:
    post:
      operationId: createUser
      security: [{ bearer: [] }]
      requestBody:
        required: true
        content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } } }
      responses: { '200': { description: ok } }
`;
  beforeEach(() => bench.write('openapi.yaml', spec()));

  it('tests an operation by its id, or by method and path', async () => {
    const { status, report } = await bench.runJson('openapi.yaml', '--operation', 'getUser', '-n', '20');
    assert.equal(status, 0);
    assert.equal(report.results[0].name, 'GET /users/{id}');
    assert.match((await bench.ask()).last!.url, /^\/users\/[1-9]$/);
    assert.equal((await bench.runJson('openapi.yaml', '--operation', 'get /users/{id}', '-n', '2')).status, 0);
    await bench.refuses(/Did you mean getUser/, 'openapi.yaml', '--operation', 'getUsr');
    await bench.refuses(/which of the 2 operations.*getUser/, 'openapi.yaml');
  });

  it('compares an operation on two servers', async () => {
    const words = ['openapi.yaml', '--operation', 'getUser', '--server', bench.base, '--server', `${bench.base}/v2`];
    const { status, report } = await bench.runJson(...words, '--compare', '-d', '0.4');
    assert.equal(status, 0);
    assert.equal(report.comparison.comparisons.length, 1);
    const urls = report.results.map((result: { target_url: string }) => result.target_url);
    assert.match(urls[0], /\d\/users\/\d$/);
    assert.match(urls[1], /\d\/v2\/users\/\d$/);
  });

  it('takes secrets from the environment', async () => {
    await bench.refuses(/secret is missing.*--secret bearer=/, 'openapi.yaml', '--operation', 'createUser');
    await bench.refuses(/--secret is for a spec/, `${bench.base}/ok`, '--secret', 'bearer=SHOP_TOKEN');
    const words = ['openapi.yaml', '--operation', 'createUser', '--secret', 'bearer=SHOP_TOKEN', '-n', '2'];
    const { status, stdout } = await bench.start([...words, '-v'], { SHOP_TOKEN: 'h1dden' }).ended;
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /h1dden/);
    const { headers, body } = (await bench.ask()).last!;
    assert.equal(headers['authorization'], 'Bearer h1dden');
    assert.equal(typeof JSON.parse(body).name, 'string');
  });

  it('fuzzes, and fails when the server takes what it should refuse', async () => {
    const { status, report } = await bench.runJson('openapi.yaml', '--operation', 'getUser', '--fuzz', '-n', '30');
    assert.equal(status, 1);
    assert.equal(report.results[0].successful_requests, 0);
  });

  it('runs a scenario: log in, then use the token', async () => {
    bench.write(
      'scenario.yaml',
      `server: ${bench.base}
requests:
  - post: /login
    capture: { token: /token }
  - get: /me
    headers: { Authorization: 'Bearer {{token}}' }
load: { connections: 1, requests: 4 }
thresholds: ['p50<60s']
`,
    );
    const { status, report } = await bench.runJson('scenario.yaml');
    assert.equal(status, 0);
    assert.deepEqual(
      report.results[0].by_request.map(({ name }: { name: string }) => name),
      ['POST /login', 'GET /me'],
    );
    assert.equal(report.results[0].thresholds[0].passed, true);
    assert.ok(report.results[0].total_requests >= 4);
    await bench.refuses(/not for a scenario/, 'scenario.yaml', '-b', 'x');
  });

  it('writes a k6 script and a TestRun, and overwrites no script of yours', async () => {
    const words = ['openapi.yaml', '--operation', 'createUser', '--secret', 'bearer=SHOP_TOKEN', '--export', 'k6'];
    const k6 = [...words, '--threshold', 'p99<200', '-o', 'load.js', '--parallelism', '4'];
    const { status, stdout, stderr } = await bench.start(k6, { SHOP_TOKEN: 'h1dden' }).ended;
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Written: load\.js/);
    const script = bench.read('load.js');
    assert.match(script, /p\(99\)<200/);
    assert.doesNotMatch(script, /h1dden/);
    assert.match(bench.read('load.yaml'), /parallelism: 4/);
    assert.equal((await bench.ask()).requests, 0);
    const printed = await bench.run(`${bench.base}/ok`, '--export', 'k6');
    assert.match(printed.stdout, /import http from 'k6\/http'/);
    bench.write('mine.js', 'my();');
    await bench.refuses(/not made by --export k6/, `${bench.base}/ok`, '--export', 'k6', '-o', 'mine.js');
  });
});
