/** How this side fared, and when its figures are its own and not the server's. */
import { clearHistogram, createHistogram, type Histogram, percentile } from '../histogram.js';
import type { Tick } from '../messages.js';
import type { Load } from '../plan.js';
import type { ClientHealth, Report } from '../report.js';
import { addPacked } from './packed.js';
import { peakLoad } from './schedule.js';

/** Above this share of a core a thread has no room to spare: what waits for it counts as latency. */
const saturated = 0.9;
/** A delay of this side matters when it may be this share of the p99 of the latency, and this many milliseconds. */
const tellingShare = 0.25;
const tellingMilliseconds = 10;
/** Share of the requests that waited for a connection from which the limit of connections matters. */
const tellingWaits = 0.01;
/** Share of the connections that the rate would keep in use if answers were as fast as they are with few in use. */
const tellingUse = 0.8;

interface HealthContext {
  /** Of the latency of all targets, in milliseconds. */
  readonly p99: number;
  /** In all. */
  readonly sent: number;
  readonly load: Load;
}

export class HealthTotals {
  /** Of each worker: seconds that it worked, and seconds. */
  readonly #work: { worked: number; seconds: number; latest: number }[] = [];
  readonly #lags: Histogram = createHistogram();
  readonly #late: Histogram = createHistogram();
  readonly #intervalLate: Histogram = createHistogram();
  #intervalLag = 0;
  #waited = 0;
  #unhurried = 0;
  #unhurriedMilliseconds = 0;

  /** Ticks of the warm-up show in snapshots only. */
  add(worker: number, tick: Tick): void {
    const work = this.#work[worker] ?? { worked: 0, seconds: 0, latest: 0 };
    this.#work[worker] = work;
    work.latest = tick.cpu;
    this.#intervalLag = Math.max(this.#intervalLag, tick.lag);
    for (const { late } of tick.targets) addPacked(this.#intervalLate, late);
    if (tick.at <= 0) return;
    work.worked += tick.cpu * tick.seconds;
    work.seconds += tick.seconds;
    addPacked(this.#lags, tick.lags);
    for (const { late, pool } of tick.targets) {
      addPacked(this.#late, late);
      this.#waited += pool.waited;
      this.#unhurried += pool.unhurried;
      this.#unhurriedMilliseconds += pool.unhurriedMilliseconds;
    }
  }

  /** Since the last call; `cpu` is that of the busiest thread. */
  takeInterval(): ClientHealth {
    const late = this.#intervalLate;
    const health = {
      cpu: Math.max(0, ...this.#work.map(({ latest }) => latest)),
      lag: this.#intervalLag,
      ...(late.count > 0 && { late: percentile(late, 99) / 1000 }),
    };
    this.#intervalLag = 0;
    clearHistogram(late);
    return health;
  }

  /**
   * - `cpu`: the busiest thread worked more than 90 % of the time; polling the clock is not work.
   * - `lag`: the p99 of how long a thread's loop stood still is over 10 ms and over a quarter of the p99 of the latency.
   * - `rate`: requests left late by as much, although a connection was free.
   * - `connections`: over 1 % of the requests waited for a connection, and the rate needs about all of them even while the server is
   *   as fast as it is with few in use. A server that gets slower as more comes in, or stands still, is the bottleneck itself.
   */
  report({ p99, sent, load }: HealthContext): Report['client'] {
    const cpu = Math.max(0, ...this.#work.map(({ worked, seconds }) => (seconds === 0 ? 0 : worked / seconds)));
    const lag = percentile(this.#lags, 99) / 1000;
    const late = percentile(this.#late, 99) / 1000;
    const telling = Math.max(tellingMilliseconds, tellingShare * p99);
    const bottlenecks: ('cpu' | 'lag' | 'rate' | 'connections')[] = [];
    if (cpu > saturated) bottlenecks.push('cpu');
    if (lag > telling) bottlenecks.push('lag');
    if (late > telling) bottlenecks.push('rate');
    if (this.#waited > tellingWaits * sent && this.#isPoolTooSmall(load)) bottlenecks.push('connections');
    return { cpu, lag, ...(this.#late.count > 0 && { late }), bottlenecks };
  }

  #isPoolTooSmall(load: Load): boolean {
    if (load.model === 'closed' || this.#unhurried === 0) return false;
    // Little's law: in use = rate × seconds.
    const seconds = this.#unhurriedMilliseconds / this.#unhurried / 1000;
    return peakLoad(load.stages) * seconds > tellingUse * load.maxConnections;
  }
}
