import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';

/** The text as it came, read again for each access; it has no `=` and no index (manual §8.14). */
export const jsonType: CatalogRule = {
  id: 'json-type',
  category: 'type',
  level: 'info',
  title: 'json where jsonb is meant',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        if (column.inherited || column.type.name !== 'json') continue;
        const message = `${columnText(table, column.name)} is json: it is parsed again at each access, and has no \`=\`, no DISTINCT and no GIN index. \`jsonb\` has them.`;
        const using = (name: string) => `${name}::jsonb`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: 'jsonb', using }),
        };
      }
    }
  },
};
