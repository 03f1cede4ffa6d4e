/** What every report of a run says in the same words. Text of files and servers is in it as it is: who shows it makes it safe. */
import type { DryRun } from '../dryRunTypes.js';
import type { ApplyProgress, Blocker, Outcome, StatementState } from '../outcome.js';

export const stateWords: Readonly<Record<StatementState, string>> = {
  done: 'done',
  doneBefore: 'done before',
  failed: 'failed',
  undone: 'undone',
  unknown: 'not known',
  notRun: 'not run',
};

/** `20261121_add_users is applied to shop on localhost:5432 as ann: 3 statements in 41 ms.` */
export function outcomeHead({ status, name, statements, milliseconds }: Outcome, server: string): string {
  const ran = statements.filter(({ state }) => state === 'done').length;
  const end = `${countOf(ran, 'statement')} in ${span(milliseconds)}`;
  const heads: Readonly<Record<Outcome['status'], string>> = {
    applied: `${name} is applied to ${server}: ${end}.`,
    rolledBack: `${name} is taken back on ${server}: ${end}.`,
    alreadyApplied: `${name} was applied to ${server} before: nothing was done.`,
    failed: `${name} failed on ${server}.`,
    cancelled: `${name} was cancelled on ${server}.`,
  };
  return heads[status];
}

/** What is left in the database of a run that did not come to its end; undefined: it did, or nobody knows. */
export function whatIsLeft({ failure, segments, statements }: Outcome): string | undefined {
  if (!failure) return undefined;
  if (segments.done > 0)
    return `${segments.done} of ${segments.total} pieces are done and stay. Run it again: it goes on behind them.`;
  if (statements.some(({ state }) => state === 'unknown')) return undefined;
  return 'Nothing of it is left in the database.';
}

/** `20261121_add_users would be applied: tried on shop on …, in a transaction that was undone, in 41 ms.` */
export function dryRunHead(
  { status, direction, name, where, engine, reason, milliseconds }: DryRun,
  server: string,
): string {
  const place =
    where === 'server'
      ? `on ${server}, in a transaction that was undone`
      : `on a clone of the schema of ${server}, without rows (PostgreSQL ${engine.version}, ${engine.kind}), as no transaction undoes ${reason}`;
  const words: Readonly<Record<DryRun['status'], string>> = {
    fine: direction === 'up' ? 'would be applied' : 'would be taken back',
    failed: 'would fail',
    cancelled: 'was cancelled',
    alreadyApplied: 'was applied before',
  };
  return `${name} ${words[status]}: tried ${place}, in ${span(milliseconds)}.`;
}

/** What a run is at, for a line of progress; undefined: nothing that anybody would read in time. */
export function progressText(progress: ApplyProgress): string | undefined {
  switch (progress.kind) {
    case 'waiting':
      return `Waiting for another run: ${namesOf(progress.holders)} …`;
    case 'schema':
      return progress.stage === 'reading' ? 'Reading the schema …' : 'Rebuilding the schema in an engine of our own …';
    case 'statement':
      return `${progress.index}/${progress.of}, line ${progress.line}: ${progress.head}`;
    case 'blocked':
      return `${progress.index}: waits for ${namesOf(progress.by)} …`;
    case 'retry':
      return `Trying again in ${progress.milliseconds / 1000} s (${progress.attempt} of ${progress.of}): ${progress.reason}`;
    case 'committing':
      return undefined;
  }
}

/** `3 ms`, `1.2 s`. */
export function span(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 row`, `2 rows`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `process 4711 (psql), process 4712` */
export function namesOf(blockers: readonly Blocker[]): string {
  return blockers.map(({ pid, application }) => `process ${pid}${application ? ` (${application})` : ''}`).join(', ');
}
