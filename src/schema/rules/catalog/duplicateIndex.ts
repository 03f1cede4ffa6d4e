import type { Index, Table } from '../../catalog.js';
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
    const referred = new Set<string>();
    for (const table of context.catalog.tables) {
      for (const { target, targetColumns } of foreignKeysOf(table)) referred.add(keyOf(target, targetColumns));
    }
    for (const table of context.catalog.tables) {
      if (table.indexes.length > 1) yield* duplicates(context, table, referred);
    }
  },
};

function* duplicates(context: CatalogContext, table: Table, referred: ReadonlySet<string>): Iterable<Violation> {
  const groups = new Map<string, Index[]>();
  for (const index of table.indexes) {
    if (!index.valid) continue;
    const signature = signatureOf(index);
    const same = groups.get(signature);
    if (same) same.push(index);
    else groups.set(signature, [index]);
  }
  for (const same of groups.values()) {
    const kept = keptOf(table, same);
    for (const index of same) {
      // What a partition has from its parent can only be dropped there.
      if (index === kept || index.inherited || index.partOf !== undefined) continue;
      yield violation(context, table, { index, kept, same, referred });
    }
  }
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
  readonly same: readonly Index[];
  readonly referred: ReadonlySet<string>;
}

function violation(context: CatalogContext, table: Table, { index, kept, same, referred }: Duplicate): Violation {
  const message = `\`${index.name}\` of \`${displayName(table)}\` is the same index as \`${kept.name}\`: every write keeps both, and no query is faster for it.`;
  const about = { message, place: indexPlace(table, index).place, table, objects: same.map(({ name }) => name) };
  const columns = plainColumns(index);
  // A foreign key leans on one of them, and dropping that one is refused.
  const leanedOn = index.unique && columns !== undefined && referred.has(keyOf(table, columns));
  return leanedOn ? about : { ...about, ...dropIndex(context, table, index) };
}

function keyOf({ schema, name }: { schema: string; name: string }, columns: readonly string[]): string {
  return JSON.stringify([schema, name, ...[...columns].sort()]);
}
