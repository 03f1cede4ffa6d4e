/** Runs the lint worker. Light enough for an editor's activation: Spectral is on the worker's side. */
import { Worker } from 'node:worker_threads';
import { startOfFile } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import type { LintJob, LintMessage, LintOutcome, LintReply, LintRequest, LintText, LintTyping } from './messages.js';

export interface RunnerLimits {
  /** GitHub's 13 MB description needs about a quarter of the usual. */
  readonly heapMegabytes?: number;
  /** What takes longer is ended; a first check of GitHub's description takes about five seconds. */
  readonly seconds?: number;
  /** A run that nobody waits for ends by itself at its next step, or is ended after this many seconds. */
  readonly patience?: number;
}

interface Job {
  readonly request: LintRequest;
  readonly given: Int32Array;
  readonly settle: (reply: LintReply) => void;
}

/**
 * Lints in a worker thread, one description at a time; further requests wait in order. The thread starts with the
 * first request and stays until `dispose`, because it remembers what it has checked. A thread that dies (out of memory,
 * say) is reported as a Problem of the request that killed it, and the next request gets a new one.
 */
export class LintRunner {
  readonly #entry: URL | string;
  readonly #limits: Required<RunnerLimits>;
  #worker: Worker | undefined;
  #running: Job | undefined;
  #waiting: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  #threads = 0;

  /** `entry`: the built lintWorker file. */
  constructor(entry: URL | string, limits: RunnerLimits = {}) {
    this.#entry = entry;
    this.#limits = { heapMegabytes: 1024, seconds: 30, patience: 3, ...limits };
  }

  /** Which thread it is that answers next, from 1: another one knows nothing of the texts that were told to the last. */
  get thread(): number {
    this.#worker ??= this.#start();
    return this.#threads;
  }

  /** Tells what an editor holds. */
  tell(message: LintText | LintTyping): void {
    this.#worker ??= this.#start();
    this.#post(message);
  }

  /**
   * The outcome; the path of a file instead when its whole text has to be told first.
   * @throws Problem when there is nothing to lint or the thread died; the signal's reason when it is aborted.
   */
  async lint(request: LintRequest, signal?: AbortSignal): Promise<LintOutcome | string> {
    signal?.throwIfAborted();
    const reply = await new Promise<LintReply>(resolve => {
      const abort = () => this.#abort(job);
      const job: Job = {
        request,
        given: new Int32Array(new SharedArrayBuffer(4)),
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
      case 'stale':
        return reply.path;
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
    this.#timer = setTimeout(() => this.#late(job), this.#limits.seconds * 1000);
    const { request, given } = job;
    this.#post({ ...request, given } satisfies LintJob);
  }

  #post(message: LintMessage): void {
    this.#worker?.postMessage(message);
  }

  #start(): Worker {
    this.#threads++;
    const { heapMegabytes } = this.#limits;
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    worker.on('message', (reply: LintReply) => this.#finish(reply));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`exit code ${code}`)));
    worker.unref();
    return worker;
  }

  #finish(reply: LintReply): void {
    clearTimeout(this.#timer);
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
      ? `Linting this description takes more than ${this.#limits.heapMegabytes} MB of memory, so it was stopped. Lint its parts one by one.`
      : `The lint worker stopped unexpectedly (${error.message}). Please report this.`;
    this.#finish({ kind: 'problem', message, ...(path !== undefined && { place: { path } }) });
  }

  #late(job: Job): void {
    const { path } = job.request;
    this.#stop();
    job.settle({ kind: 'done', outcome: unfinished(path, this.#limits.seconds) });
    this.#next();
  }

  /** The thread is worth keeping for what it remembers, so it is given time to come to the end of its step. */
  #abort(job: Job): void {
    if (job !== this.#running) {
      this.#waiting = this.#waiting.filter(other => other !== job);
      job.settle({ kind: 'aborted' });
      return;
    }
    Atomics.store(job.given, 0, 1);
    job.settle({ kind: 'aborted' });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#stop();
      this.#next();
    }, this.#limits.patience * 1000);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#running = undefined;
    if (!worker) return;
    silence(worker);
    void worker.terminate();
  }
}

function unfinished(path: string, seconds: number): LintOutcome {
  const message = `Checking this description took more than ${seconds} seconds and was stopped: nothing is known of its problems. Turn off rules of your own that take long, or split the description into several files.`;
  const finding = { rule: 'lint-incomplete', severity: 'info', message, path, range: startOfFile, fixes: [] } as const;
  return { findings: [finding], files: [path], rules: [], unfinished: true };
}

/** What a thread says after its end is of no interest; an `error` that nobody hears would end the process. */
function silence(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
}
