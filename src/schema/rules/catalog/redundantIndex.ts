import type { Index, Table } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { dropIndex } from '../dropIndex.js';
import { isPrefixOf, signatureOf } from '../indexFacts.js';
import { writtenIndexes } from '../tables.js';

/** A btree on (a, b) finds rows by a as well (manual §11.3). */
export const redundantIndex: CatalogRule = {
  id: 'redundant-index',
  category: 'index',
  level: 'warning',
  title: 'An index is the beginning of another',
  looksAt: 'catalog',
  *check(context) {
    for (const table of context.catalog.tables) {
      if (table.indexes.length < 2) continue;
      for (const index of writtenIndexes(table)) {
        // A unique index also keeps doubles out, which a longer one does not.
        if (index.unique || index.partOf !== undefined) continue;
        const longer = table.indexes.find(other => other !== index && covers(other, index));
        if (longer) yield violation(context, table, index, longer);
      }
    }
  },
};

/** Exact doubles are `duplicate-index`. */
function covers(longer: Index, index: Index): boolean {
  return isPrefixOf(index, longer) && signatureOf(index) !== signatureOf(longer) && !isLessThan(index, longer);
}

/** Of two that serve each other, such as (a) and (a DESC), only one may go: the later in the alphabet. */
function isLessThan(index: Index, other: Index): boolean {
  return !other.unique && other.constraint === undefined && isPrefixOf(other, index) && index.name < other.name;
}

function violation(context: CatalogContext, table: Table, index: Index, longer: Index): Violation {
  const message =
    index.keys.length === longer.keys.length
      ? `\`${index.name}\` of \`${displayName(table)}\` has the same keys as \`${longer.name}\`, which does all its work: every write keeps both.`
      : `\`${index.name}\` of \`${displayName(table)}\` is the beginning of \`${longer.name}\`, which finds the same rows: every write keeps both.`;
  return {
    message,
    place: index.place,
    table,
    objects: [index.name, longer.name],
    ...dropIndex(context, table, index),
  };
}
