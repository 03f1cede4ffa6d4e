/** Which locks a statement takes that cannot run in a transaction. */
import type { Session } from '../session.js';
import type { HeldLocks } from './lockModes.js';
import { type Relations, readLocksOf } from './watch.js';

/** Statements that wait more often are let go. */
const mostWaits = 20;

export interface Holders {
  readonly sessions: readonly [Session, Session];
  /** Of the session that runs the statement. */
  readonly pid: number;
  readonly relations: Relations;
}

/**
 * Runs the statement while other sessions have the tables in use: what is CONCURRENTLY waits for those that were there before it, and
 * while it waits its locks can be read without hurry. Then the next session takes its place, so that what comes after is seen, too.
 * @returns each lock that was seen; `undefined`: it never waited.
 * @throws what the statement throws.
 */
export async function runHeld(
  { sessions, pid, relations }: Holders,
  run: () => Promise<void>,
): Promise<readonly HeldLocks[] | undefined> {
  let [holder, next] = sessions;
  const seen: HeldLocks[] = [];
  await hold(holder, relations);
  const state = { isOver: false };
  const running = run().finally(() => {
    state.isOver = true;
  });
  try {
    // It is awaited below; until then its failure must not count as unhandled.
    running.catch(() => undefined);
    for (let waits = 0; waits < mostWaits && (await waitsFor(holder, pid, relations, state, seen)); waits++) {
      await hold(next, relations);
      await holder.execute('ROLLBACK');
      [holder, next] = [next, holder];
    }
  } finally {
    for (const session of sessions) await session.execute('ROLLBACK').catch(() => undefined);
  }
  await running;
  return seen.length > 0 ? seen : undefined;
}

/** A snapshot, and every table in use. What another session has locked is left out. */
async function hold(session: Session, relations: Relations): Promise<void> {
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const tables = await session.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.oid = any ($1::oid[]) and c.relkind in ('r', 'p')`,
    [[...relations.keys()]],
  );
  if (tables.length === 0 || (await use(session, tables))) return;
  for (const table of tables) await use(session, [table]);
}

async function use(session: Session, tables: readonly { readonly name: string }[]): Promise<boolean> {
  const names = tables.map(({ name }) => `ONLY ${name}`).join(', ');
  try {
    await session.execute(`SAVEPOINT held; LOCK TABLE ${names} IN ACCESS SHARE MODE NOWAIT`);
    return true;
  } catch {
    await session.execute('ROLLBACK TO held');
    return false;
  }
}

/** Looks until the statement waits for the holder. @returns whether it does; `false`: it is over. */
async function waitsFor(
  holder: Session,
  pid: number,
  relations: Relations,
  state: { readonly isOver: boolean },
  seen: HeldLocks[],
): Promise<boolean> {
  while (!state.isOver) {
    const { locks, waits } = await readLocksOf(holder, pid, relations);
    if (!waits) continue;
    seen.push(locks);
    return true;
  }
  return false;
}
