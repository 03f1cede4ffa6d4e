/** Runs a script with the history beside it, forwards or back, and finds out what became of it. */

import { withStop } from '../../text/sentence.js';
import type { Script } from '../scriptStatements.js';
import type { Session } from '../session.js';
import type { PlanHeader } from './header.js';
import { findRow, type HistoryRow, type NewRow, recordSchema } from './history.js';
import { historyJournal } from './journal.js';
import type { ApplyProgress, Outcome, StatementOutcome } from './outcome.js';
import { lockHolders } from './runLock.js';
import { runSegments } from './runSegments.js';
import { type FoundSchema, findSchema, type OpenEngine } from './schemaCheck.js';
import { type MigrationScript, statementCount } from './script.js';
import type { Retries, RunResult } from './segmentRun.js';
import { watchBlockers } from './watchBlockers.js';
import { type Connect, withSession } from './withSession.js';

export interface ApplyOptions {
  /** For databases that word the same schema differently than the engine that made the plan. */
  readonly openEngine?: OpenEngine;
  /** Runs it whatever schema the database has. */
  readonly anySchema?: boolean;
  /** Milliseconds that a statement waits for a lock, unless the file says how long. 5 s. */
  readonly lockTimeout?: number;
  /** Milliseconds to wait for another run to end. 10 s. */
  readonly patience?: number;
  readonly retries?: Retries;
  /** Scripts that led to the schema that the plan is for, in order: they tell what differs when another one is found. */
  readonly earlier?: () => Promise<readonly Script[]>;
}

export interface RunControl {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ApplyProgress) => void;
}

export const usualPatience = 10_000;
const usualLockTimeout = 5000;
const usualRetries: Retries = { attempts: 5, delay: 1000 };

export interface RunRequest {
  readonly connect: Connect;
  readonly script: MigrationScript;
  readonly direction: 'up' | 'down';
  readonly row: NewRow;
  /** Of the history, when a run goes on. */
  readonly known: HistoryRow | undefined;
  /** Pieces that are done already. */
  readonly from: number;
  readonly options: ApplyOptions;
  readonly control: RunControl;
  readonly notes: readonly string[];
}

export async function performRun(session: Session, request: RunRequest): Promise<Outcome> {
  const { connect, script, direction, row, known, from, options, control, notes } = request;
  const { lockTimeout = usualLockTimeout, retries = usualRetries } = options;
  const { signal, onProgress } = control;
  const began = performance.now();
  await session.execute(`SET lock_timeout = ${lockTimeout}`);
  const [backend] = await session.query<{ pid: number }>('select pg_catalog.pg_backend_pid() as pid');
  const watch = watchBlockers({
    ...{ connect, pid: backend!.pid, onProgress },
    after: Math.max(50, Math.min(1000, lockTimeout / 3)),
  });
  const journal = historyJournal(session, {
    ...{ row, direction, segments: script.segments },
    attempted: known?.attempt ?? null,
    before: known?.milliseconds ?? 0,
  });
  let result: RunResult;
  try {
    result = await runSegments(session, script, {
      ...{ from, journal, lockTimeout, retries, signal, onProgress, observer: watch },
    });
  } finally {
    await watch.close();
  }
  if (result.isUnknown) result = await askHistory(connect, request, result);
  return outcomeOf(request, result, { notes, milliseconds: performance.now() - began });
}

function outcomeOf(
  { script, direction, row, from }: RunRequest,
  { done, statements, failure, notes }: RunResult,
  more: { readonly notes: readonly string[]; readonly milliseconds: number },
): Outcome {
  const ended = direction === 'up' ? 'applied' : 'rolledBack';
  const status = failure ? (failure.kind === 'cancelled' ? 'cancelled' : 'failed') : ended;
  return {
    ...{ status, name: row.name, path: script.path, checksum: script.checksum },
    segments: { total: script.segments.length, before: from, done },
    statements,
    ...(failure && { failure }),
    notes: [...more.notes, ...notes],
    milliseconds: more.milliseconds,
  };
}

/** The connection was lost between a COMMIT and its answer: once the old session is gone, the history knows what came of it. */
async function askHistory(
  connect: Connect,
  { row, direction, script }: RunRequest,
  result: RunResult,
): Promise<RunResult> {
  const { failure } = result;
  const known = await withSession(connect, undefined, async session => {
    if ((await lockHolders(session)).length > 0) return undefined;
    const found = await findRow(session, row.name);
    if (direction === 'down')
      return found?.status === 'rolling back' ? found.done.length : found ? 0 : script.segments.length;
    return found?.status === 'applied' ? script.segments.length : (found?.done.length ?? 0);
  }).catch(() => undefined);
  // What no transaction holds may be done without a word in the history.
  const isAlone = script.segments[result.done]?.inTransaction === false;
  if (known === undefined || (isAlone && known === result.done)) {
    const message = `${withStop(failure!.message)} Whether the last piece was done is not known. Run it again: it finds out, and goes on from there.`;
    return { ...result, failure: { ...failure!, message } };
  }
  const upTo = statementCount(script.segments.slice(0, known));
  const statements = result.statements.map(
    (one, i): StatementOutcome => (one.state === 'unknown' ? { ...one, state: i < upTo ? 'done' : 'undone' } : one),
  );
  if (known < script.segments.length) return { ...result, done: known, statements, isUnknown: false };
  const { failure: _, ...rest } = result;
  const note = `The connection was lost while it came to its end: ${withStop(failure!.server)} The history says that all of it is done.`;
  return { ...rest, done: known, statements, notes: [...result.notes, note], isUnknown: false };
}

/**
 * Looks whether the schema is the one that was promised; says so when it is not, and the history keeps what was found.
 * @returns the outcome, with one more note where there is something to say.
 */
export async function verified(
  session: Session,
  outcome: Outcome,
  expected: string,
  { scope, engine }: PlanHeader,
  { options, control }: Pick<RunRequest, 'options' | 'control'>,
): Promise<Outcome> {
  const say = (note: string): Outcome => ({ ...outcome, notes: [...outcome.notes, note] });
  let found: FoundSchema;
  try {
    for (const what of ['SESSION AUTHORIZATION', 'ROLE', 'ALL']) await session.execute(`RESET ${what}`);
    found = await findSchema(session, [expected], {
      ...{ scope, madeBy: engine, openEngine: options.openEngine },
      ...{ signal: control.signal, onProgress: control.onProgress },
    });
  } catch (error) {
    const reason = error instanceof Error ? ` ${withStop(error.message)}` : '';
    return say(`It was not verified that the schema is now what the migration promises.${reason}`);
  }
  if (found.hash === expected) return outcome;
  if (outcome.status === 'applied') await recordSchema(session, outcome.name, found.hash).catch(() => undefined);
  return say(
    `The schema is now ${found.hash}, and the migration promises ${expected}: something differs. Compare the database with the schema that it is to have.`,
  );
}
