import type { Catalog, Index, Table } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { dropIndex, indexPlace } from '../dropIndex.js';
import { plainColumns, signatureOf } from '../indexFacts.js';
import { foreignKeysOf, primaryKeyOf } from '../tables.js';

/** Every write keeps both, and no query is faster for it. */
export const duplicateIndex: CatalogRule = {
  id: 'duplicate-index',
  category: 'index',
  level: 'warning',
  title: 'Two indexes are the same',
  looksAt: 'catalog',
  *check(context) {
    let known: ReadonlySet<string> | undefined;
    const referred = () => {
      known ??= referredKeys(context.catalog);
      return known;
    };
    for (const table of context.catalog.tables) {
      if (table.indexes.length > 1) yield* duplicates(context, table, referred);
    }
  },
};

/** Keys that foreign keys lean on. */
function referredKeys({ tables }: Catalog): ReadonlySet<string> {
  const keys = tables.flatMap(table => foreignKeysOf(table));
  return new Set(keys.map(({ target, targetColumns }) => keyOf(target, targetColumns)));
}

function* duplicates(context: CatalogContext, table: Table, referred: () => ReadonlySet<string>): Iterable<Violation> {
  const valid = table.indexes.filter(index => index.valid);
  // Few tables have two that begin alike: only there a whole look is worth its time.
  for (const alike of groupsOf(valid, ({ keys }) => `${keys.length} ${keys[0]?.column}`)) {
    for (const same of groupsOf(alike, signatureOf)) {
      const kept = keptOf(table, same);
      const names = same.map(({ name }) => name);
      for (const index of same) {
        // What a partition has from its parent can only be dropped there.
        if (index === kept || index.inherited || index.partOf !== undefined) continue;
        yield violation(context, table, { index, kept, names, referred });
      }
    }
  }
}

/** Those of two and more. */
function groupsOf(indexes: readonly Index[], keyOfIndex: (index: Index) => string): Index[][] {
  if (indexes.length < 2) return [];
  const groups = new Map<string, Index[]>();
  for (const index of indexes) {
    const key = keyOfIndex(index);
    const same = groups.get(key);
    if (same) same.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** The primary key, or what cannot be dropped here, or a constraint, or what was first: a foreign key would lean on that. */
function keptOf(table: Table, same: readonly Index[]): Index {
  const key = primaryKeyOf(table)?.name;
  const primary = same.find(({ constraint }) => constraint !== undefined && constraint === key);
  const parents = same.find(index => index.inherited || index.partOf !== undefined);
  return primary ?? parents ?? same.find(index => index.constraint !== undefined) ?? same[0]!;
}

interface Duplicate {
  readonly index: Index;
  readonly kept: Index;
  /** Of all that are the same. */
  readonly names: readonly string[];
  readonly referred: () => ReadonlySet<string>;
}

function violation(context: CatalogContext, table: Table, { index, kept, names, referred }: Duplicate): Violation {
  const message = `\`${index.name}\` of \`${displayName(table)}\` is the same index as \`${kept.name}\`: every write keeps both, and no query is faster for it.`;
  const about = { message, place: indexPlace(table, index).place, table, objects: names };
  const columns = plainColumns(index);
  // A foreign key leans on one of them, and dropping that one is refused.
  const leanedOn = index.unique && columns !== undefined && referred().has(keyOf(table, columns));
  return leanedOn ? about : { ...about, mend: () => dropIndex(context, table, index) };
}

function keyOf({ schema, name }: { schema: string; name: string }, columns: readonly string[]): string {
  return JSON.stringify([schema, name, ...[...columns].sort()]);
}
