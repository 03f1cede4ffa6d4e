/** `--find-limit`: the highest rate that holds the thresholds, found in steps. Pure: each call looks at the steps so far. */
import type { Report } from '../report.js';
import { answersPerSecond, judgedLatency } from './figures.js';
import { checkThreshold, type Threshold } from './thresholds.js';

/** One step: an open run at a rate. */
export interface LimitStep {
  /** Requests a second. */
  readonly rate: number;
  /** The thresholds held, and the server kept up. */
  readonly held: boolean;
  /** Why not: `p99 < 200 ms: 412 ms`. */
  readonly reason?: string;
  /** The client could not send so fast: it says nothing of the server. */
  readonly clientBound: boolean;
  readonly answeredPerSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface LimitSearch {
  /** Of the first step; 100 unless said. */
  readonly start?: number;
  /** No step goes above it. */
  readonly highest: number;
  /** The search ends when the limit is known within this share; 0.05 unless said. */
  readonly precision?: number;
  readonly mostSteps: number;
}

export type NextStep =
  | { readonly kind: 'step'; readonly rate: number }
  | { readonly kind: 'done'; readonly result: LimitResult };

export interface LimitResult {
  /** The highest rate that held; undefined: not even the lowest that was tried. */
  readonly limit?: number;
  /** The lowest rate above it that did not hold; undefined: none was found. */
  readonly failedAt?: number;
  /** `limit`: it is known within the precision. `client`: the client is slower than the server. `highest`: all held up to there. */
  readonly endedBy: 'limit' | 'budget' | 'client' | 'highest' | 'lowest';
  readonly reason?: string;
  /** The highest rate at which p99 was still less than twice that of the slowest step; queues grow above it. */
  readonly knee?: number;
  readonly steps: readonly LimitStep[];
}

/** Doubles until a step fails, then halves the distance between the last that held and the first that did not. */
export function nextStep(steps: readonly LimitStep[], search: LimitSearch): NextStep {
  const { start = 100, highest, precision = 0.05, mostSteps } = search;
  const failed = steps.filter(({ held }) => !held);
  const failedAt = failed.length > 0 ? Math.min(...failed.map(({ rate }) => rate)) : undefined;
  // A step that held above one that did not was luck: what counts is below the first failure.
  const held = steps.filter(step => step.held && step.rate < (failedAt ?? Infinity)).map(({ rate }) => rate);
  const limit = held.length > 0 ? Math.max(...held) : undefined;
  const done = (endedBy: LimitResult['endedBy']): NextStep => {
    const at = failed.find(({ rate }) => rate === failedAt);
    const knee = kneeOf(steps);
    return {
      kind: 'done',
      result: {
        ...(limit === undefined ? {} : { limit }),
        ...(failedAt === undefined ? {} : { failedAt }),
        endedBy: at?.clientBound && endedBy === 'limit' ? 'client' : endedBy,
        ...(at?.reason === undefined ? {} : { reason: at.reason }),
        ...(knee === undefined ? {} : { knee }),
        steps,
      },
    };
  };
  if (steps.length === 0) return { kind: 'step', rate: Math.max(1, Math.min(start, highest)) };
  if (limit !== undefined && failedAt !== undefined && failedAt - limit <= Math.max(1, precision * failedAt))
    return done('limit');
  if (failedAt !== undefined && failedAt <= 1) return done('lowest');
  if (limit !== undefined && limit >= highest) return done('highest');
  if (steps.length >= mostSteps) return done('budget');
  if (failedAt === undefined) return { kind: 'step', rate: Math.min(highest, limit! * 2) };
  if (limit === undefined) return { kind: 'step', rate: Math.max(1, rounded(failedAt / 4)) };
  return { kind: 'step', rate: Math.min(failedAt - 1, Math.max(limit + 1, rounded((limit + failedAt) / 2))) };
}

function rounded(rate: number): number {
  return rate >= 10_000 ? Math.round(rate / 100) * 100 : rate >= 1000 ? Math.round(rate / 10) * 10 : Math.round(rate);
}

/** Below that share of what was due, the server did not keep up. */
const keptUp = 0.95;

/** What a step's report says: of one target, run at a held rate. */
export function limitStep(rate: number, report: Report, thresholds: readonly Threshold[]): LimitStep {
  const target = report.targets[0]!;
  const { latency } = judgedLatency(target);
  const answered = answersPerSecond(target);
  const broken = thresholds
    .map(threshold => checkThreshold(threshold, target))
    .find(({ outcome }) => outcome === 'failed');
  const due = target.sent + target.unsent;
  // What was sent shortly before the end is on its way, not late.
  const onTheWay = Math.min(target.inFlight, (2 * rate * latency.p50) / 1000, 0.2 * due);
  const isBehind = due === 0 || target.answered + onTheWay < keptUp * due;
  const { bottlenecks } = report.client;
  // A busy client that sent on time has shown what the server can do; one whose step failed may have failed itself.
  const clientBound =
    bottlenecks.includes('rate') ||
    ((broken !== undefined || isBehind) && bottlenecks.some(each => each !== 'connections'));
  const reason = broken
    ? `${broken.text}: ${broken.actual}`
    : isBehind
      ? `${Math.round(answered)} of ${rate} requests a second were answered`
      : clientBound
        ? 'the client was the bottleneck'
        : undefined;
  return {
    rate,
    held: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    clientBound,
    answeredPerSecond: answered,
    p50: latency.p50,
    p99: latency.p99,
  };
}

/** Where latency leaves its floor. Undefined when it never does, or when there are too few steps to tell. */
function kneeOf(steps: readonly LimitStep[]): number | undefined {
  const rising = steps.filter(({ p99 }) => p99 > 0).toSorted((a, b) => a.rate - b.rate);
  if (rising.length < 3) return undefined;
  const floor = Math.min(...rising.map(({ p99 }) => p99));
  const after = rising.findIndex(
    ({ p99 }, i) => i > 0 && p99 > 2 * floor && rising.slice(i).every(later => later.p99 > 2 * floor),
  );
  return after < 1 ? undefined : rising[after - 1]!.rate;
}
