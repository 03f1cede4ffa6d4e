/** The latency distribution as HdrHistogram plots it: percentiles on an axis that gives every further nine the same room. */
import type { Distribution } from './histogram.js';

/** `percentile` percent took no more than so many milliseconds. */
export type TailPoint = readonly [percentile: number, milliseconds: number];

const stepsPerDecade = 24;

/**
 * Points of the curve, rising, from the fastest to the slowest: an even number for each decade of `tailPosition`, and the maximum.
 *
 * @param distribution in microseconds
 */
export function tailOf({ values, counts }: Distribution): TailPoint[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const points: TailPoint[] = [];
  let seen = 0;
  let step = 0;
  for (const [i, value] of values.entries()) {
    seen += counts[i]!;
    // One request in `total` is the slowest: nothing is known beyond it.
    const reached = Math.floor(stepOf(seen >= total ? total : total / (total - seen)));
    if (reached < step) continue;
    // Where one value covers several steps, the curve is level.
    if (reached > step) points.push([percentileAt(10 ** (step / stepsPerDecade)), value / 1000]);
    points.push([percentileAt(10 ** (reached / stepsPerDecade)), value / 1000]);
    step = reached + 1;
  }
  points.push([percentileAt(total), values.at(-1)! / 1000]);
  return points;
}

/** 50 → 2, 90 → 10, 99 → 100, 99.9 → 1000: one request in so many is slower. Meant for a logarithmic axis. */
export function tailPosition(percentile: number): number {
  return 100 / Math.max(100 - percentile, 1e-7);
}

/** The other way round. */
export function percentileAt(position: number): number {
  return 100 - 100 / position;
}

function stepOf(position: number): number {
  return Math.log10(position) * stepsPerDecade;
}
