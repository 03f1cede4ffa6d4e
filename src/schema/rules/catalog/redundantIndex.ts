import type { Index, Table } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { dropIndex } from '../dropIndex.js';
import { isPrefixOf, signatureOf } from '../indexFacts.js';

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
      const kinds = kindsOf(table.indexes);
      for (const [at, index] of table.indexes.entries()) {
        // A unique index also keeps doubles out, which a longer one does not.
        if (index.inherited || index.constraint !== undefined || index.unique || index.partOf !== undefined) continue;
        // Exact doubles are `duplicate-index`. There may be thousands, so that is asked first.
        const longer = table.indexes.find(
          (other, i) => kinds[i] !== kinds[at] && isPrefixOf(index, other) && !isLessThan(index, other),
        );
        if (longer) yield violation(context, table, index, longer);
      }
    }
  },
};

/** A number for each: equal for indexes that are the same. */
function kindsOf(indexes: readonly Index[]): number[] {
  const kinds = new Map<string, number>();
  return indexes.map((index, at) => {
    // What begins alike nowhere else is alone of its kind.
    if (indexes.length < few && !indexes.some(other => other !== index && isAlike(index, other))) return at;
    const signature = signatureOf(index);
    const kind = kinds.get(signature) ?? at;
    kinds.set(signature, kind);
    return kind;
  });
}
const few = 20;

const isAlike = (a: Index, b: Index) => a.keys.length === b.keys.length && a.keys[0]?.column === b.keys[0]?.column;

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
    mend: () => dropIndex(context, table, index),
  };
}
