/** What an iteration of a virtual user sends, and what it learns from the answers: the contract between the engine and the requests. */
import type { RequestPlan } from '../plan.js';
import type { SendOptions, WireRequest } from '../transport/transport.js';

/** A virtual user's own memory. */
export interface User {
  readonly index: number;
  /** Captured values and the row of the data that this iteration has. */
  readonly variables: Map<string, string>;
}

export interface Requests {
  newUser(index: number): User;
  /**
   * Before each iteration. `count` is the number of the iteration over all users and workers. @returns the requests to send, in order.
   */
  begin(user: User, count: number): readonly RequestPlan[];
  /** Ready for the wire; the same object again where nothing varies, so that its frame is kept. @throws Problem for a variable that nobody knows. */
  wire(request: RequestPlan, user: User): WireRequest;
  /** What the answer must be kept for. */
  wants(request: RequestPlan): SendOptions;
  isExpected(request: RequestPlan, status: number): boolean;
  /** Captures and cookies. @returns why a capture found nothing: the answer then counts as failed. */
  learn(
    request: RequestPlan,
    user: User,
    status: number,
    headers: readonly string[] | undefined,
    body: Uint8Array | undefined,
  ): string | undefined;
  /**
   * The request that follows a redirect within the flow's limit, to the same origin. Undefined: none; the 3XX is the answer.
   * With `user`, the cookies that came with the redirect are kept and sent; `learn` is for the last answer.
   */
  redirect(
    sent: WireRequest,
    status: number,
    headers: readonly string[] | undefined,
    followed: number,
    user?: User,
  ): WireRequest | undefined;
}
