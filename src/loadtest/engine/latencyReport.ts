/** Figures of a histogram, in milliseconds. */
import { distributionOf, type Histogram, mean, percentile, standardDeviation } from '../histogram.js';
import type { LatencyReport } from '../report.js';

/** @param isWhole whether the distribution is to be kept with it. */
export function latencyReport(histogram: Histogram, isWhole = false): LatencyReport {
  const at = (percent: number) => percentile(histogram, percent) / 1000;
  return {
    count: histogram.count,
    min: histogram.count === 0 ? 0 : histogram.min / 1000,
    mean: mean(histogram) / 1000,
    deviation: standardDeviation(histogram) / 1000,
    p50: at(50),
    p75: at(75),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    p9999: at(99.99),
    max: histogram.max / 1000,
    ...(isWhole && { distribution: distributionOf(histogram) }),
  };
}
