/** One socket with its parser. Says each thing once, and nothing after it was closed. */
import type net from 'node:net';
import { AnswerParser } from './answerParser.js';
import type { Connect } from './connect.js';
import type { Stage } from './failure.js';

/** Bytes of the buffer that a connection reads into: a record of TLS. */
export const readBytes = 16 * 1024;

interface ConnectionEvents {
  /** Milliseconds. */
  ready(connect: number, tls: number): void;
  /** The first `length` of `bytes`, which are overwritten by the next read. */
  read(bytes: Buffer, length: number): void;
  /** Closed by the other side (no error) or broken. */
  lost(error: Error | undefined): void;
}

/** Whom it belongs to, and who counts it. */
interface ConnectionOwner {
  readonly connect: Connect;
  readonly maxBodyBytes: number;
  readonly connections: Set<Http1Connection>;
  opened: number;
  open: number;
}

export class Http1Connection {
  readonly socket: net.Socket;
  readonly parser: AnswerParser;
  stage: Stage = 'connecting';
  /** Has carried a whole answer. */
  isUsed = false;
  /** Milliseconds of the clock; 0 while requests are on it. */
  idleSince = 0;
  /** The oldest request on it found it so idle that the server may have been about to close it. */
  mayBeStale = false;
  isClosed = false;
  hasEnded = false;
  readonly #owner: ConnectionOwner;

  /**
   * @param buffer for what is read, so that no read allocates. The next connection may have it once this one is closed: what was closed
   * reads no more.
   */
  constructor(owner: ConnectionOwner, events: ConnectionEvents, buffer: Buffer) {
    this.#owner = owner;
    this.parser = new AnswerParser(owner.maxBodyBytes);
    const onread = {
      buffer,
      callback: (length: number) => {
        if (!this.isClosed) events.read(buffer, length);
        return true;
      },
    };
    this.socket = owner.connect(
      {
        handshake: () => {
          this.stage = 'handshake';
        },
        ready: (connect, tls) => {
          if (this.isClosed) return;
          this.stage = 'open';
          owner.opened++;
          owner.open++;
          events.ready(connect, tls);
        },
      },
      onread,
    );
    owner.connections.add(this);
    const lost = (error?: Error) => {
      if (this.isClosed) return;
      this.hasEnded = true;
      events.lost(error);
    };
    this.socket.on('end', lost);
    this.socket.on('error', lost);
    this.socket.on('close', () => lost());
  }

  get isReady(): boolean {
    return this.stage === 'open';
  }

  /** At once, without waiting for the other side. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.isReady) this.#owner.open--;
    this.#owner.connections.delete(this);
    this.socket.destroy();
  }
}
