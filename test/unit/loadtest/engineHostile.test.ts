// Servers that mean harm, through the public door: whole runs in real worker threads. A run ends, each request is counted once, and what
// happened is called by its name. Bounded by a number of requests, so nothing waits for a clock but timeouts.
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import type { ConnectionOptions, Limits, Load, Target } from '../../../src/loadtest/plan.js';
import type { ErrorKind, TargetReport } from '../../../src/loadtest/report.js';
import { run } from '../../../src/loadtest/run.js';
import { buildLoadWorker, closed, LoadServer, open, planOf, targetOf } from '../../support/loadWorker.js';
import { closeAll, listen, tlsFile } from './transportServers.js';

const head = 'HTTP/1.1 200 OK\r\n';

/** As much as the other side takes, in pieces, until it closes. */
function flood(socket: net.Socket, start: string, piece: string): void {
  socket.write(start, 'latin1');
  const more = () => {
    if (!socket.destroyed) socket.write(piece.repeat(20), () => setImmediate(more));
  };
  more();
}

/** Answers whatever comes, once for each connection. */
const onAsked = (answer: (socket: net.Socket) => void) => () =>
  net.createServer(socket => socket.once('data', () => answer(socket)));
const always = (text: string) => onAsked(socket => socket.end(text, 'latin1'));
const onStream = (answer: (stream: http2.ServerHttp2Stream) => void) => () => {
  const server = http2.createServer();
  server.on('session', session => session.on('error', () => {}));
  server.on('stream', stream => {
    stream.on('error', () => {});
    answer(stream);
  });
  return server as unknown as net.Server;
};
const secure =
  (name: string, more: https.ServerOptions = {}) =>
  () =>
    https.createServer(
      { key: tlsFile(`${name}.key.pem`), cert: tlsFile(`${name}.pem`), ...more },
      (_request, response) => response.end('ok'),
    );
/** A frame of HTTP/2. */
const frame = (type: number, flags: number, stream: number, payload: readonly number[]) =>
  Buffer.from([0, payload.length >> 8, payload.length & 255, type, flags, 0, 0, 0, stream, ...payload]);
const settings = frame(4, 0, 0, []).toString('latin1');

interface Hostile {
  readonly kind: ErrorKind;
  readonly message: RegExp;
  readonly server: () => net.Server;
  readonly http?: '2';
  readonly tls?: Partial<ConnectionOptions['tls']>;
}
const ca = tlsFile('ca.pem');

const hostile: Readonly<Record<string, Hostile>> = {
  hangs: { kind: 'responseTimeout', message: /no answer within/, server: onAsked(() => {}) },
  'hangs up': { kind: 'reset', message: /before an answer came/, server: always('') },
  resets: { kind: 'reset', message: /ECONNRESET/, server: onAsked(socket => socket.resetAndDestroy()) },
  'sends garbage': { kind: 'protocol', message: /not HTTP/, server: always('\0\x01\xff garbage\r\n\r\n') },
  'sends half a head': { kind: 'reset', message: /middle of the headers/, server: always(`${head}Content-Le`) },
  'sends half a body': {
    kind: 'reset',
    message: /after 3 of 10 bytes/,
    server: always(`${head}Content-Length: 10\r\n\r\nabc`),
  },
  'promises more than it sends, and waits': {
    kind: 'responseTimeout',
    message: /not complete after/,
    server: onAsked(socket => socket.write(`${head}Content-Length: 10\r\n\r\nabc`)),
  },
  'contradicts itself about the length': {
    kind: 'protocol',
    message: /Content-Length/,
    server: always(`${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc`),
  },
  'sends a length that is no number': {
    kind: 'protocol',
    message: /not a number/,
    server: always(`${head}Content-Length: -1\r\n\r\n`),
  },
  'sends headers without end': {
    kind: 'protocol',
    message: /longer than/,
    server: onAsked(socket => flood(socket, head, `A: ${'b'.repeat(999)}\r\n`)),
  },
  'sends a body without end': {
    kind: 'tooLarge',
    message: /larger than 100000/,
    server: onAsked(socket => flood(socket, `${head}\r\n`, 'b'.repeat(9999))),
  },
  'sends chunks without end': {
    kind: 'tooLarge',
    message: /larger than 100000/,
    server: onAsked(socket =>
      flood(socket, `${head}Transfer-Encoding: chunked\r\n\r\n`, `3e8\r\n${'b'.repeat(1000)}\r\n`),
    ),
  },
  'sends 100 Continue without end': {
    kind: 'protocol',
    message: /longer than/,
    server: onAsked(socket => flood(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40))),
  },
  'drips a head, byte by byte': {
    kind: 'responseTimeout',
    message: /not complete after/,
    server: onAsked(socket => {
      socket.write('HTTP/1.1 200 OK\r\nA: ');
      const timer = setInterval(() => socket.write('b'), 5);
      socket.on('close', () => clearInterval(timer));
    }),
  },
  'switches protocols': {
    kind: 'protocol',
    message: /101/,
    server: always('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n'),
  },
  'has a certificate that nobody knows': { kind: 'tls', message: /unknown authority/, server: secure('server') },
  'has a certificate that has expired': { kind: 'tls', message: /expired/, server: secure('expired'), tls: { ca } },
  'has the certificate of another host': {
    kind: 'tls',
    message: /for another host/,
    server: secure('elsewhere'),
    tls: { ca },
  },
  'wants a client certificate': {
    kind: 'tls',
    message: /client certificate/,
    server: secure('server', { ca, requestCert: true, rejectUnauthorized: true }),
    tls: { ca },
  },
  'speaks no TLS': {
    kind: 'tls',
    message: /does not speak TLS/,
    server: () => http.createServer(),
    tls: {},
  },
  'never ends the TLS handshake': {
    kind: 'connectTimeout',
    message: /no connection within/,
    server: onAsked(() => {}),
    tls: {},
  },
  'says GOAWAY to every stream (HTTP/2)': {
    kind: 'reset',
    message: /before an answer came/,
    server: onStream(({ session }) => session!.destroy(undefined, http2.constants.NGHTTP2_ENHANCE_YOUR_CALM)),
    http: '2',
  },
  'resets every stream (HTTP/2)': {
    kind: 'reset',
    message: /CANCEL/,
    server: onStream(stream => stream.close(http2.constants.NGHTTP2_CANCEL)),
    http: '2',
  },
  'refuses every stream (HTTP/2)': {
    kind: 'reset',
    message: /REFUSED_STREAM/,
    server: onStream(stream => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM)),
    http: '2',
  },
  'answers no stream (HTTP/2)': {
    kind: 'responseTimeout',
    message: /no answer within/,
    server: onStream(() => {}),
    http: '2',
  },
  'sends a body without end (HTTP/2)': {
    kind: 'tooLarge',
    message: /larger than 100000/,
    server: onStream(stream => {
      stream.respond();
      const more = () => {
        if (!stream.destroyed) stream.write('b'.repeat(50_000), () => setImmediate(more));
      };
      more();
    }),
    http: '2',
  },
  'pings without end (HTTP/2)': {
    // Node's client takes no part in a flood.
    kind: 'reset',
    message: /before an answer came/,
    server: onAsked(socket => {
      socket.resume();
      flood(socket, settings, frame(6, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]).toString('latin1'));
    }),
    http: '2',
  },
  'sends garbage (HTTP/2)': {
    kind: 'protocol',
    message: /not HTTP\/2/,
    server: always('garbage '.repeat(20)),
    http: '2',
  },
};

describe('load run against a server that', () => {
  let worker: Awaited<ReturnType<typeof buildLoadWorker>>;
  before(async () => {
    worker = await buildLoadWorker('loadHostileTest');
  });
  after(() => worker.remove());
  afterEach(closeAll);

  async function measured(target: Target, load: Load, limits: Partial<Limits>): Promise<TargetReport> {
    const { targets, endedBy } = await run(planOf([target], load, limits), { workerEntry: worker.entry });
    const [report] = targets;
    assert.equal(endedBy, 'limit');
    const failed = Object.values(report!.errors).reduce((sum, { count }) => sum + count, 0);
    assert.equal(report!.sent, report!.answered + failed + report!.inFlight);
    return report!;
  }

  for (const [name, { kind, message, server, http: version, tls }] of Object.entries(hostile)) {
    it(`${name}: ${kind}`, async () => {
      const made = server();
      const isSecure = tls !== undefined || made instanceof https.Server;
      const { origin } = await listen(made, isSecure ? 'https' : 'http');
      const connection: ConnectionOptions = { http: version ?? '1.1', pipelining: 1, tls: { verify: true, ...tls } };
      const target = { ...targetOf(origin, '/'), connection };
      // A busy machine must not make a timeout of something else.
      const timeoutMilliseconds = /Timeout/.test(kind) ? 250 : 20_000;
      const limits = { requests: 8, timeoutMilliseconds, maxBodyBytes: 100_000 };
      const { errors, sent, answered } = await measured(target, closed(4), limits);
      assert.deepEqual(
        [Object.keys(errors), errors[kind]?.count, sent, answered],
        [[kind], 8, 8, 0],
        JSON.stringify(errors),
      );
      for (const example of errors[kind]!.examples) assert.match(example, message);
    });
  }

  it('hangs: the open model ends on time, and what was sent is in flight', async () => {
    const { origin } = await listen(onAsked(() => {})());
    const report = await measured(targetOf(origin, '/'), open(100, 20), { seconds: 0.5 });
    assert.deepEqual([report.inFlight, report.answered, report.connectionsOpened], [20, 0, 20]);
    assert.equal(report.unsent, 30);
  });

  it('says GOAWAY after each answer (HTTP/2): each is answered on another connection', async () => {
    const answer = onStream(stream => {
      stream.session!.goaway();
      stream.respond();
      stream.end('ok');
    });
    const { origin } = await listen(answer());
    const connection = { http: '2' as const, pipelining: 1, tls: { verify: true } };
    const report = await measured({ ...targetOf(origin, '/'), connection }, closed(1), { requests: 12 });
    assert.deepEqual([report.answered, report.errors], [12, {}]);
    assert.equal(report.connectionsOpened, 12);
  });

  describe('has a thousand connections', () => {
    let server: LoadServer;
    beforeEach(async () => {
      server = await new LoadServer().started();
    });
    afterEach(() => server.stop());

    it('and answers', async () => {
      const limits = { requests: 4000, timeoutMilliseconds: 30_000 };
      const report = await measured(targetOf(server.origin, '/fast'), closed(1000), limits);
      assert.deepEqual([report.answered, report.connectionsOpened, report.errors], [4000, 1000, {}]);
    });

    it('and hangs', async () => {
      const limits = { requests: 1000, timeoutMilliseconds: 1000 };
      const { errors, sent } = await measured(targetOf(server.origin, '/hang'), closed(1000), limits);
      const { responseTimeout, connectTimeout } = errors;
      // On a busy machine some do not even get their connection in that time.
      assert.deepEqual([(responseTimeout?.count ?? 0) + (connectTimeout?.count ?? 0), sent], [1000, 1000]);
    });

    it('and resets all of them', async () => {
      const limits = { requests: 2000, timeoutMilliseconds: 30_000 };
      const { errors } = await measured(targetOf(server.origin, '/reset'), closed(1000), limits);
      assert.deepEqual([Object.keys(errors), errors.reset?.count], [['reset'], 2000]);
    });
  });

  it('lets no request wait for a new connection while an open one is free', async () => {
    const held: net.Socket[] = [];
    const order: number[] = [];
    let connections = 0;
    const server = net.createServer(socket => {
      const connection = ++connections;
      socket.on('error', () => {});
      socket.on('data', () => {
        order.push(connection);
        if (order.length > 2) socket.write(`${head}Content-Length: 0\r\n\r\n`);
        else if (held.push(socket) === 2) {
          // The second is over last, so that it would be the first to be used again.
          held[0]!.write(`${head}Content-Length: 0\r\n\r\n`, () => held[1]!.resetAndDestroy());
        }
      });
    });
    const { origin } = await listen(server);
    const report = await measured(targetOf(origin, '/'), open(20), { requests: 3, threads: 1 });
    assert.deepEqual([report.answered, report.errors.reset?.count, order], [2, 1, [1, 2, 1]]);
    assert.equal(report.connectionsOpened, 3);
  });
});
