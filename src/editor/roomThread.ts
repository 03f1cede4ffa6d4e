import { Worker } from 'node:worker_threads';
import { Problem } from '../text/problem.js';
import type { Call, Calls, FromThread, ToThread } from './roomThreadMessages.js';

interface Job {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface RoomThreadOptions<Told> {
  /** The built file. */
  readonly entry: string;
  /** For people: `The load test`. */
  readonly name: string;
  readonly heapMegabytes: number;
  /** What they can do when that is not enough: a whole sentence. */
  readonly whenTooLarge: string;
  /** What the thread says between a call and its answer. */
  readonly onTold: (told: Told) => void;
}

/**
 * Asks a thread, which starts with the first call and stays until `dispose`. When it dies, all calls that wait for an answer fail with a
 * Problem, what it has started dies with it, and the next call gets a new one.
 */
export class RoomThread<All extends Calls, Told> {
  readonly #options: RoomThreadOptions<Told>;
  #worker: Worker | undefined;
  #jobs = new Map<number, Job>();
  #lastId = 0;

  constructor(options: RoomThreadOptions<Told>) {
    this.#options = options;
  }

  /** @throws Problem for what a user can mend. */
  call<One extends Call<All>>(call: One, params: All[One]['params']): Promise<All[One]['result']> {
    const request: ToThread = { id: ++this.#lastId, call, params };
    return new Promise<All[One]['result']>((resolve, reject) => {
      this.#jobs.set(request.id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(request);
    });
  }

  /** Ends the thread and what it has started. */
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
    const { entry, heapMegabytes } = this.#options;
    const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
    worker.on('message', (message: FromThread<Told>) => this.#receive(message));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`exit code ${code}`)));
    return worker;
  }

  #receive(message: FromThread<Told>): void {
    if (message.kind === 'told') {
      this.#options.onTold(message.told);
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
    const { name, heapMegabytes, whenTooLarge } = this.#options;
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    const message = isTooLarge
      ? `${name} needs more than ${heapMegabytes} MB of memory, so it was stopped. ${whenTooLarge}`
      : `${name} stopped unexpectedly (${error.message}), and what it had started. Please report this.`;
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
