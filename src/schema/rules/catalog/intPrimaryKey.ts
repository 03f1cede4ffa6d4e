import type { Column, Table } from '../../catalog.js';
import { quoteQualified } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { writtenTable } from '../fixes.js';
import { columnOf, isLookup, isPostgres, ownTables, primaryKeyOf, sequenceOf } from '../tables.js';

/** 2,147,483,647 rows, counting the deleted ones and those that were rolled back (manual §8.1.1, §8.1.4). */
export const intPrimaryKey: CatalogRule = {
  id: 'int-primary-key',
  category: 'type',
  level: 'hint',
  title: 'A generated key of four bytes can run out',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of ownTables(context)) {
      const key = primaryKeyOf(table);
      const column = key?.columns.length === 1 ? columnOf(table, key.columns[0]!) : undefined;
      if (column?.type.name !== 'integer' || column.type.array || column.inherited || isLookup(table)) continue;
      if (!isGenerated(column)) continue;
      const message = `${columnText(table, column.name)} is a generated integer: after 2,147,483,647 values, used or not, every insert fails. Making it bigint then rewrites the table under a lock.`;
      yield { message, ...aboutColumn(table, column), ...asBigint(context, table, column) };
    }
  },
};

function isGenerated({ serial, identity, default: value }: Column): boolean {
  return serial || identity !== undefined || value?.functions.includes('nextval') === true;
}

function asBigint(context: CatalogContext, table: Table, column: Column): Pick<Violation, 'suggestion' | 'fixes'> {
  const written = ({ serial }: Column) => (serial ? 'bigserial' : undefined);
  const change = changeType(context, { table, column, type: 'bigint', written });
  // That of an identity column follows the column.
  const sequence = column.identity ? undefined : sequenceOf(context, table, column);
  const isNarrow = sequence && (sequence.type === undefined ? column.serial : sequence.type !== 'bigint');
  if (!isNarrow || change.suggestion === undefined) return change;
  const withPublic = writtenTable(context, table) !== quoteQualified(table);
  const widen = `ALTER SEQUENCE ${quoteQualified(sequence, { withPublic })} AS bigint;`;
  return { ...change, suggestion: `${change.suggestion}\n${widen}` };
}
