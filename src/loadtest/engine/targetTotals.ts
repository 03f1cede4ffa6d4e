/** What all workers counted of one target, added up. */
import { clearHistogram, createHistogram, distributionOf, type Histogram, percentile } from '../histogram.js';
import type { ErrorCount, RateLimitTick, TargetTick, UnmeasuredTick } from '../messages.js';
import type { ErrorKind, Figures, TargetSnapshot } from '../report.js';
import { tailOf } from '../tail.js';
import { addPacked } from './packed.js';
import { Series } from './series.js';
import { SliceTotals } from './sliceTotals.js';

const mostExamples = 3;
/** Between two tails: a curve of all so far changes slowly. */
const tailSeconds = 1;

interface Counts {
  answered: number;
  succeeded: number;
  failures: number;
}

export interface RequestTotals {
  answered: number;
  failed: number;
  readonly statusCodes: Record<string, number>;
  readonly latency: Histogram;
}

/** What a worker told last. */
interface Present {
  readonly inFlight: number;
  readonly unsent: number;
  readonly connections: number;
  readonly connectionsOpened: number;
}

export class TargetTotals {
  sent = 0;
  bytesReceived = 0;
  bytesSent = 0;
  readonly counts: Counts = { answered: 0, succeeded: 0, failures: 0 };
  readonly statusCodes: Record<string, number> = {};
  readonly errors: Partial<Record<ErrorKind, ErrorCount>> = {};
  captureFailures: ErrorCount | undefined;
  readonly latency = createHistogram();
  readonly firstByte = createHistogram();
  readonly connect = createHistogram();
  readonly tls = createHistogram();
  readonly missed = createHistogram();
  stalledSeconds = 0;
  stallThreshold = 0;
  readonly byStatusClass = new Map<string, Histogram>();
  readonly byRequest: (RequestTotals | undefined)[] = [];
  readonly series = new Series();
  readonly slices = new SliceTotals();
  rateLimit: RateLimitTick | undefined;
  readonly #limitCounts: number[] = [];
  /** By worker. */
  readonly #answered: number[] = [];
  readonly #present: Present[] = [];
  readonly #interval: Counts = { answered: 0, succeeded: 0, failures: 0 };
  readonly #intervalLatency = createHistogram();
  /** Seconds at which the tail was shown last. */
  #tailAt = -Infinity;

  /** @param at seconds, of the middle of the tick. */
  add(worker: number, tick: TargetTick, at: number, load: number): void {
    const failures = Object.values(tick.errors).reduce((sum, { count }) => sum + count, 0);
    this.#present[worker] = tick;
    if (tick.rateLimit) this.#addRateLimit(worker, tick.rateLimit);
    this.#answered[worker] = (this.#answered[worker] ?? 0) + tick.answered;
    for (const counts of [this.counts, this.#interval]) {
      counts.answered += tick.answered;
      counts.succeeded += tick.succeeded;
      counts.failures += failures;
    }
    this.sent += tick.sent;
    this.bytesReceived += tick.bytesReceived;
    this.bytesSent += tick.bytesSent;
    addCodes(this.statusCodes, tick.statusCodes);
    for (const [kind, errors] of Object.entries(tick.errors) as [ErrorKind, ErrorCount][]) {
      this.errors[kind] = addErrors(this.errors[kind], errors);
    }
    if (tick.captureFailures) this.captureFailures = addErrors(this.captureFailures, tick.captureFailures);
    addPacked(this.latency, tick.latency);
    addPacked(this.#intervalLatency, tick.latency);
    addPacked(this.firstByte, tick.firstByte);
    addPacked(this.connect, tick.connect);
    addPacked(this.tls, tick.tls);
    addPacked(this.missed, tick.stalls.missed);
    this.stalledSeconds += tick.stalls.seconds;
    this.stallThreshold = Math.max(this.stallThreshold, tick.stalls.threshold);
    this.#addDetails(tick);
    this.slices.add(tick.slices);
    if (at >= 0 || tick.sent + tick.answered + failures > 0) {
      this.series.add(at, tick, tick.answered - tick.succeeded + failures, load);
    }
  }

  /** Shows what was counted in the warm-up, without keeping it. */
  show({ answered, succeeded, failed, latency }: UnmeasuredTick): void {
    this.#interval.answered += answered;
    this.#interval.succeeded += succeeded;
    this.#interval.failures += failed;
    addPacked(this.#intervalLatency, latency);
  }

  get inFlight(): number {
    return Math.max(0, this.sent - this.counts.answered - this.counts.failures);
  }

  get unsent(): number {
    return sumOf(this.#present, ({ unsent }) => unsent);
  }

  get connectionsOpened(): number {
    return sumOf(this.#present, ({ connectionsOpened }) => connectionsOpened);
  }

  /** Empties the interval. @param seconds of the interval and of all, as rates are reckoned by. */
  snapshot(intervalSeconds: number, seconds: number): TargetSnapshot {
    const kinds = Object.entries(this.errors);
    const showsTail = this.latency.count > 0 && seconds - this.#tailAt >= tailSeconds;
    if (showsTail) this.#tailAt = seconds;
    const snapshot = {
      interval: { seconds: intervalSeconds, ...figures(this.#interval, this.#intervalLatency, intervalSeconds) },
      total: figures(this.counts, this.latency, seconds),
      inFlight: sumOf(this.#present, ({ inFlight }) => inFlight),
      connections: sumOf(this.#present, ({ connections }) => connections),
      statusCodes: { ...this.statusCodes },
      errors: Object.fromEntries(kinds.map(([kind, { count }]) => [kind, count])),
      errorExamples: Object.fromEntries(
        kinds.flatMap(
          ([
            kind,
            {
              examples: [first],
            },
          ]) => (first ? [[kind, first]] : []),
        ),
      ),
      ...(showsTail && { tail: tailOf(distributionOf(this.latency)) }),
    };
    Object.assign(this.#interval, { answered: 0, succeeded: 0, failures: 0 });
    clearHistogram(this.#intervalLatency);
    return snapshot;
  }

  #addDetails(tick: TargetTick): void {
    for (const [name, packed] of Object.entries(tick.byStatusClass)) {
      const histogram = this.byStatusClass.get(name) ?? createHistogram();
      this.byStatusClass.set(name, histogram);
      addPacked(histogram, packed);
    }
    for (const { index, answered, failed, statusCodes, latency } of tick.byRequest) {
      const totals = this.byRequest[index] ?? newRequestTotals();
      this.byRequest[index] = totals;
      totals.answered += answered;
      totals.failed += failed;
      addCodes(totals.statusCodes, statusCodes);
      addPacked(totals.latency, latency);
    }
  }

  /** What other workers had answered when the first 429 came is known as of their last tick. */
  #addRateLimit(worker: number, tick: RateLimitTick): void {
    this.#limitCounts[worker] = tick.count;
    const others = this.#answered.reduce((sum, count, i) => (i === worker ? sum : sum + count), 0);
    const known = this.rateLimit;
    this.rateLimit = {
      count: sumOf(this.#limitCounts, count => count),
      firstAfter: known?.firstAfter ?? tick.firstAfter + others,
      headers: known?.headers ?? tick.headers,
    };
  }
}

function newRequestTotals(): RequestTotals {
  return { answered: 0, failed: 0, statusCodes: {}, latency: createHistogram() };
}

function figures({ answered, succeeded, failures }: Counts, latency: Histogram, seconds: number): Figures {
  return {
    requests: answered + failures,
    failed: answered - succeeded + failures,
    perSecond: seconds > 0 ? answered / seconds : 0,
    p50: percentile(latency, 50) / 1000,
    p95: percentile(latency, 95) / 1000,
    p99: percentile(latency, 99) / 1000,
  };
}

function addCodes(into: Record<string, number>, codes: Readonly<Record<string, number>>): void {
  for (const [code, count] of Object.entries(codes)) into[code] = (into[code] ?? 0) + count;
}

function addErrors(a: ErrorCount | undefined, b: ErrorCount): ErrorCount {
  const examples = [...new Set([...(a?.examples ?? []), ...b.examples])].slice(0, mostExamples);
  return { count: (a?.count ?? 0) + b.count, examples };
}

function sumOf<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((sum, each) => sum + of(each), 0);
}
