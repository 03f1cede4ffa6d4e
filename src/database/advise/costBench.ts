/** Where plans are made as if indexes were there that are not. */
import type { Plan } from '../explain/plan.js';
import type { Candidate } from './candidates.js';

export interface CostBench {
  readonly method: 'hypopg' | 'copy';
  /** Of the server that plans. */
  readonly version: string;
  /**
   * Makes candidates known, once and before anything else; what is asked for later are their places in this list.
   * @returns their sizes in bytes; undefined for those that the server refuses: a function that is not immutable, a type without order.
   */
  prepare(candidates: readonly Candidate[]): Promise<readonly (number | undefined)[]>;
  /** From now on plans may use exactly these. */
  use(candidates: readonly number[]): Promise<void>;
  /** The plan of a statement; with parameters in it the generic one. @throws DatabaseError or Problem when it is refused. */
  plan(sql: string): Promise<Plan>;
  close(): Promise<void>;
}
