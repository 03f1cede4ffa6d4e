/** What the history says of a migration that is to be applied. */
import { Problem } from '../../text/problem.js';
import type { HistoryRow } from './history.js';
import type { Outcome } from './outcome.js';
import { type MigrationScript, statementCount } from './script.js';

/** The outcome of a migration that the history has. @throws Problem when it is not what was applied. */
export function alreadyApplied(name: string, script: MigrationScript, known: HistoryRow): Outcome {
  const { path, checksum, segments } = script;
  if (known.checksum !== checksum) {
    throw new Problem(
      `${name} was applied on ${known.appliedAt} by ${known.appliedBy}, and its statements have changed since. Undo the change and write a new migration, or roll it back first.`,
      { path },
    );
  }
  return {
    ...{ status: 'alreadyApplied', name, path, checksum },
    segments: { total: segments.length, before: segments.length, done: segments.length },
    statements: segments.flatMap(({ statements }) =>
      statements.map(({ position, head }) => ({ position, head, state: 'doneBefore' as const })),
    ),
    notes: [`It was applied on ${known.appliedAt} by ${known.appliedBy}.`],
    milliseconds: 0,
  };
}

/** How many pieces an earlier run has done. What has not run yet may have changed since. @throws Problem */
export function resumeAt({ path, segments }: MigrationScript, { name, status, done }: HistoryRow): number {
  if (status === 'rolling back')
    throw new Problem(`A rollback of ${name} stopped half-way. Finish it first: roll it back again.`, { path });
  const changed = done.findIndex((checksum, at) => segments[at]?.checksum !== checksum);
  if (changed < 0) return done.length;
  const first = segments[changed]?.statements[0];
  const statements = statementCount(segments.slice(0, done.length));
  throw new Problem(
    `A run of ${name} stopped half-way, and its first ${statements} statements, which are done, have changed since. Restore them, then run it again.`,
    { path, ...(first && { position: first.position }) },
  );
}
