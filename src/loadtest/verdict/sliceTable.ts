/** A target's slices, laid out so that percentiles of any mix of them cost a few hundred additions. */
import type { Distribution } from '../histogram.js';
import type { TargetReport } from '../report.js';

export interface SliceTable {
  readonly slices: number;
  /** Microseconds, rising: all that occur in any slice. */
  readonly values: Float64Array;
  /** At `v * slices + s`: how many in slice `s` took `values[v]` or less. */
  readonly upTo: Float64Array;
  readonly answered: Float64Array;
  readonly attempts: Float64Array;
  readonly succeeded: Float64Array;
  readonly seconds: Float64Array;
}

/** @param slices how many of the target's slices to take, from the first */
export function createSliceTable(target: TargetReport, slices = target.slices.length): SliceTable {
  const taken = target.slices.slice(0, slices);
  const values = Float64Array.from(new Set(taken.flatMap(({ latency }) => [...latency.values]))).sort();
  const upTo = new Float64Array(values.length * slices);
  for (const [s, { latency }] of taken.entries()) addUp(latency, values, upTo, s, slices);
  const unanswered = Object.values(target.errors).reduce((sum, { count }) => sum + count, 0);
  const unexpected = target.answered - target.succeeded;
  // A slice counts both kinds of failure together; over the whole target it is known how many of them had no answer.
  const share = unanswered + unexpected > 0 ? unanswered / (unanswered + unexpected) : 0;
  const attempts = Float64Array.from(taken, ({ answered, failed }) => Math.max(failed, answered + failed * share));
  return {
    slices,
    values,
    upTo,
    answered: Float64Array.from(taken, ({ answered }) => answered),
    attempts,
    succeeded: attempts.map((all, s) => Math.max(0, all - taken[s]!.failed)),
    seconds: Float64Array.from(taken, ({ seconds }) => seconds),
  };
}

function addUp(
  { values: own, counts }: Distribution,
  values: Float64Array,
  upTo: Float64Array,
  s: number,
  slices: number,
) {
  let next = 0;
  let seen = 0;
  for (let v = 0; v < values.length; v++) {
    while (next < own.length && own[next]! <= values[v]!) seen += counts[next++]!;
    upTo[v * slices + s] = seen;
  }
}

/** How many latencies there are when slice `s` is taken `weights[s]` times. */
export function latencyCount({ values, upTo, slices }: SliceTable, weights: Float64Array): number {
  return values.length === 0 ? 0 : weighted(upTo, (values.length - 1) * slices, weights);
}

/** Nearest rank, in microseconds, when slice `s` is taken `weights[s]` times; 0 when there is nothing. */
export function weightedPercentile(table: SliceTable, weights: Float64Array, percent: number, count: number): number {
  if (count === 0) return 0;
  const { values, upTo, slices } = table;
  const rank = Math.max(1, Math.ceil((percent / 100) * count - 1e-9));
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (weighted(upTo, middle * slices, weights) >= rank) high = middle;
    else low = middle + 1;
  }
  return values[low]!;
}

export function weightedSum(of: Float64Array, weights: Float64Array): number {
  return weighted(of, 0, weights);
}

function weighted(of: Float64Array, from: number, weights: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < weights.length; s++) sum += weights[s]! * of[from + s]!;
  return sum;
}
