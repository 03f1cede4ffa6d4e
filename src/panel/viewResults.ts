/** Comparisons and the history in words. */

import { counted, percent } from '../loadtest/output/format.js';
import type { Comparison, ComparisonOutcome, ComparisonRow } from '../loadtest/verdict/verdict.js';
import { change, digits, milliseconds, rate } from './format.js';
import type { HistoryEntry } from './panelMessages.js';

export interface ComparisonView {
  readonly verdict: string;
  readonly outcome: ComparisonOutcome;
  readonly caveats: readonly string[];
  readonly base: string;
  readonly other: string;
  /** `95 % interval`. */
  readonly interval: string;
  /** The interval plot goes from `-scale` to `scale`, as shares. */
  readonly scale: number;
  readonly rows: readonly {
    readonly metric: string;
    readonly base: string;
    readonly other: string;
    /** `+12 % to +18 %`. */
    readonly difference: string;
    readonly low?: number;
    readonly high?: number;
    readonly outcome: ComparisonOutcome;
    readonly word: string;
  }[];
}

export interface HistoryView {
  /** What the last runs say together; empty while there is only one. */
  readonly sentence: string;
  /** Newest first. */
  readonly rows: readonly {
    readonly id: string;
    readonly when: string;
    readonly load: string;
    /** Only where runs of several servers are listed. */
    readonly server?: string;
    readonly cells: readonly [p50: string, p99: string, perSecond: string, success: string];
    readonly thresholds: HistoryEntry['thresholds'];
    readonly baseline: boolean;
    readonly current: boolean;
  }[];
  /** Those that can be weighed against the one that is shown: same load, same server. Oldest first. */
  readonly trend: readonly HistoryEntry[];
}

export function comparisonView(comparison: Comparison): ComparisonView {
  const { verdict, outcome, caveats, base, other } = comparison;
  const bounds = comparison.rows.flatMap(({ difference }) =>
    difference ? [Math.abs(difference.low), Math.abs(difference.high)] : [],
  );
  const confidence = comparison.rows.find(row => row.difference)?.difference?.confidence ?? 0.95;
  const rows = comparison.rows.map(row => ({
    metric: row.metric,
    base: shownValue(row.base, row.unit),
    other: shownValue(row.other, row.unit),
    difference: row.difference ? `${change(row.difference.low)} to ${change(row.difference.high)}` : 'not known',
    ...(row.difference ? { low: row.difference.low, high: row.difference.high } : {}),
    outcome: row.outcome,
    word: wordOf(row),
  }));
  return {
    verdict,
    outcome,
    caveats,
    base,
    other,
    interval: `${Number((confidence * 100).toFixed(1))} % interval`,
    scale: niceScale(Math.max(0, ...bounds.filter(Number.isFinite))),
    rows,
  };
}

/**
 * @param current the run that is shown
 * @param when says when, in the reader's own manner
 */
export function historyView(
  entries: readonly HistoryEntry[],
  current: string,
  when: (iso: string) => string,
): HistoryView {
  const subject = entries.find(({ id }) => id === current) ?? entries.at(-1);
  const trend = entries.filter(({ load, server }) => load === subject?.load && server === subject.server);
  const hasSeveral = new Set(entries.map(({ server }) => server)).size > 1;
  return {
    sentence: sentenceOf(trend),
    trend,
    rows: entries.toReversed().map(entry => ({
      id: entry.id,
      when: when(entry.startedAt),
      load: entry.load,
      ...(hasSeveral && entry.server !== undefined && { server: entry.server }),
      cells: [milliseconds(entry.p50), milliseconds(entry.p99), rate(entry.perSecond), percent(entry.success)],
      thresholds: entry.thresholds,
      baseline: entry.baseline ?? false,
      current: entry.id === current,
    })),
  };
}

/** Says what is, not why. */
function sentenceOf(trend: readonly HistoryEntry[]): string {
  const last = trend.at(-1);
  const before = trend.slice(0, -1).slice(-10);
  if (!last || before.length === 0) return '';
  const usual = median(before.map(entry => entry.p99));
  return `Newest p99 ${milliseconds(last.p99)}; median of the ${counted(before.length, 'run')} before it, of the same load on the same server, ${milliseconds(usual)}.`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function shownValue(value: number, unit: ComparisonRow['unit']): string {
  if (unit === 'ms') return milliseconds(value);
  return unit === 'share' ? percent(value) : `${value >= 10 ? rate(value) : digits(value)} req/s`;
}

function wordOf({ outcome, unit }: ComparisonRow): string {
  if (outcome === 'none') return 'no difference shown';
  if (outcome === 'unknown') return 'not known';
  if (unit === 'ms') return outcome === 'better' ? 'faster' : 'slower';
  if (unit === 'perSecond') return outcome === 'better' ? 'more' : 'less';
  return outcome;
}

/** The next of 1, 2, 5 × 10ⁿ, from 5 % to 1,000 %. */
function niceScale(bound: number): number {
  for (const scale of [0.05, 0.1, 0.2, 0.5, 1, 2, 5]) if (bound <= scale) return scale;
  return 10;
}
