import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { parseRows } from '../../../src/loadtest/requests/data.js';
import { withEnvironment } from '../../../src/loadtest/requests/environment.js';
import { buildTarget, type TargetWords } from '../../../src/loadtest/requests/parseTarget.js';
import type { WireRequest } from '../../../src/loadtest/transport/transport.js';
import { Problem } from '../../../src/text/problem.js';

function sent(words: TargetWords): WireRequest {
  const { origin, flow } = buildTarget(words);
  const requests = createRequests(flow, origin, 1);
  const user = requests.newUser(0);
  requests.begin(user, 0);
  return requests.wire(flow.requests[0]!, user);
}

function header({ headers }: WireRequest, name: string): string | undefined {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text === name);
  return at < 0 ? undefined : headers[at + 1];
}

const text = (wire: WireRequest): string => Buffer.from(wire.body ?? []).toString('utf8');

describe('words of a command line', () => {
  it('become an origin and a path', () => {
    const cases: readonly [url: string, origin: string, path: string][] = [
      ['http://localhost:3000/a?b=c#d', 'http://localhost:3000', '/a?b=c'],
      ['localhost:3000/a', 'http://localhost:3000', '/a'],
      ['example.org', 'http://example.org', '/'],
      ['HTTPS://Example.ORG:443', 'https://example.org', '/'],
      ['https://[::1]:8443/a b/ü?q=ä ö', 'https://[::1]:8443', '/a%20b/%C3%BC?q=%C3%A4%20%C3%B6'],
      ['https://bücher.example/', 'https://xn--bcher-kva.example', '/'],
      [
        'http://h/{{id}}/x?y={{$randomInt 1 100}}&z={{{raw}}}',
        'http://h',
        '/{{id}}/x?y={{$randomInt 1 100}}&z={{{raw}}}',
      ],
      ['http://h/v0_{{id}}vxv', 'http://h', '/v0_{{id}}vxv'],
    ];
    for (const [url, origin, path] of cases) {
      const target = buildTarget({ url });
      assert.equal(target.origin, origin, url);
      assert.equal(target.flow.requests[0]!.variants[0]!.path, path, url);
    }
  });

  it('fill in the host from variables that are known', () => {
    const variables = { '$env.BASE': 'http://127.0.0.1:4000' };
    const target = buildTarget({ url: '{{$env.BASE}}/x/{{id}}', variables });
    assert.equal(target.origin, 'http://127.0.0.1:4000');
    assert.equal(target.flow.requests[0]!.variants[0]!.path, '/x/{{id}}');
    assert.throws(() => buildTarget({ url: 'http://{{host}}/' }), /no value before the run/);
  });

  it('refuse what is no http address, and keep passwords out of the message', () => {
    for (const url of [
      ...['file:///etc/passwd', 'ftp://h/', 'data:text/plain,x', 'javascript:alert(1)', 'ws://h/', '/users', '', '?x'],
      ...[
        'http://',
        'http:///x',
        'http://a b/',
        'http://h:99999/',
        'http://[::1',
        'http+unix:///x',
        '//host/x',
        'http://%/',
      ],
    ]) {
      assert.throws(() => buildTarget({ url }), Problem, url);
    }
    assert.throws(
      () => buildTarget({ url: 'http://me:hunter2@a b/' }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });

  it('turn a user in the address into a header, and show it nowhere', () => {
    const words = { url: 'http://me:p%40ss@h:1/x?token=secret' };
    const target = buildTarget(words);
    assert.equal(header(sent(words), 'Authorization'), `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
    assert.equal(target.name, 'GET http://h:1/x');
    const typed = sent({ ...words, headers: ['authorization: Bearer x'] });
    assert.equal(header(typed, 'authorization'), 'Bearer x');
    assert.equal(header(typed, 'Authorization'), undefined);
  });

  it('reach a unix socket', () => {
    const target = buildTarget({ url: 'http+unix://%2Frun%2Fapp.sock/a?b' });
    assert.deepEqual([target.origin, target.connection.socketPath], ['http://localhost', '/run/app.sock']);
    assert.equal(target.flow.requests[0]!.variants[0]!.path, '/a?b');
    const named = buildTarget({ url: 'http://app/a', unixSocket: '\\\\.\\pipe\\app' });
    assert.deepEqual([named.origin, named.connection.socketPath], ['http://app', '\\\\.\\pipe\\app']);
  });

  it('keep headers as typed', () => {
    const wire = sent({ url: 'h', headers: ['x-B:  two words ', 'X-Empty:', 'x-b: a:b'] });
    assert.deepEqual(wire.headers, ['Host', 'h', 'x-B', 'two words', 'X-Empty', '', 'x-b', 'a:b']);
    for (const wrong of ['nothing', 'X Y: 1', ': 1', 'X : 1', 'X: a\nb', 'X: \u0000']) {
      assert.throws(() => sent({ url: 'h', headers: [wrong] }), Problem, wrong);
    }
  });

  it('choose method and type of a body, unless typed', () => {
    assert.equal(sent({ url: 'h' }).method, 'GET');
    const json = sent({ url: 'h', body: '{"a":1}' });
    assert.deepEqual([json.method, header(json, 'Content-Type')], ['POST', 'application/json']);
    assert.equal(
      header(sent({ url: 'h', body: '{"a":{{n}}}', variables: { n: '1' } }), 'Content-Type'),
      'application/json',
    );
    assert.equal(header(sent({ url: 'h', body: 'a' }), 'Content-Type'), 'text/plain; charset=utf-8');
    assert.equal(header(sent({ url: 'h', body: new Uint8Array([0xff]) }), 'Content-Type'), 'application/octet-stream');
    const typed = sent({ url: 'h', method: 'DELETE', headers: ['content-type: x/y'], json: '{}' });
    assert.deepEqual(typed.headers.slice(2), ['content-type', 'x/y', 'Content-Length', '2']);
    assert.equal(typed.method, 'DELETE');
    assert.throws(() => sent({ url: 'h', json: '{' }), Problem);
    assert.throws(() => sent({ url: 'h', json: '1', body: '1' }), Problem);
    assert.throws(() => sent({ url: 'h', method: 'CONNECT' }), Problem);
    assert.throws(() => sent({ url: 'h', method: 'G\r\nX' }), Problem);
  });

  it('send bytes as they are, whatever braces they hold', () => {
    assert.equal(text(sent({ url: 'h', body: Buffer.from('{{x}}') })), '{{x}}');
  });

  it('write forms that servers read back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.stringMatching(/^[^={}]+$/), fc.stringMatching(/^[^{}]*$/)), { minLength: 1 }),
        fields => {
          const wire = sent({ url: 'h', form: fields.map(([name, value]) => `${name}=${value}`) });
          const read = [...new URLSearchParams(text(wire))];
          assert.deepEqual(
            read,
            fields.map(pair => pair.map(each => Buffer.from(each).toString())),
          );
        },
      ),
    );
    assert.equal(text(sent({ url: 'h', form: ['a={{x}}&'], variables: { x: 'ü=' } })), 'a=%C3%BC%3D%26');
    assert.throws(() => sent({ url: 'h', form: ['a'] }), Problem);
  });

  it('write multipart forms that servers read back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({ name: fc.string({ minLength: 1 }), text: fc.stringMatching(/^[^{}]*$/) }),
            fc.record({
              name: fc.constant('f'),
              fileName: fc.constantFrom('a.txt', 'ü "x".bin'),
              bytes: fc.uint8Array(),
            }),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async parts => {
          const wire = sent({ url: 'h', multipart: parts });
          const type = header(wire, 'Content-Type')!;
          const form = await new Response(Buffer.from(wire.body!), { headers: { 'Content-Type': type } }).formData();
          const read = await Promise.all(
            [...form].map(async ([, value]) =>
              typeof value === 'string' ? value : [...new Uint8Array(await value.arrayBuffer())],
            ),
          );
          assert.deepEqual(
            read,
            parts.map(part => ('text' in part ? Buffer.from(part.text).toString() : [...part.bytes])),
          );
        },
      ),
    );
  });

  it('fill variables in multipart fields beside a text file, and keep the file as it is', async () => {
    const words: TargetWords = {
      url: 'h',
      variables: { x: '1' },
      headers: ['Content-Type: multipart/form-data; boundary="b 1"'],
      multipart: [
        { name: 'a', text: '{{x}}' },
        { name: 'f', fileName: 'f', bytes: Buffer.from('{{x}}{{{') },
      ],
    };
    const wire = sent(words);
    assert.equal(header(wire, 'Content-Type'), 'multipart/form-data; boundary="b 1"');
    const form = await new Response(Buffer.from(wire.body!), {
      headers: { 'Content-Type': header(wire, 'Content-Type')! },
    }).formData();
    assert.equal(form.get('a'), '1');
    assert.equal(await (form.get('f') as File).text(), '{{x}}{{{');
    const binary = [...words.multipart!, { name: 'g', fileName: 'g', bytes: new Uint8Array([0xff]) }];
    assert.throws(() => sent({ ...words, multipart: binary }), /is not text/);
    assert.throws(() => sent({ ...words, headers: ['Content-Type: application/json'] }), Problem);
  });

  it('take from the environment what is asked for, and nothing else', () => {
    const { flow } = buildTarget({ url: 'h/{{$env.ID}}', headers: ['A: {{$env.TOKEN}}'] });
    const { variables } = withEnvironment(flow, { ID: '1', TOKEN: 't', OTHER: 'o' });
    assert.deepEqual(variables, { '$env.ID': '1', '$env.TOKEN': 't' });
    assert.throws(() => createRequests(withEnvironment(flow, { ID: '1' }), 'http://h', 1), /environment has no TOKEN/);
  });
});

describe('data', () => {
  it('comes from CSV', () => {
    const rows = [
      { id: '1', 'full name': 'a, "b"\nc' },
      { id: '2', 'full name': '' },
    ];
    assert.deepEqual(parseRows('\uFEFFid, full name \n1,"a, ""b""\nc"\n\n2,\n', 'x.csv'), rows);
    assert.deepEqual(parseRows('id;b\r\n1;2\r\n', 'x.csv'), [{ id: '1', b: '2' }]);
    assert.deepEqual(
      parseRows('__proto__\tb\n1\t2', 'x.csv')[0],
      Object.fromEntries([
        ['__proto__', '1'],
        ['b', '2'],
      ]),
    );
  });

  it('comes from JSON', () => {
    assert.deepEqual(parseRows('[{"a":"x","b":1,"c":null,"d":{"e":[1]}}]', 'x.json'), [
      { a: 'x', b: '1', c: 'null', d: '{"e":[1]}' },
    ]);
  });

  it('says what is wrong', () => {
    for (const wrong of ['', 'a,b\n', 'a,b\n1\n', 'a,a\n1,2', 'a,\n1,2', 'a\n"x', '[', '[]', '[1]', '[{}, null]']) {
      assert.throws(() => parseRows(wrong, 'x'), Problem, JSON.stringify(wrong));
    }
    assert.throws(() => parseRows(`a\n${'1\n'.repeat(200_001)}`, 'x'), /200,000/);
    assert.throws(
      () => parseRows('a,b\n1,2\n3\n', 'x'),
      (error: Problem) => error.place?.position?.line === 2,
    );
  });

  it('fails as a Problem on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', '\r', ';') })),
        input => {
          try {
            for (const row of parseRows(input, 'x'))
              for (const value of Object.values(row)) assert.equal(typeof value, 'string');
          } catch (error) {
            assert.ok(error instanceof Problem, String(error));
          }
        },
      ),
    );
  });
});
