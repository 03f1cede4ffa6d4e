import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type tls from 'node:tls';
import { Problem } from '../../../src/text/problem.js';
import { type ConnectionPatch, closeAll, get, listen, open, send, tlsFile } from './transportServers.js';

const ca = tlsFile('ca.pem');
const answer: http.RequestListener = (_request, response) => response.end('hello');
const identity = (name: string) => ({ key: tlsFile(`${name}.key.pem`), cert: tlsFile(`${name}.pem`) });
const secure = (name: string, options: https.ServerOptions = {}) =>
  listen(http2.createSecureServer({ allowHTTP1: true, ...identity(name), ...options }, answer as never), 'https');

for (const version of ['1.1', '2'] as const) {
  const tries = (origin: string, patch: ConnectionPatch = {}) => {
    const transport = open(origin, { http: version, ...patch });
    return send(transport.channel());
  };

  describe(`transport, HTTP/${version}, connections`, () => {
    afterEach(closeAll);

    it('refused: nobody listens, no such socket', async () => {
      const server = await listen(net.createServer());
      await server.close();
      const outcome = await tries(server.origin);
      assert.deepEqual([outcome.kind, outcome.told], ['refused', ['failed']]);
      assert.match(outcome.message!, /ECONNREFUSED 127\.0\.0\.1:\d+/);
      const localhost = await tries(`http://localhost:${server.port}`);
      assert.deepEqual([localhost.kind, /ECONNREFUSED/.test(localhost.message!)], ['refused', true]);
      const name = process.platform === 'win32' ? '\\\\.\\pipe\\none' : path.join(os.tmpdir(), 'no-such.sock');
      assert.equal((await tries('http://localhost', { socketPath: name })).kind, 'refused');
    });

    it('dns: a name without an address', async () => {
      // RFC 6761 §6.4: `.invalid` has none.
      const transport = open('http://nobody.invalid', { http: version });
      const outcomes = await Promise.all([send(transport.channel()), send(transport.channel())]);
      for (const { kind, message } of outcomes) {
        assert.equal(kind, 'dns', message);
        assert.match(message!, /nobody\.invalid/);
      }
    });

    it('tls: says which check failed', async () => {
      const expectations: [name: string, patch: ConnectionPatch['tls'], message: RegExp][] = [
        ['server', {}, /unknown authority/],
        ['selfSigned', {}, /self-signed/],
        ['expired', { ca }, /expired/],
        ['elsewhere', { ca }, /for another host.*127\.0\.0\.1/],
        ['server', { ca, serverName: 'elsewhere.test' }, /for another host.*elsewhere\.test/],
      ];
      for (const [name, patch, message] of expectations) {
        const { origin } = await secure(name);
        const outcome = await tries(origin, { tls: patch });
        assert.equal(outcome.kind, 'tls', name);
        assert.match(outcome.message!, message);
      }
    });

    it('tls: the server speaks another version, plain HTTP, or hangs up', async () => {
      const old = await secure('server', {
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT:@SECLEVEL=0',
        minVersion: 'TLSv1',
      });
      assert.match((await tries(old.origin, { tls: { ca } })).message!, /no version of TLS in common|TLS/);
      const plain = await listen(http.createServer(answer), 'https');
      const outcome = await tries(plain.origin);
      assert.deepEqual([outcome.kind, /does not speak TLS here: use http/.test(outcome.message!)], ['tls', true]);
      const closing = await listen(
        net.createServer(socket => socket.once('data', () => socket.end())),
        'https',
      );
      const closed = await tries(closing.origin);
      assert.equal(closed.kind, 'tls', closed.message);
      assert.match(closed.message!, /during the TLS handshake/);
    });

    it('tls: a client certificate is asked for', async () => {
      const { origin } = await secure('server', { ca, requestCert: true, rejectUnauthorized: true });
      const outcome = await tries(origin, { tls: { ca } });
      if (version === '1.1')
        assert.deepEqual([outcome.kind, /client certificate/.test(outcome.message!)], ['tls', true], outcome.message);
    });

    it('refuses keys and certificates that cannot be read', () => {
      const certificate = tlsFile('client.pem');
      const key = tlsFile('client.encrypted.key.pem');
      for (const patch of [
        { ca: 'x', certificate: 'x', key: 'y' },
        { certificate, key, passphrase: 'wrong' },
        { certificate, key },
      ]) {
        assert.throws(() => open('https://localhost', { http: version, tls: patch }), Problem);
      }
      assert.throws(() => open('ftp://localhost', { http: version }), Problem);
    });
  });
}

describe('transport, connections', () => {
  afterEach(closeAll);
  const body = async (origin: string, patch: ConnectionPatch = {}) => {
    const outcome = await send(open(origin, patch).channel());
    return outcome.body ?? outcome.message;
  };

  it('trusts what it is told to trust', async () => {
    const { origin, port } = await secure('server');
    assert.equal(await body(origin, { tls: { ca } }), 'hello');
    assert.equal(await body(`https://localhost:${port}`, { tls: { ca } }), 'hello');
    const { origin: expired } = await secure('expired');
    assert.equal(await body(expired, { tls: { verify: false } }), 'hello');
    const { origin: elsewhere } = await secure('elsewhere');
    assert.equal(await body(elsewhere, { tls: { ca, serverName: 'elsewhere.test' } }), 'hello');
  });

  it('shows its own certificate', async () => {
    const names: unknown[] = [];
    const server = https.createServer({ ...identity('server'), ca, requestCert: true }, (request, response) => {
      names.push((request.socket as tls.TLSSocket).getPeerCertificate().subject.CN);
      response.end('hello');
    });
    const { origin } = await listen(server, 'https');
    const certificate = tlsFile('client.pem');
    assert.equal(await body(origin, { tls: { ca, certificate, key: tlsFile('client.key.pem') } }), 'hello');
    const key = tlsFile('client.encrypted.key.pem');
    assert.equal(await body(origin, { tls: { ca, certificate, key, passphrase: 'secret' } }), 'hello');
    assert.deepEqual(names, ['client', 'client']);
  });

  it('sends the name as SNI, none for an address, and resumes sessions', async () => {
    const seen: unknown[] = [];
    const server = https.createServer(identity('server'), (request, response) => {
      const socket = request.socket as tls.TLSSocket;
      seen.push([(socket as { servername?: unknown }).servername, socket.isSessionReused(), socket.alpnProtocol]);
      response.setHeader('Connection', 'close').end('hello');
    });
    const { origin, port } = await listen(server, 'https');
    await body(origin, { tls: { ca } });
    const channel = open(`https://localhost:${port}`, { tls: { ca } }).channel();
    for (let i = 0; i < 2; i++) assert.equal((await send(channel)).body, 'hello');
    assert.deepEqual(seen, [
      [false, false, 'http/1.1'],
      ['localhost', false, 'http/1.1'],
      ['localhost', true, 'http/1.1'],
    ]);
  });

  it('tells TLS from TCP in its timings', async () => {
    const { origin } = await secure('server');
    const timings = await new Promise<number[]>((resolve, reject) => {
      open(origin, { tls: { ca } })
        .channel()
        .send(
          { ...get },
          {
            connected: (connect, tls) => resolve([connect, tls]),
            head() {},
            done() {},
            failed: (_, message) => reject(new Error(message)),
          },
          { headers: false, body: false },
        );
    });
    assert.ok(
      timings.every(each => each > 0 && each < 60_000),
      String(timings),
    );
  });

  it('reads large bodies over TLS', async () => {
    const text = 'x'.repeat(900_000);
    const { origin } = await listen(
      https.createServer(identity('server'), (_, response) => response.end(text)),
      'https',
    );
    assert.equal(await body(origin, { tls: { ca } }), text);
  });

  it('reaches unix sockets and named pipes', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'load-'));
    const socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 's');
    const server = http.createServer(answer).listen(socketPath);
    try {
      await once(server, 'listening');
      assert.equal(await body('http://localhost', { socketPath }), 'hello');
    } finally {
      await closeAll();
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    }
  });

  it('reaches IPv6 addresses', async function () {
    if (
      !Object.values(os.networkInterfaces())
        .flat()
        .some(each => each?.address === '::1')
    )
      return this.skip();
    const { origin } = await listen(http.createServer(answer), 'http', '::1');
    assert.match(origin, /^http:\/\/\[::1\]:\d+$/);
    assert.equal(await body(origin), 'hello');
  });

  it('finds the address of localhost that answers', async () => {
    const { port } = await listen(http.createServer(answer));
    const transport = open(`http://localhost:${port}`);
    for (let i = 0; i < 3; i++) assert.equal((await send(transport.channel())).body, 'hello');
  });

  it('heeds no proxy', async () => {
    const { origin } = await listen(http.createServer(answer));
    process.env.HTTP_PROXY = process.env.http_proxy = 'http://127.0.0.1:1';
    try {
      assert.equal(await body(origin), 'hello');
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
  });
});
