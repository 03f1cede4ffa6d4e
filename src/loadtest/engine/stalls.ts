/**
 * What a closed model does not see: while a server stands still, its users wait and send nothing, so that a second of stall is one slow
 * request for each of them and not the thousand that would have come in that second (coordinated omission).
 *
 * Correcting every slow request, as wrk and autocannon do, is wrong where only that one was slow: other users went on. So only moments
 * count at which all users of this worker waited and nothing was answered for far longer than usual; the arrivals that the usual rate
 * would have brought are put in there, each waiting until the stall's end and then as long as an answer takes.
 */
import { createHistogram, type Histogram, record } from '../histogram.js';
import type { StallTick } from '../messages.js';
import { takeHistogram } from './packed.js';
import { pulse, type Standstill } from './standstill.js';

/** Milliseconds: twice what this thread's own standstill is known by. */
const shortestStall = 2 * pulse;
/** Answers after which "usual" means something. */
const fewestAnswers = 100;
/** More than this many arrivals in a stall are recorded as fewer, heavier ones. */
const mostSteps = 20_000;

export class Stalls {
  readonly #missed: Histogram = createHistogram();
  #last: number | undefined;
  #answers = 0;
  /** Milliseconds between answers, stalls left out. */
  #usual = 0;
  #stalled = 0;
  #median = 0;
  readonly #standstill: Standstill;
  #stoodThen = 0;

  /** @param standstill of this thread: what it did not see is not the server's. */
  constructor(standstill: Standstill) {
    this.#standstill = standstill;
  }

  /** From time to time: milliseconds that half of the latest answers took. */
  set median(milliseconds: number) {
    if (milliseconds > 0) this.#median = milliseconds;
  }

  /** Nothing is expected to be answered now (between slices, after a change of users). */
  pause(): void {
    this.#last = undefined;
  }

  /**
   * A request has been answered or has failed. Times in milliseconds.
   * @param isWaiting all users were waiting for an answer until now.
   */
  answered(now: number, isWaiting: boolean, users: number): void {
    if (this.#last !== undefined) {
      const gap = now - this.#last;
      if (gap <= shortestStall || !this.#filled(now, gap, isWaiting, users)) this.#usual += gap;
      this.#answers++;
    }
    this.#last = now;
    this.#stoodThen = this.#standstill.total;
  }

  /** The run ends, perhaps in the middle of a stall. */
  end(now: number, isWaiting: boolean, users: number): void {
    if (this.#last !== undefined) this.#filled(now, now - this.#last, isWaiting, users);
    this.#last = undefined;
  }

  take(): StallTick {
    const seconds = this.#stalled / 1000;
    this.#stalled = 0;
    return { missed: takeHistogram(this.#missed), seconds, threshold: this.#threshold() * 1000 };
  }

  #threshold(): number {
    return Math.max(shortestStall, (10 * this.#usual) / Math.max(1, this.#answers), 2 * this.#median);
  }

  /** @returns whether the time since the last answer was a stall; what it kept from being sent is put in then. */
  #filled(now: number, gap: number, isWaiting: boolean, users: number): boolean {
    if (!isWaiting || users < 2 || this.#answers < fewestAnswers || this.#median === 0) return false;
    const seen = gap - (this.#standstill.until(now) - this.#stoodThen);
    if (seen <= this.#threshold()) return false;
    this.#stalled += seen;
    this.#fill(seen);
    return true;
  }

  #fill(gap: number): void {
    const arrivals = Math.round(gap / (this.#usual / this.#answers));
    const weight = Math.ceil(arrivals / mostSteps);
    for (let at = 0; at < arrivals; at += weight) {
      const times = Math.min(weight, arrivals - at);
      const wait = gap * (1 - (at + times / 2) / arrivals) + this.#median;
      record(this.#missed, wait * 1000, times);
    }
  }
}
