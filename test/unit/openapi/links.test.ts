import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readApi } from '../../../src/openapi/parse.js';
import { parseRuntimeExpression, parseRuntimeText } from '../../../src/openapi/runtimeExpression.js';
import { bare, places, readSpec } from './readSpec.js';

const head = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n';
const id = '[{name: id, in: path, required: true, schema: {type: string}}]';

/** The links of the first operation's only answer. */
async function linksOf(links: string, more = '') {
  const { api, findings } = await readSpec(`${head}paths:
  /users:
    post: {responses: {201: {description: ok, links: ${links}}}}
  /users/{id}:
    get: {operationId: getUser, parameters: ${id}, responses: {}}
  /a~b/{id}:
    parameters: ${id}
    put: {responses: {}, requestBody: {content: {application/json: {}}}}
${more}`);
  return { links: bare(api.operations[0]!.responses[0]!.links), findings };
}

const user = { method: 'get', path: '/users/{id}' };

describe('links', () => {
  it('lead to an operation by its id, with values from the answer', async () => {
    const { links, findings } = await linksOf(
      "{me: {operationId: getUser, description: d, parameters: {id: '$response.body#/id'}}}",
    );
    const value = { kind: 'expression', parts: [{ kind: 'body', of: 'response', pointer: '/id' }] };
    assert.deepEqual(links, [
      { name: 'me', description: 'd', target: user, parameters: [{ name: 'id', in: 'path', value }] },
    ]);
    assert.deepEqual(findings, []);
  });

  it('lead to an operation by its place, escaped in every way', async () => {
    for (const ref of [
      '#/paths/~1users~1{id}/get',
      '#/paths/~1users~1%7Bid%7D/get',
      'openapi.yaml#/paths/~1users~1{id}/get',
    ]) {
      const { links, findings } = await linksOf(`{l: {operationRef: '${ref}'}}`);
      assert.deepEqual([links, findings], [[{ name: 'l', target: user, parameters: [] }], []], ref);
    }
    const { links } = await linksOf("{l: {operationRef: '#/paths/~1a~0b~1{id}/put', requestBody: {a: [1]}}}");
    const body = { kind: 'constant', value: { a: [1] } };
    assert.deepEqual(links, [{ name: 'l', target: { method: 'put', path: '/a~b/{id}' }, parameters: [], body }]);
  });

  it('keep which path was meant when two share their path item', async () => {
    const { api } = await readSpec(`${head}paths:
  /a: {$ref: '#/components/pathItems/P'}
  /b: {$ref: '#/components/pathItems/P'}
components:
  pathItems:
    P: {get: {responses: {200: {description: ok, links: {l: {operationRef: '#/paths/~1b/get'}}}}}}
`);
    assert.deepEqual(api.operations[0]!.responses[0]!.links[0]!.target, { method: 'get', path: '/b' });
  });

  it('are components too, and may say which parameter they mean', async () => {
    const { links, findings } = await linksOf(
      "{l: {$ref: '#/components/links/L'}}",
      'components: {links: {L: {operationId: getUser, parameters: {path.id: 7}}}}',
    );
    const value = { kind: 'constant', value: 7 };
    assert.deepEqual(links, [{ name: 'l', target: user, parameters: [{ name: 'id', in: 'path', value }] }]);
    assert.deepEqual(findings, []);
  });

  it('that are wrong are findings, and what is right of them stays', async () => {
    const { links, findings } = await linksOf(`{
        none: {description: d},
        both: {operationId: getUser, operationRef: '#/paths/~1users~1{id}/get'},
        unknown: {operationId: getUsr},
        outside: {operationRef: 'https://example.org/openapi.yaml#/paths/~1users/get'},
        kind: {operationId: 7},
        elsewhere: {operationId: getUser, server: {url: 'https://example.org'}},
        text: hello,
        some: {operationId: getUser, parameters: {id: '$response.body/id', ix: 1, x: 2}}}`);
    assert.deepEqual(links, [{ name: 'some', target: user, parameters: [] }]);
    const rules = places(findings).map(each => each.split(' ').slice(0, 2).join(' '));
    assert.deepEqual(rules, [
      ...['warning invalid-link', 'warning invalid-link', 'warning invalid-link', 'warning invalid-link'],
      ...['warning invalid-link', 'error invalid-value', 'info unsupported-link', 'error invalid-value'],
      ...['warning invalid-link', 'warning invalid-link', 'warning invalid-link'],
    ]);
    assert.match(findings[2]!, /There is no operation "getUsr".*The nearest name is "getUser"\./);
    assert.match(
      findings.join('\n'),
      /"\$response\.body\/id" is not a runtime expression, such as "\$response\.body#\/id"/,
    );
    assert.match(findings.join('\n'), /GET \/users\/\{id\} has no parameter "ix"; it is left out\./);
  });

  it('of a hostile description are data', async () => {
    for (const text of [
      '__proto__',
      'constructor',
      'toString',
      '$response.body#/__proto__',
      '{$request.query.a}{{x}}',
    ]) {
      const name = JSON.stringify(text);
      const { links } = await linksOf(`{${name}: {operationId: getUser, parameters: {id: ${name}, ${name}: 1}}}`);
      assert.equal((links as { name: string }[])[0]?.name, text);
    }
  });

  it('of real descriptions are understood', async () => {
    const file = path.resolve(__dirname, '../../../node_modules/@readme/oas-examples/3.0/json/link-example.json');
    const { api, findings } = await readApi(file, {
      readFile: async name => readFileSync(name, 'utf8'),
      root: path.dirname(file),
    });
    assert.deepEqual(findings, []);
    const links = api.operations.flatMap(({ id: from, responses }) =>
      responses.flatMap(response =>
        response.links.map(({ name, target }) => `${from} ${name} ${target.method} ${target.path}`),
      ),
    );
    assert.ok(
      links.includes('getRepository repositoryPullRequests get /2.0/repositories/{username}/{slug}/pullrequests'),
      links.join('\n'),
    );
    assert.equal(links.length, 4);
  });
});

describe('runtime expressions', () => {
  // The examples of the specification, 4.8.20.4 of 3.1.1.
  const known: readonly [string, unknown][] = [
    ['$method', { kind: 'method' }],
    ['$url', { kind: 'url' }],
    ['$statusCode', { kind: 'statusCode' }],
    ['$request.header.accept', { kind: 'header', of: 'request', name: 'accept' }],
    ['$request.path.id', { kind: 'path', of: 'request', name: 'id' }],
    ['$request.query.a.b c', { kind: 'query', of: 'request', name: 'a.b c' }],
    ['$request.body#/user/uuid', { kind: 'body', of: 'request', pointer: '/user/uuid' }],
    ['$response.body#/status', { kind: 'body', of: 'response', pointer: '/status' }],
    ['$response.body', { kind: 'body', of: 'response', pointer: '' }],
    ['$response.body#/a~1b/~0', { kind: 'body', of: 'response', pointer: '/a~1b/~0' }],
    ['$response.header.Server', { kind: 'header', of: 'response', name: 'Server' }],
  ];
  it('are those of the specification', () => {
    for (const [text, expected] of known) assert.deepEqual(parseRuntimeExpression(text), expected, text);
    for (const text of [
      ...['', '$', '$urls', '$request', '$request.', '$response.body.id', '$response.body#id', '$response.body#/~2'],
      ...['$response.header.', '$response.header.a b', '$response.query.a', '$response.path.id', '$request.cookie.a'],
      ...['$REQUEST.body', ' $url', '$response.body#/a~'],
    ]) {
      assert.equal(parseRuntimeExpression(text), undefined, text);
    }
  });

  it('stand by themselves or in braces in a text', () => {
    assert.equal(parseRuntimeText('plain'), undefined);
    assert.equal(parseRuntimeText('$100'), undefined);
    assert.deepEqual(parseRuntimeText('$url'), [{ kind: 'url' }]);
    assert.deepEqual(parseRuntimeText('/u/{$response.body#/id}?s={$statusCode}'), [
      ...['/u/', { kind: 'body', of: 'response', pointer: '/id' }, '?s=', { kind: 'statusCode' }],
    ]);
    assert.deepEqual(parseRuntimeText('a{$nothing}'), { broken: '$nothing' });
    assert.deepEqual(parseRuntimeText('$request.boddy'), { broken: '$request.boddy' });
  });

  it('never fail, whatever the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('$', '{', '}', '{$', '$request', '$response', '.body', '#/', '~'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), pieces => {
        const text = pieces.join('');
        const parsed = parseRuntimeText(text);
        assert.ok(parsed === undefined || 'broken' in parsed || parsed.length > 0);
      }),
    );
  });
});
