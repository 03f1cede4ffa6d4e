/** What verdicts look like: plain data for every output and for the page. */

/** Of a threshold or an expectation. */
export interface CheckResult {
  /** `p99 < 200 ms`. */
  readonly text: string;
  /** `143 ms`; why it is not known, when it is not. */
  readonly actual: string;
  readonly outcome: 'passed' | 'failed';
  /** The target's name. */
  readonly target: string;
  /** Where it was said: `.senior-backend/slo.json`; absent for what was typed. */
  readonly source?: string;
  /** Of the target in the report: two targets may have the same name. */
  readonly index?: number;
  /** What is amiss though it passed. */
  readonly warnings?: readonly string[];
}

export type ComparisonOutcome = 'better' | 'worse' | 'none' | 'unknown';

/** Of two targets of one run, or of a saved report and a new one. */
export interface Comparison {
  readonly against: 'target' | 'baseline';
  readonly base: string;
  readonly other: string;
  /** One or more sentences: `B’s p99 is 12–18 % slower (95 % confidence).` */
  readonly verdict: string;
  /** The worst that a row says. */
  readonly outcome: ComparisonOutcome;
  /** What weakens it: another kind of machine, few slices. */
  readonly caveats: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

export interface ComparisonRow {
  readonly metric: 'p50' | 'p95' | 'p99' | 'throughput' | 'success';
  readonly unit: 'ms' | 'perSecond' | 'share';
  readonly base: number;
  readonly other: number;
  /**
   * Of the other against the base, as shares: 0.12 is 12 % more; for success, points as shares. The confidence is of all rows
   * together. Absent when no interval can be given.
   */
  readonly difference?: { readonly low: number; readonly high: number; readonly confidence: number };
  readonly outcome: ComparisonOutcome;
}

export interface Recommendation {
  readonly id: string;
  /** One line. */
  readonly title: string;
  /** What to try, in words for the command line and the editor alike. */
  readonly detail: string;
  /** The option of the command line that does it: `--rate`. */
  readonly option?: string;
  /** The figures that it follows from. */
  readonly because: string;
  /** Of the target in the report; absent: it is about the whole run. */
  readonly index?: number;
}

/** All that was judged of one report. */
export interface Verdicts {
  readonly checks: readonly CheckResult[];
  readonly comparisons: readonly Comparison[];
  /** Three targets and more: by p95, best first. */
  readonly ranking?: readonly RankedTarget[];
  readonly recommendations: readonly Recommendation[];
}

export interface RankedTarget {
  readonly name: string;
  /** Targets that this run cannot tell apart share a place; undefined: it did not answer. */
  readonly place?: number;
}
