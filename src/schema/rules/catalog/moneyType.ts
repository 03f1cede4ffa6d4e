import type { CatalogRule } from '../../rule.js';
import { aboutColumn, changeType, columnText } from '../changeType.js';
import { isPostgres } from '../tables.js';

/** What it means depends on lc_monetary of the server that reads it (manual §8.2). */
export const moneyType: CatalogRule = {
  id: 'money-type',
  category: 'type',
  level: 'warning',
  title: 'The type money depends on the locale',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const column of table.columns) {
        if (column.inherited || column.type.name !== 'money') continue;
        const message = `${columnText(table, column.name)} is money: it keeps no currency, and the server's \`lc_monetary\` decides how it is read and how many decimals it has.`;
        const using = (name: string) => `${name}::numeric`;
        yield {
          message,
          ...aboutColumn(table, column),
          mend: () => changeType(context, { table, column, type: 'numeric(12,2)', using }),
        };
      }
    }
  },
};
