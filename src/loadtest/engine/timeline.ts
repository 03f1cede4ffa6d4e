/** What of a run is counted where: warm-up, slices of targets that are compared, settling between them. */
import type { Plan } from '../plan.js';
import type { Window } from './lane.js';
import { createSlicePlan, type Slice, type SlicePlan, sliceAt } from './slices.js';
import type { TargetRun } from './targetRun.js';

/** Answers take longer than this share of a slice: nothing is sent while settling, or users would still wait when the slice begins. */
const slowShare = 1 / 4;

/**
 * Seconds that the measured part takes at most: what was asked for, or all stages when nothing else ends the run. Infinity: it ends by
 * the number of requests, or when it is stopped.
 */
export function plannedSeconds({ limits, load }: Plan): number {
  if (limits.seconds !== undefined) return limits.seconds;
  if (limits.requests !== undefined) return Infinity;
  const stages = load.stages.reduce((sum, { seconds, holdSeconds }) => sum + seconds + holdSeconds, 0);
  return stages > 0 ? stages : Infinity;
}

export function slicePlanOf(plan: Plan): SlicePlan | undefined {
  const seconds = plannedSeconds(plan);
  return createSlicePlan(plan.targets.length, Number.isFinite(seconds) ? seconds : undefined, plan.seed);
}

export class Timeline {
  /** Seconds of the measured part. */
  readonly end: number;
  readonly warmupSeconds: number;
  readonly #targets: readonly TargetRun[];
  readonly #plan: SlicePlan | undefined;
  #window: Window | undefined;
  /** The slice of which `#window` is; -1 before the first. */
  #index = -1;

  constructor(plan: Plan, targets: readonly TargetRun[]) {
    this.end = plannedSeconds(plan);
    this.warmupSeconds = Math.max(0, plan.limits.warmupSeconds);
    this.#targets = targets;
    this.#plan = slicePlanOf(plan);
    if (!this.#plan) this.#window = { counters: targets[0]!.counters, slice: undefined };
  }

  isInTurn({ index }: TargetRun, seconds: number): boolean {
    return this.#plan === undefined || this.#sliceAt(this.#plan, seconds).target === index;
  }

  /** Seconds that a user of a slow target holds back at the start of a slice. */
  holdBack(seconds: number, meanMilliseconds: number): number {
    const plan = this.#plan;
    if (!plan || seconds < 0 || meanMilliseconds / 1000 < plan.seconds * slowShare) return 0;
    return Math.max(0, sliceAt(plan, seconds).measuredFrom - seconds);
  }

  /** Where an iteration of a target is counted that begins, or was due, then. Time goes on from call to call, a queue's lag aside. */
  window({ index }: TargetRun, seconds: number): Window | undefined {
    if (seconds < 0 || seconds >= this.end) return undefined;
    if (!this.#plan) return this.#window;
    const slice = sliceAt(this.#plan, seconds);
    if (slice.target !== index || seconds < slice.measuredFrom) return undefined;
    this.advance(seconds);
    // Due in a slice that is over, sent only now: it is the server's delay, but no slice can still hold it.
    return slice.index === this.#index ? this.#window : { counters: this.#targets[index]!.counters, slice: undefined };
  }

  /** Brings the counters to the slice of the present. @returns seconds at which the next one begins. */
  advance(seconds: number): number {
    const plan = this.#plan;
    if (!plan) return Infinity;
    const slice = this.#sliceAt(plan, seconds);
    if (seconds < 0) return Math.min(0, slice.end - this.warmupSeconds);
    if (slice.index > this.#index) {
      this.#index = slice.index;
      for (const { index, counters, stalls } of this.#targets) {
        const isOn = index === slice.target;
        counters.setSlice(isOn ? slice.index : undefined);
        stalls.pause();
        if (isOn) this.#window = { counters, slice: counters.slice };
      }
    }
    return slice.end;
  }

  #sliceAt(plan: SlicePlan, seconds: number): Slice {
    return sliceAt(plan, seconds < 0 ? seconds + this.warmupSeconds : seconds);
  }
}
