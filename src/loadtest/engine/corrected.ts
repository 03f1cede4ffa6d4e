/** What the latencies of a closed run would have been, had requests kept coming while the server stood still. See `stalls.ts`. */
import { addHistogram, createHistogram, distributionOf, type Histogram } from '../histogram.js';
import type { LatencyReport, TargetReport } from '../report.js';
import { latencyReport } from './latencyReport.js';

export interface StallTotals {
  /** Latencies that requests would have had which nobody sent. */
  readonly missed: Histogram;
  /** Of all workers together. */
  readonly seconds: number;
  /** Microseconds: requests that took longer waited for a stall, or were slow by themselves. */
  readonly threshold: number;
}

/** All users of a worker may be slow at once by chance: stalls must take this much more time than chance explains. */
const beyondChance = 3;
/** Figures that are so much apart mislead: a factor, and milliseconds. */
const misleadingFactor = 2;
const misleadingDistance = 10;

/**
 * @param users of each worker.
 * @param seconds of the run.
 * @returns undefined with one user a worker: whether the server stood still or one answer was slow cannot be told then.
 */
export function correctedReport(
  latency: Histogram,
  stalls: StallTotals,
  users: number,
  workers: number,
  seconds: number,
): TargetReport['corrected'] {
  if (users < 2) return undefined;
  const corrected = createHistogram();
  addHistogram(corrected, latency);
  if (!isChance(latency, stalls, users, workers, seconds)) addHistogram(corrected, stalls.missed);
  const report = latencyReport(corrected, true);
  return { ...report, misleads: misleads(latencyReport(latency), report) };
}

/** Were users independent, all of them would be in slow requests for the `users`th power of the share of time that each one is. */
function isChance(latency: Histogram, stalls: StallTotals, users: number, workers: number, seconds: number): boolean {
  const { values, counts } = distributionOf(latency);
  const slow = values.reduce((sum, value, i) => (value > stalls.threshold ? sum + value * counts[i]! : sum), 0);
  const all = Math.max(latency.sum, users * workers * seconds * 1e6);
  const expected = (slow / Math.max(1, all)) ** users;
  return stalls.seconds / Math.max(1e-9, workers * seconds) <= beyondChance * expected;
}

function misleads(plain: LatencyReport, corrected: LatencyReport): boolean {
  return (['p95', 'p99', 'p999'] as const).some(
    name => corrected[name] > misleadingFactor * plain[name] && corrected[name] - plain[name] > misleadingDistance,
  );
}
