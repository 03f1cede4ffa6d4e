/**
 * The open model: requests are due at their times whether or not the server keeps up. One that finds no free connection waits in a queue
 * that is nothing but two positions in the schedule, so it stays small while a server is dead for hours.
 */
import { performance } from 'node:perf_hooks';
import { record } from '../histogram.js';
import type { PoolTick } from '../messages.js';
import type { Load } from '../plan.js';
import { DueRequests } from './dueRequests.js';
import { Lane, type LaneDriver } from './lane.js';
import { hasFineWaits, Metronome } from './metronome.js';
import type { LoadDriver, RunContext } from './runContext.js';
import { shareOf } from './schedule.js';
import type { TargetRun } from './targetRun.js';

type OpenPlan = Extract<Load, { model: 'open' }>;

/** Without a metronome: milliseconds before a request is due from which the clock is watched; timers are late by up to 1.2. */
const watchWithin = 2.5;
const timerMargin = 1.5;
/** Milliseconds that are not worth to be woken after: the next turn of the loop is as good. */
const shortestSleep = 0.02;

/** Connections to one target, and what is due there. */
class Pool implements LaneDriver {
  readonly think = 0;
  readonly lanes: Lane[] = [];
  /** Requests that were sent or settled: something was done. */
  activity = 0;
  /** A request is due, and no connection is free. */
  #isBlocked = false;
  /** The one used last is the next: of those that have their connection. */
  readonly #free: Lane[] = [];
  /** Whose connection was lost; the longest ago first. */
  readonly #lost: Lane[] = [];
  #waited = 0;
  #unhurried = 0;
  #unhurriedMilliseconds = 0;
  readonly #run: RunContext;
  readonly #most: number;

  constructor(
    readonly target: TargetRun,
    run: RunContext,
    readonly due: DueRequests,
    connections: number,
    /** Another one is the next that is due, or may be sent again. */
    readonly advanced: () => void,
  ) {
    this.#run = run;
    this.#most = connections * target.pipelining;
  }

  /** Sends what is due. @returns seconds at which the next is due; Infinity when it has to wait for a connection. */
  send(): number {
    const { due, target } = this;
    if (target.tickets <= 0) return Infinity;
    let now = performance.now();
    while (due.next <= this.#run.secondsAt(now)) {
      const lane = this.#take();
      if (!lane) {
        this.#isBlocked = true;
        return Infinity;
      }
      this.#begin(lane, now, false);
      now = performance.now();
    }
    return due.next;
  }

  ended(lane: Lane, now: number): void {
    if (this.#run.isOver) return;
    if (this.target.tickets <= 0) {
      // What is still due will not be sent.
      this.#isBlocked = false;
      this.#release(lane);
      this.#run.spent();
    } else if (this.#isBlocked && this.due.next <= this.#run.secondsAt(now)) this.#begin(lane, now, true);
    else {
      this.#release(lane);
      // An answer may come before the word that something is due.
      if (!this.#isBlocked && this.due.next <= this.#run.secondsAt(now)) this.#begin(this.#take()!, now, false);
      else if (!this.#isBlocked) return;
      this.#isBlocked = false;
      this.advanced();
    }
  }

  settled(lane: Lane, _now: number, outcome: 'answered' | 'timeout' | 'failed', service: number): void {
    this.activity++;
    if (outcome !== 'answered' || lane.inFlightBefore > this.#most / 4) return;
    this.#unhurried++;
    this.#unhurriedMilliseconds += service;
  }

  takePool(): PoolTick {
    const taken = {
      waited: this.#waited,
      unhurried: this.#unhurried,
      unhurriedMilliseconds: this.#unhurriedMilliseconds,
    };
    this.#waited = this.#unhurried = this.#unhurriedMilliseconds = 0;
    return taken;
  }

  /** As every pool of connections does: no request waits for a new connection while an open one is free. */
  #take(): Lane | undefined {
    for (let lane = this.#free.pop(); lane; lane = this.#free.pop()) {
      if (lane.channel.isConnected) return lane;
      this.#lost.push(lane);
    }
    return this.#lost.shift() ?? this.#grow();
  }

  #release(lane: Lane): void {
    if (lane.channel.isConnected) this.#free.push(lane);
    else {
      this.#lost.push(lane);
      // Once: a server that is down is asked for each request that is due, and not twice.
      if (lane.failures === 1) lane.channel.reopen(lane);
    }
  }

  #begin(lane: Lane, now: number, hasWaited: boolean): void {
    const { due } = this;
    const at = this.#run.millisecondsAt(due.next);
    const window = this.#run.window(this.target, due.next);
    const { count } = due;
    due.take();
    this.activity++;
    lane.inFlightBefore = this.target.inFlight;
    if (window) {
      if (hasWaited) this.#waited++;
      else record(window.counters.late, (now - at) * 1000);
    }
    lane.begin(now, at, count, window);
  }

  #grow(): Lane | undefined {
    const { pipelining, transport } = this.target;
    if (this.lanes.length >= this.#most) return undefined;
    const channel = transport.channel();
    for (let i = 0; i < pipelining; i++) {
      const ordinal = this.lanes.length;
      const lane = new Lane(this.target, this, channel, ordinal, this.#run.index + ordinal * this.#run.count);
      this.lanes.push(lane);
      this.#lost.push(lane);
    }
    return this.#lost.pop();
  }
}

export class OpenLoad implements LoadDriver {
  readonly #run: RunContext;
  readonly #pools: readonly Pool[];
  readonly #metronome = hasFineWaits ? new Metronome(() => this.#pump()) : undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWatching = false;
  #spin = 0;
  #watchedAt = 0;
  #activityThen = 0;

  constructor(run: RunContext, load: OpenPlan, warmupSeconds: number, endSeconds: number) {
    this.#run = run;
    this.#pools = run.targets.map(target => {
      const due = new DueRequests(load, {
        warmupSeconds,
        endSeconds,
        first: run.index,
        step: run.count,
        isOwn: seconds => run.isInTurn(target, seconds),
      });
      const connections = shareOf(load.maxConnections, run.index, run.count);
      return new Pool(target, run, due, connections, () => this.#plan());
    });
    this.#plan();
  }

  pulse(): void {
    // Requests become due by the clock alone.
  }

  lanesOf({ index }: TargetRun): readonly Lane[] {
    return this.#pools[index]!.lanes;
  }

  unsentOf({ index, tickets }: TargetRun, now: number): number {
    return Math.min(tickets, this.#pools[index]!.due.waitingAt(this.#run.secondsAt(now)));
  }

  poolOf({ index }: TargetRun): PoolTick {
    return this.#pools[index]!.takePool();
  }

  takeSpin(): number {
    const spin = this.#spin;
    this.#spin = 0;
    return spin;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#metronome?.end();
  }

  #plan(): void {
    if (this.#isWatching || this.#run.isOver) return;
    const next = Math.min(...this.#pools.map(({ due }) => due.next));
    this.#wait(next);
  }

  #pump(): void {
    if (this.#run.isOver) return;
    let next = Infinity;
    for (const pool of this.#pools) next = Math.min(next, pool.send());
    this.#wait(next);
  }

  #wait(next: number): void {
    clearTimeout(this.#timer);
    if (next === Infinity || this.#isWatching) return;
    const now = performance.now();
    const wait = this.#run.millisecondsAt(next) - now;
    if (wait > shortestSleep && this.#metronome?.isReady) {
      this.#metronome.set(now + wait);
      return;
    }
    if (wait > watchWithin) {
      this.#timer = setTimeout(() => this.#pump(), Math.floor(wait - timerMargin));
      return;
    }
    this.#watchedAt = now;
    this.#activityThen = this.#activity();
    this.#isWatching = true;
    setImmediate(() => {
      this.#isWatching = false;
      // A turn of the loop in which nothing came and nothing was sent is not work.
      if (this.#activity() === this.#activityThen) this.#spin += performance.now() - this.#watchedAt;
      this.#pump();
    });
  }

  #activity(): number {
    let sum = 0;
    for (const { activity } of this.#pools) sum += activity;
    return sum;
  }
}
