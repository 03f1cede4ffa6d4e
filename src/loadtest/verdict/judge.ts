import type { Report, TargetReport } from '../report.js';
import { compareWithBaseline } from './baseline.js';
import { compareTargets } from './compare.js';
import { checkRateLimit, checkStatus } from './expectations.js';
import { recommend } from './recommendations.js';
import { checkThreshold, type Threshold } from './thresholds.js';
import type { CheckResult, Verdicts } from './verdict.js';

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
      ...(isDead(target, rateLimit ?? false, report.endedBy) ? [deadCheck(target)] : []),
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
    // To lower the load is no advice to those who want to see the limit.
    recommendations: recommend(report).filter(({ id }) => !rateLimit || id !== 'rate-limited'),
  };
}

/** Whatever was asked, and if nothing was: only a rate limit that was expected may refuse everything. A run that was stopped before an answer is not dead. */
function isDead(
  { succeeded, answered, errors }: TargetReport,
  expectsLimit: boolean,
  endedBy: Report['endedBy'],
): boolean {
  if (expectsLimit ? answered > 0 : succeeded > 0) return false;
  return endedBy !== 'stopped' || answered > 0 || Object.keys(errors).length > 0;
}

/** In the words of the server where it had any. */
function deadCheck({ name, answered, errors, statusCodes }: TargetReport): CheckResult {
  const [most] = Object.values(errors).toSorted((a, b) => b.count - a.count);
  const statuses = Object.keys(statusCodes).join(', ');
  const actual = answered > 0 ? `every answer was ${statuses}` : (most?.examples[0] ?? 'nothing was answered');
  return { text: 'some requests succeed', actual, outcome: 'failed', target: name };
}

/** Whether the exit code is 0: all checks passed, and nothing is worse than the baseline. */
export function isPassed({ checks, comparisons }: Verdicts): boolean {
  return (
    checks.every(({ outcome }) => outcome === 'passed') &&
    comparisons.every(({ against, outcome }) => against !== 'baseline' || outcome !== 'worse')
  );
}
