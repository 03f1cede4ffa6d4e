/** What a run found. Plain data. Times are milliseconds unless a name says otherwise. */
import type { Distribution } from './histogram.js';
import type { Plan } from './plan.js';
import type { TailPoint } from './tail.js';

/** Why a request had no whole answer. `protocol`: what came was not HTTP. `client`: this side could not make the request. */
export type ErrorKind =
  | 'refused'
  | 'dns'
  | 'tls'
  | 'connectTimeout'
  | 'responseTimeout'
  | 'reset'
  | 'protocol'
  | 'tooLarge'
  | 'client';

/** A moment of a run that is under way. */
export interface Snapshot {
  /** Seconds since the measured part began; negative in the warm-up. */
  readonly at: number;
  readonly phase: 'setup' | 'warmup' | 'running' | 'stopping' | 'done';
  /** 0 to 1, when an end is known. */
  readonly progress?: number;
  readonly remainingSeconds?: number;
  /** One for each target of the plan, in its order. */
  readonly targets: readonly TargetSnapshot[];
  readonly client: ClientHealth;
}

export interface TargetSnapshot {
  /** Since the snapshot before; in the warm-up, too, which `total` and what follows leave out. */
  readonly interval: { readonly seconds: number } & Figures;
  readonly total: Figures;
  readonly inFlight: number;
  readonly connections: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  /** The first message of each kind, when one is kept. */
  readonly errorExamples?: Readonly<Partial<Record<ErrorKind, string>>>;
  /** Latency of all so far, rising: percentile and milliseconds, a few for each decade of the tail. Once a second is enough. */
  readonly tail?: readonly TailPoint[];
}

export interface Figures {
  readonly requests: number;
  /** Requests without an answer, and answers whose status was not expected. */
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How this side fared: a load generator that is at its limit measures itself. */
export interface ClientHealth {
  /** Of the sending threads together, as a share of one core each: 1 is a saturated thread. */
  readonly cpu: number;
  /** The longest that an event loop of a sending thread stood still since the last snapshot (in a report: p99 over the run). */
  readonly lag: number;
  /** Open model: how late requests left after they were due for reasons of this side (not for want of a free connection), p99. */
  readonly late?: number;
}

export interface Report {
  /** Of the form, so that saved ones can be read by later versions. */
  readonly version: 1;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly seconds: number;
  /** `stopped`: by the user. `limit`: time or count were reached. `server`: nothing answered for so long that going on was senseless. */
  readonly endedBy: 'limit' | 'stopped' | 'server' | 'failure';
  /** Secrets masked. */
  readonly plan: Plan;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string; readonly node: string };
  /** What made the load, when it was not our own engine; `notes` say what it cannot tell. */
  readonly engine?: { readonly name: 'k6'; readonly version: string; readonly notes: readonly string[] };
  readonly targets: readonly TargetReport[];
  /** Why a teardown request failed. */
  readonly teardownFailure?: string;
  readonly client: ClientHealth & {
    /** Why figures may be the client's and not the server's; empty when it had room to spare. */
    readonly bottlenecks: readonly ('cpu' | 'lag' | 'rate' | 'connections')[];
  };
}

export interface TargetReport {
  readonly name: string;
  readonly seconds: number;
  readonly sent: number;
  /** Whole answers, whatever their status. */
  readonly answered: number;
  /** Answered with a status that was expected. */
  readonly succeeded: number;
  /** Sent, and neither answered nor failed when the run ended. */
  readonly inFlight: number;
  /** Open model: requests that were due and never sent. */
  readonly unsent: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly errors: Readonly<
    Partial<Record<ErrorKind, { readonly count: number; readonly examples: readonly string[] }>>
  >;
  /** Answered requests and timeouts (at the time that was waited). Open model: from when a request was due. */
  readonly latency: LatencyReport;
  /**
   * Closed model: with the requests that stalled users did not send put in. Absent when that cannot be told (one connection) or in
   * the open model. `misleads`: so different that the plain figures would mislead.
   */
  readonly corrected?: LatencyReport & { readonly misleads: boolean };
  /** From sending to the first byte of the answer. */
  readonly firstByte: LatencyReport;
  readonly connect?: LatencyReport;
  readonly tls?: LatencyReport;
  /** By `2xx`, `4xx`, … */
  readonly byStatusClass: Readonly<Record<string, LatencyReport>>;
  /** By the name of the request; only when there are several. */
  readonly byRequest: readonly RequestReport[];
  /** Answers in which a capture did not find what it seeks: answered, and not succeeded. */
  readonly captureFailures?: { readonly count: number; readonly examples: readonly string[] };
  /** One for each second of the run. */
  readonly series: readonly SecondReport[];
  /** Compare: one for each slice that this target had, in order. */
  readonly slices: readonly SliceReport[];
  /** From 429s: for `--expect-rate-limit`. */
  readonly rateLimit?: RateLimitReport;
  readonly connectionsOpened: number;
}

export interface RequestReport {
  readonly name: string;
  readonly answered: number;
  readonly failed: number;
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly latency: LatencyReport;
}

export interface LatencyReport {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly deviation: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly p9999: number;
  readonly max: number;
  /** In microseconds; absent where only the figures above are kept (series, classes). */
  readonly distribution?: Distribution;
}

export interface SecondReport {
  /** Seconds since the measured part began, when it started. */
  readonly at: number;
  /** How many it is of; absent: 1. More in runs of over an hour, less for the last one of a run. */
  readonly seconds?: number;
  readonly answered: number;
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** Open: the rate that was due; closed: users. */
  readonly load: number;
}

export interface SliceReport {
  readonly at: number;
  readonly seconds: number;
  readonly answered: number;
  readonly failed: number;
  readonly latency: Distribution;
}

export interface RateLimitReport {
  /** Requests that had been answered when the first 429 came. */
  readonly firstAfter: number;
  readonly count: number;
  /** Retry-After and RateLimit headers of the first 429, as sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}
