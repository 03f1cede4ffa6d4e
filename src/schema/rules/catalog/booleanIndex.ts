import type { CatalogRule } from '../../rule.js';
import { columnText } from '../changeType.js';
import { dropIndex } from '../dropIndex.js';
import { columnOf, isPostgres, writtenIndexes } from '../tables.js';
import { baseType } from '../types.js';

/** Half of the table is not found faster by an index than by reading it; the rare half is found by a partial one (manual §11.8). */
export const booleanIndex: CatalogRule = {
  id: 'boolean-index',
  category: 'index',
  level: 'info',
  title: 'An index has nothing but a boolean in it',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const index of writtenIndexes(table)) {
        const { keys, unique, predicate, include } = index;
        const name = keys.length === 1 ? keys[0]!.column : undefined;
        if (name === undefined || unique || predicate || include.length > 0) continue;
        const column = columnOf(table, name);
        if (!column || column.type.array || baseType(context.catalog, column.type).name !== 'boolean') continue;
        const message =
          `\`${index.name}\` holds only the boolean ${columnText(table, name)}: an index with two values is hardly ever used. ` +
          'Where one value is rare, a partial index (`WHERE`) on the columns that such queries sort or filter by is small and quick.';
        yield {
          message,
          place: index.place,
          table,
          column: name,
          objects: [index.name],
          mend: () => dropIndex(context, table, index),
        };
      }
    }
  },
};
