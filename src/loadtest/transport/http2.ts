/**
 * HTTP/2 on Node's own client, over TLS or, for http origins, with prior knowledge (RFC 9113 §3.3). A channel is one stream's place;
 * as many share a connection as the server allows. Sinks are called from events and from `abort`, never from within `send`.
 */
import http2 from 'node:http2';
import type { ErrorKind } from '../report.js';
import type { Connect } from './connect.js';
import { http2Headers } from './http2Headers.js';
import { Http2Session, nameOf, type StreamUser } from './http2Session.js';
import { idempotent } from './idempotent.js';
import type { Channel, SendOptions, Sink, Transport, TransportOptions, WireRequest } from './transport.js';

const { NGHTTP2_CANCEL, NGHTTP2_PROTOCOL_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;

export class Http2Transport implements Transport {
  opened = 0;
  open = 0;
  isDestroyed = false;
  readonly url: URL;
  readonly sessions = new Set<Http2Session>();
  readonly maxBodyBytes: number;

  constructor(
    { origin, maxBodyBytes }: TransportOptions,
    readonly connect: Connect,
  ) {
    this.url = new URL(origin);
    this.maxBodyBytes = maxBodyBytes;
  }

  channel(): Channel {
    return new Http2Channel(this);
  }

  /** The first with room, or a new one. */
  session(): Http2Session {
    for (const session of this.sessions) if (session.hasRoom) return session;
    return new Http2Session(this);
  }

  destroy(): void {
    this.isDestroyed = true;
    for (const session of this.sessions) session.close();
  }
}

class Http2Channel implements Channel {
  readonly #transport: Http2Transport;
  #exchange: Http2Exchange | undefined;

  constructor(transport: Http2Transport) {
    this.#transport = transport;
  }

  get free(): number {
    return this.#exchange === undefined ? 1 : 0;
  }

  get phase(): Channel['phase'] {
    return this.#exchange?.phase ?? 'idle';
  }

  /** Its place is on a session that all share. */
  get isConnected(): boolean {
    return true;
  }

  reopen(): void {
    // The session is opened for the first stream that needs it.
  }

  send(request: WireRequest, sink: Sink, want: SendOptions): void {
    if (this.#transport.isDestroyed) return;
    this.#exchange = new Http2Exchange(this.#transport, request, sink, want, () => {
      this.#exchange = undefined;
    });
  }

  abort(kind: ErrorKind, message: string): void {
    this.#exchange?.abort(kind, message);
  }
}

class Http2Exchange implements StreamUser {
  phase: Channel['phase'] = 'connecting';
  readonly #transport: Http2Transport;
  readonly #request: WireRequest;
  readonly #sink: Sink;
  readonly #want: SendOptions;
  readonly #ended: () => void;
  #session: Http2Session | undefined;
  #stream: http2.ClientHttp2Stream | undefined;
  #headers: http2.OutgoingHttpHeaders = {};
  #isOver = false;
  #isRetry = false;
  /** The connection had carried an answer before this request was sent. */
  #wasUsed = false;
  #bytesBefore = 0;
  #bodyBytes = 0;
  /** What the answer says of its body, at least. */
  #length = 0;
  #pieces: Uint8Array[] = [];

  constructor(transport: Http2Transport, request: WireRequest, sink: Sink, want: SendOptions, ended: () => void) {
    this.#transport = transport;
    this.#request = request;
    this.#sink = sink;
    this.#want = want;
    this.#ended = ended;
    try {
      this.#headers = http2Headers(request, transport.url);
    } catch (error) {
      this.phase = 'waiting';
      this.#failSoon('client', (error as Error).message);
      return;
    }
    this.#place();
  }

  connected(connect: number, tls: number): void {
    if (!this.#isOver) this.#sink.connected(connect, tls);
  }

  displaced(): void {
    this.#session = undefined;
    this.#place();
  }

  start(session: http2.ClientHttp2Session): void {
    this.phase = 'waiting';
    this.#wasUsed = this.#session!.isUsed;
    this.#bytesBefore = this.#session!.bytesRead;
    const body = this.#request.body;
    let stream: http2.ClientHttp2Stream;
    try {
      stream = session.request(this.#headers, { endStream: body === undefined || body.length === 0 });
    } catch (error) {
      if (session.closed || session.destroyed) this.#missed();
      // Node refuses some headers: two of a kind that has to be single.
      else this.#failSoon('client', (error as Error).message);
      return;
    }
    this.#stream = stream;
    let hasEnded = false;
    const isMine = () => this.#stream === stream && !this.#isOver;
    stream.on('response', (headers, _flags, raw?: unknown) => {
      if (!isMine()) return;
      const status = Number(headers[':status']);
      const isBodiless = this.#request.method === 'HEAD' || status === 304 || status === 204;
      this.#length = isBodiless ? 0 : Number(headers['content-length'] ?? 0);
      this.#head(status, raw as string[]);
    });
    stream.on('data', (piece: Buffer) => {
      if (isMine()) this.#data(piece);
    });
    stream.on('end', () => {
      // Node ends streams as if they were whole when their connection breaks.
      hasEnded = !session.destroyed;
    });
    // Told by `close`, which always comes.
    stream.on('error', () => {});
    stream.on('close', () => {
      if (!isMine()) return;
      const isWhole = hasEnded && stream.rstCode === 0 && !stream.aborted && this.#bodyBytes >= this.#length;
      if (this.phase === 'reading' && isWhole) this.#done();
      else this.#closed(stream.rstCode);
    });
    if (body !== undefined && body.length > 0) stream.end(body);
  }

  failed(kind: ErrorKind, message: string): void {
    if (!this.#end() || this.#transport.isDestroyed) return;
    this.#sink.failed(kind, message);
  }

  abort(kind: ErrorKind, message: string): void {
    const session = this.#session;
    // Nothing at all came meanwhile: the connection itself may be dead, and the next request deserves another.
    if (kind === 'responseTimeout' && session?.isReady && session.bytesRead === this.#bytesBefore) session.retire();
    this.failed(kind, message);
  }

  #place(): void {
    if (this.#transport.isDestroyed) return;
    this.phase = 'connecting';
    this.#session = this.#transport.session();
    this.#session.take(this);
  }

  #failSoon(kind: ErrorKind, message: string): void {
    setImmediate(() => this.failed(kind, message));
  }

  /** The connection closed in this very moment: nothing was sent, so it may be sent on another one, once. */
  #missed(): void {
    const session = this.#session!;
    session.retire();
    if (this.#isRetry) {
      this.#failSoon('reset', `${session.failure?.message ?? 'connection closed'}, before an answer came`);
      return;
    }
    this.#isRetry = true;
    this.#leave();
    this.#place();
  }

  #head(status: number, raw: readonly string[]): void {
    this.phase = 'reading';
    let headers: string[] | undefined;
    if (this.#want.headers === true || this.#want.headers === status) {
      headers = [];
      for (let i = 0; i < raw.length; i += 2) if (!raw[i]!.startsWith(':')) headers.push(raw[i]!, raw[i + 1]!);
    }
    this.#sink.head(status, headers);
  }

  #data(piece: Buffer): void {
    this.#bodyBytes += piece.length;
    const { maxBodyBytes } = this.#transport;
    if (this.#bodyBytes > maxBodyBytes) this.failed('tooLarge', `the body is larger than ${maxBodyBytes} bytes`);
    else if (this.#want.body) this.#pieces.push(piece);
  }

  #done(): void {
    const session = this.#session!;
    session.isUsed = true;
    const bytes = session.takeBytes();
    this.#end();
    this.#sink.done(bytes, this.#want.body ? Buffer.concat(this.#pieces) : undefined);
  }

  /** The stream ended before the answer did. */
  #closed(code: number): void {
    const failure = this.#session?.failure;
    // RFC 9113 §8.7: what was refused was not looked at. A server that closes an idle connection says goodbye and does not reset it.
    const isUntouched = code === NGHTTP2_REFUSED_STREAM;
    const isStale =
      failure?.kind === 'reset' && !this.#session?.isBroken && this.#wasUsed && idempotent.has(this.#request.method);
    if (this.phase === 'waiting' && !this.#isRetry && (isUntouched || isStale)) {
      this.#isRetry = true;
      this.#session?.retire();
      this.#leave();
      this.#place();
      return;
    }
    const where = this.phase === 'reading' ? `after ${this.#bodyBytes} bytes of the body` : 'before an answer came';
    if (failure !== undefined) this.failed(failure.kind, `${failure.message}, ${where}`);
    else {
      const kind = code === NGHTTP2_PROTOCOL_ERROR ? 'protocol' : 'reset';
      this.failed(kind, `the stream was reset (${nameOf(code)}) ${where}`);
    }
  }

  /** @returns false when it was over already. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#leave();
    this.#ended();
    return true;
  }

  #leave(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream && !stream.closed) stream.close(NGHTTP2_CANCEL);
    this.#session?.release(this);
    this.#session = undefined;
  }
}
