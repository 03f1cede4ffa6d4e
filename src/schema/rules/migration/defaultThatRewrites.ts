import type { ColumnSpec } from '../../commands.js';
import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { defaultLater, definitionWithout } from './change/addedColumn.js';
import { fix, insertAfter, replaceSpan } from './change/edits.js';
import { rewriteReason } from './change/newColumn.js';
import { about, actionsOn, type Target } from './change/target.js';
import { volatileFunction } from './change/volatile.js';

/**
 * A volatile default is computed for each row: the table is written anew (ALTER TABLE, Notes; pg_relation_filenode() changes on PostgreSQL
 * 15 and 18). Constants and now() are kept in the catalog since PostgreSQL 11.
 */
export const defaultThatRewrites: MigrationRule = {
  id: 'default-that-rewrites',
  category: 'migration',
  level: 'warning',
  title: 'A volatile DEFAULT of a new column rewrites the table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'addColumn')) {
      const { column } = action;
      if (rewriteReason(column, context.before) !== 'volatile' || !column.default) continue;
      const name = volatileFunction(column.default, context.before);
      yield about(context, target, column.defaultSpan ?? column.nameSpan, {
        column: column.name,
        message: `\`${name}()\` gives each row a value of its own, so ${target.label} and its indexes are rewritten under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Add the column without the default, set the default, then fill the old rows in batches.`,
        suggestion: defaultLater(context, target, column),
        fixes: command.actions.length === 1 && !column.notNull ? fixes(context, target, column) : [],
      });
    }
  },
};

function fixes(context: MigrationContext, target: Target, column: ColumnSpec): PlaceFix[] {
  const [, set] = defaultLater(context, target, column).split('\n');
  const bare = definitionWithout(context, column, [column.defaultSpan]);
  const edits = [replaceSpan(context, column.span, bare), set === undefined ? undefined : insertAfter(context, set)];
  return fix(context, 'Set the default in a statement of its own', edits);
}
