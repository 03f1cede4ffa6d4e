import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';

/** Limits that come from elsewhere and mean nothing to PostgreSQL: MySQL's key lengths, one-byte lengths, its longest row. */
export const habitualLengths: ReadonlySet<number> = new Set([191, 255, 256, 65_535]);

/** `varchar(255)`: nobody decided that. */
export const unneededVarchar: CatalogRule = {
  id: 'unneeded-varchar',
  category: 'type',
  level: 'info',
  title: 'varchar(255) is a habit from other databases',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        const [length] = column.type.modifiers;
        if (
          column.inherited ||
          column.type.name !== 'character varying' ||
          length === undefined ||
          !habitualLengths.has(length)
        )
          continue;
        const message = `${columnText(table, column.name)} is varchar(${length}): the number comes from other databases and means nothing to PostgreSQL, where text is as fast and as small.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: 'text' }),
        };
      }
    }
  },
};
