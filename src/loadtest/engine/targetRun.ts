/** One target as one worker loads it. */
import type { Limits, RequestPlan, Target } from '../plan.js';
import { createRequests } from '../requests/createRequests.js';
import type { Requests, User } from '../requests/iteration.js';
import { openTransport } from '../transport/open.js';
import type { Transport } from '../transport/transport.js';
import { Counters } from './counters.js';
import { Stalls } from './stalls.js';
import type { Standstill } from './standstill.js';

export class TargetRun {
  readonly requests: Requests;
  readonly transport: Transport;
  readonly counters: Counters;
  readonly stalls: Stalls;
  readonly redirects: number;
  readonly timeout: number;
  readonly pipelining: number;
  inFlight = 0;
  /** Requests that were answered, warm-up and settling included. */
  answers = 0;
  /** The run has ended: nothing more is sent. */
  isOver = false;
  /** Requests of the measured part that may still be sent. */
  tickets: number;
  readonly #indices: ReadonlyMap<RequestPlan, number>;
  readonly #captured: Readonly<Record<string, string>>;

  /** @throws Problem for a flow or certificates that cannot be used. */
  constructor(
    readonly index: number,
    target: Target,
    limits: Limits,
    seed: number,
    tickets: number,
    captured: Readonly<Record<string, string>>,
    standstill: Standstill,
  ) {
    this.stalls = new Stalls(standstill);
    const { flow, connection, origin } = target;
    this.requests = createRequests(flow, origin, seed);
    this.transport = openTransport({ origin, connection, maxBodyBytes: limits.maxBodyBytes });
    this.counters = new Counters(flow.requests.length);
    this.redirects = flow.redirects;
    this.timeout = limits.timeoutMilliseconds;
    this.pipelining = connection.http === '1.1' ? Math.max(1, connection.pipelining) : 1;
    this.tickets = tickets;
    this.#indices = new Map(flow.requests.map((request, i) => [request, i]));
    this.#captured = captured;
  }

  newUser(index: number): User {
    const user = this.requests.newUser(index);
    for (const [name, value] of Object.entries(this.#captured)) user.variables.set(name, value);
    return user;
  }

  indexOf(request: RequestPlan): number {
    return this.#indices.get(request) ?? 0;
  }

  takeTicket(): boolean {
    if (this.tickets <= 0) return false;
    this.tickets--;
    return true;
  }

  get isSpent(): boolean {
    return this.tickets <= 0 && this.inFlight === 0;
  }
}
