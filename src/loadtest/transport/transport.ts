/** How requests reach a server: one interface for HTTP/1.1 (sockets and a parser of our own) and HTTP/2 (Node's client). Nothing here knows of load or of figures. */
import type { ConnectionOptions } from '../plan.js';
import type { ErrorKind } from '../report.js';

/** Ready to be sent; may be sent many times. */
export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** As they go on the wire, `name, value, name, value…`, Host and Content-Length among them. One character a byte (latin1). */
  readonly headers: readonly string[];
  readonly body?: Uint8Array;
  /** A transport keeps the framed bytes here: a request that is sent a million times is framed once. Never to be copied to another request. */
  frame?: Uint8Array;
}

/** Never called from within `send`, and free to `send` again. In this order: `connected` (once for each new connection, to the first request that waited for it), `head`, then `done`; or `failed` at any time, and then nothing more. */
export interface Sink {
  /** Milliseconds. `tls` is 0 for http; with TLS, `connect` is TCP alone. */
  connected(connect: number, tls: number): void;
  /** The final answer's status line has come (1XX are passed over). `headers` (name, value, …) when asked for. */
  head(status: number, headers: readonly string[] | undefined): void;
  /** The whole answer has come. `body` when asked for. `bytes`: all that was received for it, headers included (HTTP/2: exact in sum only). */
  done(bytes: number, body: Uint8Array | undefined): void;
  /** `message`: for people, without secrets: `connect ECONNREFUSED 127.0.0.1:1`, `certificate has expired`. */
  failed(kind: ErrorKind, message: string): void;
}

export interface SendOptions {
  /** A number: only with an answer of this status. */
  readonly headers: boolean | number;
  readonly body: boolean;
}

/** Room for one request at a time (`pipelining` of them, when asked): a connection of HTTP/1.1, a stream's place on one of HTTP/2. Reconnects by itself at the next `send`. */
export interface Channel {
  /** Only when `free > 0`. */
  send(request: WireRequest, sink: Sink, want: SendOptions): void;
  /** Requests that may be sent now. */
  readonly free: number;
  readonly phase: 'idle' | 'connecting' | 'waiting' | 'reading';
  /** A request that is sent now waits for no connection of its own. */
  readonly isConnected: boolean;
  /** Ends what is in flight with `failed(kind, message)`, at once, and closes the connection (HTTP/2: the stream). */
  abort(kind: ErrorKind, message: string): void;
  /** Connects before the next `send` where a connection was lost. The sink is told of the connection, unless a request waits for it by then; not of a failure: the next `send` tries again. */
  reopen(sink: Sink): void;
}

export interface Transport {
  channel(): Channel;
  /** Opened since the start, and open now. */
  readonly opened: number;
  readonly open: number;
  /** Closes all connections at once; what is in flight is forgotten: no sink is called after it. */
  destroy(): void;
}

export interface TransportOptions {
  /** `http://127.0.0.1:3000`. */
  readonly origin: string;
  readonly connection: ConnectionOptions;
  /** Of a body; more fails as `tooLarge`. Headers are bounded at 256 KiB: more fails as `protocol`. */
  readonly maxBodyBytes: number;
}
