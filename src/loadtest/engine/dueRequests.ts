/** The open model's queue: what is due for one target on one worker, in constant memory. */
import type { Load } from '../plan.js';
import { Arrivals, createSchedule, firstLoad } from './schedule.js';

interface DueOptions {
  readonly warmupSeconds: number;
  /** Of the measured part. */
  readonly endSeconds: number;
  /** The worker takes every `step`th arrival from `first`. */
  readonly first: number;
  readonly step: number;
  /** Several targets are compared: whether one that is due then is this target's. */
  readonly isOwn: (seconds: number) => boolean;
}

/** A position in the arrivals: first those of the warm-up, then those that are measured. */
class Position {
  /** Seconds; Infinity when there is no more. */
  next = 0;
  /** Of the next one, over all workers. */
  count = 0;
  #isWarm: boolean;
  readonly #warm: Arrivals;
  readonly #measured: Arrivals;
  readonly #options: DueOptions;
  readonly #warmArrivals: number;

  constructor(load: Load, options: DueOptions) {
    const { warmupSeconds, endSeconds, first, step } = options;
    const rate = firstLoad(load);
    this.#options = options;
    this.#isWarm = warmupSeconds > 0;
    const held = createSchedule([{ target: rate, seconds: 0, holdSeconds: 0 }]);
    this.#warm = new Arrivals(held, first, step, warmupSeconds);
    this.#measured = new Arrivals(createSchedule(load.stages), first, step, endSeconds);
    this.#warmArrivals = Math.ceil(rate * warmupSeconds);
    this.#settle();
  }

  take(): void {
    (this.#isWarm ? this.#warm : this.#measured).next();
    this.#settle();
  }

  #settle(): void {
    const { warmupSeconds, isOwn } = this.#options;
    for (; this.#isWarm; this.#warm.next()) {
      const { due, index } = this.#warm;
      if (due === Infinity) {
        this.#isWarm = false;
        break;
      }
      this.next = due - warmupSeconds;
      this.count = index;
      if (isOwn(this.next)) return;
    }
    for (; ; this.#measured.next()) {
      this.next = this.#measured.due;
      this.count = this.#warmArrivals + this.#measured.index;
      if (this.next === Infinity || isOwn(this.next)) return;
    }
  }
}

export class DueRequests {
  readonly #taken: Position;
  readonly #due: Position;
  #measuredTaken = 0;
  #measuredDue = 0;

  constructor(load: Load, options: DueOptions) {
    this.#taken = new Position(load, options);
    this.#due = new Position(load, options);
  }

  /** Seconds at which the first that was not taken is due. */
  get next(): number {
    return this.#taken.next;
  }

  /** Its number over all workers. */
  get count(): number {
    return this.#taken.count;
  }

  take(): void {
    if (this.#taken.next >= 0) this.#measuredTaken++;
    this.#taken.take();
  }

  /** Those of the measured part that are due by then and were not taken. */
  waitingAt(seconds: number): number {
    while (this.#due.next <= seconds) {
      if (this.#due.next >= 0) this.#measuredDue++;
      this.#due.take();
    }
    return Math.max(0, this.#measuredDue - this.#measuredTaken);
  }
}
