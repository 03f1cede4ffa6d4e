/**
 * Wakes this thread at a moment, to about 0.1 ms. Node's timers know whole milliseconds and are late by up to 1.2; to poll the clock is
 * exact and takes a core from the server that is measured. So another thread sleeps until the moment, which `Atomics.wait` can do to a
 * fraction of a millisecond, and sends a word. Measured on 2 cores at 500, 1,000 and 5,000 moments a second, both threads together:
 * 9 %, 14 % and 50 % of a core, where polling takes all of one from 400 on; 99 % within 0.3, 0.2 and 0.1 ms, where timers of 1 ms
 * are 1.1 late.
 */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { sharedNow } from './clock.js';

/** Places in the shared memory. */
const version = 0;
const isReady = 1;
const over = -1;

/** It waits for a moment, or for another one to be set in its place. Source, because every bundle would need an entry of its own for it. */
const source = `
const { parentPort, workerData: { state, moment } } = require('node:worker_threads');
Atomics.store(state, ${isReady}, 1);
for (;;) {
  const version = Atomics.load(state, ${version});
  if (version === ${over}) break;
  const wait = moment[0] - Number(process.hrtime.bigint()) / 1e6;
  if (wait > 0) {
    Atomics.wait(state, ${version}, version, wait);
    continue;
  }
  if (Atomics.load(state, ${version}) !== version) continue;
  parentPort.postMessage(0);
  Atomics.wait(state, ${version}, version);
}`;

export class Metronome {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #moment = new Float64Array(new SharedArrayBuffer(8));
  readonly #toShared = sharedNow() - performance.now();
  readonly #worker: Worker;
  /** The moment that was set last, until a word of it comes. */
  #awaited = Infinity;

  constructor(wake: () => void) {
    this.#moment[0] = Infinity;
    this.#worker = new Worker(source, { eval: true, workerData: { state: this.#state, moment: this.#moment } });
    this.#worker.on('message', () => {
      this.#awaited = Infinity;
      wake();
    });
    // Without it the clock is polled.
    this.#worker.on('error', () => Atomics.store(this.#state, isReady, 0));
  }

  /** Starting takes some tens of milliseconds; until then nobody is woken. */
  get isReady(): boolean {
    return Atomics.load(this.#state, isReady) === 1;
  }

  /** Wakes once, then: milliseconds of `performance.now`. In place of the moment that was set before. */
  set(at: number): void {
    this.#moment[0] = at + this.#toShared;
    const isLater = at >= this.#awaited;
    this.#awaited = at;
    // It wakes for the one before and looks again: a call to the system less for each request.
    if (isLater) return;
    // Never `over`.
    Atomics.store(this.#state, version, (Atomics.load(this.#state, version) + 1) & 0x7fffffff);
    Atomics.notify(this.#state, version);
  }

  end(): void {
    Atomics.store(this.#state, version, over);
    Atomics.notify(this.#state, version);
    void this.#worker.terminate();
  }
}

/** Waiting to a fraction of a millisecond: Windows counts in ticks of 15. */
export const hasFineWaits = process.platform !== 'win32';
