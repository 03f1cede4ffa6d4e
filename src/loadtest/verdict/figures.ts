/** What verdicts are about: the few figures that are made from several of a report's. */
import { histogramOf, percentile } from '../histogram.js';
import type { LatencyReport, TargetReport } from '../report.js';

/** Requests that ended: with a whole answer, or without one. In flight at the end is neither. */
export function attempts({ answered, errors }: Pick<TargetReport, 'answered' | 'errors'>): number {
  return answered + Object.values(errors).reduce((sum, { count }) => sum + count, 0);
}

/** Without an answer, or with one that was not expected. */
export function failures(target: Pick<TargetReport, 'answered' | 'errors' | 'succeeded'>): number {
  return attempts(target) - target.succeeded;
}

/** A share of 1; undefined when nothing ended. */
export function successShare(target: Pick<TargetReport, 'answered' | 'errors' | 'succeeded'>): number | undefined {
  const all = attempts(target);
  return all === 0 ? undefined : target.succeeded / all;
}

/** Whole answers a second, whatever their status. */
export function answersPerSecond({ answered, seconds }: Pick<TargetReport, 'answered' | 'seconds'>): number {
  return seconds > 0 ? answered / seconds : 0;
}

/**
 * The latency that a verdict is about. In the open model it counts from when a request was due, so it is that one; in a closed run
 * it is the corrected one when the plain one misleads: a threshold must not be passed because a stalled server was not asked.
 */
export function judgedLatency(target: TargetReport): {
  readonly latency: LatencyReport;
  readonly isCorrected: boolean;
} {
  return target.corrected?.misleads
    ? { latency: target.corrected, isCorrected: true }
    : { latency: target.latency, isCorrected: false };
}

const kept: Readonly<Record<number, 'p50' | 'p75' | 'p90' | 'p95' | 'p99' | 'p999' | 'p9999'>> = {
  50: 'p50',
  75: 'p75',
  90: 'p90',
  95: 'p95',
  99: 'p99',
  99.9: 'p999',
  99.99: 'p9999',
};

/** Milliseconds; undefined when the report kept neither that percentile nor the distribution. */
export function percentileOf(latency: LatencyReport, percent: number): number | undefined {
  const key = kept[percent];
  if (key) return latency[key];
  if (percent >= 100) return latency.max;
  if (!latency.distribution) return undefined;
  // The distribution knows its buckets only; the exact ends are in the report.
  const value = percentile(histogramOf(latency.distribution), percent) / 1000;
  return Math.min(latency.max, Math.max(latency.min, value));
}
