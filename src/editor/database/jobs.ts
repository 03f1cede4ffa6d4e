import { Problem } from '../../text/problem.js';

/** Jobs that can be cancelled, by the name that the editor gave them. */
const running = new Map<string, AbortController>();

/** @throws what the work throws; a Problem when it was cancelled. */
export async function inJob<Result>(job: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  running.set(job, controller);
  try {
    return await work(controller.signal);
  } finally {
    running.delete(job);
  }
}

export function cancelJob(job: string): void {
  running.get(job)?.abort(new Problem('Cancelled.'));
}
