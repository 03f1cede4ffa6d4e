/** One request at a time of one virtual user: sends, and counts what becomes of it. Made once and used for all that the user sends. */
import { performance } from 'node:perf_hooks';
import { record } from '../histogram.js';
import type { RequestPlan } from '../plan.js';
import type { ErrorKind } from '../report.js';
import type { User } from '../requests/iteration.js';
import type { Channel, SendOptions, Sink, WireRequest } from '../transport/transport.js';
import type { Counters, SliceCounters } from './counters.js';
import type { TargetRun } from './targetRun.js';

/** What decides when a lane sends. */
export interface LaneDriver {
  /** All requests of an iteration are over. May begin the next one at once. */
  ended(lane: Lane, now: number): void;
  /** Between two requests of a sequence. @returns milliseconds to wait. */
  readonly think: number;
  /** A request is over. `service`: milliseconds from sending, connecting left out; of no meaning unless it was answered. */
  settled(lane: Lane, now: number, outcome: 'answered' | 'timeout' | 'failed', service: number): void;
}

/** Where an iteration is counted: undefined for warm-up and settling. */
export interface Window {
  readonly counters: Counters;
  readonly slice: SliceCounters | undefined;
}

/** The longest pause of a user whose requests fail one after the other, so that a server that refuses does not make this side spin. */
const longestBackOff = 100;

/** By whether the body is wanted. */
const limitHeaders: readonly [SendOptions, SendOptions] = [
  { headers: 429, body: false },
  { headers: 429, body: true },
];

export class Lane implements Sink {
  /** Milliseconds of `performance.now`; Infinity while nothing is in flight. */
  deadline = Infinity;
  /** Failures since the last answer. */
  failures = 0;
  /** Open model: requests in flight when the one at hand was sent. */
  inFlightBefore = 0;
  readonly user: User;
  readonly #target: TargetRun;
  readonly #driver: LaneDriver;
  #window: Window | undefined;
  #steps: readonly RequestPlan[] = [];
  #step = 0;
  #request!: RequestPlan;
  #wire!: WireRequest;
  #want!: SendOptions;
  #due = 0;
  #sentAt = 0;
  #firstByte = 0;
  #connecting = 0;
  #status = 0;
  #headers: readonly string[] | undefined;
  #followed = 0;
  #bytes = 0;

  constructor(
    target: TargetRun,
    driver: LaneDriver,
    readonly channel: Channel,
    /** Among those of the target on this worker. */
    readonly ordinal: number,
    /** Of the user, over all workers. */
    index: number,
  ) {
    this.#target = target;
    this.#driver = driver;
    this.user = target.newUser(index);
  }

  /**
   * Sends the first request of an iteration.
   * @param due milliseconds: latency counts from here.
   * @param count number of the iteration over all users and workers.
   */
  begin(now: number, due: number, count: number, window: Window | undefined): void {
    this.#window = window;
    this.#steps = this.#target.requests.begin(this.user, count);
    this.#step = 0;
    this.#send(now, due);
  }

  /** Milliseconds before the next request, after failures: 0, 1, 2, 4, … 100. */
  get backOff(): number {
    return this.failures < 2 ? 0 : Math.min(longestBackOff, 2 ** (this.failures - 2));
  }

  /** The request at hand takes too long. */
  expire(now: number): void {
    const waited = Math.round(now - this.#sentAt);
    const { phase } = this.channel;
    if (phase === 'connecting') this.channel.abort('connectTimeout', `no connection within ${waited} ms`);
    else {
      const what = phase === 'reading' ? 'the answer was not complete after' : 'no answer within';
      this.channel.abort('responseTimeout', `${what} ${waited} ms`);
    }
  }

  connected(connect: number, tls: number): void {
    this.#connecting = connect + tls;
    const counters = this.#window?.counters;
    if (!counters) return;
    record(counters.connect, connect * 1000);
    if (tls > 0) record(counters.tls, tls * 1000);
  }

  head(status: number, headers: readonly string[] | undefined): void {
    this.#status = status;
    this.#headers = headers;
    this.#firstByte = performance.now();
  }

  done(bytes: number, body: Uint8Array | undefined): void {
    const now = performance.now();
    const target = this.#target;
    const { requests } = target;
    const status = this.#status;
    this.#bytes += bytes;
    if (target.redirects > 0 && status >= 300 && status < 400 && this.#follow(status)) return;
    this.#settle(now, 'answered');
    this.failures = 0;
    target.answers++;
    const window = this.#window;
    const latency = now - this.#due;
    if (status === 429) window?.counters.limited(this.#headers);
    const failure = requests.learn(this.#request, this.user, status, this.#headers, body);
    const succeeded = failure === undefined && requests.isExpected(this.#request, status);
    if (window) {
      if (failure !== undefined) window.counters.captureFailed(failure);
      const firstByte = this.#firstByte - this.#sentAt;
      const { counters, slice } = window;
      counters.answer(target.indexOf(this.#request), status, succeeded, latency, firstByte, this.#bytes, slice);
    } else target.counters.unmeasured.count(succeeded ? 'succeeded' : 'unexpected', latency);
    this.#advance(now, succeeded);
  }

  failed(kind: ErrorKind, message: string): void {
    const now = performance.now();
    const isTimeout = kind === 'responseTimeout' || kind === 'connectTimeout';
    this.#settle(now, isTimeout ? 'timeout' : 'failed');
    this.failures++;
    const window = this.#window;
    const waited = isTimeout ? now - this.#due : undefined;
    if (window) window.counters.fail(this.#target.indexOf(this.#request), kind, message, waited, window.slice);
    else this.#target.counters.unmeasured.count('failed', waited);
    this.#advance(now, false);
  }

  #send(now: number, due: number): void {
    const target = this.#target;
    // The rest of a sequence that outlasts its slice falls into another target's time.
    if (this.#window?.slice?.isOver) this.#window = undefined;
    const window = this.#window;
    if (window && !target.takeTicket()) {
      this.#driver.ended(this, now);
      return;
    }
    const request = this.#steps[this.#step]!;
    this.#request = request;
    this.#due = due;
    this.#sentAt = now;
    this.#connecting = 0;
    this.#followed = 0;
    this.#bytes = 0;
    target.inFlight++;
    if (window) {
      window.counters.sent++;
      if (window.slice) window.slice.inFlight++;
    }
    try {
      this.#wire = target.requests.wire(request, this.user);
    } catch (error) {
      // Later: who called is about to go on, and would come back here at once.
      setImmediate(() => this.failed('client', (error as Error).message));
      return;
    }
    const want = target.requests.wants(request);
    this.#want = window?.counters.wantsLimitHeaders && want.headers === false ? limitHeaders[want.body ? 1 : 0] : want;
    this.deadline = now + target.timeout;
    this.#transmit();
  }

  #transmit(): void {
    this.channel.send(this.#wire, this, this.#want);
    const window = this.#window;
    if (window) window.counters.bytesSent += this.#wire.frame?.length ?? this.#wire.body?.length ?? 0;
  }

  /** @returns whether another request was sent in place of the one that was answered. */
  #follow(status: number): boolean {
    const next = this.#target.requests.redirect(this.#wire, status, this.#headers, this.#followed, this.user);
    if (!next) return false;
    this.#followed++;
    this.#wire = next;
    this.#transmit();
    return true;
  }

  #settle(now: number, outcome: 'answered' | 'timeout' | 'failed'): void {
    this.#driver.settled(this, now, outcome, Math.max(0, now - this.#sentAt - this.#connecting));
    this.#target.inFlight--;
    this.deadline = Infinity;
  }

  #advance(now: number, succeeded: boolean): void {
    this.#step++;
    if (this.#target.isOver) return;
    if (this.#step < this.#steps.length && (succeeded || !this.#request.stopOnFailure)) {
      const wait = Math.max(this.#driver.think, this.backOff);
      if (wait > 0) setTimeout(() => this.#sendNext(), wait);
      else this.#send(now, now);
      return;
    }
    this.#driver.ended(this, now);
  }

  #sendNext(): void {
    if (this.#target.isOver) return;
    const now = performance.now();
    this.#send(now, now);
  }
}
