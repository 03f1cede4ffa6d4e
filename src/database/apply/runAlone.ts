import { Problem } from '../../text/problem.js';
import { DatabaseError, type Session } from '../session.js';
import { type Probe, probeOf } from './probes.js';
import { checkCancelled, failureAt, runStatement, type Turn } from './runStatement.js';
import { shown } from './runTransaction.js';
import type { SegmentEnd, SegmentRun } from './segmentRun.js';

/**
 * Milliseconds that a statement may wait that builds CONCURRENTLY: it waits for the end of other transactions, and holds up neither
 * readers nor writers meanwhile.
 */
const concurrentPatience = 600_000;

/** Runs one statement that no transaction undoes. What it is about to do is written down before. */
export async function runAlone(run: SegmentRun, turn: Turn): Promise<SegmentEnd> {
  const { session, options } = run;
  const { segment, at, first, attempt } = turn;
  const statement = segment.statements[0]!;
  const probe = probeOf(statement);
  const notes: string[] = [];
  let before: string | undefined;
  let [isBegun, isDone, isPatient] = [false, false, false];
  try {
    checkCancelled(run);
    const attempted = options.journal.attempted?.segment === segment.checksum ? options.journal.attempted : undefined;
    if (probe && attempted && attempt === 1 && probe.isDone(attempted.before, await probe.read(session))) {
      await options.journal.done(at);
      notes.push(`The run before had done this, though nobody heard the end of it: ${statement.head}`);
      return { statements: [{ ...shown(statement), state: 'doneBefore' }], notes };
    }
    if (!probe && attempted && attempt === 1)
      notes.push(`Nobody heard whether the run before came to the end of this, so it was run again: ${statement.head}`);
    notes.push(...((await probe?.tidy?.(session, attempted?.before)) ?? []));
    before = (await probe?.read(session)) ?? '';
    await options.journal.attempt({ segment: segment.checksum, before });
    isPatient = await allowWaiting(run, statement.sql);
    const sql = probe?.instead?.(before) ?? statement.sql;
    isBegun = true;
    const ran = await runStatement(run, { ...statement, sql }, first);
    isDone = true;
    run.mayCancel = false;
    if (isPatient) await setLockTimeout(session, options.lockTimeout);
    await options.journal.done(at);
    return { statements: [{ ...shown(statement), state: 'done', ...ran }], notes };
  } catch (error) {
    const failure = failureAt(run, turn, 0, error);
    const isUnknown = isBegun && failure.kind === 'connectionLost';
    if (isBegun && !isUnknown && !isDone) notes.push(...(await tidyUp(run, probe, before)));
    const state = isDone ? 'done' : isUnknown ? 'unknown' : 'failed';
    return { statements: [{ ...shown(statement), state }], failure, isUnknown, notes };
  } finally {
    run.mayCancel = true;
  }
}

/** @returns whether the session's patience was changed; the file may have said how long to wait. */
async function allowWaiting({ session, options }: SegmentRun, sql: string): Promise<boolean> {
  if (!/\bconcurrently\b/i.test(sql)) return false;
  const [row] = await session.query<{ now: string }>(
    `select setting as now from pg_catalog.pg_settings where name = 'lock_timeout'`,
  );
  if (row?.now !== String(options.lockTimeout)) return false;
  await setLockTimeout(session, Math.max(options.lockTimeout, concurrentPatience));
  return true;
}

async function setLockTimeout(session: Session, milliseconds: number): Promise<void> {
  await session.execute(`SET lock_timeout = ${milliseconds}`);
}

/** At once what can be had at once; the rest is for the next run, which knows of the attempt. */
async function tidyUp(
  { session, options }: SegmentRun,
  probe: Probe | undefined,
  before: string | undefined,
): Promise<readonly string[]> {
  try {
    await setLockTimeout(session, options.lockTimeout);
    const notes = (await probe?.tidy?.(session, before)) ?? [];
    await options.journal.attempt(undefined);
    return notes;
  } catch (error) {
    if (!(error instanceof DatabaseError || error instanceof Problem)) throw error;
    return ['What the failed statement left behind could not be removed now. The next run does it first.'];
  }
}
