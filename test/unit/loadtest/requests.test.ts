import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Flow, RequestPlan } from '../../../src/loadtest/plan.js';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { escapeTemplate } from '../../../src/loadtest/requests/template.js';
import type { WireRequest } from '../../../src/loadtest/transport/transport.js';
import { Problem } from '../../../src/text/problem.js';

const origin = 'http://127.0.0.1:3000';

function request(overrides: Partial<RequestPlan> & Partial<RequestPlan['variants'][number]> = {}): RequestPlan {
  const { path = '/', headers = [], body, ...rest } = overrides;
  return {
    name: 'GET /',
    weight: 1,
    method: 'GET',
    variants: [{ path, headers, ...(body !== undefined && { body }) }],
    captures: [],
    expect: [],
    stopOnFailure: false,
    ...rest,
  };
}

function flow(requests: readonly RequestPlan[], overrides: Partial<Flow> = {}): Flow {
  return {
    kind: 'oneOf',
    requests,
    setup: [],
    teardown: [],
    cookies: false,
    redirects: 0,
    variables: {},
    ...overrides,
  };
}

function one(only: RequestPlan, overrides: Partial<Flow> = {}, count = 0, seed = 1): WireRequest {
  const requests = createRequests(flow([only], overrides), origin, seed);
  const user = requests.newUser(0);
  requests.begin(user, count);
  return requests.wire(only, user);
}

function bodyText(wire: WireRequest): string {
  return Buffer.from(wire.body ?? []).toString();
}

describe('requests', () => {
  it('gives the same object again when nothing varies', () => {
    const only = request({ path: '/a?b=1' });
    const requests = createRequests(flow([only]), origin, 1);
    const [a, b] = [requests.newUser(0), requests.newUser(1)];
    requests.begin(a, 0);
    requests.begin(b, 1);
    const wire = requests.wire(only, a);
    assert.equal(wire, requests.wire(only, b));
    assert.deepEqual(wire, { method: 'GET', path: '/a?b=1', headers: ['Host', '127.0.0.1:3000'] });
  });

  it('keeps headers as typed, in order and case, and adds what is missing', () => {
    const headers = [
      ['x-Late', '1'],
      ['content-TYPE', 'text/weird'],
      ['X-Late', '2'],
    ] as const;
    const wire = one(request({ method: 'DELETE', headers, body: 'é' }));
    assert.deepEqual(wire.headers, [
      ...['Host', '127.0.0.1:3000', 'x-Late', '1', 'content-TYPE', 'text/weird', 'X-Late', '2'],
      ...['Content-Length', '2'],
    ]);
  });

  it('keeps a typed Host, corrects a wrong length, and says 0 for a POST without a body', () => {
    const headers = [
      ['host', 'example.org'],
      ['content-length', '99'],
    ] as const;
    assert.deepEqual(one(request({ method: 'POST', headers, body: 'ab' })).headers, [
      ...['host', 'example.org', 'content-length', '2'],
    ]);
    assert.deepEqual(one(request({ method: 'POST' })).headers.slice(2), ['Content-Length', '0']);
  });

  it('sends text of headers in UTF-8, one character a byte', () => {
    const wire = one(request({ headers: [['X-Name', 'Jürgen 😀']] }));
    assert.equal(Buffer.from(wire.headers[3]!, 'latin1').toString('utf8'), 'Jürgen 😀');
  });

  it('refuses headers, methods and expectations that cannot be', () => {
    const wrong: Partial<RequestPlan & RequestPlan['variants'][number]>[] = [
      { headers: [['X Y', '1']] },
      { headers: [['', '1']] },
      { headers: [['X', 'a\r\nEvil: 1']] },
      { headers: [['Transfer-Encoding', 'chunked']] },
      { method: 'GE T' },
      { path: '/a b' },
      { path: '/ü' },
      { expect: ['20'] },
      { variants: [] },
      { path: '/{{unknown}}' },
      { path: '/{{$env.NOT_SET}}' },
      { path: '/{{open' },
      { body: '{{$randomInt 5}}' },
      { body: '{{$randomInt 9 1}}' },
      { body: '{{$nonsense}}' },
      { body: '{{a b}}' },
    ];
    for (const each of wrong) assert.throws(() => one(request(each)), Problem, JSON.stringify(each));
  });

  it('writes variables as their place needs it', () => {
    const variables = { x: 'a/b "c"&{d}\n', n: '5' };
    const json = [['Content-Type', 'application/vnd.api+json']] as const;
    const form = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const;
    const xml = [['Content-Type', 'text/xml']] as const;
    assert.equal(
      one(request({ path: '/{{x}}?q={{ x }}' }), { variables }).path,
      `/${'a%2Fb%20%22c%22%26%7Bd%7D%0A'}?q=a%2Fb%20%22c%22%26%7Bd%7D%0A`,
    );
    assert.equal(one(request({ path: '/{{{x}}}' }), { variables }).path, '/a/b%20%22c%22&%7Bd%7D%0A');
    const written = (headers: RequestPlan['variants'][number]['headers'], body: string) =>
      bodyText(one(request({ headers, body }), { variables }));
    assert.deepEqual(JSON.parse(written(json, '{"a\\"{{x}}":"{{x}}","n":{{n}}}')), {
      [`a"${variables.x}`]: variables.x,
      n: 5,
    });
    assert.equal(written(json, '"{{{n}}}"'), '"5"');
    assert.equal(written(form, 'a={{x}}'), 'a=a%2Fb%20%22c%22%26%7Bd%7D%0A');
    assert.equal(written(xml, '<a>{{x}}</a>'), '<a>a/b &quot;c&quot;&amp;{d}\n</a>');
    assert.equal(written([], '{{x}}'), variables.x);
  });

  it('does not let a value break out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        const variables = { x: value };
        const { path } = one(request({ path: '/a/{{x}}/b?c={{x}}' }), { variables });
        const url = new URL(origin + path);
        const wellFormed = Buffer.from(value).toString();
        // '.' and '..' are the two segments that no encoding protects.
        if (!/^\.\.?$/.test(value)) assert.equal(decodeURIComponent(url.pathname.split('/')[2]!), wellFormed);
        assert.equal(url.searchParams.get('c'), wellFormed);
        const json = bodyText(
          one(request({ headers: [['Content-Type', 'application/json']], body: '{"x":"{{x}}"}' }), { variables }),
        );
        assert.deepEqual(JSON.parse(json), { x: value });
      }),
    );
  });

  it('refuses a value that would end its header', () => {
    assert.throws(() => one(request({ headers: [['X', '{{x}}']] }), { variables: { x: 'a\r\nEvil: 1' } }), Problem);
  });

  it('sends escaped text as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', '{{', '}}', 'x', '$uuid', '$braces', '"')), parts => {
        const text = parts.join('');
        assert.equal(bodyText(one(request({ body: escapeTemplate(text) }))), text);
      }),
    );
  });

  it('makes builtins anew for each request, the same in each run with a seed', () => {
    const only = request({
      method: 'POST',
      body: '{{$uuid}} {{$index}} {{$user}} {{$randomInt 3 5}} {{$randomInt -9007199254740991 9007199254740991}} {{$randomHex 12}}',
    });
    const run = (seed: number) => {
      const requests = createRequests(flow([only]), origin, seed);
      const user = requests.newUser(7);
      return Array.from({ length: 200 }, (_, count) => {
        requests.begin(user, count);
        return bodyText(requests.wire(only, user));
      });
    };
    const bodies = run(1);
    assert.deepEqual(bodies, run(1));
    assert.notDeepEqual(bodies, run(2));
    for (const [count, body] of bodies.entries()) {
      const [uuid, index, user, small, large, hex] = body.split(' ');
      assert.match(uuid!, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      assert.deepEqual([index, user], [String(count), '7']);
      assert.match(small!, /^[345]$/);
      assert.ok(Number.isSafeInteger(Number(large)));
      assert.match(hex!, /^[\da-f]{12}$/);
    }
    assert.equal(new Set(bodies.map(body => body.split(' ')[0])).size, 200);
    assert.equal(new Set(bodies.map(body => body.split(' ')[3])).size, 3);
  });

  it('takes variants in turn', () => {
    const only: RequestPlan = { ...request(), variants: ['/a', '/b', '/c'].map(path => ({ path, headers: [] })) };
    const requests = createRequests(flow([only]), origin, 1);
    const user = requests.newUser(0);
    const paths = [0, 1, 2, 3].map(count => {
      requests.begin(user, count);
      return requests.wire(only, user).path;
    });
    assert.deepEqual(paths, ['/a', '/b', '/c', '/a']);
  });

  it('draws requests by weight, whichever worker asks', () => {
    const plans = [
      request({ name: 'a', weight: 3 }),
      request({ name: 'b', weight: 1 }),
      request({ name: 'c', weight: 0 }),
    ];
    const names = (seed: number) => {
      const requests = createRequests(flow(plans), origin, seed);
      const user = requests.newUser(0);
      return Array.from({ length: 8000 }, (_, count) => requests.begin(user, count)[0]!.name);
    };
    const drawn = names(1);
    assert.deepEqual(drawn, names(1));
    const share = drawn.filter(name => name === 'a').length / drawn.length;
    assert.ok(share > 0.72 && share < 0.78, String(share));
    assert.ok(!drawn.includes('c'));
  });

  it('deals rows in order, per user and at random', () => {
    const only = request({ path: '/{{id}}' });
    const rows = ['a', 'b', 'c'].map(id => ({ id }));
    const paths = (use: 'inOrder' | 'perUser' | 'random', userIndex: number) => {
      const requests = createRequests(flow([only], { data: { rows, use } }), origin, 1);
      const user = requests.newUser(userIndex);
      return Array.from({ length: 60 }, (_, count) => {
        requests.begin(user, count);
        return requests.wire(only, user).path;
      });
    };
    assert.deepEqual(paths('inOrder', 1).slice(0, 4), ['/a', '/b', '/c', '/a']);
    assert.deepEqual(new Set(paths('perUser', 4)), new Set(['/b']));
    assert.deepEqual([...new Set(paths('random', 0))].sort(), ['/a', '/b', '/c']);
  });

  it('captures from JSON, headers and status for the requests after it', () => {
    const login = request({
      name: 'POST /login',
      captures: [
        { variable: 'token', from: { kind: 'json', pointer: '/data/0/to~1ken' } },
        { variable: 'all', from: { kind: 'json', pointer: '/data' } },
        { variable: 'etag', from: { kind: 'header', name: 'ETag' } },
        { variable: 'status', from: { kind: 'status' } },
      ],
    });
    const use = request({ path: '/{{token}}/{{status}}', headers: [['If-Match', '{{etag}}']], body: '{{all}}' });
    const requests = createRequests(flow([login, use], { kind: 'sequence' }), origin, 1);
    const user = requests.newUser(0);
    assert.deepEqual(requests.begin(user, 0), [login, use]);
    assert.deepEqual(requests.wants(login), { headers: true, body: true });
    assert.deepEqual(requests.wants(use), { headers: false, body: false });
    assert.throws(() => requests.wire(use, user), Problem);
    const body = Buffer.from('{"data":[{"to/ken":"s/3"}]}');
    assert.equal(requests.learn(login, user, 201, ['etag', 'W/"1"'], body), undefined);
    const wire = requests.wire(use, user);
    assert.equal(wire.path, '/s%2F3/201');
    assert.equal(wire.headers[3], 'W/"1"');
    assert.equal(bodyText(wire), '[{"to/ken":"s/3"}]');
    assert.match(requests.learn(login, user, 200, ['etag', '"2"'], Buffer.from('{}'))!, /token.*nothing is at/);
    assert.throws(() => requests.wire(use, user), Problem);
    assert.match(requests.learn(login, user, 200, [], Buffer.from('<html>'))!, /not JSON/);
  });

  it('captures from whatever bytes come without harm', () => {
    const only = request({ captures: [{ variable: 'x', from: { kind: 'json', pointer: '/__proto__/toString' } }] });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(text => Buffer.from(text)),
        ),
        body => {
          const requests = createRequests(flow([only]), origin, 1);
          const why = requests.learn(only, requests.newUser(0), 200, undefined, body);
          assert.equal(typeof why, 'string');
        },
      ),
    );
  });

  it('leaves out what cannot be sent yet when requests are drawn', () => {
    const create = request({ name: 'create', captures: [{ variable: 'id', from: { kind: 'json', pointer: '/id' } }] });
    const read = request({ name: 'read', path: '/{{id}}', weight: 1000 });
    const requests = createRequests(flow([create, read]), origin, 1);
    const user = requests.newUser(0);
    for (let count = 0; count < 20; count++) assert.equal(requests.begin(user, count)[0], create);
    requests.learn(create, user, 200, [], Buffer.from('{"id":4}'));
    assert.equal(requests.begin(user, 21)[0], read);
    assert.equal(requests.wire(read, user).path, '/4');
  });

  it('expects 1XX to 3XX unless told', () => {
    const plain = request();
    const some = request({ expect: ['201', '4xx'] });
    const requests = createRequests(flow([plain, some]), origin, 1);
    const expected = (plan: RequestPlan) =>
      [100, 200, 201, 302, 400, 404, 500].filter(s => requests.isExpected(plan, s));
    assert.deepEqual(expected(plain), [100, 200, 201, 302]);
    assert.deepEqual(expected(some), [201, 400, 404]);
  });
});
