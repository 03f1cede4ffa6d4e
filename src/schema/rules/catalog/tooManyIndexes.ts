import { displayName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { ownTables } from '../tables.js';

const most = 15;

/** Each insert, and each update that is not heap-only, writes to all of them (manual §11.1). */
export const tooManyIndexes: CatalogRule = {
  id: 'too-many-indexes',
  category: 'index',
  level: 'info',
  title: 'A table has more than 15 indexes',
  looksAt: 'catalog',
  *check(context) {
    for (const table of ownTables(context)) {
      const count = table.indexes.length;
      if (count <= most) continue;
      const message = `\`${displayName(table)}\` has ${count} indexes: each insert writes to all of them. The statistics of a running server (\`pg_stat_user_indexes\`) tell which are never read.`;
      yield { message, place: table.place, table };
    }
  },
};
