import { Problem, type ProblemPlace } from '../../text/problem.js';

export type RefusedReason =
  /** The schema is another one than the plan is for. */
  | 'otherSchema'
  /** Nobody can tell which schema it is: the engine that made the plan cannot rebuild it. */
  | 'unknownSchema'
  /** Others were applied after the one that is to be taken back. */
  | 'laterMigrations'
  /** What is to be taken back is applied in part only. */
  | 'partlyApplied'
  /** Another run has the lock. */
  | 'otherRun';

export interface Refusal {
  readonly reason: RefusedReason;
  /** What is the matter: whole sentences. */
  readonly said: string;
  /** What to do on the command line: whole sentences. Others offer it in their own manner. */
  readonly advice: string;
}

/** Nothing was done, and the user may have it done all the same: with `anySchema`, or with more patience. */
export class RefusedRun extends Problem {
  readonly reason: RefusedReason;
  readonly said: string;

  constructor({ reason, said, advice }: Refusal, place?: ProblemPlace) {
    super(`${said} ${advice}`, place);
    this.reason = reason;
    this.said = said;
  }
}
