/** A saved report against a new one: one run each, at different times. */
import { percent } from '../output/format.js';
import type { LatencyReport, Report, SecondReport, TargetReport } from '../report.js';
import { blockCount, blockLength, deviation, resampledWeights, tQuantile } from './bootstrap.js';
import { confidence, leastMicroseconds, metrics, worstOf } from './compare.js';
import { answersPerSecond, attempts, judgedLatency, percentileOf, successShare } from './figures.js';
import { sameSetting } from './sameSetting.js';
import { comparisonSentence } from './sentences.js';
import type { Comparison, ComparisonRow } from './verdict.js';

export interface BaselineOptions {
  readonly seed: number;
  /**
   * Differences up to this share are no verdict, however certain within the two runs: between two runs of the same server, minutes
   * or commits apart, caches, neighbours and clock speeds make several percent. 0.1 unless said.
   */
  readonly tolerance?: number;
}

const usualTolerance = 0.1;
/** Of success, in points as a share. */
const leastSuccess = 0.005;
/** Seconds of a run that tell how much it varies by itself. */
const fewestSeconds = 5;
const resamples = 1000;

/** One comparison for each target of the new report that the saved one has too: by name, or the only one of each. */
export function compareWithBaseline(base: Report, now: Report, options: BaselineOptions): readonly Comparison[] {
  const { obstacles, caveats } = sameSetting(base, now);
  const date = base.startedAt.slice(0, 10);
  return now.targets.flatMap(target => {
    const only = base.targets.length === 1 && now.targets.length === 1 ? base.targets[0] : undefined;
    const before = base.targets.find(({ name }) => name === target.name) ?? only;
    if (!before) return [];
    const many = now.targets.length > 1 ? ` of ${target.name}` : '';
    const names = { against: 'baseline', base: `baseline${many} (${date})`, other: `this run${many}` } as const;
    const renamed = before.name === target.name ? [] : [`the baseline is of ${before.name}`];
    return [compareOne(names, before, target, obstacles, [...caveats, ...renamed], options)];
  });
}

function compareOne(
  names: Pick<Comparison, 'against' | 'base' | 'other'>,
  base: TargetReport,
  now: TargetReport,
  obstacles: readonly string[],
  caveats: readonly string[],
  { seed, tolerance = usualTolerance }: BaselineOptions,
): Comparison {
  const rows = metrics.map(metric => rowOf(metric, base, now, tolerance, seed));
  const unknown = (verdict: string): Comparison => ({
    ...names,
    verdict,
    outcome: 'unknown',
    caveats,
    rows: rows.map(({ difference: _, ...row }) => ({ ...row, outcome: 'unknown' })),
  });
  if (obstacles.length > 0) return unknown(`Not comparable: ${obstacles.join('; ')}.`);
  if (base.answered === 0 && now.answered === 0)
    return unknown('Neither run was answered: there is nothing to compare.');
  if (base.answered === 0) return { ...unknown('The baseline was not answered, this run was.'), outcome: 'better' };
  if (now.answered === 0) return { ...unknown('This run was not answered, the baseline was.'), outcome: 'worse' };
  const honest = `One run each: differences up to ${percent(tolerance)} cannot be told from what a machine does by itself.`;
  const none = `No difference of more than ${percent(tolerance)} that these runs can show.`;
  const verdict = comparisonSentence('This run', rows, none);
  return { ...names, verdict, outcome: worstOf(rows), caveats: [...caveats, honest], rows };
}

function rowOf(
  metric: ComparisonRow['metric'],
  base: TargetReport,
  now: TargetReport,
  tolerance: number,
  seed: number,
): ComparisonRow {
  const reach = (freedom: number) => tQuantile(1 - (1 - confidence) / metrics.length / 2, Math.max(1, freedom));
  if (metric === 'success') {
    const [a, b] = [successShare(base) ?? 0, successShare(now) ?? 0];
    const error = Math.hypot(shareError(base), shareError(now)) * reach(30);
    const difference = { low: b - a - error, high: b - a + error, confidence };
    const isCertain = (difference.low > 0 || difference.high < 0) && Math.abs(b - a) >= leastSuccess;
    return {
      metric,
      unit: 'share',
      base: a,
      other: b,
      difference,
      outcome: isCertain ? (b > a ? 'better' : 'worse') : 'none',
    };
  }
  const unit = metric === 'throughput' ? 'perSecond' : 'ms';
  const one = measure(metric, base, seed);
  const two = measure(metric, now, seed + 1);
  const row = { metric, unit, base: one.value, other: two.value } as const;
  if (one.value <= 0 || two.value <= 0 || one.error === undefined || two.error === undefined)
    return { ...row, outcome: 'unknown' };
  const estimate = Math.log(two.value / one.value);
  const error = Math.hypot(one.error, two.error) * reach(Math.min(one.blocks, two.blocks) - 1);
  const difference = { low: Math.expm1(estimate - error), high: Math.expm1(estimate + error), confidence };
  const isLarge = Math.abs(Math.expm1(Math.abs(estimate))) > tolerance;
  const isVisible = unit === 'perSecond' || Math.abs(two.value - one.value) * 1000 >= leastMicroseconds;
  const isCertain = difference.low > 0 || difference.high < 0;
  if (!isLarge || !isVisible || !isCertain) return { ...row, difference, outcome: 'none' };
  return { ...row, difference, outcome: estimate > 0 === (unit === 'ms') ? 'worse' : 'better' };
}

interface Measured {
  readonly value: number;
  /** Standard error of its logarithm; undefined: it cannot be told. */
  readonly error: number | undefined;
  readonly blocks: number;
}

function measure(metric: 'p50' | 'p95' | 'p99' | 'throughput', target: TargetReport, seed: number): Measured {
  // The last second is often not a whole one. Of a target that was compared, `seconds` are only those of its slices.
  const whole = target.slices.length > 0 ? target.series.length : Math.floor(target.seconds + 0.05);
  const series = target.series.slice(0, Math.max(0, whole));
  const of = (second: SecondReport) => (metric === 'throughput' ? second.answered : second[metric]);
  const logs = series.filter(second => second.answered > 0 && of(second) > 0).map(second => Math.log(of(second)));
  const error = logs.length < fewestSeconds ? undefined : errorOfMean(logs, seed);
  const blocks = blockCount(logs.length, blockLength(logs.length));
  if (metric === 'throughput') return { value: answersPerSecond(target), error, blocks };
  const { latency } = judgedLatency(target);
  const rank = { p50: 50, p95: 95, p99: 99 }[metric];
  const drawn = errorOfRank(latency, rank);
  if (drawn === undefined || error === undefined) return { value: latency[metric], error: undefined, blocks };
  return { value: latency[metric], error: Math.max(error, drawn), blocks };
}

/** From second to second, seconds that follow each other being alike. */
function errorOfMean(values: readonly number[], seed: number): number {
  const means: number[] = [];
  for (const weights of resampledWeights(values.length, resamples, seed, blockLength(values.length))) {
    means.push(values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / values.length);
  }
  return deviation(means);
}

/** Of a percentile's logarithm, had the same latencies come by chance: from the ranks around it (a binomial count). */
function errorOfRank(latency: LatencyReport, percent: number): number | undefined {
  const share = percent / 100;
  if (latency.count * (1 - share) < 10) return undefined;
  const ranks = 100 * Math.sqrt((share * (1 - share)) / latency.count);
  const low = percentileOf({ ...latency }, percent - ranks);
  const high = percentileOf({ ...latency }, percent + ranks);
  if (low === undefined || high === undefined || low <= 0) return 0;
  return Math.log(high / low) / 2;
}

/** Agresti and Coull: none failed does not mean that none can. */
function shareError(target: TargetReport): number {
  const all = attempts(target) + 4;
  const share = (target.succeeded + 2) / all;
  return Math.sqrt((share * (1 - share)) / all);
}
