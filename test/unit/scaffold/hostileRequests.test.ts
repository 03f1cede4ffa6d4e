/** Requests that are meant to break a generated server: inherited names, and bodies that take quadratic time or the stack. */
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import nodePath from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import express from 'express';
import { emitted } from './attack.js';
import { specOf } from './generate.js';

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'];
const named = (value: unknown) => Object.fromEntries(inherited.map(name => [name, value]));
const json = (schema: unknown) => ({ content: { 'application/json': { schema } }, required: true });
const post = (operationId: string, requestBody: unknown, more = {}) => ({
  post: {
    operationId,
    requestBody,
    responses: { 200: { description: '', content: { 'application/json': {} } } },
    ...more,
  },
});
/** Each looks at the same value again. */
const choice = (name: string) => {
  const self = { $ref: `#/components/schemas/${name}` };
  const properties = { x: self, list: { type: 'array', items: self } };
  return ['a', 'b'].map(required => ({ type: 'object', properties, required: [required] }));
};
const query = inherited.map(name => ({ name, in: 'query', schema: { type: 'integer' } }));
const spec = specOf(
  {
    Both: { oneOf: choice('Both') },
    Either: { anyOf: choice('Either') },
    Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } },
  },
  {
    '/constructor': post(
      'constructor',
      json({ type: 'object', properties: named({ type: 'integer' }), required: ['toString'] }),
      {
        tags: ['__proto__'],
      },
    ),
    '/open': post('open', json({ type: 'object' })),
    '/enum': post('toString', json({ enum: inherited })),
    '/map': post('map', json({ type: 'object', additionalProperties: { type: 'integer' } })),
    '/query': post('query', undefined, { parameters: query }),
    '/deep': post('deep', undefined, {
      parameters: [{ name: 'filter', in: 'query', style: 'deepObject', explode: true, schema: { type: 'object' } }],
    }),
    '/form': post('form', {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
    }),
    '/multipart': post('multipart', {
      required: true,
      content: { 'multipart/form-data': { schema: { type: 'object' } } },
    }),
    '/tree': post('tree', json({ $ref: '#/components/schemas/Tree' })),
    '/both': post('both', json({ $ref: '#/components/schemas/Both' })),
    '/either': post('either', json({ $ref: '#/components/schemas/Either' })),
    '/unique': post('unique', json({ type: 'array', uniqueItems: true })),
    '/words': post(
      'words',
      json({
        allOf: [
          { type: 'array', items: { type: 'string' } },
          { type: 'array', items: { maxLength: 1 } },
        ],
      }),
    ),
    '/tuple': post('tuple', json({ type: 'array', prefixItems: [{}], items: { type: 'string' } })),
    '/guarded': post('guarded', undefined, { security: [{ constructor: ['toString'] }] }),
  },
  {},
);
(spec.components as Record<string, unknown>).securitySchemes = Object.fromEntries([
  ['constructor', { type: 'http', scheme: 'bearer' }],
]);

interface Answer {
  readonly query: Record<string, object>;
  readonly body: object;
  readonly error: { readonly details: readonly unknown[] };
}

describe('a generated server', () => {
  let server: Server;
  let url: string;
  // biome-ignore lint/suspicious/noExplicitAny: a module that is generated
  let generated: any;

  before(async () => {
    const folder = nodePath.join(fileURLToPath(new URL('../../.out/', import.meta.url)), 'hostileRequests');
    await rm(folder, { recursive: true, force: true });
    for (const [path, text] of await emitted(spec, 'express')) {
      const file = nodePath.join(folder, path);
      await mkdir(nodePath.dirname(file), { recursive: true });
      const echo = '({ status: 200, body: { query: request.query ?? null, body: request.body ?? null } }) as never';
      await writeFile(
        file,
        path.endsWith('.handlers.ts') ? text.replace(/notImplemented\('[^']*', request, context\)/g, echo) : text,
      );
    }
    const outfile = nodePath.join(folder, 'index.mjs');
    await build({
      entryPoints: [nodePath.join(folder, 'index.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    generated = await import(pathToFileURL(outfile).href);
    const app = express();
    generated.register(app, { authenticate: { constructor: () => undefined }, log: () => {} });
    server = app.listen(0);
    await new Promise(resolve => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server?.close());

  const send = async (path: string, body?: string | FormData, type = 'application/json') => {
    const headers: Record<string, string> = type === '' || body === undefined ? {} : { 'content-type': type };
    const response = await fetch(url + path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
    const answer = (await response.json()) as Answer;
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    return { status: response.status, answer };
  };
  const own = (value: object) => Object.getOwnPropertyNames(value);

  it('is not open because a security scheme has the name of what every object inherits', async () => {
    assert.throws(() => generated.register(express(), { authenticate: {} }), /constructor/);
    assert.equal((await send('/guarded')).status, 401);
  });

  it('takes properties by inherited names for what was sent', async () => {
    assert.equal((await send('/constructor', '{}')).status, 400);
    assert.equal((await send('/constructor', '{"toString":1}')).status, 200);
    assert.equal((await send('/constructor', '{"toString":1,"constructor":"x"}')).status, 400);
    for (const name of inherited) assert.equal((await send('/enum', JSON.stringify(name))).status, 200, name);
    assert.equal((await send('/enum', '"propertyIsEnumerable"')).status, 400);
  });

  it('gives no __proto__ to a handler', async () => {
    const text = '{"__proto__":{"polluted":1},"\\u005f_proto__":{"polluted":2},"a":1}';
    const { answer } = await send('/open', text);
    assert.deepEqual(own(answer.body), ['a']);
    assert.deepEqual(own((await send('/map', '{"a":1,"__proto__":2}')).answer.body), ['a']);
    const form = await send(
      '/form',
      '__proto__=1&__proto__[polluted]=1&constructor[prototype][polluted]=1&a=1',
      'application/x-www-form-urlencoded',
    );
    assert.equal(form.status, 200);
    assert.ok(!own(form.answer.body).includes('__proto__'));
    const deep = await send('/deep?filter[__proto__][polluted]=1&filter[a]=1&filter[b][__proto__]=2');
    assert.equal(deep.status, 200);
    const { filter } = deep.answer.query as unknown as { filter: { b: object } };
    assert.ok(![...own(filter), ...own(filter.b)].includes('__proto__'), JSON.stringify(filter));
    const parts = new FormData();
    for (const name of [...inherited, 'a']) parts.append(name, '1');
    const multipart = await send('/multipart', parts, '');
    assert.equal(multipart.status, 200);
    assert.ok(!own(multipart.answer.body).includes('__proto__'));
  });

  it('reads parameters by inherited names', async () => {
    assert.deepEqual((await send('/query')).answer.query, {});
    assert.deepEqual(own((await send('/query?constructor=1&toString=2')).answer.query), ['constructor', 'toString']);
    for (const name of inherited) assert.equal((await send(`/query?${name}=x`)).status, 400, name);
  });

  // Mocha's limit is the clock: each of these took minutes in which nobody else was served.
  const many = Array.from({ length: 100_000 }, (_, index) => index);
  it('refuses a value that is deeper than the stack', async () => {
    const depth = 40_000;
    const { status, answer } = await send('/tree', '{"children":['.repeat(depth) + ']}'.repeat(depth));
    assert.equal(status, 400, JSON.stringify(answer).slice(0, 200));
  });

  it('does not follow every choice at every level', async () => {
    const nest = (inner: string) => '{"a":1,"b":1,"x":'.repeat(40) + inner + '}'.repeat(40);
    assert.equal((await send('/either', nest('{"a":1}'))).status, 200);
    const wide = `{"b":1,"list":[${`${nest('{"b":1}')},`.repeat(500)}{"a":1}]}`;
    assert.equal((await send('/either', wide)).status, 200);
    for (const path of ['/both', '/either']) {
      assert.equal((await send(path, nest('5'))).status, 400);
      assert.equal((await send(path, '{"a":1,"x":{"a":1}}')).status, 200);
    }
    // The next one is counted anew.
    const { status } = await send('/either', `{"a":1,"list":[${'{"a":1},'.repeat(30_000)}{"b":1}]}`);
    assert.equal(status, 200);
  });

  it('finds repeated items among many', async () => {
    const items = many.map(index => ({ a: index }));
    assert.equal((await send('/unique', JSON.stringify(items.slice(0, 70_000)))).status, 200);
    assert.equal((await send('/unique', JSON.stringify([...items.slice(0, 60_000), { a: 5 }]))).status, 400);
    for (const same of [
      '[{"a":1,"b":2},{"b":2,"a":1}]',
      '[[1,{}],[1,{}]]',
      '[1,1.0]',
      '["x","x"]',
      '[null,null]',
      '[0,-0]',
    ])
      assert.equal((await send('/unique', same)).status, 400, same);
    for (const other of [
      '[1,"1"]',
      '[[1],1]',
      '[{"a":1},"{\\"a\\":1}"]',
      '[{},[]]',
      '[null,"null",false]',
      '[["1,2"],["1","2"]]',
    ])
      assert.equal((await send('/unique', other)).status, 200, other);
  });

  it('says what is wrong with many items', async () => {
    for (const path of ['/words', '/tuple']) {
      const { status, answer } = await send(path, JSON.stringify(many));
      assert.equal(status, 400);
      assert.equal(answer.error.details.length, 100);
    }
  });

  it('reads a name that a form repeats', async () => {
    for (const pair of ['a=&', 'a[b]=&', '%zz=%zz&', '__proto__=&'])
      assert.ok((await send('/form', pair.repeat(80_000), 'application/x-www-form-urlencoded')).status <= 400);
  });

  it('reads many parts', async () => {
    const parts = many.map(index => `--x\r\nContent-Disposition: form-data; name="a${index}"\r\n\r\n1\r\n`);
    const form = (count: number) =>
      send('/multipart', `${parts.slice(0, count).join('')}--x--\r\n`, 'multipart/form-data; boundary=x');
    assert.equal((await form(9_000)).status, 200);
    assert.equal((await form(60_000)).status, 413);
  });
});
