/** How long this thread's own loop stood still: garbage collection, a busy machine, too much to do. */

/** Milliseconds between pulses. */
export const pulse = 10;
/** What a timer is late by when nothing is wrong. */
const timerSlack = 1.2;

export class Standstill {
  /** Milliseconds since the start. */
  total = 0;
  #expected = Infinity;

  /** The next pulse is to come then, by `performance.now`. */
  expect(at: number): void {
    this.#expected = at;
  }

  /** The pulse has come. @returns milliseconds that it is late. */
  came(now: number): number {
    const late = this.#lateAt(now);
    this.total += late;
    this.#expected = Infinity;
    return late;
  }

  /** In all, with what the pulse that is to come is already late. */
  until(now: number): number {
    return this.total + this.#lateAt(now);
  }

  #lateAt(now: number): number {
    return Math.max(0, now - this.#expected - timerSlack);
  }
}
