/** Comparing: which target has its turn. The order is random in blocks in which each target comes once, so that a drift falls on all of them. */

export interface SlicePlan {
  readonly targets: number;
  readonly seconds: number;
  /** At the start of each slice, not in the figures: what the target before left in flight drains. */
  readonly settleSeconds: number;
  readonly seed: number;
}

export interface Slice {
  readonly index: number;
  readonly target: number;
  /** Seconds since the measured part began. */
  readonly start: number;
  readonly measuredFrom: number;
  readonly end: number;
}

/** Slices of each target that a run of known length has at least; a short run has shorter ones. */
const fewestSlices = 20;
/** Of each target: a long run has longer slices rather than more, which bounds what a report holds. */
const mostSlices = 300;
/** Seconds of a slice when the length of the run is not known. */
const unknownLength = 0.5;
/** Seconds. */
const longestSettling = 0.05;

/**
 * @param seconds of the whole run; undefined when only a number of requests ends it.
 * @returns undefined for a single target: nothing is cut.
 */
export function createSlicePlan(targets: number, seconds: number | undefined, seed: number): SlicePlan | undefined {
  if (targets < 2) return undefined;
  const length = seconds === undefined ? unknownLength : lengthFor(seconds / targets);
  return { targets, seconds: length, settleSeconds: Math.min(longestSettling, length / 5), seed };
}

/** A quarter second to one, with room for twice the fewest; shorter or longer only where a run is too short or too long for that. */
function lengthFor(secondsEach: number): number {
  const usual = Math.min(1, Math.max(0.25, secondsEach / (2 * fewestSlices)));
  return Math.min(secondsEach / fewestSlices, Math.max(secondsEach / mostSlices, usual));
}

/** @param at seconds since the measured part began, from 0. */
export function sliceAt(plan: SlicePlan, at: number): Slice {
  return slice(plan, Math.max(0, Math.floor(at / plan.seconds + 1e-9)));
}

export function slice(plan: SlicePlan, index: number): Slice {
  const start = index * plan.seconds;
  const order = blockOrder(plan, Math.floor(index / plan.targets));
  return {
    index,
    target: order[index % plan.targets]!,
    start,
    measuredFrom: start + plan.settleSeconds,
    end: (index + 1) * plan.seconds,
  };
}

/** Every second block is the mirror of the one before (ABBA): a steady drift cancels out. */
function blockOrder({ targets, seed }: SlicePlan, block: number): number[] {
  const random = randomFrom(seed, block >> 1);
  const order = Array.from({ length: targets }, (_, i) => i);
  for (let i = targets - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return block % 2 === 0 ? order : order.reverse();
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number, stream: number): () => number {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
