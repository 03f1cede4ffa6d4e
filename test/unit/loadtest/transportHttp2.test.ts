import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import type { Sink } from '../../../src/loadtest/transport/transport.js';
import { closeAll, get, kindOf, listen, open, send, tlsFile } from './transportServers.js';

type OnStream = (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void;

async function server(onStream: OnStream, settings: http2.Settings = {}) {
  const http = http2.createServer({ settings });
  const sessions: http2.ServerHttp2Session[] = [];
  http.on('session', session => {
    sessions.push(session);
    session.on('error', () => {});
  });
  http.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    onStream(stream, headers);
  });
  return { ...(await listen(http)), sessions };
}
const echo: OnStream = (stream, headers) => {
  stream.respond({ ':status': 201, 'x-a': 'b', 'set-cookie': ['a=1', 'b=2'] }, {
    sendDate: false,
  } as http2.ServerStreamResponseOptions);
  stream.end(`${headers[':method']} ${headers[':path']} ${headers[':authority']}`);
};

describe('transport, HTTP/2', () => {
  afterEach(closeAll);

  it('shares a connection, and tells of it once', async () => {
    const { origin, sockets } = await server(echo);
    const transport = open(origin, { http: '2' });
    const channels = Array.from({ length: 20 }, () => transport.channel());
    const pending = channels.map(channel => send(channel));
    assert.equal(channels[0]!.phase, 'connecting');
    const outcomes = await Promise.all(pending);
    for (const [i, outcome] of outcomes.entries()) {
      assert.deepEqual(outcome.told, i === 0 ? ['connected', 'head', 'done'] : ['head', 'done']);
      assert.deepEqual([outcome.status, outcome.body], [201, 'GET / localhost']);
      assert.deepEqual(outcome.headers, ['x-a', 'b', 'set-cookie', 'a=1', 'set-cookie', 'b=2']);
    }
    assert.ok(outcomes.reduce((sum, { bytes }) => sum + bytes, 0) > 20 * 20);
    assert.deepEqual([sockets.length, transport.open, transport.opened, channels[0]!.free], [1, 1, 1, 1]);
  });

  it('opens as many connections as the server allows streams for', async () => {
    const waiting: http2.ServerHttp2Stream[] = [];
    const { origin, sockets } = await server(
      stream => {
        waiting.push(stream);
        if (waiting.length === 10) for (const each of waiting) each.respond({}, { endStream: true });
      },
      { maxConcurrentStreams: 4 },
    );
    const transport = open(origin, { http: '2' });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => send(transport.channel())));
    assert.ok(outcomes.every(({ status }) => status === 200));
    assert.equal(sockets.length, 3);
    assert.equal(outcomes.filter(({ told }) => told.includes('connected')).length, 3);
  });

  it('sends headers in lower case, without those of a connection, and the body', async () => {
    let seen: http2.IncomingHttpHeaders = {};
    const { origin } = await server(async (stream, headers) => {
      seen = headers;
      let body = '';
      for await (const piece of stream) body += piece;
      stream.respond();
      stream.end(body);
    });
    const headers = [
      'Host',
      'h:1',
      'X-A',
      'one',
      'x-a',
      'two',
      'Connection',
      'close',
      'Content-Length',
      '5',
      'TE',
      'gzip',
    ];
    const body = Buffer.from('hello');
    const outcome = await send(open(origin, { http: '2' }).channel(), { method: 'DELETE', path: '/p', headers, body });
    assert.equal(outcome.body, 'hello');
    assert.deepEqual(Object.fromEntries(Object.entries(seen)), {
      ':method': 'DELETE',
      ':scheme': 'http',
      ':authority': 'h:1',
      ':path': '/p',
      'x-a': 'one, two',
      'content-length': '5',
    });
  });

  it('passes over 1XX, and reads answers without a body', async () => {
    const { origin } = await server(stream => {
      stream.additionalHeaders({ ':status': 103, link: '</a>' });
      stream.respond({ ':status': 204 }, { endStream: true });
    });
    const channel = open(origin, { http: '2' }).channel();
    for (const method of ['GET', 'HEAD']) {
      const outcome = await send(channel, { ...get, method });
      assert.deepEqual([outcome.status, outcome.body, outcome.kind], [204, '', undefined]);
    }
  });

  it('speaks TLS where the server offers h2, and says so where it does not', async () => {
    const tls = { ca: tlsFile('ca.pem') };
    const identity = { key: tlsFile('server.key.pem'), cert: tlsFile('server.pem') };
    const secure = http2.createSecureServer(identity);
    secure.on('stream', echo);
    const { origin, port } = await listen(secure, 'https');
    const outcome = await send(open(origin, { http: '2', tls }).channel(), { ...get, headers: [] });
    assert.equal(outcome.body, `GET / 127.0.0.1:${port}`);

    const { createServer } = await import('node:https');
    const old = await listen(createServer(identity), 'https');
    const refused = await send(open(old.origin, { http: '2', tls }).channel());
    assert.ok(['protocol', 'tls'].includes(refused.kind!));
    assert.match(refused.message!, /does not offer/);
  });

  describe('what goes wrong is told as', () => {
    const faults: Record<string, [kind: string, message: RegExp, onStream: OnStream]> = {
      'a stream reset before its answer': [
        'reset',
        /INTERNAL_ERROR.*before an answer/,
        stream => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
      ],
      'a stream cancelled': ['reset', /CANCEL/, stream => stream.close(http2.constants.NGHTTP2_CANCEL)],
      'death without an answer': ['reset', /before an answer/, stream => stream.session!.destroy()],
      'a body shorter than its Content-Length': [
        'protocol',
        /PROTOCOL_ERROR/,
        stream => {
          stream.respond({ 'content-length': 10 });
          stream.end('abc');
        },
      ],
      'GOAWAY with an error': [
        'reset',
        /.*/,
        stream => stream.session!.destroy(undefined, http2.constants.NGHTTP2_ENHANCE_YOUR_CALM),
      ],
      'endless body': [
        'tooLarge',
        /larger than 1000000/,
        stream => {
          stream.respond();
          const more = () => {
            if (!stream.destroyed) stream.write('b'.repeat(50_000), () => setImmediate(more));
          };
          more();
        },
      ],
    };
    for (const [name, [kind, message, onStream]] of Object.entries(faults)) {
      it(`${kind}: ${name}`, async () => {
        const { origin } = await server(onStream);
        const channel = open(origin, { http: '2' }).channel();
        for (let i = 0; i < 2; i++) {
          const outcome = await send(channel, get, { headers: false, body: false });
          assert.equal(outcome.kind, kind, outcome.message);
          assert.match(outcome.message!, message);
          assert.deepEqual([channel.phase, channel.free], ['idle', 1]);
        }
      });
    }

    // Node's server would end a stream before it resets it.
    const headers = frame(1, 4, 1, [0x88, 0x0f, 0x0d, 2, ...Buffer.from('10')]);
    const withoutLength = frame(1, 4, 1, [0x88]);
    const data = frame(0, 0, 1, [...Buffer.from('abc')]);
    const cut: Record<string, [message: RegExp, bytes: Buffer, head?: Buffer]> = {
      'a stream reset in its body': [/INTERNAL_ERROR.*after 3 bytes/, frame(3, 0, 1, [0, 0, 0, 2])],
      'a stream cancelled in its body': [/CANCEL.*after 3 bytes/, frame(3, 0, 1, [0, 0, 0, 8])],
      'a stream reset with NO_ERROR in its body': [/NO_ERROR.*after 3 bytes/, frame(3, 0, 1, [0, 0, 0, 0])],
      'GOAWAY and death in the body': [/after 3 bytes/, frame(7, 0, 0, [0, 0, 0, 1, 0, 0, 0, 0])],
      'death in the body': [/after 3 bytes/, Buffer.alloc(0)],
      'death in a body without a length': [/after 3 bytes/, Buffer.alloc(0), withoutLength],
      'GOAWAY and death in a body without a length': [
        /after 3 bytes/,
        frame(7, 0, 0, [0, 0, 0, 1, 0, 0, 0, 0]),
        withoutLength,
      ],
    };
    for (const [name, [message, bytes, head = headers]] of Object.entries(cut)) {
      it(`reset: ${name}`, async () => {
        const { origin } = await listen(
          net.createServer(socket => {
            socket.write(frame(4, 0, 0, []));
            let seen = Buffer.alloc(0);
            socket.on('data', piece => {
              seen = Buffer.concat([seen, piece]);
              // HEADERS of stream 1.
              if (!/\x01[\x05\x25]\0\0\0\x01/.test(seen.toString('latin1'))) return;
              seen = Buffer.alloc(0);
              socket.write(Buffer.concat([head, data, bytes]), () => {
                if (bytes.length === 0 || bytes[3] === 7) socket.destroySoon();
              });
            });
          }),
        );
        const outcome = await send(open(origin, { http: '2' }).channel(), get, { headers: false, body: false });
        assert.deepEqual([outcome.kind, outcome.status], ['reset', 200], outcome.message);
        assert.match(outcome.message!, message);
      });
    }

    it('protocol: a server that speaks HTTP/1.1 only, or garbage', async () => {
      for (const text of ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n', '\0\0garbage'.repeat(10)]) {
        const { origin } = await listen(net.createServer(socket => socket.on('data', () => socket.write(text))));
        const transport = open(origin, { http: '2' });
        const outcome = await send(transport.channel());
        assert.equal(outcome.kind, 'protocol', outcome.message);
        assert.equal(transport.open, 0);
      }
    });

    it('client: headers that Node refuses', async () => {
      const { origin } = await server(echo);
      const channel = open(origin, { http: '2' }).channel();
      const headers = ['Content-Type', 'a/b', 'Content-Type', 'c/d'];
      assert.equal((await send(channel, { ...get, headers })).kind, 'client');
      assert.equal((await send(channel, { ...get, path: 'a b' })).kind, 'client');
      assert.equal((await send(channel)).status, 201);
    });
  });

  it('goes to a new connection when the server says goodbye', async () => {
    const { origin, sockets, sessions } = await server(echo);
    const channel = open(origin, { http: '2' }).channel();
    for (let i = 0; i < 3; i++) {
      assert.equal((await send(channel, { ...get, method: 'POST' })).status, 201);
      const last = sessions.at(-1)!;
      const closed = once(last, 'close');
      last.close();
      await closed;
    }
    assert.equal(sockets.length, 3);
  });

  it('sends again, once, what was refused unseen', async () => {
    let count = 0;
    const { origin } = await server((stream, headers) => {
      if (++count === 2 || count > 3) stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
      else echo(stream, headers);
    });
    const channel = open(origin, { http: '2' }).channel();
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push(kindOf(await send(channel, { ...get, method: 'POST' })));
    assert.deepEqual(outcomes, [201, 201, 'reset']);
    assert.equal(count, 5);
  });

  it('aborts a stream, and leaves a connection on which nothing came', async () => {
    const { origin, sockets, sessions } = await server((stream, headers) => {
      if (headers[':path'] !== '/hang') echo(stream, headers);
    });
    const transport = open(origin, { http: '2' });
    const channel = transport.channel();
    await send(channel);
    const started = once(sessions[0]!, 'stream');
    const hanging = send(channel, { ...get, path: '/hang' });
    await started;
    channel.abort('responseTimeout', 'no whole answer within 1 s');
    assert.deepEqual([(await hanging).kind, channel.phase], ['responseTimeout', 'idle']);
    assert.equal((await send(channel)).status, 201);
    assert.equal(transport.open, 1);
    assert.ok(sockets.length <= 2);
  });

  it('aborts while connecting, and leaves nothing behind when it is destroyed', async () => {
    const accepted = net.createServer();
    const { origin } = await listen(accepted);
    const transport = open(origin, { http: '2' });
    const channels = [transport.channel(), transport.channel()];
    const pending = channels.map(channel => send(channel));
    const [socket] = (await once(accepted, 'connection')) as [net.Socket];
    const closed = once(socket, 'close');
    socket.resume();
    for (const channel of channels) channel.abort('connectTimeout', 'no connection');
    await closed;
    assert.deepEqual((await Promise.all(pending)).map(kindOf), ['connectTimeout', 'connectTimeout']);
    assert.equal(transport.open, 0);

    let seen = () => {};
    const isSeen = new Promise<void>(resolve => {
      seen = resolve;
    });
    const hanging = await server(() => seen());
    const other = open(hanging.origin, { http: '2' });
    const never: Sink = { connected() {}, head: assert.fail, done: assert.fail, failed: assert.fail };
    other.channel().send({ ...get }, never, { headers: false, body: false });
    await isSeen;
    const gone = once(hanging.sessions[0]!, 'close');
    other.destroy();
    await gone;
    assert.equal(other.open, 0);
  });
});

/** RFC 9113 §4.1. */
function frame(type: number, flags: number, stream: number, payload: readonly number[]): Buffer {
  return Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream, ...payload]);
}
