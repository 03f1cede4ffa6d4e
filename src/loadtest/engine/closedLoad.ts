/** The closed model: each user sends its next request when the last one is answered and thought over. */
import { performance } from 'node:perf_hooks';
import type { Load } from '../plan.js';
import { Lane, type LaneDriver } from './lane.js';
import { emptyPool, type LoadDriver, type RunContext } from './runContext.js';
import { createSchedule, firstLoad, loadAt, type Schedule, shareOf } from './schedule.js';
import type { TargetRun } from './targetRun.js';

type ClosedPlan = Extract<Load, { model: 'closed' }>;

/** Users of one target. */
class Users implements LaneDriver {
  readonly lanes: Lane[] = [];
  /** How many of the lanes send. */
  #wanted = 0;
  /** Sending or about to: neither between turns nor beyond the number that is wanted. */
  #active = 0;
  readonly #parked = new Set<Lane>();
  readonly #run: RunContext;
  /** Milliseconds, of the latest answers. */
  #meanService = 0;
  #iterations = 0;

  constructor(
    readonly target: TargetRun,
    run: RunContext,
    readonly think: number,
  ) {
    this.#run = run;
  }

  /** One connection and `pipelining` lanes for each user. */
  setUsers(users: number): void {
    const { pipelining, transport } = this.target;
    const wanted = users * pipelining;
    if (wanted === this.#wanted) return;
    while (this.lanes.length < wanted) {
      const channel = transport.channel();
      for (let i = 0; i < pipelining; i++) {
        const ordinal = this.lanes.length;
        const lane = new Lane(this.target, this, channel, ordinal, this.#run.index + ordinal * this.#run.count);
        this.lanes.push(lane);
        this.#parked.add(lane);
      }
    }
    this.#wanted = wanted;
    this.target.stalls.pause();
  }

  /** Those who may send and do not, do. */
  wake(now: number): void {
    if (this.#parked.size === 0 || !this.#run.isInTurn(this.target, this.#run.secondsAt(now))) return;
    const woken = [...this.#parked].filter(({ ordinal }) => ordinal < this.#wanted);
    for (const [i, lane] of woken.entries()) {
      this.#parked.delete(lane);
      this.#active++;
      // Users who think do not do so in step.
      this.#later(lane, (this.think * i) / woken.length, now);
    }
  }

  ended(lane: Lane, now: number): void {
    this.#later(lane, Math.max(this.think, lane.backOff), now);
  }

  settled(_lane: Lane, now: number, outcome: 'answered' | 'timeout' | 'failed', service: number): void {
    const { stalls } = this.target;
    if (outcome !== 'failed') this.#meanService += (service - this.#meanService) / 32;
    // Users pause after failures: that nothing comes then is no stall.
    if (outcome === 'failed') stalls.pause();
    else stalls.answered(now, this.#areAllWaiting, this.#active);
  }

  end(now: number): void {
    this.target.stalls.end(now, this.#areAllWaiting, this.#active);
  }

  get #areAllWaiting(): boolean {
    return this.target.inFlight >= this.#active;
  }

  #later(lane: Lane, milliseconds: number, now: number): void {
    if (milliseconds > 0) setTimeout(() => this.#next(lane, performance.now()), milliseconds);
    else this.#next(lane, now);
  }

  #next(lane: Lane, now: number): void {
    const run = this.#run;
    if (run.isOver) return;
    const seconds = run.secondsAt(now);
    const isSpent = this.target.tickets <= 0;
    if (isSpent || lane.ordinal >= this.#wanted || !run.isInTurn(this.target, seconds)) {
      this.#active--;
      this.#parked.add(lane);
      if (isSpent) run.spent();
      return;
    }
    const hold = run.holdBack(this.target, seconds, this.#meanService);
    if (hold > 0) setTimeout(() => this.#next(lane, performance.now()), Math.ceil(hold * 1000));
    else lane.begin(now, now, run.index + run.count * this.#iterations++, run.window(this.target, seconds));
  }
}

export class ClosedLoad implements LoadDriver {
  readonly #run: RunContext;
  readonly #users: readonly Users[];
  readonly #schedule: Schedule;
  readonly #load: ClosedPlan;

  constructor(run: RunContext, load: ClosedPlan) {
    this.#run = run;
    this.#load = load;
    this.#schedule = createSchedule(load.stages);
    this.#users = run.targets.map(target => new Users(target, run, load.thinkMilliseconds));
  }

  pulse(now: number): void {
    const { index, count } = this.#run;
    const at = this.#run.secondsAt(now);
    const load = at < 0 ? firstLoad(this.#load) : loadAt(this.#schedule, at);
    const users = shareOf(Math.ceil(load - 1e-9), index, count);
    for (const each of this.#users) {
      each.setUsers(users);
      if (each.target.tickets > 0) each.wake(now);
    }
  }

  lanesOf({ index }: TargetRun): readonly Lane[] {
    return this.#users[index]!.lanes;
  }

  unsentOf(): number {
    return 0;
  }

  poolOf() {
    return emptyPool;
  }

  takeSpin(): number {
    return 0;
  }

  end(now: number): void {
    for (const users of this.#users) users.end(now);
  }
}
