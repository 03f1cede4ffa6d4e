import type { Span } from '../../commands.js';
import { quoteName } from '../../print.js';
import type { MigrationContext, MigrationRule, PlaceFix, Violation } from '../../rule.js';
import { fix, insertLater, replaceSpan } from './change/edits.js';
import { isProvenNotNull } from './change/notNull.js';
import { type NotNullSteps, notNullRecipe } from './change/notNullRecipe.js';
import { about, actionsOn, type Target } from './change/target.js';
import { inTransaction } from './change/transaction.js';

/**
 * SET NOT NULL scans the table under ACCESS EXCLUSIVE, unless a valid CHECK says the same (ALTER TABLE, SET NOT NULL, since PostgreSQL 12;
 * seen in seq_scan on PostgreSQL 15). So does a primary key that takes over an index of nullable columns.
 */
export const notNullOnExistingColumn: MigrationRule = {
  id: 'not-null-on-existing-column',
  category: 'migration',
  level: 'warning',
  title: 'SET NOT NULL scans the table under a lock that stops reads and writes',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'setNotNull', 'addConstraint')) {
      if (action.action === 'setNotNull') {
        if (isProvenNotNull(target.table, action.column)) continue;
        yield violation(context, target, action.column, action.span, command.actions.length === 1);
      } else if (action.constraint.kind === 'primaryKey' && action.constraint.usingIndex !== undefined) {
        for (const column of nullableColumns(context, target, action.constraint.usingIndex)) {
          yield primaryKey(context, target, column, action.span);
        }
      }
    }
  },
};

function violation(context: MigrationContext, target: Target, column: string, span: Span, alone: boolean): Violation {
  const steps = notNullRecipe(target, column);
  const when = inTransaction(context) ? ', the rest in the next migration' : '';
  return about(context, target, span, {
    column,
    message: `\`SET NOT NULL\` scans all of ${target.label} under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Since PostgreSQL 12 a valid \`CHECK (${quoteName(column)} IS NOT NULL)\` spares it the scan: add that \`NOT VALID\` first${when}.`,
    suggestion: [steps.first, ...steps.rest].join('\n'),
    fixes: alone ? fixes(context, steps, column) : [],
  });
}

function fixes(context: MigrationContext, { first, rest }: NotNullSteps, column: string): PlaceFix[] {
  const replaced = replaceSpan(context, context.command.span, first.replace(/;$/, ''));
  const later = insertLater(context, rest.join('\n'), `validate_${column}_not_null`);
  if (!later) return [];
  const title = later.newFile
    ? 'Add a CHECK NOT VALID, and a migration that sets NOT NULL'
    : 'Set NOT NULL by way of a CHECK NOT VALID';
  return fix(context, title, [replaced, later]);
}

function nullableColumns({ before }: MigrationContext, { table, name }: Target, indexName: string): readonly string[] {
  const index =
    before.index({ schema: name.schema, name: indexName })?.index ??
    table?.indexes.find(other => other.name === indexName);
  if (!table || !index) return [];
  return index.keys.flatMap(({ column }) => (column !== undefined && !isProvenNotNull(table, column) ? [column] : []));
}

function primaryKey(context: MigrationContext, target: Target, column: string, span: Span): Violation {
  const steps = notNullRecipe(target, column);
  return about(context, target, span, {
    column,
    message: `This primary key makes \`${column}\` NOT NULL, which scans all of ${target.label} under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Make the column NOT NULL before, by way of a valid CHECK.`,
    suggestion: [steps.first, ...steps.rest].join('\n'),
  });
}
