import type { Column } from '../../catalog.js';
import type { CatalogRule } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { isInAnIndex } from '../indexFacts.js';
import { addIndex } from '../newIndex.js';
import { foreignKeysOf, ownTables, primaryKeyOf } from '../tables.js';
import { snakeName } from '../words.js';

/**
 * The newest rows first, those of last week, those that are due. Not `updated_at`: an index on it makes every update write to all
 * indexes of the table (manual, Heap-Only Tuples), which should be decided and not suggested.
 */
export const unindexedTimestampColumn: CatalogRule = {
  id: 'unindexed-timestamp-column',
  category: 'index',
  level: 'hint',
  title: 'A time by which queries likely sort or filter is in no index',
  looksAt: 'catalog',
  *check(context) {
    for (const table of ownTables(context)) {
      // Without a key to another table and with few columns it is not what grows; pairs of keys are looked up by them.
      const keys = new Set([
        ...foreignKeysOf(table).flatMap(({ columns }) => columns),
        ...(primaryKeyOf(table)?.columns ?? []),
      ]);
      if (table.columns.filter(({ name }) => !keys.has(name)).length < 3) continue;
      for (const column of table.columns) {
        if (!isTime(column) || isInAnIndex(table, column.name)) continue;
        const message = `${columnText(table, column.name)} is a time by which rows are likely sorted or picked, and no index has it: such queries read and sort the whole table.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => addIndex(context, { table, columns: [column.name], at: column.place }),
        };
      }
    }
  },
};

const names: ReadonlySet<string> = new Set([
  'created_at',
  'created_on',
  'inserted_at',
  'occurred_at',
  'logged_at',
  'published_at',
  'scheduled_at',
  'expires_at',
]);

function isTime({ name, type, inherited }: Column): boolean {
  return !inherited && !type.array && /^(?:timestamp|date$|datetime)/.test(type.name) && names.has(snakeName(name));
}
