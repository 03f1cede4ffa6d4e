/** Paths and methods that break routers: real servers must find the operation and its raw parameters. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  answerFromStubs,
  boot,
  compile,
  emptyFolder,
  frameworks,
  type Running,
  scaffoldInto,
  send,
  sendRaw,
} from './harness.js';

/** path template → requests: target, then the params that the handler must see; undefined for 404. */
const table: readonly (readonly [string, readonly (readonly [string, Record<string, unknown> | undefined])[]])[] = [
  ['/', [['/', {}]]],
  ['/d/{user-id}', [['/d/5', { 'user-id': '5' }]]],
  [
    '/e/{class}',
    [
      ['/e/x', { class: 'x' }],
      ['/e/', undefined],
    ],
  ],
  [
    '/f/{a}-{b}',
    [
      ['/f/1-2', { a: '1', b: '2' }],
      ['/f/1', undefined],
    ],
  ],
  ['/g/{a}.{b}', [['/g/x.tar.gz', { a: 'x', b: 'tar.gz' }]]],
  [
    '/h/{id}:archive',
    [
      ['/h/1:archive', { id: '1' }],
      ['/h/1%3Aarchive', { id: '1' }],
      ['/%68/1%3a%61rchive', { id: '1' }],
      ['/h/1:restore', { id: '1', verb: 'restore' }],
      ['/h/1', undefined],
    ],
  ],
  ['/h/{id}:publish', [['/h/1:publish', { id: '1' }]]],
  ['/h/{id}:{verb}', [['/h/1:go', { id: '1', verb: 'go' }]]],
  ['/h/{id}:publish/{part}.x', [['/h/1:publish/2.x', { id: '1', part: '2' }]]],
  ['/h/{id}:archive/{part}.x', [['/h/1:archive/2.x', { id: '1', part: '2' }]]],
  [
    '/i/({x})',
    [
      ['/i/(5)', { x: '5' }],
      ['/i/%285%29', { x: '5' }],
    ],
  ],
  [
    '/j/a*b',
    [
      ['/j/a*b', {}],
      ['/j/a%2Ab', {}],
      ['/j/aab', undefined],
    ],
  ],
  [
    '/k/a+b',
    [
      ['/k/a+b', {}],
      ['/k/aab', undefined],
    ],
  ],
  [
    '/l/:id',
    [
      ['/l/:id', {}],
      ['/l/5', undefined],
    ],
  ],
  [
    '/m/a!b$c,d;e=f@g',
    [
      ['/m/a!b$c,d;e=f@g', {}],
      ['/m/a%21b%24c%2Cd%3Be%3Df%40g', {}],
    ],
  ],
  ['/n/a b', [['/n/a%20b', {}]]],
  ['/o/a%20b', [['/o/a%20b', {}]]],
  ['/p/用户/{名}', [[`/p/${encodeURIComponent('用户')}/${encodeURIComponent('李')}`, { 名: '李' }]]],
  [
    '/q/😀',
    [
      ['/q/%F0%9F%98%80', {}],
      ['/q/%f0%9f%98%80', {}],
    ],
  ],
  ['/r/{__proto__}', [['/r/1', JSON.parse('{"__proto__":"1"}')]]],
  ['/s/{constructor}/{prototype}', [['/s/1/2', { constructor: '1', prototype: '2' }]]],
  [
    '/t/{id}/',
    [
      ['/t/1/', { id: '1' }],
      ['/t/1', undefined],
    ],
  ],
  [
    '/u/{id}',
    [
      ['/u/1', { id: '1' }],
      ['/u/1/', undefined],
      ['/U/1', undefined],
    ],
  ],
  ['/v/me', [['/v/me', {}]]],
  [
    '/v/{id}',
    [
      ['/v/you', { id: 'you' }],
      ['/v/me2', { id: 'me2' }],
    ],
  ],
  ['/v/{id}/x', [['/v/you/x', { id: 'you' }]]],
  [
    '/v/me/{y}',
    [
      ['/v/me/z', { y: 'z' }],
      ['/v/me/x', { y: 'x' }],
    ],
  ],
  [
    '/w/{id}',
    [
      ['/w/a%2Fb%3Fc%23d', { id: 'a/b?c#d' }],
      ['/w/%25', { id: '%' }],
      ['/w/%2541%2525', { id: '%41%25' }],
      ['/%77/%41', { id: 'A' }],
      ['/%2577/A', undefined],
      ['/w/a%20b+c', { id: 'a b+c' }],
    ],
  ],
  ['/x/{id}', [[`/x/${'y'.repeat(3000)}`, { id: 'y'.repeat(3000) }]]],
  [
    '/y/{id}.json',
    [
      ['/y/a.json', { id: 'a' }],
      ['/y/a.xml', undefined],
    ],
  ],
  ['/z/[a]{b}', [['/z/[a]1', { b: '1' }]]],
  [
    '/aa/\\d+',
    [
      ['/aa/\\d+', {}],
      ['/aa/5', undefined],
    ],
  ],
  ['/ab/{a}{b}', [['/ab/xy', { a: 'x', b: 'y' }]]],
  ['/ac/..hidden/{~x}', [['/ac/..hidden/1', { '~x': '1' }]]],
  ["/ad/'); process.exit(7); ('", [["/ad/');%20process.exit(7);%20('", {}]]],
];

const parametersOf = (template: string) =>
  [...template.matchAll(/\{([^}]+)\}/g)].map(match => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const ofInherited = (schema: object) => ({
  type: 'object',
  properties: Object.fromEntries(['constructor', 'toString', 'hasOwnProperty'].map(name => [name, schema])),
});

const operation = (template: string, more: object = {}) => ({
  tags: ['paths'],
  parameters: parametersOf(template),
  responses: { 200: { description: '', content: { 'application/json': {} } } },
  ...more,
});

const spec = {
  openapi: '3.2.0',
  info: { title: 'Paths', version: '1' },
  paths: {
    ...Object.fromEntries(table.map(([template]) => [template, { get: operation(template) }])),
    '/methods/{x}': {
      trace: operation('{x}', { operationId: 'traced' }),
      query: operation('{x}', { operationId: 'queried' }),
      additionalOperations: {
        COPY: operation('{x}', { operationId: 'copied' }),
        FLY: operation('{x}', { operationId: 'flown' }),
      },
    },
    '/same/{a}': { get: operation('{a}', { operationId: 'first' }) },
    '/same/{b}': {
      get: operation('{b}', { operationId: 'second' }),
      post: operation('{b}', { operationId: 'posted' }),
    },
    '/beta?on=1&two=2': { get: operation('', { operationId: 'both' }) },
    '/beta?on=1': { get: operation('', { operationId: 'one' }) },
    '/frag#a': { get: operation('', { operationId: 'fragment' }) },
    // Of what every object has, TypeScript has ideas of its own; ZodType is a name of the generated files.
    '/inherited': {
      post: operation('', {
        operationId: 'inherited',
        parameters: [
          {
            name: 'valueOf',
            in: 'query',
            style: 'deepObject',
            explode: true,
            schema: ofInherited({ type: 'integer' }),
          },
        ],
        requestBody: {
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/ZodType' } },
            'multipart/form-data': { schema: ofInherited({ type: 'string', format: 'binary' }) },
          },
        },
      }),
    },
  },
  components: {
    schemas: { ZodType: { type: 'object', properties: { next: { $ref: '#/components/schemas/ZodType' } } } },
  },
};

for (const framework of frameworks) {
  describe(`odd paths on ${framework}`, () => {
    let api: Running;

    before(async () => {
      const folder = await emptyFolder(`paths/${framework}`);
      const file = path.join(folder, 'spec.json');
      await writeFile(file, JSON.stringify(spec));
      const { notes } = await scaffoldInto(folder, file, { framework });
      const rules = notes.map(note => note.rule).filter(rule => /route|method|path-f/.test(rule));
      assert.deepEqual(rules.sort(), ['path-fragment', 'same-route', 'unsupported-method']);
      assert.equal(await compile(folder), '');
      await answerFromStubs(folder);
      api = await boot(framework, folder);
    });
    after(() => api?.close());

    for (const [template, requests] of table) {
      for (const [target, params] of requests) {
        it(`${template}: ${target.slice(0, 60)}`, async () => {
          const { status, text } = await send(api.port, 'GET', target);
          assert.equal(status, params === undefined ? 404 : 200, text);
          if (params !== undefined) assert.deepEqual(JSON.parse(text).params, params);
        });
      }
    }

    for (const [method, target, id] of [
      ['QUERY', '/methods/5', 'queried'],
      ['COPY', '/methods/5', 'copied'],
      ['GET', '/same/5', 'first'],
      ['POST', '/same/5', 'posted'],
      ['GET', '/beta?two=2&on=1', 'both'],
      ['GET', '/beta?on=1', 'one'],
      ['GET', '/frag', 'fragment'],
    ] as const) {
      it(`${method} ${target}`, async () => {
        const headers: Record<string, string> = method === 'QUERY' ? { 'content-type': 'application/json' } : {};
        const { status, text } = await send(api.port, method, target, headers);
        assert.equal(status, 200, text);
        assert.equal(JSON.parse(text).id, id);
      });
    }

    it('TRACE', async () => {
      const answer = await sendRaw(api.port, 'TRACE /methods/5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*"traced"/);
    });

    it('405 for all others', async () => {
      const { status, headers } = await send(api.port, 'DELETE', '/methods/5');
      assert.equal(status, 405);
      assert.equal(headers.allow, 'TRACE, QUERY, COPY, OPTIONS');
    });

    it('a long path costs no time', async () => {
      const started = process.cpuUsage().user;
      for (const target of ['/f/', '/h/', '/ab/']) {
        await send(api.port, 'GET', `${target}${'-'.repeat(12_000)}/x`);
        await send(api.port, 'GET', `${target}${':archiv'.repeat(1_700)}`);
      }
      assert.ok(process.cpuUsage().user - started < 1_000_000);
    });

    it('404 without the query that a path demands', async () => {
      assert.equal((await send(api.port, 'GET', '/beta')).status, 404);
    });
  });
}
