/** Runs a Plan: worker threads send, this adds up what they count. */
import { Problem } from '../text/problem.js';
import { sharedNow } from './engine/clock.js';
import { Merge } from './engine/merge.js';
import { peakLoad } from './engine/schedule.js';
import { Workers } from './engine/workers.js';
import type { Captured, FromWorker } from './messages.js';
import type { Plan } from './plan.js';
import type { Report, Snapshot } from './report.js';

export interface RunOptions {
  /** The built loadWorker file. */
  readonly workerEntry: URL | string;
  /** Ends the run at once, with a whole Report of what there is. */
  readonly signal?: AbortSignal;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
  /** Milliseconds between snapshots; 200 unless said. */
  readonly snapshotMilliseconds?: number;
}

/** Milliseconds for the threads to get ready to begin together. */
const lead = 20;
/** Milliseconds for a thread to hand in its last counts when it is told to stop. */
const lastWords = 1000;
/** Milliseconds for a teardown once a run is stopped. */
const impatience = 5000;

/**
 * Runs a plan to its end.
 * @throws Problem for a plan that cannot be run, a setup that fails, or a worker that dies: the others are stopped then.
 */
export async function run(plan: Plan, options: RunOptions): Promise<Report> {
  checkPlan(plan);
  const { signal, workerEntry, onSnapshot, snapshotMilliseconds = 200 } = options;
  const count = workersOf(plan);
  const merge = new Merge(plan, count, snapshotMilliseconds, onSnapshot);
  const heard = new Map<string, () => void>();
  let fail: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => (fail = reject));
  // Nobody may be waiting for it at the moment.
  failure.catch(() => undefined);
  let stop: () => void = () => undefined;
  const stopped = new Promise<'stopped'>(resolve => (stop = () => resolve('stopped')));
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  let captured: Captured = plan.targets.map(() => ({}));
  let teardownFailure: string | undefined;

  /** Resolves when all of `workers` workers have sent a message of the kind. */
  function all(kind: FromWorker['kind'], workers: number): Promise<'all'> {
    let missing = workers;
    return Promise.race([
      failure,
      new Promise<'all'>(resolve => heard.set(kind, () => --missing === 0 && resolve('all'))),
    ]);
  }

  const ready = all('ready', count);
  const workers = new Workers({
    entry: workerEntry,
    count,
    onFailure: fail,
    onMessage(worker, message) {
      if (message.kind === 'tick') merge.add(worker, message.tick);
      else if (message.kind === 'end') {
        merge.end(worker, message.tick, message.by);
        if (message.by === 'server') workers.sendAll(() => ({ kind: 'stop' }));
      } else if (message.kind === 'captured') captured = message.captured;
      else if (message.kind === 'tornDown') teardownFailure = message.failure;
      heard.get(message.kind)?.();
    },
  });
  try {
    await Promise.race([ready, stopped]);
    if (signal?.aborted) return merge.report('stopped', undefined);
    if (plan.load.model === 'open') {
      const rehearsed = all('rehearsed', count);
      workers.sendAll(() => ({ kind: 'rehearse' }));
      await Promise.race([rehearsed, stopped]);
      if (signal?.aborted) return merge.report('stopped', undefined);
    }
    if (plan.targets.some(({ flow }) => flow.setup.length > 0)) {
      merge.phase('setup');
      const set = all('captured', 1);
      workers.send(0, { kind: 'setup', plan });
      await Promise.race([set, stopped]);
      if (signal?.aborted) return merge.report('stopped', undefined);
    }
    const ended = all('end', count);
    const startAt = sharedNow() + lead;
    const { tickMilliseconds } = merge;
    workers.sendAll(index => ({ kind: 'start', share: { plan, index, count }, captured, startAt, tickMilliseconds }));
    if ((await Promise.race([ended, stopped])) === 'stopped') {
      workers.sendAll(() => ({ kind: 'stop' }));
      await Promise.race([ended, delay(lastWords)]);
    }
    if (plan.targets.some(({ flow }) => flow.teardown.length > 0)) {
      merge.phase('stopping');
      const tornDown = all('tornDown', 1);
      workers.send(0, { kind: 'teardown', plan, captured });
      const patience = signal?.aborted ? delay(impatience) : stopped.then(() => delay(impatience));
      if ((await Promise.race([tornDown, patience])) !== 'all')
        teardownFailure ??= 'It was stopped before it was done.';
    }
    return merge.report(signal?.aborted ? 'stopped' : undefined, teardownFailure);
  } finally {
    signal?.removeEventListener('abort', stop);
    await workers.terminate();
  }
}

/** No more than have something to do; in the closed model each has two users, so that it can tell a stall from a slow answer. */
function workersOf({ limits, load }: Plan): number {
  const most =
    load.model === 'closed' ? Math.max(1, Math.floor(Math.ceil(peakLoad(load.stages)) / 2)) : load.maxConnections;
  return Math.max(1, Math.min(Math.floor(limits.threads), most, limits.requests ?? Infinity));
}

/** @throws Problem for a plan that no engine can run. */
export function checkPlan({ targets, load, limits }: Plan): void {
  if (targets.length === 0) throw new Problem('There is nothing to send: name an address or an operation.');
  const empty = targets.find(({ flow }) => flow.requests.length === 0);
  if (empty) throw new Problem(`${empty.name} has no requests to send.`);
  if (load.stages.length === 0 || !(peakLoad(load.stages) > 0)) {
    const what = load.model === 'closed' ? 'users' : 'requests a second';
    throw new Problem(`The load is 0 all the time: say how many ${what}.`);
  }
  if (load.model === 'open' && !(load.maxConnections >= 1)) {
    throw new Problem('At least one connection is needed to send anything.');
  }
  if (limits.seconds !== undefined && !(limits.seconds > 0)) throw new Problem('The run would take no time.');
  if (limits.requests !== undefined && !(limits.requests >= 1)) throw new Problem('The run would send no requests.');
  if (!(limits.timeoutMilliseconds > 0)) throw new Problem('The timeout must be longer than 0.');
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds).unref());
}
