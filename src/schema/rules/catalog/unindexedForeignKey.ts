import type { ForeignKey, Table } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { hasIndexFor } from '../indexFacts.js';
import { addIndex } from '../newIndex.js';
import { foreignKeysOf } from '../tables.js';

/**
 * PostgreSQL makes no index for the columns that refer (manual §5.5.5, at the end): each delete in the target reads the whole table.
 */
export const unindexedForeignKey: CatalogRule = {
  id: 'unindexed-foreign-key',
  category: 'key',
  level: 'warning',
  title: 'No index starts with the columns of a foreign key',
  looksAt: 'catalog',
  *check(context) {
    // InnoDB makes the index itself.
    if (context.catalog.dialect === 'mysql' || context.catalog.dialect === 'mariadb') return;
    for (const table of context.catalog.tables) {
      if (table.kind === 'foreign') continue;
      for (const key of foreignKeysOf(table)) {
        // What a partition has from its parent is said there.
        if (key.inherited && table.partitionOf) continue;
        if (!hasIndexFor(table, key.columns)) yield violation(context, table, key);
      }
    }
  },
};

function violation(context: CatalogContext, table: Table, key: ForeignKey): Violation {
  const columns = key.columns.map(name => `\`${name}\``).join(', ');
  const message =
    `No index of \`${displayName(table)}\` starts with ${columns} of the foreign key \`${key.name}\`: ` +
    `each delete in \`${displayName(key.target)}\`, and each join from there, reads the whole table.`;
  const { columns: names } = key;
  return {
    message,
    place: key.definition,
    table,
    ...(names.length === 1 && { column: names[0]! }),
    objects: [key.name],
    mend: () => addIndex(context, { table, columns: names, at: key.definition }),
  };
}
