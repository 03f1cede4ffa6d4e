/** What a run has to keep: thresholds typed, of a scenario file and of the project; a saved report. */
import nodePath from 'node:path';
import { readReport } from '../../loadtest/output/readReport.js';
import type { Report } from '../../loadtest/report.js';
import { type Demands, judge } from '../../loadtest/verdict/judge.js';
import { recommend } from '../../loadtest/verdict/recommendations.js';
import { readSlo, thresholdsFor } from '../../loadtest/verdict/slo.js';
import { parseThreshold, type Threshold, thresholdKey } from '../../loadtest/verdict/thresholds.js';
import type { Verdicts } from '../../loadtest/verdict/verdict.js';
import type { LoadTestOptions } from './options.js';
import { findProjectFiles, readNamedText } from './readInput.js';
import { expectedOf } from './requestWords.js';
import type { Subject } from './subject.js';

/** Typed ones win over those of the file, and those over `.senior-backend/slo.json`, where they are about the same figure. */
export async function thresholdsOf(
  subjects: readonly Subject[],
  options: LoadTestOptions,
): Promise<readonly (readonly Threshold[])[]> {
  const typed = options.threshold.map(text => parseThreshold(text));
  const [file] = options['no-slo'] ? [] : await findProjectFiles('slo.json');
  const slo = file && readSlo(file.path, file.text);
  return subjects.map(({ names, thresholds = [] }) => {
    const said = thresholds.map(text => parseThreshold(text));
    return unsaid(unsaid(typed, said), slo ? thresholdsFor(slo, names) : []);
  });
}

function unsaid(first: readonly Threshold[], more: readonly Threshold[]): readonly Threshold[] {
  const keys = new Set(first.map(thresholdKey));
  return [...first, ...more.filter(threshold => !keys.has(thresholdKey(threshold)))];
}

/** Read before the run: a wrong name must not cost it. */
export async function baselineOf({ compare }: LoadTestOptions): Promise<Report | undefined> {
  if (typeof compare !== 'string') return undefined;
  return readReport(nodePath.resolve(compare), await readNamedText('--compare', compare));
}

/** @param reports one of all targets, or one for each: only those of one run are compared with each other. */
export function verdictsOf(
  reports: readonly Report[],
  merged: Report,
  thresholds: readonly (readonly Threshold[])[],
  options: LoadTestOptions,
  baseline: Report | undefined,
): Verdicts {
  const statuses = expectedOf(options);
  const demands = (offset: number): Demands => ({
    thresholds: index => thresholds[offset + index] ?? [],
    ...(statuses.length > 0 && { statuses }),
    ...(options['expect-rate-limit'] && { rateLimit: true }),
    ...(baseline && { baseline }),
  });
  const all = reports.map((report, index) => judge(report, demands(index)));
  return all.length === 1 ? all[0]! : joined(all, merged);
}

function joined(all: readonly Verdicts[], merged: Report): Verdicts {
  return {
    checks: all.flatMap(({ checks }, index) => checks.map(check => ({ ...check, index }))),
    comparisons: all.flatMap(({ comparisons }) => comparisons),
    recommendations: recommend(merged),
  };
}
