import type { Session } from '../session.js';
import type { ApplyProgress, Blocker } from './outcome.js';
import { blockersOf } from './runLock.js';
import type { Observer } from './segmentRun.js';

export interface BlockerWatch extends Observer {
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Another session of the same database; opened when a statement takes its time. */
  readonly connect: () => Promise<Session>;
  /** Process of the session that is watched. */
  readonly pid: number;
  /** Milliseconds after which a statement has waited long enough to ask for whom. */
  readonly after: number;
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
}

/** Tells for whom a statement waits. Where no second session is to be had, it keeps silent. */
export function watchBlockers({ connect, pid, after, onProgress }: WatchOptions): BlockerWatch {
  let timer: NodeJS.Timeout | undefined;
  let session: Promise<Session> | undefined;
  let seen: readonly Blocker[] = [];
  let running = 0;
  const look = async (turn: number, index: number) => {
    try {
      session ??= connect();
      const found = await blockersOf(
        await session,
        `select distinct pg_catalog.unnest(pg_catalog.pg_blocking_pids(${pid})) as pid`,
      );
      if (turn !== running) return;
      if (found.length > 0) {
        seen = found;
        onProgress?.({ kind: 'blocked', index: index + 1, by: found });
      }
      plan(turn, index);
    } catch {
      // There may be no connection left for us: then nobody knows for whom it waits.
    }
  };
  const plan = (turn: number, index: number) => {
    timer = setTimeout(() => void look(turn, index), after);
    timer.unref();
  };
  const stop = () => {
    running++;
    clearTimeout(timer);
  };
  return {
    async before(_statement, index) {
      stop();
      seen = [];
      plan(running, index);
    },
    async after() {
      stop();
    },
    blockers() {
      stop();
      return seen;
    },
    async close() {
      stop();
      await session?.then(one => one.close()).catch(() => undefined);
    },
  };
}
