/** Targets of one interleaved run against each other: what differs for certain, and no more than that. */
import type { TargetReport } from '../report.js';
import { blockCount, interval, pairedBlockLength, resampledWeights } from './bootstrap.js';
import { failures, successShare } from './figures.js';
import { rankTargets } from './ranking.js';
import { comparisonSentence, possessive } from './sentences.js';
import { createSliceTable, latencyCount, type SliceTable, weightedPercentile, weightedSum } from './sliceTable.js';
import type { Comparison, ComparisonOutcome, ComparisonRow, RankedTarget } from './verdict.js';

export const metrics = ['p50', 'p95', 'p99', 'throughput', 'success'] as const;
export type Metric = (typeof metrics)[number];
const percents = { p50: 50, p95: 95, p99: 99 } as const;

export const confidence = 0.95;
/** How often all rows together may be wrong. Less than what is said: with few blocks a bootstrap is surer than it should be. */
const risk = 0.75 * (1 - confidence);
/** A percentile with fewer latencies above it is an anecdote. */
const fewestInTail = 10;
/** Rounds of slices. With fewer no interval is honest. */
const fewestSlices = 8;
const usualResamples = 2000;
/** Differences below these are no verdict however certain they are: microseconds and shares; of success, points as a share. */
export const leastMicroseconds = 20;
const leastShare = 0.01;
const leastSuccess = 0.001;

export interface CompareOptions {
  readonly seed: number;
  readonly resamples?: number;
}

export interface TargetsComparison {
  /** The second and each further target against the first. */
  readonly comparisons: readonly Comparison[];
  /** Three targets and more. */
  readonly ranking?: readonly RankedTarget[];
}

/** Of a target: the figure over all its slices, and in each resample. `known`: there is enough of it. Percentiles in µs. */
export interface Found {
  readonly whole: Readonly<Record<Metric, number>>;
  readonly samples: Readonly<Record<Metric, Float64Array>>;
  readonly known: Readonly<Record<Metric, boolean>>;
}

/**
 * @param targets at least two, of one run: their slices were interleaved, and the n-th ones belong together
 * @returns with 95 % confidence over all that is said: a run of equals finds a difference in no more than 5 of 100 runs
 */
export function compareTargets(targets: readonly TargetReport[], options: CompareOptions): TargetsComparison {
  const slices = Math.min(...targets.map(target => target.slices.length));
  const found = targets.map(target => resample(createSliceTable(target, slices), options));
  const first = targets[0]!;
  // Each answer may be wrong, so each must be surer than all of them together (Bonferroni).
  const pairs = targets.length - 1 + (targets.length > 2 ? targets.length - 1 : 0);
  const alpha = risk / (metrics.length * pairs);
  const judge = (a: number, b: number) => judgeRows(found[a]!, found[b]!, alpha, slices);
  const comparisons = targets.slice(1).map((target, i) => comparisonOf(first, target, judge(0, i + 1), slices));
  if (targets.length < 3) return { comparisons };
  return {
    comparisons,
    ranking: rankTargets(targets, (a, b) => judge(a, b).rows.find(({ metric }) => metric === 'p95')!.outcome),
  };
}

export function resample(table: SliceTable, { seed, resamples = usualResamples }: CompareOptions): Found {
  const samples = Object.fromEntries(metrics.map(metric => [metric, new Float64Array(resamples)])) as Found['samples'];
  const ones = new Float64Array(table.slices).fill(1);
  const whole = figuresOf(table, ones);
  let r = 0;
  const length = pairedBlockLength(table.slices);
  for (const weights of resampledWeights(table.slices, table.slices === 0 ? 0 : resamples, seed, length)) {
    const figures = figuresOf(table, weights);
    for (const metric of metrics) samples[metric][r] = figures[metric];
    r++;
  }
  const count = latencyCount(table, ones);
  const inTail = (percent: number) => count * (1 - percent / 100) >= fewestInTail - 1e-6;
  const known = { p50: inTail(50), p95: inTail(95), p99: inTail(99), throughput: true, success: whole.success >= 0 };
  return { whole, samples, known };
}

function figuresOf(table: SliceTable, weights: Float64Array): Record<Metric, number> {
  const count = latencyCount(table, weights);
  const attempts = weightedSum(table.attempts, weights);
  return {
    p50: weightedPercentile(table, weights, percents.p50, count),
    p95: weightedPercentile(table, weights, percents.p95, count),
    p99: weightedPercentile(table, weights, percents.p99, count),
    throughput: weightedSum(table.answered, weights) / Math.max(1e-9, weightedSum(table.seconds, weights)),
    // What was not asked has not failed; -1: nothing was.
    success: attempts === 0 ? -1 : weightedSum(table.succeeded, weights) / attempts,
  };
}

interface Judged {
  readonly rows: readonly ComparisonRow[];
  /** Certain, and too small to matter. */
  readonly negligible: readonly Metric[];
}

function judgeRows(base: Found, other: Found, alpha: number, slices: number): Judged {
  const negligible: Metric[] = [];
  const rows = metrics.map((metric): ComparisonRow => {
    const isLatency = metric === 'p50' || metric === 'p95' || metric === 'p99';
    const scale = isLatency ? 1000 : 1;
    const unit = isLatency ? 'ms' : metric === 'throughput' ? 'perSecond' : 'share';
    const [a, b] = [base.whole[metric], other.whole[metric]];
    const row = { metric, unit, base: Math.max(0, a) / scale, other: Math.max(0, b) / scale } as const;
    if (slices < fewestSlices || !base.known[metric] || !other.known[metric]) return { ...row, outcome: 'unknown' };
    const difference = metric === 'success' ? minus : logRatio;
    const pairs = base.samples[metric].map((value, r) => difference(other.samples[metric][r]!, value));
    const [low, high] = interval(difference(b, a), pairs, alpha, blockCount(slices, pairedBlockLength(slices)));
    const shares = metric === 'success' ? [low, high] : [Math.expm1(low), Math.expm1(high)];
    const bounds = { low: shares[0]!, high: shares[1]!, confidence };
    if (low <= 0 && high >= 0) return { ...row, difference: bounds, outcome: 'none' };
    const least = metric === 'success' ? leastSuccess : Math.max(leastShare * a, isLatency ? leastMicroseconds : 0);
    if (Math.abs(b - a) < least) {
      negligible.push(metric);
      return { ...row, difference: bounds, outcome: 'none' };
    }
    return { ...row, difference: bounds, outcome: low > 0 === isLatency ? 'worse' : 'better' };
  });
  return { rows, negligible };
}

const minus = (a: number, b: number) => a - b;
/** A figure of nothing is taken for something tiny: the ratio is then beyond every limit, not absent. */
const logRatio = (a: number, b: number) => Math.log(Math.max(a, 1e-6)) - Math.log(Math.max(b, 1e-6));

function comparisonOf(
  base: TargetReport,
  other: TargetReport,
  { rows, negligible }: Judged,
  slices: number,
): Comparison {
  const names = { against: 'target', base: base.name, other: other.name } as const;
  const dead = [base, other].filter(({ answered }) => answered === 0);
  if (dead.length > 0) {
    const unknown = rows.map(({ difference: _, ...row }): ComparisonRow => ({ ...row, outcome: 'unknown' }));
    const verdict =
      dead.length === 2
        ? `Neither ${base.name} nor ${other.name} answered: there is nothing to compare.`
        : `${dead[0]!.name} did not answer, ${(dead[0] === base ? other : base).name} did.`;
    const outcome = dead.length === 2 ? 'unknown' : dead[0] === base ? 'better' : 'worse';
    return { ...names, verdict, outcome, caveats: [], rows: unknown };
  }
  const caveats = caveatsOf(base, other, rows, slices);
  if (negligible.length > 0 && rows.every(({ outcome }) => outcome === 'none' || outcome === 'unknown')) {
    caveats.push(
      `${negligible.join(', ')}: the difference is certain and too small to matter (below 1 %, 20 µs or 0.1 points).`,
    );
  }
  return { ...names, verdict: comparisonSentence(other.name, rows), outcome: worstOf(rows), caveats, rows };
}

function caveatsOf(base: TargetReport, other: TargetReport, rows: readonly ComparisonRow[], slices: number): string[] {
  const caveats: string[] = [];
  if (slices < fewestSlices) {
    caveats.push(
      `${slices} slices of each are too few for a verdict: at least ${fewestSlices} are needed. Run longer.`,
    );
  } else {
    const unknown = rows.filter(({ outcome }) => outcome === 'unknown').map(({ metric }) => metric);
    if (unknown.length > 0)
      caveats.push(`Too few answers to compare ${unknown.join(', ')}. Run longer or at a higher load.`);
  }
  for (const target of [base, other]) {
    if (target.corrected?.misleads) {
      caveats.push(
        `${possessive(target.name)} server stood still at times, which a closed load hardly sees: compare at a constant rate.`,
      );
    }
  }
  const [one, two] = [successShare(base) ?? 0, successShare(other) ?? 0];
  if (Math.abs(one - two) > 0.01 && failures(base) + failures(other) > 0) {
    caveats.push('Failed answers count in the latencies, and more of them failed on one side: read success first.');
  }
  return caveats;
}

/** Worse before better before none; unknown only when nothing is known of latency. */
export function worstOf(rows: readonly ComparisonRow[]): ComparisonOutcome {
  for (const outcome of ['worse', 'better'] as const) if (rows.some(row => row.outcome === outcome)) return outcome;
  return rows.some(row => row.unit === 'ms' && row.outcome === 'none') ? 'none' : 'unknown';
}
