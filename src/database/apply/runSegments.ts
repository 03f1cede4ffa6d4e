/** Runs the pieces of a script, one after another, up to the first that fails. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Session } from '../session.js';
import { isPassing } from './failure.js';
import type { StatementOutcome } from './outcome.js';
import { runAlone } from './runAlone.js';
import { runTransaction } from './runTransaction.js';
import {
  isSessionSetting,
  type MigrationScript,
  type ScriptSegment,
  type ScriptStatement,
  statementCount,
} from './script.js';
import type { RunOptions, RunResult, SegmentEnd, SegmentRun } from './segmentRun.js';
import { mayEndTransactions } from './transactionNeeds.js';

/** Of one statement: a loop may raise millions. */
const mostNotices = 20;

/** @throws what is neither a word of the server nor a Problem, after the open transaction is undone. */
export async function runSegments(session: Session, script: MigrationScript, options: RunOptions): Promise<RunResult> {
  const { segments } = script;
  const { signal, from } = options;
  const run: SegmentRun = {
    ...{ session, script, options, total: statementCount(segments), began: performance.now() },
    ...{ notices: [], isCancelled: signal?.aborted ?? false, mayCancel: true },
  };
  session.onNotice(({ severity, message }) => {
    if (run.notices.length < mostNotices) run.notices.push(`${severity}: ${message}`);
  });
  const cancel = () => {
    run.isCancelled = true;
    if (run.mayCancel) session.cancel().catch(() => undefined);
  };
  signal?.addEventListener('abort', cancel);
  try {
    const statements = outcomes(segments.slice(0, from), 'doneBefore');
    const notes: string[] = [];
    await repeatSettings(session, segments.slice(0, from));
    for (let at = from; at < segments.length; at++) {
      const end = await runWithRetries(run, segments[at]!, at, statements.length, notes);
      // A file of rows has more statements than a call takes arguments.
      for (const one of end.statements) statements.push(one);
      if (!end.failure) continue;
      for (const one of outcomes(segments.slice(at + 1), 'notRun')) statements.push(one);
      return { done: at, statements, notes, failure: end.failure, isUnknown: end.isUnknown ?? false };
    }
    return { done: segments.length, statements, notes, isUnknown: false };
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

function outcomes(segments: readonly ScriptSegment[], state: StatementOutcome['state']): StatementOutcome[] {
  return segments.flatMap(({ statements }) => statements.map(({ position, head }) => ({ position, head, state })));
}

/** A run that goes on is in another session than the one that began. */
async function repeatSettings(session: Session, segments: readonly ScriptSegment[]): Promise<void> {
  for (const { statements } of segments)
    for (const statement of statements) if (isSessionSetting(statement)) await session.run(statement.sql);
}

async function runWithRetries(
  run: SegmentRun,
  segment: ScriptSegment,
  at: number,
  first: number,
  notes: string[],
): Promise<SegmentEnd> {
  const { retries, onProgress, signal } = run.options;
  const isRepeatable = segment.inTransaction || !segment.statements.some(endsTransactions);
  for (let attempt = 1; ; attempt++) {
    const one = { segment, at, first, attempt };
    const end = segment.inTransaction ? await runTransaction(run, one) : await runAlone(run, one);
    notes.push(...(end.notes ?? []));
    const { failure } = end;
    if (!failure || !isRepeatable || !isPassing(failure.code) || attempt >= retries.attempts || run.isCancelled)
      return end;
    const milliseconds = retries.delay * 2 ** (attempt - 1);
    onProgress?.({ kind: 'retry', attempt: attempt + 1, of: retries.attempts, milliseconds, reason: failure.server });
    await wait(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

/** What has committed a part of its work is not tried again unasked. */
function endsTransactions(statement: ScriptStatement): boolean {
  return mayEndTransactions(statement) || /^do\b/i.test(statement.sql);
}
