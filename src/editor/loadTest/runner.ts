import { Worker } from 'node:worker_threads';
import type { Snapshot } from '../../loadtest/report.js';
import { Problem } from '../../text/problem.js';
import type { FromRunner, RunnerCall, RunnerCalls, RunnerRequest } from './runnerMessages.js';

/** GitHub's 13 MB description needs about an eighth of this. */
const heapMegabytes = 2048;

interface Job {
  readonly resolve: (result: RunnerCalls[RunnerCall]['result']) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks the runner's thread, which starts with the first call and stays until `dispose`. When it dies, all calls that wait for an
 * answer fail with a Problem, its load workers die with it, and the next call gets a new one.
 */
export class LoadTestRunner {
  readonly #entry: string;
  readonly #onSnapshot: (run: string, snapshot: Snapshot) => void;
  #worker: Worker | undefined;
  #jobs = new Map<number, Job>();
  #lastId = 0;

  /** `entry`: the built loadRunner file. */
  constructor(entry: string, onSnapshot: (run: string, snapshot: Snapshot) => void) {
    this.#entry = entry;
    this.#onSnapshot = onSnapshot;
  }

  /** @throws Problem for what a user can mend. */
  call<Call extends RunnerCall>(call: Call, params: RunnerCalls[Call]['params']): Promise<RunnerCalls[Call]['result']> {
    const request: RunnerRequest = { id: ++this.#lastId, call, params };
    return new Promise<RunnerCalls[Call]['result']>((resolve, reject) => {
      this.#jobs.set(request.id, { resolve: resolve as Job['resolve'], reject });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  /** Ends the thread, its load workers with it. */
  dispose(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) {
      silence(worker);
      void worker.terminate();
    }
    this.#fail(new Error('The editor is closing.'));
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    worker.on('message', (message: FromRunner) => this.#receive(message));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #receive(message: FromRunner): void {
    if (message.kind === 'snapshot') {
      this.#onSnapshot(message.run, message.snapshot);
      return;
    }
    const job = this.#jobs.get(message.id);
    this.#jobs.delete(message.id);
    if (this.#jobs.size === 0) this.#worker?.unref();
    if (message.kind === 'done') job?.resolve(message.result);
    else if (message.kind === 'problem') job?.reject(new Problem(message.message, message.place));
    else job?.reject(Object.assign(new Error(message.message), { stack: message.stack }));
  }

  #died(worker: Worker, error: Error): void {
    silence(worker);
    if (this.#worker === worker) this.#worker = undefined;
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const message = tooLarge
      ? `The load test needs more than ${heapMegabytes} MB of memory beside the load itself, so it was stopped. Split the API description.`
      : `The load test's thread stopped unexpectedly (${error.message}), and the load with it. Please report this.`;
    this.#fail(new Problem(message));
  }

  #fail(error: Error): void {
    const jobs = [...this.#jobs.values()];
    this.#jobs = new Map();
    for (const { reject } of jobs) reject(error);
  }
}

/** What a thread says after its end is of no interest; an `error` that nobody hears would end the process. */
function silence(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
}
