/**
 * HTTP/1.1 through undici at dispatch level: another client, known to Node's users, behind the same interface. It costs about twice
 * the CPU of our own path, and is there to compare with: figures that both give are the server's.
 */
import type { Client, Dispatcher } from 'undici';
import type { ErrorKind } from '../report.js';
import type { Connect } from './connect.js';
import { type Failure, failureOf, type Stage } from './failure.js';
import { checkRequest } from './frame.js';
import type { Channel, SendOptions, Sink, Transport, TransportOptions, WireRequest } from './transport.js';

const maxHeaderBytes = 256 * 1024;
/** Longer than any run pauses: the server decides how long a connection is kept. */
const keepAliveMilliseconds = 3_600_000;

export class UndiciTransport implements Transport {
  opened = 0;
  open = 0;
  readonly channels = new Set<UndiciChannel>();
  /** Loaded when it is asked for: it takes longer to load than a run takes to begin. */
  readonly undici = import('undici');

  constructor(
    readonly options: TransportOptions,
    readonly connect: Connect,
  ) {}

  channel(): Channel {
    const channel = new UndiciChannel(this);
    this.channels.add(channel);
    return channel;
  }

  destroy(): void {
    for (const channel of this.channels) channel.forget();
    this.channels.clear();
  }
}

class UndiciChannel implements Channel {
  phase: Channel['phase'] = 'idle';
  readonly #transport: UndiciTransport;
  readonly #exchanges = new Set<Exchange>();
  #client: Client | undefined;
  #stage: Stage = 'connecting';
  #timing: readonly [connect: number, tls: number] | undefined;
  /** What all sockets of this channel have read. */
  #read = () => 0;

  constructor(transport: UndiciTransport) {
    this.#transport = transport;
  }

  get free(): number {
    return Math.max(1, this.#transport.options.connection.pipelining) - this.#exchanges.size;
  }

  /** undici knows, and connects when it must. */
  get isConnected(): boolean {
    return true;
  }

  reopen(): void {
    // undici connects for a request only.
  }

  send(request: WireRequest, sink: Sink, want: SendOptions): void {
    const exchange = new Exchange(this, sink, want);
    this.#exchanges.add(exchange);
    try {
      checkRequest(request);
    } catch (error) {
      queueMicrotask(() => exchange.fail({ kind: 'client', message: (error as Error).message }));
      return;
    }
    this.phase = this.#stage === 'open' ? 'waiting' : 'connecting';
    const { method, path, headers, body } = request;
    // undici writes the Connection header itself; `reset` is its word for `close`.
    const reset = headers.some(
      (name, i) => i % 2 === 0 && /^connection$/i.test(name) && /close/i.test(headers[i + 1]!),
    );
    const sent = headers.filter((_, i) => !/^(?:connection|keep-alive)$/i.test(headers[i - (i % 2)]!));
    const options: Dispatcher.DispatchOptions = { method: method as Dispatcher.HttpMethod, path, headers: sent, reset };
    if (body) options.body = body;
    // Also because failures that undici finds at once must not be told from within `send`.
    void this.#transport.undici.then(({ default: { Client } }) => {
      if (exchange.isOver) return;
      this.#client ??= this.#open(Client);
      this.#client.dispatch(options, exchange);
    });
  }

  abort(kind: ErrorKind, message: string): void {
    const exchanges = [...this.#exchanges];
    this.#close();
    for (const exchange of exchanges) exchange.fail({ kind, message });
  }

  /** Closes without a word to the sinks. */
  forget(): void {
    for (const exchange of this.#exchanges) exchange.isOver = true;
    this.#exchanges.clear();
    this.#close();
  }

  get maxBodyBytes(): number {
    return this.#transport.options.maxBodyBytes;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Since it was asked last. */
  takeRead(): number {
    return this.#read();
  }

  takeTiming(): readonly [connect: number, tls: number] | undefined {
    const timing = this.#timing;
    this.#timing = undefined;
    return timing;
  }

  over(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    this.phase = this.#exchanges.size > 0 ? 'waiting' : 'idle';
  }

  #close(): void {
    const client = this.#client;
    this.#client = undefined;
    this.#stage = 'connecting';
    this.phase = 'idle';
    void client?.destroy();
  }

  #open(Made: typeof Client): Client {
    const { options, connect } = this.#transport;
    return new Made(options.origin, {
      pipelining: options.connection.pipelining,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: maxHeaderBytes,
      keepAliveTimeout: keepAliveMilliseconds,
      keepAliveMaxTimeout: keepAliveMilliseconds,
      connect: (_, callback) => {
        this.#stage = 'connecting';
        const socket = connect(
          {
            handshake: () => {
              this.#stage = 'handshake';
            },
            ready: (...timing) => {
              this.#stage = 'open';
              this.#timing = timing;
              this.#transport.opened++;
              this.#transport.open++;
              socket.once('close', () => this.#transport.open--);
              let before = 0;
              this.#read = () => {
                const bytes = socket.bytesRead - before;
                before = socket.bytesRead;
                return bytes;
              };
              if (this.#exchanges.size > 0) this.phase = 'waiting';
              socket.removeListener('error', failed);
              callback(null, socket);
            },
          },
          undefined,
        );
        const failed = (error: Error) => callback(error, null);
        socket.once('error', failed);
      },
    });
  }
}

class Exchange implements Dispatcher.DispatchHandler {
  isOver = false;
  readonly #channel: UndiciChannel;
  readonly #sink: Sink;
  readonly #want: SendOptions;
  readonly #chunks: Buffer[] = [];
  #bodyBytes = 0;

  constructor(channel: UndiciChannel, sink: Sink, want: SendOptions) {
    this.#channel = channel;
    this.#sink = sink;
    this.#want = want;
  }

  onRequestStart(): void {
    if (this.isOver) return;
    const timing = this.#channel.takeTiming();
    if (timing) this.#sink.connected(...timing);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.isOver || status < 200) return;
    this.#channel.phase = 'reading';
    const { headers } = this.#want;
    const raw =
      headers === true || headers === status ? (controller.rawHeaders as readonly Buffer[] | undefined) : undefined;
    this.#sink.head(
      status,
      raw?.map(each => each.toString('latin1')),
    );
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isOver) return;
    this.#bodyBytes += chunk.length;
    const most = this.#channel.maxBodyBytes;
    if (this.#bodyBytes > most) this.#channel.abort('tooLarge', `the body is larger than ${most} bytes`);
    else if (this.#want.body) this.#chunks.push(Buffer.from(chunk));
  }

  onResponseEnd(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#channel.over(this);
    this.#sink.done(this.#channel.takeRead(), this.#want.body ? Buffer.concat(this.#chunks) : undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.isOver) this.fail(failure(error, this.#channel.stage));
  }

  fail({ kind, message }: Failure): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#channel.over(this);
    this.#sink.failed(kind, message);
  }
}

/** undici's own words for what a socket did, and the parser's. */
function failure(error: Error & { code?: string }, stage: Stage): Failure {
  const { code = '', message, name } = error;
  if (
    name === 'HTTPParserError' ||
    code === 'UND_ERR_HEADERS_OVERFLOW' ||
    code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'
  ) {
    return { kind: 'protocol', message: `${message} (${code})` };
  }
  if (code === 'UND_ERR_SOCKET') return { kind: 'reset', message: `the connection was closed: ${message}` };
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH')
    return { kind: 'client', message };
  return failureOf(error, stage);
}
