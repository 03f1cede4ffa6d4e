/** Runs the lint worker. Light enough for an editor's activation: Spectral is on the worker's side. */
import { Worker } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import type { LintOutcome, LintReply, LintRequest } from './messages.js';

/** GitHub's 13 MB description needs about a quarter of this. */
const heapMegabytes = 1024;

interface Job {
  readonly request: LintRequest;
  readonly settle: (reply: LintReply | { readonly kind: 'aborted' }) => void;
}

/**
 * Lints in a worker thread, one description at a time; further requests wait in order. The thread starts with the
 * first request and stays until `dispose`. A thread that dies (out of memory, say) is reported as a Problem of the
 * request that killed it, and the next request gets a new one.
 */
export class LintRunner {
  readonly #entry: URL | string;
  readonly #heapMegabytes: number;
  #worker: Worker | undefined;
  #running: Job | undefined;
  #waiting: Job[] = [];

  /** `entry`: the built lintWorker file. */
  constructor(entry: URL | string, heap: number = heapMegabytes) {
    this.#entry = entry;
    this.#heapMegabytes = heap;
  }

  /**
   * @throws Problem when there is nothing to lint or the thread died; the signal's reason when it is aborted. Spectral
   * cannot be interrupted, so aborting a request that runs ends the thread.
   */
  async lint(request: LintRequest, signal?: AbortSignal): Promise<LintOutcome> {
    signal?.throwIfAborted();
    const reply = await new Promise<LintReply | { readonly kind: 'aborted' }>(resolve => {
      const abort = () => this.#abort(job);
      const job: Job = {
        request,
        settle: answer => {
          signal?.removeEventListener('abort', abort);
          resolve(answer);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
    switch (reply.kind) {
      case 'done':
        return reply.outcome;
      case 'problem':
        throw new Problem(reply.message, reply.place);
      case 'failure': {
        const error = new Error(reply.message);
        error.stack = reply.stack;
        throw error;
      }
      case 'aborted':
        throw signal?.reason ?? new DOMException('The lint runner was disposed of.', 'AbortError');
    }
  }

  /** Ends the thread; requests that run or wait are aborted. */
  dispose(): void {
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#waiting];
    this.#waiting = [];
    this.#stop();
    for (const job of jobs) job.settle({ kind: 'aborted' });
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) {
      this.#worker?.unref();
      return;
    }
    this.#running = job;
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(job.request);
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: this.#heapMegabytes } });
    worker.on('message', (reply: LintReply) => this.#finish(reply));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #finish(reply: LintReply): void {
    const job = this.#running;
    this.#running = undefined;
    job?.settle(reply);
    this.#next();
  }

  #died(worker: Worker, error: Error): void {
    silence(worker);
    this.#worker = undefined;
    const path = this.#running?.request.path;
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const message = tooLarge
      ? `Linting this description takes more than ${this.#heapMegabytes} MB of memory, so it was stopped. Lint its parts one by one.`
      : `The lint worker stopped unexpectedly (${error.message}). Please report this.`;
    this.#finish({ kind: 'problem', message, ...(path !== undefined && { place: { path } }) });
  }

  #abort(job: Job): void {
    if (job === this.#running) {
      this.#stop();
      job.settle({ kind: 'aborted' });
      this.#next();
      return;
    }
    this.#waiting = this.#waiting.filter(other => other !== job);
    job.settle({ kind: 'aborted' });
  }

  #stop(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#running = undefined;
    if (!worker) return;
    silence(worker);
    void worker.terminate();
  }
}

/** What a thread says after its end is of no interest; an `error` that nobody hears would end the process. */
function silence(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
}
