import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { compile, emptyFolder, frameworks, scaffoldInto, strictest } from './harness.js';

const json = {
  'application/json': { schema: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } } },
};
const ok = { description: 'ok', content: json };
const operation = (operationId: string, more: object = {}) => ({
  operationId,
  tags: ['notes'],
  responses: { 200: ok },
  ...more,
});

const spec = {
  openapi: '3.1.0',
  info: { title: 'Notes */ process.exit(3)', version: '1' },
  paths: {
    '/notes': {
      get: operation('listNotes', { security: [{ oauth: ['notes:read'] }] }),
      post: operation('createNote', { security: [{ bearerAuth: [] }], requestBody: { required: true, content: json } }),
    },
    '/health': { get: operation('specHealth') },
    '/open': { get: operation('open') },
    '/keyed': { get: operation('keyed', { security: [{ 'api-key': [] }] }) },
    '/basic': { get: operation('basic', { security: [{ 用户: [] }] }) },
  },
  components: {
    securitySchemes: {
      bearerAuth: { type: 'http', scheme: 'bearer' },
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://id.example.com/token', scopes: { 'notes:read': 'read' } } },
      },
      'api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      用户: { type: 'http', scheme: 'basic' },
    },
  },
};

const handlers = `import type * as api from './notes.routes.js';

export const listNotes: api.ListNotes = async () => ({ status: 200, body: { text: 'list' } });
export const createNote: api.CreateNote = async ({ body }) => ({ status: 200, body });
export const specHealth: api.SpecHealth = async () => ({ status: 200, body: { text: 'of the spec' } });
export const open: api.Open = async () => ({ status: 200, body: { text: 'open' } });
export const keyed: api.Keyed = async () => ({ status: 200, body: { text: 'keyed' } });
export const basic: api.Basic = async () => ({ status: 200, body: { text: 'basic' } });
`;

interface Booted {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  readonly output: () => string;
}

const running: Booted[] = [];

/** Runs the compiled app.js as its own process, until it listens or ends. */
async function boot(folder: string, env: Record<string, string>): Promise<Booted> {
  const { JWT_ISSUER: _i, JWT_AUDIENCE: _a, ...rest } = process.env;
  const child = spawn(process.execPath, ['dist/app.js'], {
    cwd: folder,
    env: { ...rest, HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const port = await new Promise<number>(resolve => {
    const read = (chunk: Buffer) => {
      text += chunk;
      const found = /port: (\d+)|127\.0\.0\.1:(\d+)/.exec(text);
      if (found) resolve(Number(found[1] ?? found[2]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exit.then(() => resolve(0));
  });
  const booted = { url: `http://127.0.0.1:${port}`, port, child, exit, output: () => text };
  running.push(booted);
  return booted;
}

async function envelope(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as { error: { code: string; message: string }; meta: { requestId: string } };
  assert.deepEqual([response.status, body.error.code], [status, code], body.error.message);
  assert.equal(body.meta.requestId, response.headers.get('x-request-id'));
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
}

const issuer = 'https://id.example.com/';
const audience = 'notes-api';

describe('e2e: app.ts', function () {
  this.timeout(180_000);
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let stranger: Awaited<ReturnType<typeof generateKeyPair>>;
  let pem: string;

  before(async () => {
    keys = await generateKeyPair('RS256', { extractable: true });
    stranger = await generateKeyPair('RS256');
    pem = await exportSPKI(keys.publicKey);
  });

  afterEach(async () => {
    for (const { child, exit } of running.splice(0)) {
      child.kill('SIGKILL');
      await exit;
    }
  });

  const token = (claims: object = {}, key = keys.privateKey, alg = 'RS256') =>
    new SignJWT({ iss: issuer, aud: audience, sub: 'u1', exp: Math.floor(Date.now() / 1000) + 600, ...claims })
      .setProtectedHeader({ alg, kid: 'k1' })
      .sign(key);

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  for (const framework of frameworks) {
    describe(framework, () => {
      let folder: string;
      const env = () => ({ JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_PUBLIC_KEY: pem });

      before(async () => {
        folder = await emptyFolder(`app-${framework}`);
        await writeFile(path.join(folder, 'openapi.json'), JSON.stringify(spec));
        await writeFile(path.join(folder, 'notes.handlers.ts'), handlers);
        await scaffoldInto(folder, path.join(folder, 'openapi.json'), { framework, app: true });
        assert.equal(await compile(folder, { noEmit: false, outDir: 'dist', ...strictest }), '');
      });

      it('compiles where the spec secures nothing', async () => {
        const bare = await emptyFolder(`app-${framework}-open`);
        await writeFile(
          path.join(bare, 'openapi.json'),
          JSON.stringify({ ...spec, paths: { '/open': { get: operation('open') } } }),
        );
        await scaffoldInto(bare, path.join(bare, 'openapi.json'), { framework, app: true });
        assert.equal(await compile(bare, { ...strictest, module: 'preserve', moduleResolution: 'bundler' }), '');
      });

      it('answers with security headers, rate limits, request ids and probes', async () => {
        const { url } = await boot(folder, env());
        const open = await fetch(`${url}/open`, {
          headers: { 'X-Request-Id': 'mine', Origin: 'https://evil.example.com' },
        });
        assert.equal(open.status, 200);
        for (const response of [open, await fetch(`${url}/nowhere`)]) {
          const { headers } = response;
          assert.equal(headers.get('strict-transport-security'), 'max-age=31536000; includeSubDomains');
          assert.equal(headers.get('content-security-policy'), "default-src 'none';frame-ancestors 'none'");
          assert.equal(headers.get('x-content-type-options'), 'nosniff');
          assert.equal(headers.get('x-frame-options'), 'DENY');
          assert.equal(headers.get('x-powered-by'), null);
          assert.equal(headers.get('access-control-allow-origin'), null);
          assert.equal(headers.get('ratelimit-limit'), '100');
          assert.ok(Number(headers.get('ratelimit-reset')) > 890);
        }
        assert.equal(open.headers.get('x-request-id'), 'mine');
        await envelope(await fetch(`${url}/nowhere`), 404, 'NOT_FOUND');
        assert.deepEqual(await (await fetch(`${url}/health`)).json(), { text: 'of the spec' });
        for (const probe of ['/-/health', '/-/ready']) {
          const response = await fetch(url + probe);
          assert.deepEqual(await response.json(), { status: 'ok' });
          assert.equal(response.headers.get('ratelimit-limit'), null);
        }
      });

      it('limits rates, whatever X-Forwarded-For claims', async () => {
        const { url } = await boot(folder, { ...env(), RATE_LIMIT_MAX: '3', RATE_LIMIT_WINDOW_SECONDS: '60' });
        const ask = (n: number) =>
          fetch(`${url}/${n % 2 ? 'open' : 'nowhere'}`, { headers: { 'X-Forwarded-For': `10.0.0.${n}` } });
        for (const n of [1, 2, 3]) assert.equal((await ask(n)).headers.get('ratelimit-remaining'), String(3 - n));
        for (const n of [4, 5]) {
          const refused = await ask(n);
          const wait = Number(refused.headers.get('retry-after'));
          assert.ok(wait > 50 && wait <= 60, String(wait));
          assert.equal(refused.headers.get('ratelimit-remaining'), '0');
          await envelope(refused, 429, 'RATE_LIMITED');
        }
        assert.equal((await fetch(`${url}/-/health`)).status, 200);
      });

      it('believes one proxy when told to', async () => {
        const { url } = await boot(folder, { ...env(), RATE_LIMIT_MAX: '1', TRUST_PROXY: '1' });
        const ask = (forwarded: string) => fetch(`${url}/open`, { headers: { 'X-Forwarded-For': forwarded } });
        assert.equal((await ask('1.1.1.1, 10.0.0.1')).status, 200);
        assert.equal((await ask('2.2.2.2, 10.0.0.1')).status, 429);
        assert.equal((await ask('1.1.1.1, 10.0.0.2')).status, 200);
        assert.equal((await ask('2001:db8:1:2::1')).status, 200);
        assert.equal((await ask('2001:db8:1:2:ffff::9')).status, 429);
      });

      it('opens CORS for listed origins only', async () => {
        const { url } = await boot(folder, { ...env(), CORS_ORIGINS: 'https://a.example.com, https://b.example.com' });
        const from = (origin: string, init: RequestInit = {}) =>
          fetch(`${url}/notes`, { ...init, headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' } });
        const allowed = await from('https://b.example.com');
        assert.equal(allowed.status, 401);
        assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://b.example.com');
        assert.match(allowed.headers.get('access-control-expose-headers') ?? '', /RateLimit-Limit/);
        assert.match(allowed.headers.get('vary') ?? '', /origin/i);
        const preflight = await from('https://b.example.com', { method: 'OPTIONS' });
        assert.equal(preflight.status, 204);
        assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/);
        for (const evil of ['https://evil.example.com', 'https://b.example.com.evil.com', 'null']) {
          const refused = await from(evil, { method: 'OPTIONS' });
          assert.equal(refused.headers.get('access-control-allow-origin'), null);
          assert.equal((await from(evil)).headers.get('access-control-allow-origin'), null);
        }
      });

      it('verifies tokens with a public key', async () => {
        const { url, output } = await boot(folder, { ...env(), JWT_PUBLIC_KEY: pem.replaceAll('\n', '\\n') });
        const ask = (credential: string | undefined, route = '/notes') =>
          fetch(url + route, {
            method: 'POST',
            body: '{"text":"hi"}',
            headers: { 'Content-Type': 'application/json', ...(credential ? { Authorization: credential } : {}) },
          });
        const good = await ask(`Bearer ${await token()}`);
        assert.deepEqual([good.status, await good.json()], [200, { text: 'hi' }]);
        const claims = { iss: issuer, aud: audience, exp: 9_999_999_999 };
        const unsigned = `${encode({ alg: 'none' })}.${encode(claims)}`;
        const confused = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
        const es = await generateKeyPair('ES256');
        const bad: Record<string, string | undefined> = {
          missing: undefined,
          'another scheme': `Basic ${Buffer.from('a:b').toString('base64')}`,
          expired: `Bearer ${await token({ exp: Math.floor(Date.now() / 1000) - 60 })}`,
          'without expiry': `Bearer ${await token({ exp: undefined })}`,
          'not yet valid': `Bearer ${await token({ nbf: Math.floor(Date.now() / 1000) + 600 })}`,
          'wrong audience': `Bearer ${await token({ aud: 'other' })}`,
          'no audience': `Bearer ${await token({ aud: undefined })}`,
          'wrong issuer': `Bearer ${await token({ iss: 'https://evil.example.com/' })}`,
          'foreign key': `Bearer ${await token({}, stranger.privateKey)}`,
          'other algorithm': `Bearer ${await token({}, es.privateKey, 'ES256')}`,
          unsigned: `Bearer ${unsigned}.`,
          'HS256 with the public key': `Bearer ${confused}.${createHmac('sha256', pem).update(confused).digest('base64url')}`,
          tampered: `Bearer ${(await token()).replace(/\.[^.]+\./, `.${encode({ ...claims, sub: 'admin' })}.`)}`,
          rubbish: 'Bearer rubbish',
        };
        for (const [name, credential] of Object.entries(bad)) {
          const response = await ask(credential);
          assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/, name);
          await envelope(response, 401, 'AUTHENTICATION_REQUIRED');
        }
        const list = (bearer: string) => fetch(`${url}/notes`, { headers: { Authorization: `Bearer ${bearer}` } });
        await envelope(await list(await token()), 403, 'PERMISSION_DENIED');
        await envelope(await list(await token({ scope: 'notes:write notes:readonly' })), 403, 'PERMISSION_DENIED');
        assert.equal((await list(await token({ scope: 'notes:write notes:read' }))).status, 200);
        assert.equal((await list(await token({ scp: ['notes:read'] }))).status, 200);
        assert.ok(!/ failed |"level":50/.test(output()), output());
      });

      it('refuses everyone where the user has to decide', async () => {
        const { url } = await boot(folder, env());
        await envelope(await fetch(`${url}/keyed`, { headers: { 'X-API-Key': 'k' } }), 401, 'AUTHENTICATION_REQUIRED');
        const basic = { Authorization: `Basic ${Buffer.from('a:b').toString('base64')}` };
        await envelope(await fetch(`${url}/basic`, { headers: basic }), 401, 'AUTHENTICATION_REQUIRED');
      });

      it('verifies tokens with published keys', async () => {
        let up = true;
        const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' }] };
        const publisher = createServer((_request, response) => {
          response.writeHead(up ? 200 : 500).end(JSON.stringify(jwks));
        }).listen(0, '127.0.0.1');
        await once(publisher, 'listening');
        try {
          const JWT_JWKS_URL = `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/jwks.json`;
          const { JWT_PUBLIC_KEY: _, ...rest } = env();
          const list = async (at: Booted, bearer: string) =>
            fetch(`${at.url}/notes`, { headers: { Authorization: `Bearer ${bearer}` } });
          const first = await boot(folder, { ...rest, JWT_JWKS_URL });
          assert.equal((await list(first, await token({ scope: 'notes:read' }))).status, 200);
          await envelope(await list(first, await token({}, stranger.privateKey)), 401, 'AUTHENTICATION_REQUIRED');
          up = false;
          const second = await boot(folder, { ...rest, JWT_JWKS_URL });
          await envelope(await list(second, await token({ scope: 'notes:read' })), 500, 'INTERNAL_ERROR');
        } finally {
          publisher.closeAllConnections();
          publisher.close();
        }
      });

      it('limits and checks bodies', async () => {
        const { url } = await boot(folder, { ...env(), BODY_LIMIT_BYTES: '100' });
        const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${await token()}` };
        const post = (body: string) => fetch(`${url}/notes`, { method: 'POST', headers, body });
        await envelope(await post(JSON.stringify({ text: 'x'.repeat(200) })), 413, 'PAYLOAD_TOO_LARGE');
        await envelope(await post('{"text":'), 400, 'INVALID_JSON');
        await envelope(await post('{"text":1}'), 400, 'VALIDATION_ERROR');
      });

      it('finishes running requests when told to stop', async function () {
        if (process.platform === 'win32') return this.skip(); // There SIGTERM kills.
        const { port, child, exit, output } = await boot(folder, env());
        const authorization = `Bearer ${await token()}`;
        const headers = {
          'Content-Type': 'application/json',
          'Transfer-Encoding': 'chunked',
          Expect: '100-continue',
          authorization,
        };
        const running = request({ port, host: '127.0.0.1', path: '/notes', method: 'POST', headers });
        const answered = once(running, 'response') as Promise<[IncomingMessage]>;
        running.flushHeaders();
        await once(running, 'continue');
        child.kill('SIGTERM');
        while (await accepts(port));
        running.end('{"text":"finished"}');
        const [response] = await answered;
        assert.equal(response.statusCode, 200);
        assert.equal(Buffer.concat(await response.toArray()).toString(), '{"text":"finished"}');
        assert.equal(await exit, 0, output());
      });

      it('gives up on requests that never end', async function () {
        if (process.platform === 'win32') return this.skip();
        const { port, child, exit, output } = await boot(folder, { ...env(), SHUTDOWN_TIMEOUT_SECONDS: '0.2' });
        const authorization = `Bearer ${await token()}`;
        const headers = { 'Content-Type': 'application/json', Expect: '100-continue', authorization };
        const running = request({ port, host: '127.0.0.1', path: '/notes', method: 'POST', headers });
        running.on('error', () => undefined).flushHeaders();
        await once(running, 'continue');
        running.write('{"text":');
        child.kill('SIGINT');
        assert.equal(await exit, 1);
        assert.match(output(), /cut off/);
      });

      it('does not start on an incomplete environment, and says what is missing', async () => {
        const { exit, output } = await boot(folder, { CORS_ORIGINS: '*', JWT_PUBLIC_KEY: '', RATE_LIMIT_MAX: 'many' });
        assert.equal(await exit, 1);
        for (const line of [
          'The environment is not complete:',
          '  JWT_ISSUER: is missing',
          '  JWT_AUDIENCE: is missing',
          '  JWT_JWKS_URL: set either JWT_JWKS_URL or JWT_PUBLIC_KEY',
          '  CORS_ORIGINS: an origin is https://',
          '  RATE_LIMIT_MAX: ',
        ]) {
          assert.ok(output().includes(line), `${line} in ${output()}`);
        }
        assert.ok(!/\n\s+at /.test(output()), 'no stack trace');
        for (const [more, message] of [
          [{ JWT_PUBLIC_KEY: 'rubbish' }, /^JWT_PUBLIC_KEY is not a public key for RS256/],
          [{ JWT_JWKS_URL: 'https://id.example.com/jwks' }, /set either JWT_JWKS_URL or JWT_PUBLIC_KEY/],
          [{ JWT_PUBLIC_KEY: '', JWT_JWKS_URL: 'http://id.example.com/jwks' }, /over https only/],
          [{ JWT_ALGORITHM: 'HS256' }, /JWT_ALGORITHM: /],
        ] as const) {
          const refused = await boot(folder, { ...env(), ...more });
          assert.equal(await refused.exit, 1);
          assert.match(refused.output(), message);
        }
      });

      it('says so when the port is taken', async () => {
        const { port } = await boot(folder, env());
        const second = await boot(folder, { ...env(), PORT: String(port) });
        assert.equal(await second.exit, 1);
        assert.match(second.output(), /The server cannot run: .*EADDRINUSE/);
      });
    });
  }
});

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
