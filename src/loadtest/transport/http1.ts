/**
 * HTTP/1.1 on sockets of our own: little more than a write and a scan of what comes back. Each channel has one connection, opened
 * when it is needed. Sinks are called from socket events and from `abort`, never from within `send`; they may `send` again.
 */
import type { ErrorKind } from '../report.js';
import { type AnswerParser, BROKEN, DONE, HEAD, MORE } from './answerParser.js';
import type { Connect } from './connect.js';
import { type Failure, failureOf } from './failure.js';
import { closesAfter, frameOf } from './frame.js';
import { Http1Connection, readBytes } from './http1Connection.js';
import { idempotent } from './idempotent.js';
import type { Channel, SendOptions, Sink, Transport, TransportOptions, WireRequest } from './transport.js';

/**
 * Milliseconds without a request after which servers may close a connection. One that is reset sooner was not stale: the server broke
 * it with a request in its hands, and to send that again would hide it.
 */
const shortestKeepAlive = 500;

interface Exchange {
  readonly frame: Uint8Array;
  readonly method: string;
  readonly sink: Sink;
  readonly want: SendOptions;
  isRetry: boolean;
}

export class Http1Transport implements Transport {
  opened = 0;
  open = 0;
  isDestroyed = false;
  readonly connections = new Set<Http1Connection>();
  readonly #options: TransportOptions;

  constructor(
    options: TransportOptions,
    readonly connect: Connect,
  ) {
    this.#options = options;
  }

  get maxBodyBytes(): number {
    return this.#options.maxBodyBytes;
  }

  channel(): Channel {
    return new Http1Channel(this, Math.max(1, this.#options.connection.pipelining));
  }

  destroy(): void {
    this.isDestroyed = true;
    for (const connection of this.connections) connection.close();
  }
}

class Http1Channel implements Channel {
  readonly #transport: Http1Transport;
  readonly #pipelining: number;
  #connection: Http1Connection | undefined;
  /** Of one connection after the other: a server that resets them would leave as many behind. */
  #buffer: Buffer | undefined;
  /** Sent or waiting for the connection; the oldest, whose answer is next, first. */
  readonly #queue: Exchange[] = [];
  /** Requests that cannot be sent: told at the next turn, since `send` calls no sink. */
  readonly #refused: { readonly sink: Sink; readonly message: string }[] = [];
  #isCorked = false;
  /** Told of a connection that no request waits for. */
  #reopener: Sink | undefined;

  constructor(transport: Http1Transport, pipelining: number) {
    this.#transport = transport;
    this.#pipelining = pipelining;
  }

  get free(): number {
    return this.#pipelining - this.#queue.length - this.#refused.length;
  }

  get phase(): Channel['phase'] {
    if (this.#queue.length === 0) return this.#refused.length === 0 ? 'idle' : 'waiting';
    if (!this.#connection?.isReady) return 'connecting';
    return this.#connection.parser.bytes > 0 ? 'reading' : 'waiting';
  }

  get isConnected(): boolean {
    return this.#connection?.isReady === true;
  }

  reopen(sink: Sink): void {
    if (this.#connection !== undefined) return;
    this.#reopener = sink;
    this.#connect();
  }

  send(request: WireRequest, sink: Sink, want: SendOptions): void {
    let frame = request.frame;
    if (frame === undefined) {
      try {
        frame = frameOf(request);
      } catch (error) {
        this.#refuse(sink, (error as Error).message);
        return;
      }
    }
    const exchange = { frame, method: request.method, sink, want, isRetry: false };
    this.#queue.push(exchange);
    const connection = this.#connection;
    if (connection === undefined) this.#connect();
    else if (connection.isReady) {
      if (this.#queue.length === 1) {
        begin(connection.parser, exchange);
        const { idleSince } = connection;
        connection.mayBeStale = idleSince > 0 && performance.now() - idleSince > shortestKeepAlive;
        connection.idleSince = 0;
      }
      this.#write(connection, frame);
    }
  }

  abort(kind: ErrorKind, message: string): void {
    const ended = this.#queue.splice(0);
    const refused = this.#refused.splice(0);
    this.#close();
    this.#tell([...ended, ...refused], { kind, message });
  }

  #refuse(sink: Sink, message: string): void {
    const refused = { sink, message };
    this.#refused.push(refused);
    // Not a microtask: an engine that sends the next one at once would never let go of the thread.
    setImmediate(() => {
      const at = this.#refused.indexOf(refused);
      if (at < 0 || this.#transport.isDestroyed) return;
      this.#refused.splice(at, 1);
      sink.failed('client', message);
    });
  }

  #connect(): void {
    if (this.#transport.isDestroyed) return;
    this.#buffer ??= Buffer.allocUnsafeSlow(readBytes);
    const events = {
      ready: (connect: number, tls: number) => this.#ready(connection, connect, tls),
      read: (bytes: Buffer, length: number) => this.#read(connection, bytes, length),
      lost: (error: Error | undefined) => this.#lost(connection, error),
    };
    const connection = new Http1Connection(this.#transport, events, this.#buffer);
    this.#connection = connection;
  }

  #close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #write(connection: Http1Connection, frame: Uint8Array): void {
    if (this.#pipelining > 1 && !this.#isCorked) {
      // What is sent within one turn leaves in one packet.
      this.#isCorked = true;
      connection.socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        connection.socket.uncork();
      });
    }
    connection.socket.write(frame);
  }

  #ready(connection: Http1Connection, connect: number, tls: number): void {
    const first = this.#queue[0];
    if (first === undefined) {
      this.#reopener?.connected(connect, tls);
      connection.idleSince = performance.now();
      return;
    }
    begin(connection.parser, first);
    for (const { frame } of this.#queue) this.#write(connection, frame);
    // One connection is one figure, however many requests waited for it.
    first.sink.connected(connect, tls);
  }

  #read(connection: Http1Connection, bytes: Buffer, to: number): void {
    const parser = connection.parser;
    let at = 0;
    while (!connection.isClosed) {
      const exchange = this.#queue[0];
      if (exchange === undefined) {
        // Nobody asked for these bytes; taken for the answer to the next request they would shift all that follow.
        if (at < to) this.#close();
        return;
      }
      const event = parser.read(bytes, at, to);
      if (event === MORE) return;
      at = parser.at;
      if (event === HEAD) exchange.sink.head(parser.status, parser.headers);
      else if (event === DONE) this.#done(connection, exchange, at < to);
      else this.#fail({ kind: parser.failureKind, message: parser.failure }, false);
    }
  }

  #done(connection: Http1Connection, { sink, frame }: Exchange, isMoreToRead: boolean): void {
    const { parser } = connection;
    const { bytes } = parser;
    const body = parser.body();
    this.#queue.shift();
    connection.isUsed = true;
    const next = this.#queue[0];
    const persists =
      parser.persists && !connection.hasEnded && !closesAfter(frame) && !(isMoreToRead && next === undefined);
    if (persists) {
      if (next) begin(parser, next);
      connection.mayBeStale = false;
      sink.done(bytes, body);
      // Whoever sends again at once needs no clock.
      if (this.#queue.length === 0) connection.idleSince = performance.now();
    } else {
      this.#close();
      // First all that is to be done, then the sinks: they send again.
      const lost = this.#sendAgain(this.#queue.splice(0), false);
      sink.done(bytes, body);
      this.#tell(lost, { kind: 'reset', message: 'connection closed before an answer came' });
    }
  }

  #lost(connection: Http1Connection, error: Error | undefined): void {
    const first = this.#queue[0];
    if (!connection.isReady || error !== undefined) {
      const failure = failureOf(error ?? new Error('connection closed'), connection.stage);
      const isReset = failure.kind === 'reset' && connection.stage === 'open';
      this.#fail(
        isReset ? { kind: 'reset', message: `${failure.message}, ${connection.parser.position()}` } : failure,
        isReset && connection.mayBeStale,
      );
    } else if (first === undefined) this.#close();
    else if (connection.parser.end() === BROKEN) {
      const { failureKind, failure } = connection.parser;
      this.#fail({ kind: failureKind, message: failure }, failureKind === 'reset');
    } else this.#done(connection, first, false);
  }

  /** Ends the connection and what is in flight; `isStale`: what got no byte of an answer may be sent again. */
  #fail(failure: Failure, isStale: boolean): void {
    const connection = this.#connection;
    const ended = this.#queue.splice(0);
    const isReading = (connection?.parser.bytes ?? 0) > 0;
    const isUsed = connection?.isUsed ?? false;
    this.#close();
    if (!isStale || !isUsed) this.#tell(ended, failure);
    else this.#tell([...(isReading ? ended.splice(0, 1) : []), ...this.#sendAgain(ended, true)], failure);
  }

  /**
   * On a new connection; `isOnce`: not again after that. Behind an answer that closed the connection there is no need to count, since
   * each connection answers at least one. @returns what may not be repeated.
   */
  #sendAgain(exchanges: readonly Exchange[], isOnce: boolean): Exchange[] {
    const lost: Exchange[] = [];
    for (const exchange of exchanges) {
      if (exchange.isRetry || !idempotent.has(exchange.method)) lost.push(exchange);
      else {
        exchange.isRetry = isOnce;
        this.#queue.push(exchange);
      }
    }
    if (this.#queue.length > 0) this.#connect();
    return lost;
  }

  #tell(ended: readonly { readonly sink: Sink }[], { kind, message }: Failure): void {
    for (const { sink } of ended) if (!this.#transport.isDestroyed) sink.failed(kind, message);
  }
}

function begin(parser: AnswerParser, { method, want }: Exchange): void {
  parser.begin(method === 'HEAD', want.headers, want.body);
}
