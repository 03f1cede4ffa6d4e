import { reservedWords } from '../../keywords.js';
import { displayName, quoteName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { aboutColumn, columnText } from '../changeType.js';
import { writtenTable } from '../fixes.js';
import { isPostgres, isTaken, ownTables } from '../tables.js';
import { pluralOf } from '../words.js';

/** Without quotes it is a syntax error or, as with `user`, something else: the name of who is connected (manual, appendix C). */
export const reservedWordName: CatalogRule = {
  id: 'reserved-word-name',
  category: 'convention',
  level: 'info',
  title: 'A table or column is called by a reserved word',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of ownTables(context)) {
      const alter = `ALTER TABLE ${writtenTable(context, table)}`;
      if (reservedWords.has(table.name)) {
        const to = pluralOf(table.name);
        const free = !isTaken(context, table.schema)(to) && !reservedWords.has(to);
        const message = `\`${displayName(table)}\` is a reserved word: without quotes it is a syntax error or means something else.`;
        yield {
          message,
          place: table.place,
          table,
          ...(free && { suggestion: `${alter} RENAME TO ${quoteName(to)};` }),
        };
      }
      for (const column of table.columns) {
        if (column.inherited || !reservedWords.has(column.name)) continue;
        const message = `${columnText(table, column.name)} is a reserved word: without quotes it is a syntax error or means something else.`;
        yield { message, ...aboutColumn(table, column) };
      }
    }
  },
};
