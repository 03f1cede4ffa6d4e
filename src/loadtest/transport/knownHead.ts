/**
 * The bytes of the head that was read last. Under load most answers of a second are alike to the last byte of their headers: to
 * compare costs a quarter of reading them anew.
 */
const longest = 1024;

export class KnownHead {
  length = 0;
  readonly #bytes = Buffer.allocUnsafeSlow(longest);

  /** Whether `bytes[at, to)` begins with it. */
  begins(bytes: Buffer, at: number, to: number): boolean {
    const length = this.length;
    return length > 0 && to - at >= length && this.#bytes.compare(bytes, at, at + length, 0, length) === 0;
  }

  keep(bytes: Buffer, from: number, to: number): void {
    if (to - from > longest) {
      this.length = 0;
      return;
    }
    bytes.copy(this.#bytes, 0, from, to);
    this.length = to - from;
  }

  forget(): void {
    this.length = 0;
  }
}
