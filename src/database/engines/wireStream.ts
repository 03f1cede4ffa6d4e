import { Duplex } from 'node:stream';

/** What `pg` takes for a socket; the bytes go where `send` brings them. One for each client. */
export class WireStream extends Duplex {
  readonly #send: (bytes: Buffer) => void;

  constructor(send: (bytes: Buffer) => void) {
    super();
    this.#send = send;
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Bytes that came for the client. */
  receive(bytes: Uint8Array): void {
    if (!this.destroyed) this.push(bytes);
  }

  override _read(): void {
    // Pushed as they come: the other side answers one request at a time.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#give(chunk);
    done();
  }

  /** `pg` writes the messages of one request together. */
  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: (error?: Error) => void): void {
    this.#give(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  #give(bytes: Buffer): void {
    // Terminate: the server stays for the next client.
    if (bytes[0] !== 0x58) this.#send(bytes);
  }

  override _final(done: (error?: Error) => void): void {
    this.push(null);
    done();
  }
}
