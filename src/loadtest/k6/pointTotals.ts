/** Points of k6 become the ticks that our own threads send, so that all figures are made in one place. */
import { Counters } from '../engine/counters.js';
import type { Merge } from '../engine/merge.js';
import { plannedSeconds } from '../engine/timeline.js';
import { record } from '../histogram.js';
import type { Tick } from '../messages.js';
import type { Plan } from '../plan.js';
import { errorKind } from './errorKind.js';
import type { Point } from './points.js';

/** Seconds that points may be under way: k6 flushes its samples every 0.2 s. */
const grace = 0.5;
/** Seconds before the end in which k6 may take the end for a timeout. */
const lastMoment = 0.1;

/** A request whose duration was read and whose time to the first byte is in the next few lines. */
interface Pending {
  readonly request: number;
  readonly status: number;
  readonly isExpected: boolean;
  readonly latency: number;
}

export class PointTotals {
  /** Requests of the measured part that are over. */
  counted = 0;
  /** Of the last teardown request that failed. */
  teardownFailure: string | undefined;
  readonly #plan: Plan;
  readonly #merge: Merge;
  readonly #counters: Counters;
  readonly #planned: number;
  readonly #tick: number;
  /** Milliseconds since 1970: nothing that k6 tells of began before it. */
  readonly #startedAt: number;
  /** Milliseconds since 1970 at which the measured part began. */
  #begun: number | undefined;
  /** Seconds at which the window begins that is being filled. */
  #from: number;
  /** Seconds of the latest point of the load. */
  #latest = 0;
  #pending: Pending | undefined;
  #users = 0;
  #opened = 0;
  #dropped = 0;

  constructor(plan: Plan, merge: Merge, startedAt: number) {
    this.#plan = plan;
    this.#startedAt = startedAt;
    this.#merge = merge;
    this.#counters = new Counters(plan.targets[0]!.flow.requests.length);
    this.#planned = plannedSeconds(plan);
    this.#tick = merge.tickMilliseconds / 1000;
    // In whole ticks, so that none of them is of two seconds.
    this.#from = -Math.ceil(plan.limits.warmupSeconds / this.#tick - 1e-9) * this.#tick;
  }

  /** @param now milliseconds since 1970: no point is later. */
  add(point: Point, now: number): void {
    const { metric, value, tags } = point;
    const { scenario } = tags;
    if (metric === 'vus') this.#users = value;
    else if (scenario === 'load' || scenario === 'warmup') {
      if (metric === 'load_begun') this.#begin(scenario, Math.min(value, now));
      else this.#count(point, scenario === 'load', now);
    } else if (metric === 'http_req_duration' && tags['group'] === '::teardown' && !isExpected(tags)) {
      this.teardownFailure = `${tags['name'] ?? 'A request'}: ${tags['error'] || `status ${tags['status'] ?? 'unknown'}`}`;
    }
  }

  /** Seconds since the measured part began; undefined: it has not. */
  seconds(now: number): number | undefined {
    return this.#begun === undefined ? undefined : this.#secondsAt(now);
  }

  /** Goes on to what is surely told by then. */
  pass(now: number): void {
    if (this.#begun !== undefined) this.#closeUntil(Math.min(this.#secondsAt(now) - grace, this.#planned));
  }

  /** Hands in the rest. @param now milliseconds since 1970, when it was stopped; undefined: it ended by itself. */
  end(now: number | undefined): void {
    this.#settle();
    const { requests } = this.#plan.limits;
    let seconds = 0;
    if (this.#begun !== undefined) {
      if (now !== undefined) seconds = Math.min(this.#secondsAt(now), this.#planned);
      else if (requests === undefined && Number.isFinite(this.#planned)) seconds = this.#planned;
    }
    const until = Math.max(this.#from, this.#latest, seconds);
    this.#closeUntil(until);
    this.#merge.end(0, this.#take(until), now === undefined ? 'limit' : 'stopped');
  }

  #begin(scenario: 'load' | 'warmup', at: number): void {
    const wait = scenario === 'warmup' ? this.#plan.limits.warmupSeconds * 1000 : 0;
    if (this.#begun === undefined || scenario === 'load') this.#begun = Math.max(this.#startedAt, at) + wait;
  }

  #count({ metric, value, tags, at }: Point, isMeasured: boolean, now: number): void {
    this.#begun ??= Math.max(this.#startedAt, at - (metric.startsWith('http_') ? value : 0));
    const seconds = this.#secondsAt(Math.min(at, now));
    this.#closeUntil(Math.min(seconds, this.#planned));
    if (metric === 'http_req_duration') this.#ended(tags, value, isMeasured, seconds);
    if (!isMeasured) return;
    this.#latest = Math.max(this.#latest, Math.min(seconds, this.#planned));
    const counters = this.#counters;
    if (metric === 'http_req_waiting') this.#settle(value);
    else if (metric === 'http_req_connecting' && value > 0) {
      this.#opened++;
      record(counters.connect, value * 1000);
    } else if (metric === 'http_req_tls_handshaking' && value > 0) record(counters.tls, value * 1000);
    else if (metric === 'data_sent') counters.bytesSent += value;
    else if (metric === 'data_received') counters.bytesReceived += value;
    else if (metric === 'dropped_iterations') this.#dropped += value;
  }

  #ended(tags: Point['tags'], latency: number, isMeasured: boolean, seconds: number): void {
    this.#settle();
    const counters = this.#counters;
    const request = Number(tags['name']);
    if (!(request >= 0 && request < counters.requests)) return;
    const status = Number(tags['status']);
    const isAnswer = status >= 100 && status <= 999;
    if (!isMeasured) {
      counters.unmeasured.count(isAnswer ? (isExpected(tags) ? 'succeeded' : 'unexpected') : 'failed', latency);
      return;
    }
    const message = (tags['error'] || 'no answer').slice(0, 300);
    const kind = errorKind(Number(tags['error_code']), message);
    const isTimeout = !isAnswer && (kind === 'connectTimeout' || kind === 'responseTimeout');
    const { timeoutMilliseconds } = this.#plan.limits;
    // The end of the run is a timeout to what is in flight then.
    if (isTimeout && seconds > this.#planned - lastMoment && latency < 0.9 * timeoutMilliseconds) return;
    this.counted++;
    counters.sent++;
    if (isAnswer) {
      this.#pending = { request, status: Math.floor(status), isExpected: isExpected(tags), latency };
      return;
    }
    const waited = isTimeout ? latency || timeoutMilliseconds : undefined;
    counters.fail(request, kind, message, waited, undefined);
  }

  /** Counts the answer at hand. @param firstByte milliseconds; unknown: all of the latency. */
  #settle(firstByte?: number): void {
    if (!this.#pending) return;
    const { request, status, isExpected: succeeded, latency } = this.#pending;
    this.#pending = undefined;
    this.#counters.answer(request, status, succeeded, latency, firstByte ?? latency, 0, undefined);
  }

  #secondsAt(now: number): number {
    return (now - this.#begun!) / 1000;
  }

  #closeUntil(seconds: number): void {
    // Rounding must not leave a window of no time behind.
    while (this.#from + this.#tick <= seconds + 1e-9) {
      this.#merge.add(0, this.#take(Math.round((this.#from + this.#tick) * 1e6) / 1e6));
    }
  }

  #take(until: number): Tick {
    const seconds = Math.max(1e-6, until - this.#from);
    this.#from = until;
    const target = this.#counters.take({
      inFlight: 0,
      unsent: this.#dropped,
      connections: this.#users,
      connectionsOpened: this.#opened,
      stalls: { missed: undefined, seconds: 0, threshold: 0 },
      pool: { waited: 0, unhurried: 0, unhurriedMilliseconds: 0 },
    });
    return { at: until, seconds, targets: [target], cpu: 0, lag: 0, lags: undefined };
  }
}

function isExpected(tags: Point['tags']): boolean {
  return tags['expected_response'] === 'true';
}
