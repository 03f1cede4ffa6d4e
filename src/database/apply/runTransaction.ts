import type { StatementOutcome } from './outcome.js';
import { checkCancelled, failureAt, type Ran, runStatement, type Turn } from './runStatement.js';
import type { SegmentEnd, SegmentRun } from './segmentRun.js';

/** Runs a piece as one transaction: all of it is done, or nothing. */
export async function runTransaction(run: SegmentRun, turn: Turn): Promise<SegmentEnd> {
  const { session, options } = run;
  const { segment, at, first } = turn;
  const ran: Ran[] = [];
  let isRunning = true;
  try {
    checkCancelled(run);
    await session.execute(segment.begin);
    for (const statement of segment.statements) ran.push(await runStatement(run, statement, first + ran.length));
    isRunning = false;
    checkCancelled(run);
    await options.journal.done(at);
    checkCancelled(run);
    if (!options.undo) options.onProgress?.({ kind: 'committing' });
    run.mayCancel = false;
    await session.execute(options.undo ? 'ROLLBACK' : 'COMMIT');
    const state = options.undo ? 'undone' : 'done';
    return { statements: segment.statements.map((one, i) => ({ ...shown(one), state, ...ran[i]! })) };
  } catch (error) {
    const isCommitting = !run.mayCancel;
    await session.execute('ROLLBACK').catch(() => undefined);
    const failure = failureAt(
      run,
      turn,
      isRunning ? Math.min(ran.length, segment.statements.length - 1) : undefined,
      error,
    );
    const isUnknown = isCommitting && failure.kind === 'connectionLost';
    const statements = segment.statements.map((one, i): StatementOutcome => {
      if (isUnknown) return { ...shown(one), state: 'unknown', ...ran[i]! };
      if (i < ran.length) return { ...shown(one), state: 'undone', ...ran[i]! };
      return { ...shown(one), state: i === ran.length && isRunning ? 'failed' : 'notRun' };
    });
    return { statements, failure, isUnknown };
  } finally {
    run.mayCancel = true;
  }
}

/** What of a statement is shown. */
export function shown({ position, head }: Pick<StatementOutcome, 'position' | 'head'>) {
  return { position, head };
}
