import type { Report } from '../report.js';
import { compareWithBaseline } from './baseline.js';
import { compareTargets } from './compare.js';
import { checkRateLimit, checkStatus } from './expectations.js';
import { recommend } from './recommendations.js';
import { checkThreshold, type Threshold } from './thresholds.js';
import type { Verdicts } from './verdict.js';

export interface Demands {
  /** Of a target, by its index in the plan: those typed, else those of the SLO file. */
  readonly thresholds: (target: number) => readonly Threshold[];
  /** `--expect-status`: from `parseExpectedStatuses`. */
  readonly statuses?: readonly string[];
  /** `--expect-rate-limit`. */
  readonly rateLimit?: boolean;
  /** `--compare baseline.json`. */
  readonly baseline?: Report;
  /** See `BaselineOptions`. */
  readonly tolerance?: number;
}

/** All verdicts about a report. Takes some ten milliseconds for each pair that is compared. */
export function judge(report: Report, { thresholds, statuses, rateLimit, baseline, tolerance }: Demands): Verdicts {
  const checks = report.targets.flatMap((target, index) =>
    [
      ...thresholds(index).map(threshold => checkThreshold(threshold, target)),
      ...(statuses ? [checkStatus(statuses, target)] : []),
      ...(rateLimit ? [checkRateLimit(target)] : []),
    ].map(check => ({ ...check, index })),
  );
  const { seed } = report.plan;
  const among = report.targets.length > 1 ? compareTargets(report.targets, { seed }) : { comparisons: [] };
  const since = baseline
    ? compareWithBaseline(baseline, report, { seed, ...(tolerance === undefined ? {} : { tolerance }) })
    : [];
  return {
    checks,
    comparisons: [...among.comparisons, ...since],
    ...(among.ranking ? { ranking: among.ranking } : {}),
    recommendations: recommend(report),
  };
}

/** Whether the exit code is 0: all checks passed, and nothing is worse than the baseline. */
export function isPassed({ checks, comparisons }: Verdicts): boolean {
  return (
    checks.every(({ outcome }) => outcome === 'passed') &&
    comparisons.every(({ against, outcome }) => against !== 'baseline' || outcome !== 'worse')
  );
}
