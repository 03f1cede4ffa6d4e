import assert from 'node:assert/strict';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  boot,
  compile,
  copyHandlers,
  emptyFolder,
  frameworks,
  type Reply,
  type Running,
  root,
  scaffoldInto,
  send,
  sendRaw,
  strictest,
} from './harness.js';
import { type Case, shopRequests } from './shopRequests.js';

const spec = path.join(root, 'test/fixtures/specs/shop.yaml');

const authenticate = (http: { permissionDenied: () => Error }) => ({
  authenticate: {
    bearerAuth: async (token: string) => {
      if (token === 'limited') throw http.permissionDenied();
      if (token === 'explode') throw new Error('the key server is down');
      return token === 'good' ? 'ada' : undefined;
    },
    apiKey: (key: string) => ({ k: 'key of the shop', other: 'other key' })[key],
    basicAuth: (pair: string) => (pair === 'ada:secret' ? 'ada' : undefined),
  },
});

for (const framework of frameworks) {
  describe(`the shop on ${framework}`, () => {
    let folder: string;
    let shop: Running;

    before(async () => {
      folder = await emptyFolder(`shop/${framework}`);
      await copyHandlers('shop', folder);
      const { notes, orphans, kept } = await scaffoldInto(folder, spec, { framework, app: true });
      assert.deepEqual(notes, []);
      assert.deepEqual(orphans, []);
      assert.equal(kept.length, 6);
      shop = await boot(framework, folder, authenticate);
    });
    after(() => shop?.close());

    it('compiles, also under the strictest options', async () => {
      assert.equal(await compile(folder, strictest), '');
    });

    for (const one of shopRequests) {
      it(`${one.request[0]} ${one.request[1].slice(0, 60)}: ${one.name}`, async () => {
        check(one, await send(shop.port, ...one.request));
      });
    }

    it('logs what it hides from callers', async () => {
      shop.logged.length = 0;
      const { text } = await send(shop.port, 'GET', '/wire/broken?how=throws');
      assert.doesNotMatch(text, /hunter2|at |\.ts/);
      assert.match(String(shop.logged[0]), /hunter2/);
    });

    it('reads compressed bodies, within the limit', async () => {
      const headers = { 'content-type': 'application/json' };
      const body = '{"q":"zip"}';
      for (const [encoding, bytes] of [
        ['gzip', gzipSync(body)],
        ['br', brotliCompressSync(body)],
      ] as const) {
        const reply = await send(shop.port, 'POST', '/search', { ...headers, 'content-encoding': encoding }, bytes);
        assert.deepEqual(JSON.parse(reply.text), { beta: false, q: 'zip' });
      }
      const bomb = gzipSync(`"${'0'.repeat(3_000_000)}"`);
      check(
        { status: 413, code: 'PAYLOAD_TOO_LARGE' },
        await send(shop.port, 'POST', '/search', { ...headers, 'content-encoding': 'gzip' }, bomb),
      );
      check(
        { status: 400, code: 'VALIDATION_ERROR' },
        await send(shop.port, 'POST', '/search', { ...headers, 'content-encoding': 'gzip' }, body),
      );
      check(
        { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
        await send(shop.port, 'POST', '/search', { ...headers, 'content-encoding': 'zstd' }, body),
      );
    });

    it('reads chunked bodies, within the limit', async () => {
      const head =
        'POST /search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
      assert.match(
        await sendRaw(shop.port, `${head}5\r\n{"q":\r\n4\r\n"a"}\r\n0\r\n\r\n`),
        /^HTTP\/1\.1 200 [\s\S]*"q":"a"/,
      );
      const large = 'x'.repeat(700_000);
      const chunk = `${large.length.toString(16)}\r\n${large}\r\n`;
      assert.match(
        await sendRaw(shop.port, `${head}${chunk}${chunk}0\r\n\r\n`),
        /^HTTP\/1\.1 413 [\s\S]*PAYLOAD_TOO_LARGE/,
      );
    });

    it('serves the next request on a connection whose body it refused', async () => {
      const large = 'x'.repeat(1_500_000);
      const first = `POST /search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${large.length}\r\n\r\n${large}`;
      const answers = await sendRaw(shop.port, `${first}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.match(answers, /^HTTP\/1\.1 413 [\s\S]*HTTP\/1\.1 200 [\s\S]*open$/);
    });

    it('survives a path that is no URL', async () => {
      for (const target of ['//evil', '/\\..\\x', '/users/%00', '*', '/..%2f..%2fetc']) {
        const answer = await sendRaw(shop.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        assert.match(answer, /^HTTP\/1\.1 4\d\d /, target);
      }
    });

    it('works below a prefix', async () => {
      const prefixed = await boot(framework, folder, http => ({ ...authenticate(http), prefix: '/v1' }));
      try {
        check({ status: 200, json: { item: 'lamp' } }, await send(prefixed.port, 'GET', '/v1/items/lamp'));
        check({ status: 200, json: { archived: 'lamp' } }, await send(prefixed.port, 'POST', '/v1/items/lamp:archive'));
        check({ status: 405, code: 'METHOD_NOT_ALLOWED' }, await send(prefixed.port, 'GET', '/v1/items/lamp:archive'));
        check({ status: 404, code: 'NOT_FOUND' }, await send(prefixed.port, 'GET', '/items/lamp'));
        check({ status: 404, code: 'NOT_FOUND' }, await send(prefixed.port, 'GET', '/v1x/items/lamp'));
      } finally {
        await prefixed.close();
      }
    });

    it('refuses to start without an authenticator', async () => {
      await assert.rejects(boot(framework, folder), /authenticate: .*bearerAuth/);
    });

    it('lets broken contracts pass where checks are off', async () => {
      const lax = await boot(framework, folder, http => ({ ...authenticate(http), checkResponses: false }));
      try {
        assert.equal((await send(lax.port, 'GET', '/wire/broken?how=status')).status, 418);
      } finally {
        await lax.close();
      }
    });
  });
}

describe('the shop on express behind body parsers', () => {
  let shop: Running;
  before(async () => {
    const folder = await emptyFolder('shop/parsed');
    await copyHandlers('shop', folder);
    await scaffoldInto(folder, spec, { framework: 'express' });
    shop = await boot('express', folder, authenticate, true);
  });
  after(() => shop?.close());

  // A parser in front decides itself what broken JSON, large bodies and unknown charsets are.
  const differently = new Set([
    'form with mistakes',
    'form that is not percent-encoded',
    'null for an object',
    'unknown charset',
    'upload text',
  ]);
  for (const one of shopRequests.filter(
    one => ['POST', 'PUT', 'PATCH'].includes(one.request[0]) && !differently.has(one.name),
  )) {
    it(`${one.request[0]} ${one.request[1]}: ${one.name}`, async () =>
      check(one, await send(shop.port, ...one.request)));
  }
});

function check(expected: Omit<Case, 'name' | 'request'>, { status, headers, text }: Reply): void {
  assert.equal(status, expected.status, text);
  if ('json' in expected) assert.deepEqual(JSON.parse(text), expected.json);
  if (expected.text !== undefined) assert.equal(text, expected.text);
  assert.ok(headers['x-request-id'], 'X-Request-Id');
  if (expected.code) {
    const { error, meta } = JSON.parse(text);
    assert.equal(error.code, expected.code, text);
    assert.equal(meta.requestId, headers['x-request-id']);
    assert.equal(typeof error.message, 'string');
    assert.deepEqual(
      Object.keys(error).filter(name => !['code', 'message', 'details'].includes(name)),
      [],
    );
    if (expected.fields)
      assert.deepEqual(
        error.details.map((detail: { field: string }) => detail.field).sort(),
        [...expected.fields].sort(),
        text,
      );
  }
  if (expected.says) assert.equal(JSON.parse(text).error.details[0].message, expected.says);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    if (value instanceof RegExp) assert.match(String(headers[name]), value);
    else assert.equal(headers[name], value, name);
  }
}
