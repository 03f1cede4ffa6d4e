/** What crosses between `roomThread.ts` and a thread that answers with `answerCalls.ts`. Types only. */
import type { ProblemPlace } from '../text/problem.js';

/** Name of a call → what it takes and gives: plain data. */
export type Calls = Record<string, { readonly params: unknown; readonly result: unknown }>;

export type Call<All> = keyof All & string;

export interface ToThread {
  readonly id: number;
  readonly call: string;
  readonly params: unknown;
}

export type FromThread<Told> =
  | { readonly id: number; readonly kind: 'done'; readonly result: unknown }
  | { readonly id: number; readonly kind: 'problem'; readonly message: string; readonly place?: ProblemPlace }
  | { readonly id: number; readonly kind: 'failure'; readonly message: string; readonly stack: string }
  | { readonly kind: 'told'; readonly told: Told };
