/** All that crosses the thread: `run.ts` on one side, `engine/worker.ts` on the other. */
import type { PackedHistogram } from './engine/packed.js';
import type { Plan } from './plan.js';
import type { ErrorKind } from './report.js';

/** One for each target: what its setup captured. */
export type Captured = readonly Readonly<Record<string, string>>[];

/** Of one worker: `index` of `count`. */
export interface Share {
  readonly plan: Plan;
  readonly index: number;
  readonly count: number;
}

export type ToWorker =
  /** Before a schedule begins; answered by `rehearsed`. */
  | { readonly kind: 'rehearse' }
  /** Answered by `captured`, or by `failure`. */
  | { readonly kind: 'setup'; readonly plan: Plan }
  | {
      readonly kind: 'start';
      readonly share: Share;
      readonly captured: Captured;
      /** Milliseconds of the clock of `process.hrtime`, which all threads share, at which the load begins. */
      readonly startAt: number;
      readonly tickMilliseconds: number;
    }
  /** Ends at once; the last `tick` follows in `end`. */
  | { readonly kind: 'stop' }
  /** Answered by `tornDown`. */
  | { readonly kind: 'teardown'; readonly plan: Plan; readonly captured: Captured };

export type FromWorker =
  /** Has loaded all it needs. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'rehearsed' }
  | { readonly kind: 'captured'; readonly captured: Captured }
  | { readonly kind: 'tick'; readonly tick: Tick }
  | { readonly kind: 'end'; readonly tick: Tick; readonly by: 'limit' | 'stopped' | 'server' }
  | { readonly kind: 'tornDown'; readonly failure: string | undefined }
  /** `isProblem`: the message is for people. */
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string; readonly isProblem: boolean };

/** What was counted since the tick before, one entry for each target. */
export interface Tick {
  /** Seconds since the measured part began; negative in the warm-up, whose counts are not kept. */
  readonly at: number;
  readonly seconds: number;
  readonly targets: readonly TargetTick[];
  /** Share of the time that this thread worked: neither waiting nor polling the clock. */
  readonly cpu: number;
  /** Milliseconds: the longest. */
  readonly lag: number;
  /** Microseconds, a hundred a second. */
  readonly lags: PackedHistogram | undefined;
}

/** Histograms are in microseconds; undefined: empty. */
export interface TargetTick {
  readonly sent: number;
  readonly answered: number;
  readonly succeeded: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** As it is now. */
  readonly inFlight: number;
  /** As it is now: due, and not sent. */
  readonly unsent: number;
  readonly connections: number;
  /** Since the start. */
  readonly connectionsOpened: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly errors: Readonly<Partial<Record<ErrorKind, ErrorCount>>>;
  /** Answers in which a capture found nothing. */
  readonly captureFailures: ErrorCount | undefined;
  readonly latency: PackedHistogram | undefined;
  readonly firstByte: PackedHistogram | undefined;
  readonly connect: PackedHistogram | undefined;
  readonly tls: PackedHistogram | undefined;
  readonly late: PackedHistogram | undefined;
  readonly byStatusClass: Readonly<Record<string, PackedHistogram>>;
  /** In the order of the flow's requests; only those with news. */
  readonly byRequest: readonly RequestTick[];
  readonly slices: readonly SliceTick[];
  readonly stalls: StallTick;
  readonly pool: PoolTick;
  readonly rateLimit: RateLimitTick | undefined;
  /** Of requests outside of what is measured: in the warm-up to be shown, never to be kept. */
  readonly unmeasured: UnmeasuredTick | undefined;
}

export interface UnmeasuredTick {
  readonly answered: number;
  readonly succeeded: number;
  /** Without an answer. */
  readonly failed: number;
  readonly latency: PackedHistogram | undefined;
}

export interface ErrorCount {
  readonly count: number;
  readonly examples: readonly string[];
}

export interface RequestTick {
  readonly index: number;
  readonly answered: number;
  readonly failed: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly latency: PackedHistogram | undefined;
}

export interface SliceTick {
  readonly index: number;
  readonly answered: number;
  readonly failed: number;
  readonly latency: PackedHistogram | undefined;
}

/** Closed model: see `stalls.ts`. */
export interface StallTick {
  readonly missed: PackedHistogram | undefined;
  readonly seconds: number;
  /** The highest latency, in microseconds, that did not count as a stall; the last one. */
  readonly threshold: number;
}

/** Open model. */
export interface PoolTick {
  /** Requests that had to wait for a connection. */
  readonly waited: number;
  /** Answers to requests that were sent while a quarter of the connections, or less, were in use; and how long they took from sending. */
  readonly unhurried: number;
  readonly unhurriedMilliseconds: number;
}

export interface RateLimitTick {
  readonly count: number;
  /** Answers that this worker had counted since the start when its first 429 came. */
  readonly firstAfter: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}
