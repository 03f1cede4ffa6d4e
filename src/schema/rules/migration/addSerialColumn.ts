import type { ColumnSpec } from '../../commands.js';
import { newName, quoteName } from '../../print.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { isSerial } from './change/newColumn.js';
import { about, actionsOn, type Target } from './change/target.js';

/** Each row gets a number: the table is written anew (ALTER TABLE, Notes; pg_relation_filenode() changes on PostgreSQL 15 and 18). */
export const addSerialColumn: MigrationRule = {
  id: 'add-serial-column',
  category: 'migration',
  level: 'warning',
  title: 'A serial or identity column rewrites the table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'addColumn')) {
      const { column } = action;
      if (!isSerial(column) && !column.identity) continue;
      const kind = isSerial(column) ? `\`${column.type.name}\`` : 'an identity column';
      yield about(context, target, column.nameSpan, {
        column: column.name,
        message: `\`${column.name}\` is ${kind}: each row gets a number, so ${target.label} and its indexes are rewritten under an ACCESS EXCLUSIVE lock, and reads and writes wait until it is done. Add a plain column with a sequence as its default, and number the old rows in batches.`,
        suggestion: recipe(context, target, column),
      });
    }
  },
};

function recipe(context: MigrationContext, target: Target, column: ColumnSpec): string {
  const small = /^small|^int2|2$/.test(column.type.name);
  const type = small ? 'smallint' : /^(?:bigserial|serial8|bigint)$/.test(column.type.name) ? 'bigint' : 'integer';
  const sequence = newName(
    target.name.name,
    [column.name],
    'seq',
    name => context.before.table({ schema: target.name.schema, name }) !== undefined,
  );
  const qualified = target.sql.includes('.')
    ? `${target.sql.slice(0, target.sql.lastIndexOf('.'))}.${quoteName(sequence)}`
    : quoteName(sequence);
  const name = quoteName(column.name);
  return [
    `ALTER TABLE ${target.sql} ADD COLUMN ${name} ${type};`,
    `CREATE SEQUENCE ${qualified} AS ${type} OWNED BY ${target.sql}.${name};`,
    `ALTER TABLE ${target.sql} ALTER COLUMN ${name} SET DEFAULT nextval('${qualified.replaceAll("'", "''")}');`,
  ].join('\n');
}
