/** When load is due: pure functions of the time that is passed in, in seconds since the measured part began. */
import type { Load, Stage } from '../plan.js';

/** A straight piece of the load over time; `before` arrivals are due until it begins. */
interface Segment {
  readonly start: number;
  /** Infinity for the last one, which holds. */
  readonly end: number;
  readonly from: number;
  readonly slope: number;
  readonly before: number;
}

export interface Schedule {
  readonly segments: readonly Segment[];
  /** Of all stages, in seconds; the last target is held after them. */
  readonly seconds: number;
}

/** The first stage starts from 0 when it takes time. Negative targets and times count as 0. */
export function createSchedule(stages: readonly Stage[]): Schedule {
  const segments: Segment[] = [];
  let start = 0;
  let from = 0;
  let before = 0;
  const add = (seconds: number, to: number) => {
    if (seconds > 0) {
      segments.push({ start, end: start + seconds, from, slope: (to - from) / seconds, before });
      before += ((from + to) / 2) * seconds;
      start += seconds;
    }
    from = to;
  };
  for (const { target, seconds, holdSeconds } of stages) {
    const to = Math.max(0, target);
    add(Math.max(0, seconds), to);
    add(Math.max(0, holdSeconds), to);
  }
  segments.push({ start, end: Infinity, from, slope: 0, before });
  return { segments, seconds: start };
}

/** Users, or arrivals a second, at a time. */
export function loadAt({ segments }: Schedule, seconds: number): number {
  const segment = segments.find(({ end }) => seconds < end)!;
  return segment.from + segment.slope * Math.max(0, seconds - segment.start);
}

/** At which load a warm-up runs: what the first stage leads to. */
export function firstLoad({ stages }: Load): number {
  const first = stages[0]!;
  return first.seconds === 0 ? first.target : Math.max(1, first.target);
}

/**
 * When the arrival of a number (0 is the first) is due: the moment at which so many are due. Arrivals are evenly spaced at a held rate.
 * @returns seconds; Infinity when it never is.
 */
export function arrivalTime({ segments }: Schedule, arrival: number): number {
  // Rounding must not move an arrival over the edge of its stage.
  for (const segment of segments) {
    const { start, end, from, slope, before } = segment;
    const due = before + (end === Infinity ? Infinity : (from + (slope * (end - start)) / 2) * (end - start));
    if (arrival >= due - 1e-9 && end !== Infinity) continue;
    if (from === 0 && slope === 0) {
      if (end === Infinity) return Infinity;
      continue;
    }
    const left = Math.max(0, arrival - before);
    if (left === 0) return start;
    // The root of from·t + slope·t²/2 = left that does not cancel digits.
    const root = Math.sqrt(Math.max(0, from * from + 2 * slope * left));
    return Math.min(end, start + (2 * left) / (from + root));
  }
  return Infinity;
}

/** Goes through the arrivals of one worker: every `step`th from `first`. Rounding aside, the workers' arrivals together are those of the whole. */
export class Arrivals {
  /** Number of the next arrival, over all workers. */
  index: number;
  /** Seconds; Infinity when there is none. */
  due: number;

  constructor(
    readonly schedule: Schedule,
    first: number,
    readonly step: number,
    /** Arrivals from here on do not take place. */
    readonly endSeconds: number,
  ) {
    this.index = first;
    this.due = this.#dueOf(first);
  }

  next(): void {
    this.index += this.step;
    this.due = this.#dueOf(this.index);
  }

  #dueOf(index: number): number {
    const due = arrivalTime(this.schedule, index);
    return due < this.endSeconds ? due : Infinity;
  }
}

/** How much of a whole number falls to a worker: the shares of all workers add up to it and differ by 1 at most. */
export function shareOf(whole: number, index: number, count: number): number {
  return Math.floor(whole / count) + (index < whole % count ? 1 : 0);
}

/** The highest load of all stages. */
export function peakLoad(stages: readonly Stage[]): number {
  return Math.max(0, ...stages.map(({ target }) => target));
}
