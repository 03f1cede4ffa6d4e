/** Runs the schema worker. Light enough for an editor's activation: the parsers are on the worker's side. */
import { Worker } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import { isNews, type SchemaCall, type SchemaCalls, type SchemaReply, type SchemaRequest } from './schemaMessages.js';

/** The largest schemas of the corpus need a tenth of this. */
const heapMegabytes = 1024;
/** A thread that dies this often without an answer to anything that takes work is not started again for the same files. */
const mostDeaths = 3;

type Answer = SchemaReply | { readonly kind: 'aborted'; readonly reason: unknown };

interface Job {
  readonly request: SchemaRequest;
  readonly settle: (answer: Answer) => void;
}

/**
 * Asks the schema worker. The thread starts with the first call and stays until `dispose`. One that dies (out of memory, say) is reported
 * as a Problem of the call that it was at; the calls behind it are made again of a new thread, which is told all folders and texts first.
 */
export class SchemaRunner {
  readonly #entry: URL | string;
  readonly #heapMegabytes: number;
  #worker: Worker | undefined;
  /** In the order in which they were made; the first is what the worker is at. */
  #jobs = new Map<number, Job>();
  readonly #folders = new Map<string, SchemaCalls['folder']['params']>();
  /** The text that was told last, and the changes to it since. */
  readonly #texts = new Map<string, readonly SchemaRequest[]>();
  #lastId = 0;
  #deaths = 0;
  #problem = '';

  /** `entry`: the built schemaWorker file. */
  constructor(entry: URL | string, heap: number = heapMegabytes) {
    this.#entry = entry;
    this.#heapMegabytes = heap;
  }

  /**
   * @throws Problem when what was asked for is not there or the thread died; the signal's reason when it is aborted: the worker then
   * goes on, and its answer is dropped.
   */
  async call<Call extends SchemaCall>(
    call: Call,
    params: SchemaCalls[Call]['params'],
    signal?: AbortSignal,
  ): Promise<SchemaCalls[Call]['result']> {
    signal?.throwIfAborted();
    const request: SchemaRequest = { id: ++this.#lastId, call, params };
    this.#remember(request);
    if (this.#deaths >= mostDeaths) throw new Problem(this.#problem);
    const answer = await new Promise<Answer>(resolve => {
      const abort = () => {
        this.#jobs.delete(request.id);
        job.settle({ kind: 'aborted', reason: signal?.reason });
      };
      const job: Job = {
        request,
        settle: settled => {
          signal?.removeEventListener('abort', abort);
          resolve(settled);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#jobs.set(request.id, job);
      if (this.#worker) this.#post(this.#worker, request);
      else this.#start();
    });
    switch (answer.kind) {
      case 'done':
        return answer.result as SchemaCalls[Call]['result'];
      case 'problem':
        throw new Problem(answer.message, answer.place);
      case 'failure': {
        const error = new Error(answer.message);
        error.stack = answer.stack;
        throw error;
      }
      case 'aborted':
        throw answer.reason ?? new DOMException('The schema runner was disposed of.', 'AbortError');
    }
  }

  /** Ends the thread; calls that wait for an answer are aborted. */
  dispose(): void {
    const jobs = [...this.#jobs.values()];
    this.#jobs = new Map();
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) {
      silence(worker);
      void worker.terminate();
    }
    for (const { settle } of jobs) settle({ kind: 'aborted', reason: undefined });
  }

  /** What a new thread has to be told. */
  #remember({ call, params }: SchemaRequest): void {
    if (call === 'folder') {
      const folder = params as SchemaCalls['folder']['params'];
      this.#folders.set(folder.root, folder);
      this.#deaths = 0;
    } else if (call === 'removeFolder') {
      this.#folders.delete((params as SchemaCalls['removeFolder']['params']).root);
      this.#deaths = 0;
    } else if (call === 'text') {
      const { path, text } = params as SchemaCalls['text']['params'];
      if (text === undefined) this.#texts.delete(path);
      else this.#texts.set(path, [{ id: 0, call, params }]);
    } else if (call === 'edit') {
      const { path } = params as SchemaCalls['edit']['params'];
      this.#texts.set(path, [...(this.#texts.get(path) ?? []), { id: 0, call, params }]);
    }
  }

  /** Makes all open calls of a new thread. Those that only say what changed are answered by telling it everything. */
  #start(): void {
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: this.#heapMegabytes } });
    this.#worker = worker;
    worker.on('message', (reply: SchemaReply) => this.#finish(worker, reply));
    worker.on('error', error => this.#died(worker, error));
    worker.on('exit', code => this.#died(worker, new Error(`exit code ${code}`)));
    // Their ids belong to no job.
    for (const params of this.#folders.values()) worker.postMessage({ id: 0, call: 'folder', params });
    for (const request of [...this.#texts.values()].flat()) worker.postMessage(request);
    for (const { request, settle } of [...this.#jobs.values()]) {
      if (request.call === 'edit') {
        // Made once more it would change the text twice. Were it wrong, the next one would be as well, and be told so.
        this.#jobs.delete(request.id);
        settle({ id: request.id, kind: 'done', result: true });
      } else this.#post(worker, request);
    }
  }

  #post(worker: Worker, request: SchemaRequest): void {
    worker.ref();
    worker.postMessage(request);
  }

  #finish(worker: Worker, reply: SchemaReply): void {
    const job = this.#jobs.get(reply.id);
    this.#jobs.delete(reply.id);
    if (job && !isNews(job.request.call)) this.#deaths = 0;
    job?.settle(reply);
    if (this.#jobs.size === 0) worker.unref();
  }

  #died(worker: Worker, error: Error): void {
    silence(worker);
    this.#worker = undefined;
    this.#deaths++;
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#problem = tooLarge
      ? `Understanding the SQL files takes more than ${this.#heapMegabytes} MB of memory, so it was stopped. Leave large files out with the files.exclude setting.`
      : `The schema worker stopped unexpectedly (${error.message}). Please report this.`;
    const jobs = [...this.#jobs.values()];
    // News cannot be what it was at: it only takes notes of them.
    const culprit = jobs.find(({ request }) => !isNews(request.call)) ?? jobs[0];
    const given = this.#deaths >= mostDeaths ? jobs : culprit ? [culprit] : [];
    for (const { request, settle } of given) {
      this.#jobs.delete(request.id);
      settle({ id: request.id, kind: 'problem', message: this.#problem });
    }
    if (this.#jobs.size > 0) this.#start();
  }
}

/** What a thread says after its end is of no interest; an `error` that nobody hears would end the process. */
function silence(worker: Worker): void {
  worker.removeAllListeners();
  worker.on('error', () => undefined);
}
