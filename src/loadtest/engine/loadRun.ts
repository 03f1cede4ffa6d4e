/** One worker's part of a run, from the first request of the warm-up to the last tick. */
import { performance } from 'node:perf_hooks';
import { createHistogram, percentile, record } from '../histogram.js';
import type { Captured, Share, Tick } from '../messages.js';
import { toThreadTime } from './clock.js';
import { ClosedLoad } from './closedLoad.js';
import type { Window } from './lane.js';
import { OpenLoad } from './openLoad.js';
import { takeHistogram } from './packed.js';
import { emptyPool, type LoadDriver, type RunContext } from './runContext.js';
import { shareOf } from './schedule.js';
import { pulse, Standstill } from './standstill.js';
import { TargetRun } from './targetRun.js';
import { Timeline } from './timeline.js';

/** Seconds without any answer after which a run that nothing else ends is given up. */
const hopeless = 30;

export interface LoadRunOptions {
  readonly share: Share;
  readonly captured: Captured;
  /** Of the shared clock. */
  readonly startAt: number;
  readonly tickMilliseconds: number;
  readonly onTick: (tick: Tick) => void;
  readonly onEnd: (tick: Tick, by: 'limit' | 'stopped' | 'server') => void;
}

export class LoadRun implements RunContext {
  readonly targets: readonly TargetRun[];
  readonly index: number;
  readonly count: number;
  isOver = false;
  readonly #options: LoadRunOptions;
  readonly #timeline: Timeline;
  /** `performance.now` at which the measured part begins. */
  readonly #zero: number;
  readonly #begin: number;
  #driver: LoadDriver | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Looks at deadlines, turns and this thread's own lag come in pulses. */
  readonly #standstill = new Standstill();
  #lag = 0;
  readonly #lags = createHistogram();
  #nextTick: number;
  #tickedAt: number;
  #utilization = performance.eventLoopUtilization();
  /** Answers, and when the last change of their number was seen. */
  #answered = 0;
  #answeredAt: number;

  /** @throws Problem for a plan that cannot be run. */
  constructor(options: LoadRunOptions) {
    const { plan, index, count } = options.share;
    const { limits } = plan;
    this.#options = options;
    this.index = index;
    this.count = count;
    const tickets = limits.requests === undefined ? Infinity : shareOf(limits.requests, index, count);
    this.targets = plan.targets.map(
      (target, i) => new TargetRun(i, target, limits, plan.seed, tickets, options.captured[i] ?? {}, this.#standstill),
    );
    this.#timeline = new Timeline(plan, this.targets);
    this.#begin = toThreadTime(options.startAt);
    this.#zero = this.#begin + this.#timeline.warmupSeconds * 1000;
    // Ticks end with the seconds of the measured part.
    const uneven = (this.#timeline.warmupSeconds * 1000) % options.tickMilliseconds;
    this.#nextTick = this.#begin + (uneven || options.tickMilliseconds);
    this.#tickedAt = this.#begin;
    this.#answeredAt = this.#begin;
    this.#schedulePulse(performance.now(), this.#begin);
  }

  secondsAt(now: number): number {
    return (now - this.#zero) / 1000;
  }

  millisecondsAt(seconds: number): number {
    return this.#zero + seconds * 1000;
  }

  isInTurn(target: TargetRun, seconds: number): boolean {
    return this.#timeline.isInTurn(target, seconds);
  }

  holdBack(_target: TargetRun, seconds: number, meanMilliseconds: number): number {
    return this.#timeline.holdBack(seconds, meanMilliseconds);
  }

  window(target: TargetRun, seconds: number): Window | undefined {
    return this.#timeline.window(target, seconds);
  }

  spent(): void {
    if (this.targets.every(({ isSpent }) => isSpent)) this.#finish('limit');
  }

  /** Ends at once. */
  stop(): void {
    this.#finish('stopped');
  }

  #schedulePulse(now: number, latest: number): void {
    const at = Math.min(now + pulse, Math.max(latest, now));
    const wait = Math.max(1, Math.ceil(at - now));
    this.#standstill.expect(now + wait);
    this.#timer = setTimeout(() => this.#pulse(), wait);
  }

  #pulse(): void {
    const now = performance.now();
    const late = this.#standstill.came(now);
    if (now < this.#begin) {
      this.#schedulePulse(now, this.#begin);
      return;
    }
    this.#lag = Math.max(this.#lag, late);
    record(this.#lags, late * 1000);
    const seconds = this.secondsAt(now);
    if (seconds >= this.#timeline.end) {
      this.#finish('limit');
      return;
    }
    const { plan } = this.#options.share;
    const turn = this.#timeline.advance(seconds);
    if (!this.#driver) {
      const { load } = plan;
      this.#driver =
        load.model === 'closed'
          ? new ClosedLoad(this, load)
          : new OpenLoad(this, load, this.#timeline.warmupSeconds, this.#timeline.end);
    }
    this.#driver.pulse(now);
    this.#expire(now);
    if (now >= this.#nextTick) {
      this.#options.onTick(this.#tick(now));
      this.#giveUp(now);
    }
    if (this.isOver) return;
    this.#schedulePulse(now, Math.min(this.#nextTick, this.millisecondsAt(Math.min(turn, this.#timeline.end))));
  }

  /** One look at all lanes costs less than a timer for each request, and is as exact as a timeout needs to be. */
  #expire(now: number): void {
    for (const target of this.targets) {
      for (const lane of this.#driver!.lanesOf(target)) if (lane.deadline <= now) lane.expire(now);
    }
  }

  #giveUp(now: number): void {
    const answered = this.targets.reduce((sum, { answers }) => sum + answers, 0);
    if (answered !== this.#answered) {
      this.#answered = answered;
      this.#answeredAt = now;
      return;
    }
    const { timeoutMilliseconds } = this.#options.share.plan.limits;
    const patience = Math.max(hopeless * 1000, 3 * timeoutMilliseconds);
    if (this.#timeline.end === Infinity && now - this.#answeredAt > patience) this.#finish('server');
  }

  #tick(now: number): Tick {
    const driver = this.#driver;
    const lag = this.#lag;
    const utilization = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    const { active, idle } = utilization;
    const worked = Math.max(0, active - (driver?.takeSpin() ?? 0));
    const seconds = Math.max(0, now - this.#tickedAt) / 1000;
    this.#lag = 0;
    this.#tickedAt = now;
    while (this.#nextTick <= now) this.#nextTick += this.#options.tickMilliseconds;
    return {
      at: this.secondsAt(now),
      seconds,
      cpu: active + idle === 0 ? 0 : Math.min(1, worked / (active + idle)),
      lag,
      lags: takeHistogram(this.#lags),
      targets: this.targets.map(target => {
        const { counters, stalls, transport, inFlight } = target;
        if (counters.latency.count > 0) stalls.median = percentile(counters.latency, 50) / 1000;
        return counters.take({
          inFlight,
          unsent: driver?.unsentOf(target, now) ?? 0,
          connections: transport.open,
          connectionsOpened: transport.opened,
          stalls: stalls.take(),
          pool: driver?.poolOf(target) ?? emptyPool,
        });
      }),
    };
  }

  #finish(by: 'limit' | 'stopped' | 'server'): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    const now = Math.min(performance.now(), this.millisecondsAt(this.#timeline.end));
    this.#driver?.end(now);
    for (const target of this.targets) {
      target.isOver = true;
      target.transport.destroy();
    }
    this.#options.onEnd(this.#tick(now), by);
  }
}
