/** One connection of HTTP/2 and what runs on it. */
import http2 from 'node:http2';
import type net from 'node:net';
import type { ErrorKind } from '../report.js';
import { maxHeadBytes } from './answerParser.js';
import type { Connect } from './connect.js';
import { type Failure, failureOf, type Stage } from './failure.js';

/** Streams on a connection, when the server allows more: what browsers use, and RFC 9113 §6.5.2 asks servers for at least. */
const mostStreams = 100;
const streamWindow = 1024 * 1024;
const connectionWindow = 16 * streamWindow;

/** A request that wants a stream. */
export interface StreamUser {
  connected(connect: number, tls: number): void;
  /** The connection can carry it now. */
  start(session: http2.ClientHttp2Session): void;
  /** The connection came to nothing, or has no room for it after all. */
  displaced(): void;
  /** Only before `start`; afterwards the stream tells. */
  failed(kind: ErrorKind, message: string): void;
}

interface SessionOwner {
  readonly url: URL;
  readonly connect: Connect;
  readonly sessions: Set<Http2Session>;
  opened: number;
  open: number;
}

export class Http2Session {
  /** Why its streams ended, when they all did. */
  failure: Failure | undefined;
  isUsed = false;
  /** Reset, not closed. */
  isBroken = false;
  readonly #owner: SessionOwner;
  readonly #socket: net.Socket;
  readonly #waiting = new Set<StreamUser>();
  #session: http2.ClientHttp2Session | undefined;
  #stage: Stage = 'connecting';
  #isReady = false;
  #isRetired = false;
  #isClosed = false;
  #streams = 0;
  #capacity = mostStreams;
  #counted = 0;

  constructor(owner: SessionOwner) {
    this.#owner = owner;
    owner.sessions.add(this);
    this.#socket = owner.connect(
      {
        handshake: () => {
          this.#stage = 'handshake';
        },
        ready: (connect, tls) => this.#start(connect, tls),
      },
      undefined,
    );
    this.#socket.on('error', error => {
      this.isBroken = true;
      this.#lost(sessionFailure(error, this.#stage));
    });
    this.#socket.on('close', () => this.#lost({ kind: 'reset', message: 'connection closed' }));
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get hasRoom(): boolean {
    return !this.#isRetired && this.#streams < this.#capacity;
  }

  /** Of all streams. */
  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** Received since the last call: exact in sum, though not for each of the answers that share the connection. */
  takeBytes(): number {
    const bytes = this.#socket.bytesRead - this.#counted;
    this.#counted += bytes;
    return bytes;
  }

  take(user: StreamUser): void {
    this.#streams++;
    if (this.#isReady) user.start(this.#session!);
    else this.#waiting.add(user);
  }

  /** What was taken has ended. */
  release(user: StreamUser): void {
    this.#streams--;
    this.#waiting.delete(user);
    // A connection that nobody waits for any more, or that takes nothing new.
    if (this.#streams === 0 && (!this.#isReady || this.#isRetired)) this.close();
  }

  /** Takes nothing new, and closes after the last of what it has. */
  retire(): void {
    this.#isRetired = true;
    if (this.#streams === 0) this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isRetired = true;
    this.#owner.sessions.delete(this);
    if (this.#stage === 'open') this.#owner.open--;
    this.#session?.destroy();
    this.#socket.destroy();
  }

  #start(connect: number, tls: number): void {
    if (this.#isClosed) return;
    this.#stage = 'open';
    this.#owner.opened++;
    this.#owner.open++;
    if ('alpnProtocol' in this.#socket && this.#socket.alpnProtocol !== 'h2') {
      this.#lost({ kind: 'protocol', message: 'the server does not offer HTTP/2 on this connection (ALPN)' });
      return;
    }
    const session = http2.connect(this.#owner.url, {
      createConnection: () => this.#socket,
      settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: maxHeadBytes },
      maxHeaderListPairs: 4096,
    });
    this.#session = session;
    session.on('error', error => {
      this.isBroken = true;
      this.#lost(sessionFailure(error, 'open'));
    });
    session.on('close', () => this.#lost({ kind: 'reset', message: 'connection closed' }));
    session.on('goaway', code => {
      this.#isRetired = true;
      if (code !== 0) this.failure = { kind: 'reset', message: `the server closed the connection: ${nameOf(code)}` };
    });
    session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      this.#capacity = Math.max(1, Math.min(mostStreams, maxConcurrentStreams ?? mostStreams));
      // Only what answers with SETTINGS speaks HTTP/2.
      if (!this.#isReady) this.#ready(session, connect, tls);
    });
    session.once('connect', () => {
      if (!session.destroyed) session.setLocalWindowSize(connectionWindow);
    });
  }

  #ready(session: http2.ClientHttp2Session, connect: number, tls: number): void {
    this.#isReady = true;
    const users = [...this.#waiting];
    this.#waiting.clear();
    for (const user of users.splice(this.#capacity)) {
      this.#streams--;
      user.displaced();
    }
    for (const user of users) user.start(session);
    users[0]?.connected(connect, tls);
  }

  #lost(failure: Failure): void {
    if (this.#isClosed) return;
    this.failure ??= failure;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.close();
    for (const user of waiting) user.failed(this.failure.kind, this.failure.message);
  }
}

function sessionFailure(error: Error & { code?: string }, stage: Stage): Failure {
  if (error.code === 'ERR_HTTP2_ERROR')
    return { kind: 'protocol', message: `the answer is not HTTP/2: ${error.message}` };
  if (error.code === 'ERR_HTTP2_SESSION_ERROR') return { kind: 'reset', message: error.message };
  return failureOf(error, stage);
}

/** `REFUSED_STREAM` (RFC 9113 §7). */
export function nameOf(code: number): string {
  const names = Object.entries(http2.constants).filter(([name, value]) => value === code && errorNames.has(name));
  return names[0]?.[0].slice('NGHTTP2_'.length) ?? `error ${code}`;
}

const errorNames = new Set(
  [
    'NO_ERROR',
    'PROTOCOL_ERROR',
    'INTERNAL_ERROR',
    'FLOW_CONTROL_ERROR',
    'SETTINGS_TIMEOUT',
    'STREAM_CLOSED',
    'FRAME_SIZE_ERROR',
    'REFUSED_STREAM',
    'CANCEL',
    'COMPRESSION_ERROR',
    'CONNECT_ERROR',
    'ENHANCE_YOUR_CALM',
    'INADEQUATE_SECURITY',
    'HTTP_1_1_REQUIRED',
  ].map(name => `NGHTTP2_${name}`),
);
