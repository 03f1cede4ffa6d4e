/** In the thread: PostgreSQL of our own, shared by the jobs. */
import { openEngine } from '../../database/engines/openEngine.js';
import type { Engine } from '../../database/session.js';
import { Problem } from '../../text/problem.js';
import type { EngineChoice } from './databaseCalls.js';

/** In the built product all chunks lie in one folder. */
const childEntry = new URL('./pglite/pgliteChild.mjs', import.meta.url);
/** Milliseconds after the last job until an engine is stopped: an embedded one has some 600 MB, and starts in a second. */
const idleTime = 5 * 60_000;

interface Running {
  readonly engine: Promise<Engine>;
  /** End of the last job: an engine is used by one at a time. */
  tail: Promise<unknown>;
  jobs: number;
  idle: NodeJS.Timeout | undefined;
}

const running = new Map<string, Running>();

/**
 * Starts the engine unless it runs, waits for its turn, and uses it.
 * @throws what the work throws; Problem when the engine does not start; the signal's reason.
 */
export async function withEngine<Result>(
  choice: EngineChoice,
  signal: AbortSignal,
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const key = choice.binFolder ?? choice.kind;
  const one = running.get(key) ?? start(key, choice);
  clearTimeout(one.idle);
  one.jobs++;
  const before = one.tail;
  const work = async () => {
    await untilAborted(before, signal);
    return use(await untilAborted(one.engine, signal));
  };
  const done = work();
  one.tail = Promise.allSettled([before, done]);
  try {
    return await done;
  } catch (error) {
    // Whatever became of it, the next job gets another one.
    if (!(error instanceof Problem) && !signal.aborted) stop(key, one);
    throw error;
  } finally {
    one.jobs--;
    if (one.jobs === 0) one.idle = setTimeout(() => stop(key, one), idleTime).unref();
  }
}

function start(key: string, { kind, binFolder, packageFolders, cacheFolder }: EngineChoice): Running {
  const engine = openEngine({
    ...{ childEntry, cacheFolder, packageFolders },
    ...(binFolder === undefined ? { prefer: kind } : { binFolder }),
  });
  const one: Running = { engine, tail: Promise.resolve(), jobs: 0, idle: undefined };
  running.set(key, one);
  // One that does not start is not kept; who waits for it is told.
  engine.catch(() => forget(key, one));
  return one;
}

function stop(key: string, one: Running): void {
  forget(key, one);
  void one.engine.then(engine => engine.close()).catch(() => undefined);
}

function forget(key: string, one: Running): void {
  clearTimeout(one.idle);
  if (running.get(key) === one) running.delete(key);
}

async function untilAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  let stopped: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stopped = () => reject(signal.reason);
    signal.addEventListener('abort', stopped, { once: true });
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    if (stopped) signal.removeEventListener('abort', stopped);
  }
}
