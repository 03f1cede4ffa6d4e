import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskPlan } from '../../../src/loadtest/maskPlan.js';
import type { Plan, Variant } from '../../../src/loadtest/plan.js';

function planOf(variant: Partial<Variant>, more: { readonly variables?: Record<string, string> } = {}): Plan {
  const request = {
    ...{ name: 'GET /', weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false },
    variants: [{ path: '/', headers: [], ...variant }],
  };
  return {
    seed: 1,
    load: { model: 'closed', stages: [{ target: 1, seconds: 0, holdSeconds: 0 }], thinkMilliseconds: 0 },
    limits: { warmupSeconds: 0, timeoutMilliseconds: 1000, threads: 1, maxBodyBytes: 1000 },
    targets: [
      {
        name: 'http://me:hunter2@127.0.0.1/',
        origin: 'http://127.0.0.1',
        connection: { http: '1.1', pipelining: 1, tls: { verify: true, key: 'hunter2', passphrase: 'hunter2' } },
        flow: {
          ...{ kind: 'oneOf', setup: [request], teardown: [], cookies: false, redirects: 0 },
          requests: [request],
          variables: more.variables ?? {},
          data: { rows: [{ name: 'hunter2' }], use: 'inOrder' },
        },
      },
    ],
  };
}

describe('a plan in a report', () => {
  const secrets: Partial<Variant>[] = [
    { headers: [['authorization', 'Bearer hunter2']] },
    { headers: [['Proxy-Authorization', 'Basic hunter2']] },
    { headers: [['Cookie', 'a=hunter2']] },
    { headers: [['X-Api-Key', 'hunter2']] },
    { headers: [['x-session-token', 'hunter2 {{a}}']] },
    { headers: [['Referer', 'http://u:hunter2@host/?access_token=hunter2']] },
    { path: '/a?x=1&api_key=hunter2&y=2' },
    { path: '/a?x=1&%74oken=hunter2#z' },
    { body: '{"user":"me","password":"hunter2"}' },
    { body: '{"client_secret" : "a\\"hunter2", "n": {{n}} }' },
    { body: 'user=me&password=hunter2' },
    { body: '--b\r\nContent-Disposition: form-data; name="token"\r\n\r\nhunter2\r\n--b--\r\n' },
  ];
  for (const variant of secrets) {
    it(`hides ${JSON.stringify(variant)}`, () => {
      const masked = JSON.stringify(maskPlan(planOf(variant)));
      assert.ok(!masked.includes('hunter2'), masked);
      assert.ok(masked.includes('•••'));
    });
  }

  it('hides the values of variables and of data, and keeps their names', () => {
    const { flow } = maskPlan(planOf({}, { variables: { token: 'hunter2' } })).targets[0]!;
    assert.deepEqual(flow.variables, { token: '•••' });
    assert.deepEqual(flow.data!.rows, [{ name: '•••' }]);
  });

  it('keeps what is no secret: names of variables, other headers, other parameters', () => {
    const variant = {
      path: '/users/1?limit=2&author=me',
      headers: [
        ['Authorization', 'Bearer {{token}}'],
        ['Accept', 'application/json'],
      ] as const,
      body: '{"name":"me","n":1}',
    };
    const masked = maskPlan(planOf(variant)).targets[0]!.flow.requests[0]!.variants[0];
    assert.deepEqual(masked, variant);
  });

  // Each of these took minutes, or would with a pattern that tries anew from every place: the test's own time limit is the bound.
  for (const [name, body] of Object.entries({
    'one word': 'x'.repeat(2e6),
    'strings that do not end': `{"${'\\"'.repeat(1e6)}`,
    'names without values': `{${'"a":'.repeat(4e5)}`,
    'pairs without names': '&'.repeat(1e6),
    'parts without ends': `--b\r\n${';name="x"\n'.repeat(2e5)}`,
    'braces that do not close': `{"token":"${'{{'.repeat(5e5)}"}`,
  })) {
    it(`is made in one pass: ${name}`, () => {
      maskPlan(planOf({ body }));
    });
  }

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (path, value, body) => {
        maskPlan(planOf({ path, headers: [['Authorization', value]], body }));
      }),
    );
  });
});
