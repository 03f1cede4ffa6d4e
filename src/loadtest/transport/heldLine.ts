/** The beginning of a line whose end has not come yet. Grows by doubling, so that a line that drips in byte by byte costs what it is long. */
export class HeldLine {
  #bytes = Buffer.alloc(0);
  length = 0;

  get bytes(): Buffer {
    return this.#bytes;
  }

  append(from: Buffer, start: number, end: number): void {
    const length = this.length + end - start;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(256, length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, this.length);
      this.#bytes = grown;
    }
    from.copy(this.#bytes, this.length, start, end);
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    // One long line must not cost memory for as long as the connection lives.
    if (this.#bytes.length > 4096) this.#bytes = Buffer.alloc(0);
  }
}
