import type { ColumnSpec } from '../../commands.js';
import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { definitionWithout } from './change/addedColumn.js';
import { fix, replaceSpan } from './change/edits.js';
import { fillsRows } from './change/newColumn.js';
import { about, actionsOn, textOf } from './change/target.js';

/** `column "x" of relation "t" contains null values` as soon as there is a row (PostgreSQL 15 and 18). */
export const addColumnNotNullWithoutDefault: MigrationRule = {
  id: 'add-column-not-null-without-default',
  category: 'migration',
  level: 'error',
  title: 'A NOT NULL column without a DEFAULT cannot be added to a table with rows',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'addColumn')) {
      const { column, constraints } = action;
      const keys = constraints.filter(({ kind }) => kind === 'primaryKey').map(({ span }) => span);
      const isKey = keys.length > 0;
      if ((!column.notNull && !isKey) || fillsRows(column) || target.table?.kind === 'foreign') continue;
      const what = isKey ? 'a primary key' : '`NOT NULL`';
      yield about(context, target, column.nameSpan, {
        column: column.name,
        message: `\`${column.name}\` is ${what} and has no \`DEFAULT\`: as soon as ${target.label} has a row this fails, and so do inserts of applications that do not know the column yet. Give it a default, or add it nullable, fill it, and make it NOT NULL later.`,
        suggestion: `ALTER TABLE ${target.sql} ADD COLUMN ${definitionWithout(context, column, [column.notNullSpan, ...keys])};`,
        fixes: fixes(context, column),
      });
    }
  },
};

function fixes(context: MigrationContext, { span, notNullSpan }: ColumnSpec): PlaceFix[] {
  if (!notNullSpan) return [];
  // The blank before NOT NULL goes with it.
  const before = textOf(context, { start: span.start, end: notNullSpan.start });
  const start = notNullSpan.start - (before.length - before.trimEnd().length);
  return fix(context, 'Add the column without NOT NULL', [replaceSpan(context, { start, end: notNullSpan.end }, '')]);
}
