import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { operationTarget } from '../../../src/loadtest/scenario/operationTarget.js';
import { secretValue } from '../../../src/loadtest/scenario/security.js';
import { serverUrls } from '../../../src/loadtest/scenario/servers.js';
import { chooseMedia } from '../../../src/loadtest/scenario/writeBody.js';
import { writeCookie, writeHeader, writePath, writeQuery } from '../../../src/loadtest/scenario/writeParameter.js';
import type { Api, ParameterStyle } from '../../../src/openapi/api.js';
import type { Json } from '../../../src/openapi/json.js';
import { readApi } from '../../../src/openapi/parse.js';
import { Problem } from '../../../src/text/problem.js';
import { apiOf, validator } from './shapeSchemas.js';

const examples = path.dirname(require.resolve('@readme/oas-examples/package.json'));
const files = [
  path.resolve(__dirname, '../../fixtures/specs/shop.yaml'),
  ...['2.0', '3.0', '3.1'].flatMap(version =>
    readdirSync(path.join(examples, version, 'json'))
      .filter(name => name.endsWith('.json'))
      .map(name => path.join(examples, version, 'json', name)),
  ),
];

async function read(file: string): Promise<Api> {
  const { api } = await readApi(file, { readFile: async name => readFileSync(name, 'utf8'), root: path.dirname(file) });
  return api;
}

const server = 'http://127.0.0.1:3000/v1/';

/** A string that is an integer; one of two schemas that are the same. */
const impossible = new Set(['/anything/quirks/polymorphism', '/potentially-undefined-formData']);

describe('operations of real descriptions', () => {
  for (const file of files) {
    it(`become requests that can be sent, with valid bodies: ${path.basename(file)}`, async () => {
      let api: Api;
      try {
        api = await read(file);
      } catch (error) {
        assert.ok(error instanceof Problem);
        return;
      }
      const compile = validator(api);
      for (const operation of api.operations) {
        const name = `${operation.method} ${operation.path}`;
        const variables = Object.fromEntries(
          api.securitySchemes.map(each => [`$secret.${each.name.replace(/[^\w.-]/g, '_')}`, 's']),
        );
        let target: ReturnType<typeof operationTarget>['target'];
        try {
          target = operationTarget(api, operation, { server, seed: 1, variants: 8, variables }).target;
        } catch (error) {
          assert.ok(error instanceof Problem && impossible.has(operation.path), String(error));
          continue;
        }
        // What a run would have from the answers of its setup.
        const captured = target.flow.setup.flatMap(({ captures }) => captures.map(({ variable }) => [variable, '7']));
        const known = { ...target.flow.variables, ...Object.fromEntries(captured) };
        const requests = createRequests({ ...target.flow, variables: known }, target.origin, 1);
        const user = requests.newUser(0);
        const plan = target.flow.requests[0]!;
        const media = operation.body && chooseMedia(operation.body);
        const validate = media?.shape && /json/.test(media.type) ? compile(media.shape) : undefined;
        for (let count = 0; count < plan.variants.length; count++) {
          requests.begin(user, count);
          const wire = requests.wire(plan, user);
          assert.match(wire.path, /^\/v1\/[!-~]*$/, name);
          assert.doesNotMatch(wire.path, /[{}]/, name);
          if (!validate || !wire.body) continue;
          const value = JSON.parse(Buffer.from(wire.body).toString()) as Json;
          assert.ok(validate(value), `${name}: ${JSON.stringify(value)} ${JSON.stringify(validate.errors)}`);
        }
      }
    });
  }
});

function spec(
  operation: Record<string, unknown>,
  more: Record<string, unknown> = {},
  url = '/things',
): Record<string, unknown> {
  const responses = {
    201: { description: 'ok', content: { 'application/json': {} } },
    '4XX': { description: 'no' },
    default: { description: 'no' },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { [url]: { post: { responses, ...operation } } },
    ...more,
  };
}

async function plan(document: Record<string, unknown>, options: Partial<Parameters<typeof operationTarget>[2]> = {}) {
  const api = await apiOf(document);
  const scenario = operationTarget(api, api.operations[0]!, { server: 'http://h', seed: 1, ...options });
  return { ...scenario, request: scenario.target.flow.requests[0]! };
}

describe('an operation', () => {
  it('expects what it declares as success, and asks for what it answers with', async () => {
    const { request } = await plan(spec({}));
    assert.deepEqual(request.expect, ['201']);
    assert.deepEqual(request.variants, [{ path: '/things', headers: [['Accept', 'application/json']] }]);
    assert.equal(request.name, 'POST /things');
  });

  it('takes nothing in a description for a variable', async () => {
    const evil = '{{$env.SECRET}} {{{$uuid}}}';
    const parameters = [
      { in: 'query', name: 'q{{a}}', required: true, schema: { const: evil } },
      { in: 'header', name: 'X-H', required: true, schema: { const: evil } },
      { in: 'cookie', name: 'c', required: true, schema: { const: evil } },
      { in: 'path', name: 'p', required: true, schema: { const: evil } },
    ];
    const bodies = ['application/json', 'text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'];
    for (const type of bodies) {
      const schema =
        type === 'text/plain'
          ? { const: evil }
          : { type: 'object', properties: { [evil]: { const: evil } }, required: [evil] };
      const content = { [type]: { schema } };
      const { target, request } = await plan(
        spec({ parameters, requestBody: { required: true, content } }, {}, '/a{{$uuid}}/{p}'),
      );
      const requests = createRequests(target.flow, target.origin, 1);
      const wire = requests.wire(request, requests.newUser(0));
      const headers = wire.headers.join('\n');
      assert.ok(decodeURIComponent(wire.path).split(evil).length === 3, wire.path);
      assert.ok(headers.includes(`X-H\n${evil}`), headers);
      assert.ok(decodeURIComponent(Buffer.from(wire.body!).toString()).split(evil).length >= 2);
    }
  });

  it('varies by its seed', async () => {
    const content = {
      'application/json': { schema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } },
    };
    const document = spec({ requestBody: { required: true, content } });
    const { request } = await plan(document);
    assert.ok(request.variants.length > 40);
    assert.deepEqual(request, (await plan(document)).request);
    assert.notDeepEqual(request, (await plan(document, { seed: 2 })).request);
  });

  it('says what it cannot make, and what is made up', async () => {
    const wrong = { in: 'query', name: 'q', required: true, schema: { type: 'string', pattern: '^(?=a)b' } };
    await assert.rejects(plan(spec({ parameters: [wrong] })), /query parameter "q" of POST \/things.*example/);
    const id = { in: 'path', name: 'id', required: true, schema: { type: 'integer' } };
    const { notes } = await plan(spec({ parameters: [id] }, {}, '/things/{id}'));
    assert.match(notes[0]!, /\{id\}/);
    const given = await plan(spec({ parameters: [id] }, {}, '/things/{id}'), { parameters: { id: '{{id}}' } });
    assert.deepEqual([given.request.variants.map(each => each.path), given.notes], [['/things/{{id}}'], []]);
  });

  it('puts secrets where their scheme says, as variables', async () => {
    const securitySchemes = {
      bearer: { type: 'http', scheme: 'bearer' },
      basic: { type: 'http', scheme: 'Basic' },
      'query key': { type: 'apiKey', in: 'query', name: 'api key' },
      header: { type: 'apiKey', in: 'header', name: 'X-Key' },
      cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
      oauth: { type: 'oauth2', flows: {} },
    };
    const sent = async (security: unknown, variables = {}) => {
      const { request, secrets } = await plan(spec({ security }, { components: { securitySchemes } }), { variables });
      const { path: url, headers } = request.variants[0]!;
      return [url, headers.slice(1), secrets.map(({ variable }) => variable)];
    };
    assert.deepEqual(await sent([{ bearer: [] }]), [
      '/things',
      [['Authorization', 'Bearer {{$secret.bearer}}']],
      ['$secret.bearer'],
    ]);
    assert.deepEqual(await sent([{ basic: [] }]), [
      '/things',
      [['Authorization', 'Basic {{$secret.basic}}']],
      ['$secret.basic'],
    ]);
    assert.deepEqual(await sent([{ oauth: ['x'] }]), [
      '/things',
      [['Authorization', 'Bearer {{$secret.oauth}}']],
      ['$secret.oauth'],
    ]);
    assert.deepEqual(await sent([{ 'query key': [], header: [], cookie: [] }]), [
      '/things?api%20key={{$secret.query_key}}',
      [
        ['X-Key', '{{$secret.header}}'],
        ['Cookie', 'sid={{$secret.cookie}}'],
      ],
      ['$secret.query_key', '$secret.header', '$secret.cookie'],
    ]);
    assert.deepEqual(await sent([{ bearer: [] }, { header: [] }], { '$secret.header': 'x' }), [
      '/things',
      [['X-Key', '{{$secret.header}}']],
      ['$secret.header'],
    ]);
    assert.deepEqual(await sent([{}, { header: [] }]), ['/things', [], []]);
    assert.deepEqual(await sent([{ missing: [] }]), ['/things', [], []]);
    assert.equal(secretValue({ kind: 'basic' }, 'a:b'), 'YTpi');
    assert.equal(secretValue({ kind: 'token' }, ' Bearer x '), 'x');
  });

  it('has a server', async () => {
    const api = await apiOf(
      spec(
        {},
        {
          servers: [
            { url: 'https://{host}/v1', variables: { host: { default: 'a.example' } } },
            { url: '/v2' },
            { url: 'https://{unknown}/' },
            { url: 'ftp://x' },
          ],
        },
      ),
    );
    assert.deepEqual(serverUrls(api), ['https://a.example/v1']);
    assert.deepEqual(serverUrls(api, 'http://localhost:3000'), ['https://a.example/v1', 'http://localhost:3000/v2']);
    assert.deepEqual(serverUrls(await apiOf(spec({})), 'http://localhost:3000'), ['http://localhost:3000']);
    await assert.rejects(plan(spec({}), { server: 'http://h/x?y' }), Problem);
  });
});

describe('parameters', () => {
  const written = (
    write: typeof writePath | typeof writeHeader | typeof writeQuery | typeof writeCookie,
    style: ParameterStyle,
    value: Json,
  ) =>
    [false, true].map(explode =>
      [write({ name: 'color', style, explode, allowReserved: false }, value)].flat().join('&'),
    );
  const list = ['blue', 'black'];
  const object = { R: 100, G: 200 };

  it('are written as the specification shows', () => {
    assert.deepEqual(written(writePath, 'simple', 'blue'), ['blue', 'blue']);
    assert.deepEqual(written(writePath, 'simple', list), ['blue,black', 'blue,black']);
    assert.deepEqual(written(writePath, 'simple', object), ['R,100,G,200', 'R=100,G=200']);
    assert.deepEqual(written(writePath, 'label', 'blue'), ['.blue', '.blue']);
    assert.deepEqual(written(writePath, 'label', list), ['.blue,black', '.blue.black']);
    assert.deepEqual(written(writePath, 'label', object), ['.R,100,G,200', '.R=100.G=200']);
    assert.deepEqual(written(writePath, 'matrix', 'blue'), [';color=blue', ';color=blue']);
    assert.deepEqual(written(writePath, 'matrix', list), [';color=blue,black', ';color=blue;color=black']);
    assert.deepEqual(written(writePath, 'matrix', object), [';color=R,100,G,200', ';R=100;G=200']);
    assert.deepEqual(written(writeQuery, 'form', 'blue'), ['color=blue', 'color=blue']);
    assert.deepEqual(written(writeQuery, 'form', list), ['color=blue,black', 'color=blue&color=black']);
    assert.deepEqual(written(writeQuery, 'form', object), ['color=R,100,G,200', 'R=100&G=200']);
    assert.equal(written(writeQuery, 'spaceDelimited', list)[0], 'color=blue%20black');
    assert.equal(written(writeQuery, 'spaceDelimited', object)[0], 'color=R%20100%20G%20200');
    assert.equal(written(writeQuery, 'pipeDelimited', list)[0], 'color=blue%7Cblack');
    assert.equal(written(writeQuery, 'deepObject', object)[1], 'color%5BR%5D=100&color%5BG%5D=200');
    assert.deepEqual(written(writeHeader, 'simple', list), ['blue,black', 'blue,black']);
    assert.deepEqual(written(writeHeader, 'simple', object), ['R,100,G,200', 'R=100,G=200']);
    assert.deepEqual(written(writeCookie, 'form', 'blue'), ['color=blue', 'color=blue']);
    assert.equal(written(writeCookie, 'cookie', 'a;b c')[1], 'color=a%3Bb%20c');
  });

  it('keep what is reserved only where it is allowed, and never what would break out', () => {
    const query = (allowReserved: boolean) =>
      writeQuery({ name: 'q', style: 'form', explode: true, allowReserved }, "a/b?c#d&e=f+g[h]!'")[0];
    assert.equal(query(false), 'q=a%2Fb%3Fc%23d%26e%3Df%2Bg%5Bh%5D%21%27');
    assert.equal(query(true), "q=a/b?c%23d%26e%3Df%2Bg%5Bh%5D!'");
    assert.equal(
      writeHeader({ name: 'x', style: 'simple', explode: false, allowReserved: false }, 'a\r\nEvil: 1'),
      'a  Evil: 1',
    );
    assert.equal(
      writeQuery(
        { name: 'q', style: 'form', explode: true, allowReserved: false, contentType: 'application/json' },
        { a: 1 },
      )[0],
      'q=%7B%22a%22%3A1%7D',
    );
  });
});
