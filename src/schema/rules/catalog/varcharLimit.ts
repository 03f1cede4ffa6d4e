import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';
import { habitualLengths } from './unneededVarchar.js';

/** There is no difference in speed, and a limit that turns out too small takes a migration (manual §8.3). */
export const varcharLimit: CatalogRule = {
  id: 'varchar-limit',
  category: 'type',
  level: 'off',
  title: 'varchar(n) where text would do',
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
          habitualLengths.has(length)
        )
          continue;
        const message = `${columnText(table, column.name)} is limited to ${length} characters by its type: text is as fast, and a CHECK can be changed without looking at dependent views.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: 'text' }),
        };
      }
    }
  },
};
