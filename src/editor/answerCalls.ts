/** The thread's side of `roomThread.ts`. */
import { parentPort } from 'node:worker_threads';
import { Problem } from '../text/problem.js';
import type { Call, FromThread, ToThread } from './roomThreadMessages.js';

/** Call → how it is answered. */
export type Answers<All> = {
  [One in Call<All>]: All[One] extends { readonly params: infer Params; readonly result: infer Result }
    ? (params: Params) => Promise<Result>
    : never;
};

/** Answers all calls that come. A Problem is told as such; any other error is a failure of ours. */
export function answerCalls<All>(answers: Answers<All>): void {
  parentPort?.on('message', async ({ id, call, params }: ToThread) => {
    try {
      const answer = answers[call as Call<All>] as (params: unknown) => Promise<unknown>;
      post({ id, kind: 'done', result: await answer(params) });
    } catch (error) {
      if (error instanceof Problem) {
        post({ id, kind: 'problem', message: error.message, ...(error.place && { place: error.place }) });
      } else {
        const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
        post({ id, kind: 'failure', message, stack });
      }
    }
  });
}

/** Says something between a call and its answer. */
export function tell<Told>(told: Told): void {
  post({ kind: 'told', told });
}

function post<Told>(message: FromThread<Told>): void {
  parentPort?.postMessage(message);
}
