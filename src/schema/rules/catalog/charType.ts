import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';

/** Filled up with blanks, which then count in some comparisons and not in others (manual §8.3). */
export const charType: CatalogRule = {
  id: 'char-type',
  category: 'type',
  level: 'info',
  title: 'char(n) fills values up with blanks',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        const [length = 1] = column.type.modifiers;
        if (column.inherited || column.type.name !== 'character' || length < 2) continue;
        const message = `${columnText(table, column.name)} is char(${length}): shorter values are filled up with blanks, which LIKE and regular expressions see and \`=\` does not. It is no faster than varchar.`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: `varchar(${length})` }),
        };
      }
    }
  },
};
