import type { LockMode, StatementFacts } from '../../schema/migration/proof.js';
import type { Segment } from '../../schema/migration/segments.js';
import { DatabaseError, type ScratchDatabase, type Session } from '../session.js';
import { type HeldLocks, newLocks } from './lockModes.js';
import { runHeld } from './runHeld.js';
import { type Files, type Relations, readFiles, readOwnTraces, readRelations, rewritten } from './watch.js';

export interface RunOptions {
  readonly direction: 'up' | 'down';
  /** Whether other sessions can look on: then the locks of statements that run alone are seen, too. */
  readonly isConcurrent: boolean;
  readonly signal?: AbortSignal | undefined;
  onStatement?(done: number): void;
}

export interface Ran {
  readonly statements: readonly StatementFacts[];
  /** Where it ended. A transaction is undone then. */
  readonly refused?: { readonly sql: string; readonly message: string };
}

interface Watch {
  readonly relations: Relations;
  readonly statements: StatementFacts[];
  readonly options: RunOptions;
}

/**
 * Runs one direction of a migration as it will be applied, and notes what each statement does.
 * @throws DatabaseError only when the connection is lost or the statement cancelled: a refusal is an answer.
 */
export async function runSegments(
  db: ScratchDatabase,
  segments: readonly Segment[],
  options: RunOptions,
): Promise<Ran> {
  const watch: Watch = { relations: await readRelations(db.session), statements: [], options };
  for (const { inTransaction, statements } of segments) {
    const refused = inTransaction
      ? await runTransaction(
          db.session,
          statements.map(({ sql }) => sql),
          watch,
        )
      : await runAlone(db, statements[0]!.sql, watch);
    if (refused) return { statements: watch.statements, refused };
  }
  return { statements: watch.statements };
}

async function runTransaction(session: Session, statements: readonly string[], watch: Watch): Promise<Ran['refused']> {
  await session.execute('BEGIN');
  let traces: { readonly locks: HeldLocks; readonly files: Files } = await readOwnTraces(session, watch.relations);
  for (const sql of statements) {
    const { milliseconds, refused } = await timed(watch, sql, () => session.execute(sql));
    if (refused) {
      await session.execute('ROLLBACK');
      return refused;
    }
    const now = await readOwnTraces(session, watch.relations);
    note(watch, sql, {
      milliseconds,
      locks: newLocks(traces.locks, now.locks),
      rewrites: rewritten(traces.files, now.files, watch.relations),
    });
    traces = now;
  }
  // Constraints that are deferred are checked only now.
  return (await timed(watch, 'COMMIT', () => session.execute('COMMIT'))).refused;
}

async function runAlone(db: ScratchDatabase, sql: string, watch: Watch): Promise<Ran['refused']> {
  const { session } = db;
  const before = await readFiles(session);
  let seen: readonly HeldLocks[] | undefined;
  const { milliseconds, refused } = watch.options.isConcurrent
    ? await withOthers(db, async (pid, sessions) =>
        timed(watch, sql, async () => {
          seen = await runHeld({ sessions, pid, relations: watch.relations }, () => session.execute(sql));
        }),
      )
    : await timed(watch, sql, () => session.execute(sql));
  if (refused) return refused;
  const all = seen && newLocks(new Map(), strongest(seen));
  const rewrites = rewritten(before, await readFiles(session), watch.relations);
  note(watch, sql, { milliseconds, ...(all && { locks: all }), rewrites });
  return undefined;
}

function strongest(seen: readonly HeldLocks[]): HeldLocks {
  const all = new Map<string, LockMode>();
  for (const locks of seen) for (const { relation, mode } of newLocks(all, locks)) all.set(relation, mode);
  return all;
}

async function withOthers<Answer>(
  { session, connect }: ScratchDatabase,
  use: (pid: number, others: readonly [Session, Session]) => Promise<Answer>,
): Promise<Answer> {
  const [row] = await session.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid');
  const others = [await connect(), await connect()] as const;
  try {
    return await use(row!.pid, others);
  } finally {
    await Promise.all(others.map(other => other.close()));
  }
}

async function timed(
  { options: { signal } }: Watch,
  sql: string,
  run: () => Promise<void>,
): Promise<{ readonly milliseconds: number; readonly refused?: { readonly sql: string; readonly message: string } }> {
  const start = performance.now();
  try {
    await run();
    return { milliseconds: performance.now() - start };
  } catch (error) {
    signal?.throwIfAborted();
    // Of these classes is what happens to a connection, not to a statement.
    if (!(error instanceof DatabaseError) || /^(?:08|57P)/.test(error.server.code)) throw error;
    const { message, detail } = error.server;
    return {
      milliseconds: performance.now() - start,
      refused: { sql, message: detail === undefined ? message : `${message}. ${detail}` },
    };
  }
}

function note(
  { statements, options }: Watch,
  sql: string,
  facts: Pick<StatementFacts, 'milliseconds' | 'locks' | 'rewrites'>,
): void {
  statements.push({ direction: options.direction, sql, ...facts });
  options.onStatement?.(statements.length);
}
