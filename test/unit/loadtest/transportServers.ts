/** Servers for the transports, honest and hostile, and a client that writes down what its sink was told. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { ConnectionOptions, TlsOptions } from '../../../src/loadtest/plan.js';
import { openTransport } from '../../../src/loadtest/transport/open.js';
import type { Channel, SendOptions, Transport, WireRequest } from '../../../src/loadtest/transport/transport.js';

export const tlsFile = (name: string) => readFileSync(path.join(__dirname, '../../fixtures/tls', name), 'utf8');

export interface Server {
  readonly port: number;
  readonly origin: string;
  /** Connections that were accepted. */
  readonly sockets: net.Socket[];
  close(): Promise<void>;
}

const servers: Server[] = [];
const transports: Transport[] = [];

/** Ends what a test has opened; nothing may outlive it. */
export async function closeAll(): Promise<void> {
  for (const transport of transports.splice(0)) transport.destroy();
  await Promise.all(servers.splice(0).map(server => server.close()));
}

export async function listen(server: net.Server, scheme = 'http', host = '127.0.0.1'): Promise<Server> {
  const sockets: net.Socket[] = [];
  server.on('connection', (socket: net.Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const started: Server = {
    port,
    origin: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    sockets,
    async close() {
      if (!server.listening) return;
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  servers.push(started);
  return started;
}

/** Calls `answer` for each request without a body that comes in on a connection; `count` is its number on that connection. */
export function rawServer(
  answer: (socket: net.Socket, count: number, connection: number, head: string) => void,
): Promise<Server> {
  let connections = 0;
  return listen(
    net.createServer(socket => {
      const connection = ++connections;
      let count = 0;
      let seen = '';
      socket.on('data', data => {
        seen += data.toString('latin1');
        for (let end = seen.indexOf('\r\n\r\n'); end >= 0; end = seen.indexOf('\r\n\r\n')) {
          const head = seen.slice(0, end + 4);
          seen = seen.slice(end + 4);
          answer(socket, ++count, connection, head);
        }
      });
    }),
  );
}

export type ConnectionPatch = Partial<Omit<ConnectionOptions, 'tls'>> & { readonly tls?: Partial<TlsOptions> };

export function open(origin: string, { tls, ...patch }: ConnectionPatch = {}, maxBodyBytes = 1e6): Transport {
  const connection = { http: '1.1' as const, pipelining: 1, ...patch, tls: { verify: true, ...tls } };
  const transport = openTransport({ origin, connection, maxBodyBytes });
  transports.push(transport);
  return transport;
}

export interface Outcome {
  /** In the order in which the sink was told. */
  readonly told: string[];
  status: number;
  headers?: readonly string[];
  body?: string;
  bytes: number;
  kind?: string;
  message?: string;
}

/** To be copied: a request keeps its frame once it was sent, and a copy with another path would keep it too. */
export const get: Readonly<Omit<WireRequest, 'frame'>> = { method: 'GET', path: '/', headers: ['Host', 'localhost'] };

export function send(
  channel: Channel,
  request: WireRequest = get,
  want: SendOptions = { headers: true, body: true },
): Promise<Outcome> {
  return new Promise(resolve => {
    const outcome: Outcome = { told: [], status: 0, bytes: 0 };
    let isSending = true;
    const tell = (what: string) => {
      if (isSending) throw new Error(`${what} from within send`);
      outcome.told.push(what);
    };
    channel.send(
      { ...request },
      {
        connected(connect, tls) {
          tell('connected');
          if (!(connect >= 0 && connect < 60_000 && tls >= 0 && tls < 60_000)) throw new Error(`${connect}, ${tls}`);
        },
        head(status, headers) {
          tell('head');
          outcome.status = status;
          if (headers) outcome.headers = headers;
        },
        done(bytes, body) {
          tell('done');
          outcome.bytes = bytes;
          if (body) outcome.body = Buffer.from(body).toString('latin1');
          resolve(outcome);
        },
        failed(kind, message) {
          tell('failed');
          outcome.kind = kind;
          outcome.message = message;
          resolve(outcome);
        },
      },
      want,
    );
    isSending = false;
  });
}

export const kindOf = ({ kind, status }: Outcome) => kind ?? status;
