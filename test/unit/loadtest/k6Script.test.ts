// Exported k6 scripts: type-checked against k6's own declarations, and run with stand-ins for k6's modules that record what is sent.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { k6Script } from '../../../src/loadtest/k6/script.js';
import { resourceName, testRunYaml } from '../../../src/loadtest/k6/testRun.js';
import type { Flow, Load, Plan, RequestPlan, Variant } from '../../../src/loadtest/plan.js';
import { Problem } from '../../../src/text/problem.js';

const closed: Load = { model: 'closed', stages: [{ target: 10, seconds: 0, holdSeconds: 30 }], thinkMilliseconds: 0 };

function request(variant: Partial<Variant>, more: Partial<RequestPlan> = {}): RequestPlan {
  return {
    name: 'GET /users',
    weight: 1,
    method: 'GET',
    variants: [{ path: '/users', headers: [], ...variant }],
    captures: [],
    expect: [],
    stopOnFailure: false,
    ...more,
  };
}

function plan(flow: Partial<Flow>, more: Partial<Plan> = {}): Plan {
  return {
    targets: [
      {
        name: 'GET /users',
        origin: 'http://127.0.0.1:3000',
        connection: { http: '1.1', pipelining: 1, tls: { verify: true } },
        flow: {
          kind: 'oneOf',
          requests: [request({})],
          setup: [],
          teardown: [],
          cookies: false,
          redirects: 0,
          variables: {},
          ...flow,
        },
      },
    ],
    load: closed,
    limits: { seconds: 30, warmupSeconds: 0, timeoutMilliseconds: 5000, threads: 1, maxBodyBytes: 1e6 },
    seed: 1,
    ...more,
  };
}

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs the default function once, after setup. `answers` are given in turn. */
function runOnce(text: string, environment: Record<string, string>, answers: readonly object[] = []): Sent[] {
  const sent: Sent[] = [];
  const http = {
    request(method: string, url: string, body: unknown, { headers }: { headers: Record<string, string> }) {
      const answer = { status: 200, headers: {}, json: () => ({}), ...answers[sent.length] };
      sent.push({ method, url, body, headers });
      return answer;
    },
    expectedStatuses: (...statuses: unknown[]) => statuses,
    CookieJar: class {},
  };
  const modules: Record<string, unknown> = {
    'k6/http': { default: http },
    k6: {
      check: (value: unknown, sets: Record<string, (v: unknown) => boolean>) =>
        Object.values(sets).every(is => is(value)),
      sleep: () => undefined,
    },
    'k6/execution': { default: { scenario: { iterationInTest: 3 }, vu: { idInTest: 2 } } },
    'k6/encoding': { b64decode: (base64: string) => Buffer.from(base64, 'base64') },
  };
  const js = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: false, target: ts.ScriptTarget.ES2022 },
  }).outputText;
  const exported: {
    default?: (captured?: unknown) => void;
    setup?: () => unknown;
    teardown?: (captured?: unknown) => void;
  } = {};
  const load = new Function('exports', 'require', '__ENV', 'open', js);
  load(
    exported,
    (name: string) => modules[name],
    environment,
    (file: string) => file,
  );
  const captured = exported.setup?.();
  exported.default?.(captured);
  exported.teardown?.(captured);
  return sent;
}

/** What TypeScript says of the scripts with the declarations of @types/k6. */
function typeErrors(scripts: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(process.cwd(), '.test-out', 'k6-'));
  try {
    const files = scripts.map((text, i) => {
      const file = path.join(folder, `script${i}.js`);
      writeFileSync(file, text);
      return file;
    });
    const program = ts.createProgram(files, {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      strict: false,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts'],
      types: ['k6'],
    });
    return ts.getPreEmitDiagnostics(program).map(one => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const login = request(
  { path: '/login', headers: [['Content-Type', 'application/json']], body: '{"user":"{{user}}"}' },
  {
    name: 'POST /login',
    method: 'POST',
    captures: [{ variable: 'token', from: { kind: 'json', pointer: '/access/token' } }],
    expect: ['200', '2XX'],
    stopOnFailure: true,
  },
);
const use = request({
  path: '/me?at={{$index}}&q={{user}}',
  headers: [
    ['Authorization', 'Bearer {{token}}'],
    ['X-A', '1'],
    ['x-a', '2'],
  ],
});
const everything = plan({
  kind: 'sequence',
  requests: [
    login,
    use,
    request({
      path: '/{{$uuid}}/{{$randomInt 1 9}}/{{$randomHex 4}}/{{{raw}}}',
      headers: [['X-Key', '{{$env.KEY}}']],
      body: new Uint8Array([1, 2, 255]),
    }),
  ],
  setup: [request({}, { captures: [{ variable: 'raw', from: { kind: 'header', name: 'x-next' } }] })],
  teardown: [request({ path: '/logout' }, { method: 'DELETE' })],
  data: { rows: [{ user: 'a&b "c"' }], use: 'inOrder' },
  variables: { 'my-secret': 's3cret' },
  cookies: true,
  redirects: 3,
});

describe('k6 scripts', () => {
  it('satisfy the declarations of k6', () => {
    const open: Load = {
      model: 'open',
      stages: [
        { target: 0.5, seconds: 10, holdSeconds: 5 },
        { target: 50, seconds: 0, holdSeconds: 20 },
      ],
      maxConnections: 200,
    };
    const limits = { warmupSeconds: 3, timeoutMilliseconds: 5000, threads: 1, maxBodyBytes: 1e6 };
    const scripts = [
      k6Script(plan({})),
      k6Script(everything, { thresholds: [{ metric: 'http_req_duration', expression: 'p(99)<200' }] }),
      k6Script(plan({}, { load: open, limits }), { thresholds: [{ metric: 'http_reqs', expression: 'rate>500' }] }),
      k6Script(plan({}, { limits: { ...limits, requests: 1000 }, load: { ...closed, thinkMilliseconds: 100 } })),
    ].map(({ text }) => text);
    assert.deepEqual(typeErrors(scripts), []);
  });

  it('send what the plan says', () => {
    const { text, environment } = k6Script(everything);
    assert.deepEqual(environment, ['KEY']);
    const sent = runOnce(text, { KEY: 'k' }, [
      { headers: { 'X-Next': 'a/b?c=1' } },
      { json: () => ({ access: { token: 'abc' } }) },
    ]);
    assert.deepEqual(
      sent.map(({ method }) => method),
      ['GET', 'POST', 'GET', 'GET', 'DELETE'],
    );
    assert.equal(sent[1]?.body, '{"user":"a&b \\"c\\""}');
    assert.equal(sent[2]?.url, 'http://127.0.0.1:3000/me?at=3&q=a%26b%20%22c%22');
    assert.deepEqual(sent[2]?.headers, { Authorization: 'Bearer abc', 'X-A': '1, 2' });
    assert.match(sent[3]!.url, /^http:\/\/127\.0\.0\.1:3000\/[0-9a-f-]{36}\/[1-9]\/[0-9a-f]{4}\/a\/b\?c=1$/);
    assert.deepEqual([sent[3]?.headers, sent[3]?.body], [{ 'X-Key': 'k' }, Buffer.from([1, 2, 255])]);
  });

  it('are written in what older versions of k6 read', () => {
    const { text } = k6Script(everything, { isForReport: true });
    const options = {
      compilerOptions: { target: ts.ScriptTarget.ES2015, module: ts.ModuleKind.ESNext, removeComments: true },
    };
    const same = { compilerOptions: { ...options.compilerOptions, target: ts.ScriptTarget.ES2022 } };
    assert.equal(ts.transpileModule(text, options).outputText, ts.transpileModule(text, same).outputText);
  });

  it('keep secrets of the same name apart, and cookies for as long as a user lives', () => {
    const secret = (value: string) => request({ headers: [['Authorization', value]] });
    const script = k6Script(
      plan({ requests: [secret('Basic a'), secret('Bearer b'), secret('Basic a')], cookies: true }),
    );
    assert.deepEqual(script.environment, ['HEADER_AUTHORIZATION', 'HEADER_AUTHORIZATION_2']);
    assert.deepEqual(script.values, { HEADER_AUTHORIZATION: 'Basic a', HEADER_AUTHORIZATION_2: 'Bearer b' });
    assert.match(script.text, /"noCookiesReset": true/);
  });

  it('end a sequence at a failed request', () => {
    const { text } = k6Script(plan({ kind: 'sequence', requests: [login, use], variables: { user: 'u' } }));
    assert.deepEqual(
      runOnce(text, { VARIABLE_USER: 'u' }, [{ status: 500 }]).map(({ url }) => url),
      ['http://127.0.0.1:3000/login'],
    );
  });

  it('hold no secrets', () => {
    const { text, environment } = k6Script(
      plan({
        requests: [
          request({
            path: '/{{t}}',
            headers: [
              ['Authorization', 'Bearer s3cret'],
              ['X-Api-Key', 's3cret'],
            ],
          }),
        ],
        variables: { t: 's3cret' },
      }),
    );
    assert.doesNotMatch(text, /s3cret/);
    assert.deepEqual(environment, ['HEADER_AUTHORIZATION', 'HEADER_X_API_KEY', 'VARIABLE_T']);
  });

  it('are read without their environment, and say what is missing before they send anything', () => {
    const tls = { verify: true, certificate: 'c', key: 'k', passphrase: 'p' };
    const of = plan({ requests: [request({ path: '/{{t}}' })], variables: { t: 'a', unused: 'b' } });
    const [target] = of.targets;
    const { text, environment } = k6Script({
      ...of,
      targets: [{ ...target!, connection: { ...target!.connection, tls } }],
    });
    assert.deepEqual(environment, ['TLS_CERTIFICATE', 'TLS_KEY', 'TLS_PASSPHRASE', 'VARIABLE_T']);
    assert.throws(() => runOnce(text, {}), /TLS_CERTIFICATE is not set/);
    const all = Object.fromEntries(environment.map(name => [name, 'x']));
    assert.equal(runOnce(text, all)[0]?.url, 'http://127.0.0.1:3000/x');
    assert.deepEqual(typeErrors([text]), []);
  });

  it('have the load of the plan', () => {
    const scenarios = (load: Load, limits: Partial<Plan['limits']> = {}) => {
      const { text } = k6Script(plan({}, { load, limits: { ...plan({}).limits, ...limits } }));
      const options = /export const options = (\{.*?\n\});/s.exec(text)![1]!;
      return JSON.parse(options).scenarios;
    };
    assert.deepEqual(scenarios(closed).load, {
      executor: 'constant-vus',
      vus: 10,
      duration: '30s',
      gracefulStop: '0s',
    });
    // k6 refuses more users than iterations.
    assert.deepEqual(scenarios(closed, { requests: 3 }).load, {
      ...{ executor: 'shared-iterations', vus: 3, iterations: 3, maxDuration: '30s', gracefulStop: '0s' },
    });
    const steps: Load = {
      model: 'open',
      stages: [
        { target: 100, seconds: 10, holdSeconds: 10 },
        { target: 0.5, seconds: 20, holdSeconds: 0 },
      ],
      maxConnections: 20,
    };
    assert.deepEqual(scenarios(steps, { seconds: 30, warmupSeconds: 2 }), {
      warmup: {
        executor: 'constant-arrival-rate',
        rate: 100,
        timeUnit: '1s',
        duration: '2s',
        preAllocatedVUs: 20,
        maxVUs: 20,
        gracefulStop: '0s',
      },
      load: {
        executor: 'ramping-arrival-rate',
        startRate: 0,
        timeUnit: '100s',
        stages: [
          { duration: '10s', target: 10000 },
          { duration: '10s', target: 10000 },
          // Cut off half way from 100 to 0.5.
          { duration: '10s', target: 5025 },
        ],
        preAllocatedVUs: 20,
        maxVUs: 20,
        gracefulStop: '0s',
        startTime: '2s',
      },
    });
  });

  it('are refused for what k6 cannot do', () => {
    const one = plan({});
    assert.throws(() => k6Script({ ...one, targets: [one.targets[0]!, one.targets[0]!] }), Problem);
    const socket = { ...one.targets[0]!, connection: { ...one.targets[0]!.connection, socketPath: '/tmp/s' } };
    assert.throws(() => k6Script({ ...one, targets: [socket] }), Problem);
  });

  it('take any text as text', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('`$' + '{x}`', '*/ x /*', "'; x(); '", '\u2028', '</script>', '\\'),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, value, body) => {
        fc.pre(![value, body].some(text => text.includes('{{')));
        const one = plan({ requests: [request({ headers: [['X-A', value]], body }, { name })] });
        const { text } = k6Script({ ...one, targets: [{ ...one.targets[0]!, name }] });
        const [sent] = runOnce(text, {});
        assert.deepEqual([sent?.headers['X-A'], sent?.body], [value, body]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('test runs for the k6-operator', () => {
  it('name the script, the share of each pod and the secrets', () => {
    assert.equal(
      testRunYaml({ name: 'GET /users/{id}', file: 'script.js', parallelism: 4, environment: ['TOKEN'] }),
      `# kubectl create configmap get-users-id --from-file=script.js
# kubectl create secret generic get-users-id-env --from-literal=TOKEN="$TOKEN"
# kubectl apply -f get-users-id.yaml
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: get-users-id
spec:
  parallelism: 4
  script:
    configMap:
      name: get-users-id
      file: script.js
  separate: true
  runner:
    envFrom:
      - secretRef:
          name: get-users-id-env
`,
    );
  });

  it('have names that Kubernetes takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name =>
        assert.match(resourceName(name), /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
      ),
    );
  });
});
