import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, insertLater, removeStatement } from './change/edits.js';
import { progressOf } from './change/progress.js';
import { isBulk, writesOf } from './change/queries.js';
import { about, textOf } from './change/target.js';

/** Locks are held to the end of their transaction (manual §13.3): however brief the ALTER TABLE, its lock lasts as long as the rows take. */
export const backfillInDdlTransaction: MigrationRule = {
  id: 'backfill-in-ddl-transaction',
  category: 'migration',
  level: 'warning',
  title: 'Rows are written while the lock of an ALTER TABLE is held',
  looksAt: 'migration',
  commands: ['query'],
  *check(context) {
    for (const writing of writesOf(context, context.command)) {
      if (!isBulk(writing)) continue;
      const held = progressOf(context).locks;
      const lock =
        held.find(({ target, mode }) => target.label === writing.target.label && mode === 'ACCESS EXCLUSIVE') ??
        held[0];
      if (!lock) continue;
      const { target, query } = writing;
      const blocked = lock.mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes';
      const message = `This writes rows of ${target.label} in a transaction that already holds a lock on ${lock.target.label} (${lock.mode}): ${blocked} of ${lock.target.label} wait until the last row is written. Write them in a transaction of their own, in batches.`;
      yield about(
        context,
        target,
        { start: query.span.start, end: headEnd(context, query.span) },
        {
          message,
          fixes: fixes(context),
        },
      );
    }
  },
};

/** The first line says enough. */
function headEnd(context: MigrationContext, span: { readonly start: number; readonly end: number }): number {
  const line = textOf(context, span).search(/\r?\n/);
  return line < 0 ? span.end : span.start + line;
}

function fixes(context: MigrationContext): PlaceFix[] {
  const { statement, command } = context;
  if (statement.commands.length !== 1) return [];
  const later = insertLater(context, `${textOf(context, command.span)};`, 'backfill');
  const removed = removeStatement(context);
  return later
    ? fix(context, later.newFile ? 'Move it into a new migration' : 'Move it behind the COMMIT', [removed, later])
    : [];
}
