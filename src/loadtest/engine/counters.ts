/** What a worker counts of one target, in memory that does not grow with the number of requests. */
import { createHistogram, type Histogram, record } from '../histogram.js';
import type { ErrorCount, RequestTick, SliceTick, TargetTick, UnmeasuredTick } from '../messages.js';
import type { ErrorKind } from '../report.js';
import { takeHistogram } from './packed.js';

const mostExamples = 3;

interface Tally {
  count: number;
  readonly examples: string[];
}

class RequestCounters {
  answered = 0;
  failed = 0;
  readonly statusCodes = new Map<number, number>();
  latency = createHistogram();

  take(index: number): RequestTick | undefined {
    if (this.answered === 0 && this.failed === 0) return undefined;
    const { answered, failed } = this;
    this.answered = this.failed = 0;
    const latency = takeHistogram(this.latency);
    // Unlike the others it gives its room back: there may be hundreds, and few answers to each of them between two ticks.
    this.latency = createHistogram();
    return { index, answered, failed, statusCodes: takeCodes(this.statusCodes), latency };
  }
}

/** Of warm-up and settling. */
class UnmeasuredCounters {
  #answered = 0;
  #succeeded = 0;
  #failed = 0;
  readonly #latency = createHistogram();

  /** Latency in milliseconds; undefined: none that means anything. */
  count(outcome: 'succeeded' | 'unexpected' | 'failed', latency: number | undefined): void {
    if (outcome === 'failed') this.#failed++;
    else this.#answered++;
    if (outcome === 'succeeded') this.#succeeded++;
    if (latency !== undefined) record(this.#latency, latency * 1000);
  }

  take(): UnmeasuredTick | undefined {
    const [answered, succeeded, failed] = [this.#answered, this.#succeeded, this.#failed];
    this.#answered = this.#succeeded = this.#failed = 0;
    const latency = takeHistogram(this.#latency);
    return answered + failed === 0 ? undefined : { answered, succeeded, failed, latency };
  }
}

/** Kept while requests of the slice may still be answered. */
export class SliceCounters {
  answered = 0;
  failed = 0;
  inFlight = 0;
  isOver = false;

  constructor(
    readonly index: number,
    readonly latency: Histogram,
  ) {}
}

/** Where the requests of one stretch of a run are counted; those of warm-up and settling are counted nowhere. */
export class Counters {
  sent = 0;
  answered = 0;
  succeeded = 0;
  bytesReceived = 0;
  bytesSent = 0;
  readonly latency = createHistogram();
  readonly firstByte = createHistogram();
  readonly connect = createHistogram();
  readonly tls = createHistogram();
  readonly late = createHistogram();
  readonly unmeasured = new UnmeasuredCounters();
  /** Answers and timeouts since the start, never cleared. */
  answeredInAll = 0;
  /** No 429 has come: the headers of the first tell the limit. */
  wantsLimitHeaders = true;
  readonly #statusCodes = new Map<number, number>();
  readonly #errors = new Map<ErrorKind, Tally>();
  readonly #captureFailures: Tally = { count: 0, examples: [] };
  readonly #classes: (Histogram | undefined)[] = [];
  readonly #requests: (RequestCounters | undefined)[] = [];
  #slice: SliceCounters | undefined;
  readonly #oldSlices = new Set<SliceCounters>();
  readonly #spare: Histogram[] = [];
  #limited = 0;
  #limitedAfter = 0;
  readonly #limitHeaders: (readonly [string, string])[] = [];

  /** @param requests how many a flow has: one needs no figures of its own. */
  constructor(readonly requests: number) {}

  /** Begins a slice, or ends the one that is under way. */
  setSlice(index: number | undefined): void {
    const old = this.#slice;
    if (old?.index === index) return;
    if (old) {
      old.isOver = true;
      this.#oldSlices.add(old);
    }
    this.#slice = index === undefined ? undefined : new SliceCounters(index, this.#spare.pop() ?? createHistogram());
  }

  get slice(): SliceCounters | undefined {
    return this.#slice;
  }

  /**
   * A whole answer. Latencies in milliseconds. `slice`: the one in which the request was sent.
   * @param succeeded its status was expected, and all captures found what they seek.
   */
  answer(
    request: number,
    status: number,
    succeeded: boolean,
    latency: number,
    firstByte: number,
    bytes: number,
    slice: SliceCounters | undefined,
  ): void {
    const microseconds = latency * 1000;
    this.answered++;
    this.answeredInAll++;
    if (succeeded) this.succeeded++;
    this.bytesReceived += bytes;
    this.#statusCodes.set(status, (this.#statusCodes.get(status) ?? 0) + 1);
    record(this.latency, microseconds);
    record(this.firstByte, firstByte * 1000);
    const digit = Math.floor(status / 100);
    this.#classes[digit] ??= createHistogram();
    record(this.#classes[digit], microseconds);
    if (this.requests > 1) {
      const own = this.#ofRequest(request);
      own.answered++;
      if (!succeeded) own.failed++;
      own.statusCodes.set(status, (own.statusCodes.get(status) ?? 0) + 1);
      record(own.latency, microseconds);
    }
    if (slice) {
      slice.inFlight--;
      slice.answered++;
      if (!succeeded) slice.failed++;
      record(slice.latency, microseconds);
    }
  }

  /** `waited`: milliseconds, for a timeout: it counts as a latency. */
  fail(
    request: number,
    kind: ErrorKind,
    message: string,
    waited: number | undefined,
    slice: SliceCounters | undefined,
  ): void {
    const tally = this.#errors.get(kind) ?? { count: 0, examples: [] };
    this.#errors.set(kind, tally);
    note(tally, message);
    if (this.requests > 1) {
      const own = this.#ofRequest(request);
      own.failed++;
      if (waited !== undefined) record(own.latency, waited * 1000);
    }
    if (waited !== undefined) record(this.latency, waited * 1000);
    if (slice) {
      slice.inFlight--;
      slice.failed++;
      if (waited !== undefined) record(slice.latency, waited * 1000);
    }
  }

  captureFailed(message: string): void {
    note(this.#captureFailures, message);
  }

  /** A 429: before it is counted as an answer. */
  limited(headers: readonly string[] | undefined): void {
    if (this.#limited++ > 0) return;
    this.#limitedAfter = this.answeredInAll;
    this.wantsLimitHeaders = false;
    for (let i = 0; i + 1 < (headers?.length ?? 0); i += 2) {
      const [name, value] = [headers![i]!, headers![i + 1]!];
      if (/^(retry-after|(x-)?ratelimit.*|x-rate-limit.*)$/i.test(name)) this.#limitHeaders.push([name, value]);
    }
  }

  /** All that was counted since the last time. */
  take(
    now: Pick<TargetTick, 'inFlight' | 'unsent' | 'connections' | 'connectionsOpened' | 'stalls' | 'pool'>,
  ): TargetTick {
    const { sent, answered, succeeded, bytesReceived, bytesSent } = this;
    this.sent = this.answered = this.succeeded = this.bytesReceived = this.bytesSent = 0;
    const captureFailures = takeTally(this.#captureFailures);
    const limited = this.#limited > 0;
    return {
      ...now,
      ...{ sent, answered, succeeded, bytesReceived, bytesSent },
      statusCodes: takeCodes(this.#statusCodes),
      errors: this.#takeErrors(),
      captureFailures,
      latency: takeHistogram(this.latency),
      firstByte: takeHistogram(this.firstByte),
      connect: takeHistogram(this.connect),
      tls: takeHistogram(this.tls),
      late: takeHistogram(this.late),
      byStatusClass: Object.fromEntries(
        this.#classes.flatMap((histogram, digit) => {
          const packed = histogram && takeHistogram(histogram);
          return packed ? [[`${digit}xx`, packed]] : [];
        }),
      ),
      byRequest: this.#requests.flatMap((request, index) => request?.take(index) ?? []),
      slices: this.#takeSlices(),
      rateLimit: limited
        ? { count: this.#limited, firstAfter: this.#limitedAfter, headers: this.#limitHeaders }
        : undefined,
      unmeasured: this.unmeasured.take(),
    };
  }

  #ofRequest(index: number): RequestCounters {
    const own = this.#requests[index] ?? new RequestCounters();
    this.#requests[index] = own;
    return own;
  }

  #takeErrors(): TargetTick['errors'] {
    const taken: Partial<Record<ErrorKind, ErrorCount>> = {};
    for (const [kind, tally] of this.#errors) {
      const errors = takeTally(tally);
      if (errors) taken[kind] = errors;
    }
    return taken;
  }

  #takeSlices(): SliceTick[] {
    const taken: SliceTick[] = [];
    for (const slice of this.#slice ? [...this.#oldSlices, this.#slice] : this.#oldSlices) {
      const { index, answered, failed } = slice;
      slice.answered = slice.failed = 0;
      taken.push({ index, answered, failed, latency: takeHistogram(slice.latency) });
      if (!slice.isOver || slice.inFlight > 0) continue;
      this.#oldSlices.delete(slice);
      this.#spare.push(slice.latency);
    }
    return taken;
  }
}

function note(tally: Tally, message: string): void {
  tally.count++;
  if (tally.examples.length < mostExamples && !tally.examples.includes(message)) tally.examples.push(message);
}

/** Examples stay, so that no more than the first few are ever kept; they are told with each count. */
function takeTally(tally: Tally): ErrorCount | undefined {
  if (tally.count === 0) return undefined;
  const { count, examples } = tally;
  tally.count = 0;
  return { count, examples: [...examples] };
}

function takeCodes(codes: Map<number, number>): Readonly<Record<string, number>> {
  const taken = Object.fromEntries(codes);
  codes.clear();
  return taken;
}
