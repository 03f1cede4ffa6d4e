import { Problem } from '../../text/problem.js';
import { untilAborted } from '../cancellable.js';
import { readHeader } from './header.js';
import type { HistoryRow } from './history.js';
import type { Outcome } from './outcome.js';
import { type ApplyOptions, performRun, type RunControl, usualPatience, verified } from './performRun.js';
import { RefusedRun } from './refusedRun.js';
import { type RollbackTarget, rollbackScript, rowOf } from './rollbackTarget.js';
import { takeLock } from './runLock.js';
import { findSchema } from './schemaCheck.js';
import type { MigrationScript } from './script.js';
import { type Connect, withSession } from './withSession.js';

/**
 * Takes a migration back: under the same lock, with the same care for what is half done, and written down in the history.
 * @throws Problem before anything is done; the signal's reason when it is aborted before the first statement.
 */
export async function rollbackMigration(
  connect: Connect,
  target: RollbackTarget,
  options: ApplyOptions = {},
  control: RunControl = {},
): Promise<Outcome> {
  const { signal, onProgress } = control;
  return withSession(connect, signal, async session => {
    const row = await untilAborted(session, signal, async () => {
      await takeLock(session, { patience: options.patience ?? usualPatience, signal, onProgress });
      return rowOf(session, target, options.anySchema ?? false);
    });
    const { script, notes } = await rollbackScript(target, row);
    const from = row.status === 'rolling back' ? resumeAt(script, row) : 0;
    const header = readHeader(script.text);
    if (header && from === 0 && !options.anySchema) {
      const wanted = [header.from, ...(row.toSchema === null ? [] : [row.toSchema])];
      const { hash } = await untilAborted(session, signal, () =>
        findSchema(session, wanted, {
          ...{ scope: header.scope, madeBy: header.engine, openEngine: options.openEngine, signal, onProgress },
        }),
      );
      if (!wanted.includes(hash))
        throw new RefusedRun(
          {
            reason: 'otherSchema',
            said: `The database's schema (${hash}) is not the one that ${row.name} led to (${header.from}): something was changed since. Nothing was done.`,
            advice: 'Undo that first, or roll back all the same with --any-schema.',
          },
          { path: script.path },
        );
    }
    const outcome = await performRun(session, {
      ...{ connect, script, direction: 'down', known: row, from, options, control, notes },
      row: {
        name: row.name,
        checksum: row.checksum,
        total: row.total,
        fromSchema: undefined,
        toSchema: undefined,
        rollback: undefined,
      },
    });
    return outcome.status === 'rolledBack' && header
      ? verified(session, outcome, header.to, header, { options, control })
      : outcome;
  });
}

/** How many pieces an earlier try has done. @throws Problem */
function resumeAt({ path, segments }: MigrationScript, { name, done }: HistoryRow): number {
  if (done.every((checksum, at) => segments[at]?.checksum === checksum)) return done.length;
  throw new Problem(
    `A rollback of ${name} stopped half-way, and what is done of it is not in this text. Roll back with the text of then.`,
    { path },
  );
}
