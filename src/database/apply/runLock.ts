/** One run at a time in a database: an advisory lock of the session, which goes when the session goes. */
import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../../text/problem.js';
import type { Session } from '../session.js';
import type { ApplyProgress, Blocker } from './outcome.js';
import { RefusedRun } from './refusedRun.js';

/** `SBmi`, `grat` in ASCII: the two halves of the key. */
const key = [0x53426d69, 0x67726174] as const;

export interface LockOptions {
  /** Milliseconds. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
}

/** Milliseconds between two tries. */
const pause = 200;

/**
 * Asks again and again instead of waiting in the server: a session that waits holds a snapshot, and a CREATE INDEX CONCURRENTLY of the
 * one that has the lock would wait for it.
 * @throws Problem that says who has it; the signal's reason.
 */
export async function takeLock(session: Session, { patience, signal, onProgress }: LockOptions): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const [row] = await session.query<{ taken: boolean }>(
      `select pg_catalog.pg_try_advisory_lock($1, $2) as taken`,
      key,
    );
    if (row?.taken) return;
    signal?.throwIfAborted();
    const holders = await lockHolders(session);
    if (performance.now() >= end) throw heldBy(holders);
    onProgress?.({ kind: 'waiting', holders });
    await wait(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
}

/** Sessions that have the lock. */
export async function lockHolders(session: Session): Promise<readonly Blocker[]> {
  return blockersOf(
    session,
    `select pid from pg_catalog.pg_locks where locktype = 'advisory' and granted and objsubid = 2 and classid = ${key[0]} and objid = ${key[1]}
      and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`,
  );
}

/** Whether this session has it: behind a pooler each transaction may be in another session of the server. */
export async function hasLock(session: Session): Promise<boolean> {
  const [row] = await session.query<{ there: boolean }>(
    `select exists (select from pg_catalog.pg_locks where pid = pg_catalog.pg_backend_pid() and locktype = 'advisory' and granted
      and objsubid = 2 and classid = ${key[0]} and objid = ${key[1]}) as there`,
  );
  return row?.there === true;
}

/** @throws Problem */
export async function checkLock(session: Session): Promise<void> {
  if (await hasLock(session)) return;
  throw new Problem(
    'The connection goes through a pooler that changes servers between transactions, so that no lock holds. Connect to the database itself, or to a port of the pooler that pools sessions.',
  );
}

/** @param pids a query for process numbers. */
export async function blockersOf(session: Session, pids: string): Promise<readonly Blocker[]> {
  const rows = await session.query<{ [Key in keyof Blocker]: Blocker[Key] | null }>(
    `select p.pid, nullif(a.application_name, '') as application, a.usename as user, a.state,
      pg_catalog.to_char(coalesce(a.xact_start, a.backend_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
    from (${pids}) p left join pg_catalog.pg_stat_activity a on a.pid = p.pid order by 1`,
  );
  return rows.map(
    row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Blocker,
  );
}

/** `process 4711 (psql, ann, idle in transaction, since 2026-11-21T19:30:00Z)` */
export function describeBlocker({ pid, application, user, state, since }: Blocker): string {
  const known = [application, user, state, since && `since ${since}`].filter(Boolean);
  return known.length === 0 ? `process ${pid}` : `process ${pid} (${known.join(', ')})`;
}

function heldBy(holders: readonly Blocker[]): Problem {
  const who = holders.map(describeBlocker).join(', ') || 'a session that has just ended';
  const [first] = holders;
  const end = first ? `, or end it there: SELECT pg_terminate_backend(${first.pid});` : '.';
  return new RefusedRun({
    reason: 'otherRun',
    said: `Another run has the lock of this database's migrations: ${who}. Nothing was done.`,
    advice: `Wait for it${end}`,
  });
}
