/** The threads of a run. */
import { Worker } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import type { FromWorker, ToWorker } from '../messages.js';

interface WorkersOptions {
  readonly entry: URL | string;
  readonly count: number;
  readonly onMessage: (worker: number, message: FromWorker) => void;
  /** A thread died, or what it had to do failed. The others are to be ended. */
  readonly onFailure: (error: Error) => void;
}

export class Workers {
  readonly #workers: Worker[];

  constructor({ entry, count, onMessage, onFailure }: WorkersOptions) {
    this.#workers = Array.from({ length: count }, () => new Worker(entry));
    for (const [index, worker] of this.#workers.entries()) {
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'failure') onFailure(failureOf(message));
        else onMessage(index, message);
      });
      worker.on('error', (error: Error) => onFailure(deathOf(error)));
      worker.on('exit', code => onFailure(deathOf(new Error(`exit code ${code}`))));
    }
  }

  send(worker: number, message: ToWorker): void {
    this.#workers[worker]?.postMessage(message);
  }

  sendAll(message: (worker: number) => ToWorker): void {
    for (const index of this.#workers.keys()) this.send(index, message(index));
  }

  /** Ends all threads, and with them all connections. What they say after that is of no interest. */
  async terminate(): Promise<void> {
    await Promise.all(
      this.#workers.map(worker => {
        worker.removeAllListeners();
        worker.on('error', () => undefined);
        return worker.terminate();
      }),
    );
  }
}

function failureOf({ message, stack, isProblem }: Extract<FromWorker, { kind: 'failure' }>): Error {
  if (isProblem) return new Problem(message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}

function deathOf(error: Error): Error {
  return (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Problem(
        'A load worker ran out of memory, so the run was stopped. Use fewer users, less data or smaller bodies.',
      )
    : new Problem(`A load worker stopped unexpectedly (${error.message}), so the run was stopped. Please report this.`);
}
