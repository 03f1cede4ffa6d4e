import type { Session } from '../session.js';
import { type Attempt, beginRow, type NewRow, recordAttempt, recordStep } from './history.js';
import { checkLock } from './runLock.js';
import type { ScriptSegment } from './script.js';
import type { Journal } from './segmentRun.js';

export interface JournalOptions {
  readonly row: NewRow;
  readonly direction: 'up' | 'down';
  readonly segments: readonly ScriptSegment[];
  readonly attempted: Attempt | null;
  /** Milliseconds of earlier runs. */
  readonly before: number;
}

/** A Journal in the history table. What it writes commits with the piece that it is about, wherever a piece is a transaction. */
export function historyJournal(
  session: Session,
  { row, direction, segments, attempted, before }: JournalOptions,
): Journal {
  const began = performance.now();
  const begin = async () => {
    // The file may have taken another role, which need not be allowed to write here.
    await session.execute('SET LOCAL session_authorization TO DEFAULT; SET LOCAL role TO DEFAULT');
    await checkLock(session);
    if (direction === 'up') await beginRow(session, row);
  };
  const inTransaction = async (work: () => Promise<void>) => {
    await session.execute('BEGIN');
    try {
      await work();
      await session.execute('COMMIT');
    } catch (error) {
      await session.execute('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };
  const record = async (at: number) => {
    await begin();
    await recordStep(session, {
      ...{ name: row.name, direction },
      done: segments.slice(0, at + 1).map(({ checksum }) => checksum),
      isLast: at === segments.length - 1,
      milliseconds: before + performance.now() - began,
    });
  };
  return {
    attempted,
    done: at => (segments[at]!.inTransaction ? record(at) : inTransaction(() => record(at))),
    attempt: attempt =>
      inTransaction(async () => {
        await begin();
        await recordAttempt(session, row.name, attempt);
      }),
  };
}
