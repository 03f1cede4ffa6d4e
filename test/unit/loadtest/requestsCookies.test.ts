import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Flow, RequestPlan } from '../../../src/loadtest/plan.js';
import { cookieHeader, createJar, setCookie } from '../../../src/loadtest/requests/cookies.js';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { follow } from '../../../src/loadtest/requests/redirect.js';

const origin = 'https://api.example.org';

function kept(set: readonly string[], path = '/a/b', asked = '/a/b', from = origin, later = 0): string {
  const jar = createJar();
  for (const each of set) setCookie(jar, each, new URL(from), path, 1000);
  return cookieHeader(jar, asked, 1000 + later);
}

describe('cookies', () => {
  it('are sent back by name, path and age', () => {
    assert.equal(kept(['a=1', 'b="x y"; HttpOnly; SameSite=Lax', 'a=2']), 'a=2; b="x y"');
    assert.equal(kept(['a=1=2']), 'a=1=2');
    assert.equal(kept(['a=1; Path=/']), 'a=1');
    assert.equal(kept(['a=1; Path=/a']), 'a=1');
    assert.equal(kept(['a=1; Path=/a/b/c', 'b=1; path=/a/bc', 'c=1; Path=/A']), '');
    assert.equal(kept(['a=1; Path=/', 'a=2; Path=/a']), 'a=2; a=1');
    assert.equal(kept(['a=1'], '/a/b?x=/y/z', '/a/c'), 'a=1');
    assert.equal(kept(['a=1'], '/a/b', '/c'), '');
  });

  it('end by Max-Age and Expires, Max-Age winning', () => {
    assert.equal(kept(['a=1; Max-Age=10'], '/', '/', origin, 9_999), 'a=1');
    assert.equal(kept(['a=1; Max-Age=10'], '/', '/', origin, 10_000), '');
    assert.equal(kept(['a=1; Expires=Thu, 01 Jan 1970 00:00:02 GMT'], '/', '/', origin, 999), 'a=1');
    assert.equal(kept(['a=1; Expires=Thu, 01 Jan 1970 00:00:02 GMT'], '/', '/', origin, 1001), '');
    assert.equal(kept(['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5']), 'a=1');
    assert.equal(kept(['a=1', 'a=; Max-Age=0']), '');
    assert.equal(kept(['a=1', 'a=; Max-Age=-5']), '');
    assert.equal(kept(['a=1; Max-Age=soon; Expires=soon']), 'a=1');
  });

  it('are for this host only', () => {
    assert.equal(kept(['a=1; Domain=.example.org', 'b=2; Domain=API.example.org']), 'a=1; b=2');
    assert.equal(kept(['a=1; Domain=other.org', 'b=2; Domain=org', 'c=3; Domain=x.api.example.org']), '');
    assert.equal(kept(['a=1; Domain=0.0.1'], '/', '/', 'http://127.0.0.1'), '');
    assert.equal(kept(['a=1; Secure'], '/', '/', 'http://api.example.org'), '');
    assert.equal(kept(['a=1; Secure'], '/', '/', 'http://localhost:3000'), 'a=1');
  });

  it('never break a header, whatever the server sends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '=', ';', ' ', '\r', '\n', '\0', 'Path', '/', 'ü', ',') })),
        set => {
          assert.doesNotMatch(kept(set, '/', '/'), /[\0\r\n]/);
        },
      ),
    );
    assert.equal(kept([`a=${'x'.repeat(5000)}`]), '');
    const many = kept(Array.from({ length: 300 }, (_, i) => `c${i}=1; Path=/`)).split('; ');
    assert.equal(many.length, 180);
  });
});

function request(overrides: Partial<RequestPlan> = {}): RequestPlan {
  const variants = [{ path: '/', headers: [] as [string, string][] }];
  return {
    name: 'r',
    weight: 1,
    method: 'GET',
    variants,
    captures: [],
    expect: [],
    stopOnFailure: false,
    ...overrides,
  };
}

function flow(requests: readonly RequestPlan[], overrides: Partial<Flow> = {}): Flow {
  return { kind: 'oneOf', requests, setup: [], teardown: [], cookies: true, redirects: 2, variables: {}, ...overrides };
}

describe('virtual users', () => {
  it('keep their own cookies', () => {
    const only = request({ variants: [{ path: '/', headers: [['cookie', 'theme=dark; sid=0']] }] });
    const requests = createRequests(flow([only]), origin, 1);
    const [a, b] = [requests.newUser(0), requests.newUser(1)];
    requests.learn(only, a, 200, ['Set-Cookie', 'other=1', 'x', 'y', 'set-cookie', 'sid=9'], undefined);
    assert.deepEqual(requests.wire(only, b).headers, ['Host', 'api.example.org', 'cookie', 'theme=dark; sid=0']);
    const wire = requests.wire(only, a);
    assert.deepEqual(wire.headers, ['Host', 'api.example.org', 'Cookie', 'theme=dark; sid=0; other=1']);
    assert.equal(requests.wire(only, a), wire, 'kept while nothing changes');
    requests.learn(only, a, 200, ['Set-Cookie', 'other=2'], undefined);
    assert.match(requests.wire(only, a).headers.at(-1)!, /other=2/);
  });

  it('keep none unless asked', () => {
    const only = request();
    const requests = createRequests(flow([only], { cookies: false, redirects: 0 }), origin, 1);
    const user = requests.newUser(0);
    assert.equal(requests.wants(only).headers, false);
    requests.learn(only, user, 200, ['Set-Cookie', 'a=1'], undefined);
    assert.deepEqual(requests.wire(only, user).headers, ['Host', 'api.example.org']);
  });

  it('follow redirects as often as allowed, with the cookies that came with them', () => {
    const only = request();
    const requests = createRequests(flow([only]), origin, 1);
    const user = requests.newUser(0);
    const first = requests.wire(only, user);
    const headers = ['Location', '/login?x', 'Set-Cookie', 'sid=1; Path=/'];
    const second = requests.redirect(first, 302, headers, 0, user)!;
    assert.deepEqual(second, {
      method: 'GET',
      path: '/login?x',
      headers: ['Host', 'api.example.org', 'Cookie', 'sid=1'],
    });
    assert.ok(requests.redirect(second, 302, headers, 1, user));
    assert.equal(requests.redirect(second, 302, headers, 2, user), undefined);
  });
});

describe('redirects', () => {
  const post = {
    method: 'POST',
    path: '/a/b?c',
    headers: ['Host', 'h', 'Content-Type', 'x/y', 'Authorization', 'z', 'content-length', '1'],
    body: Buffer.from('x'),
  };

  it('become GET where something was posted', () => {
    for (const status of [301, 302, 303]) {
      assert.deepEqual(follow(post, status, ['location', 'd#e'], origin), {
        method: 'GET',
        path: '/a/d',
        headers: ['Host', 'h', 'Authorization', 'z'],
      });
    }
    assert.equal(follow({ ...post, method: 'PUT' }, 302, ['location', '/'], origin)!.method, 'PUT');
    assert.equal(follow({ ...post, method: 'PUT' }, 303, ['location', '/'], origin)!.method, 'GET');
    assert.equal(follow({ ...post, method: 'HEAD' }, 303, ['location', '/'], origin)!.method, 'HEAD');
    for (const status of [307, 308]) {
      assert.deepEqual(follow(post, status, ['location', '/é'], origin), { ...post, path: '/%EF%BF%BD' });
    }
  });

  it('do not leave the origin', () => {
    for (const location of [
      'http://api.example.org/',
      'https://other.org/',
      '//other.org',
      'https://api.example.org:1/',
    ]) {
      assert.equal(follow(post, 302, ['Location', location], origin), undefined, location);
    }
    assert.equal(follow(post, 302, ['Location', 'https://api.example.org/x'], origin)!.path, '/x');
  });

  it('are not seen where there are none', () => {
    for (const [status, headers] of [
      [200, ['Location', '/']],
      [304, ['Location', '/']],
      [302, []],
      [302, undefined],
      [302, ['Location', 'http://[']],
    ] as const) {
      assert.equal(follow(post, status, headers, origin), undefined);
    }
  });
});
