import type { Catalog, Index, Table } from '../../catalog.js';
import { createIndexSql, displayName, newName, quoteName } from '../../print.js';
import type { CatalogContext, CatalogRule, PlaceFix, Violation } from '../../rule.js';
import { dropIndex } from '../dropIndex.js';
import { editFix, isLive, mayEdit, sqlFix, writtenTable } from '../fixes.js';
import { columnOf, isPostgres, isTaken, writtenIndexes } from '../tables.js';
import { baseType } from '../types.js';

/** A btree compares whole values; what is asked of documents is what they contain (manual §8.14.4, §12.9). */
export const btreeOnDocument: CatalogRule = {
  id: 'btree-on-document',
  category: 'index',
  level: 'warning',
  title: 'A btree index on jsonb, an array or a text search vector',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const index of writtenIndexes(table)) {
        // A unique one keeps equal documents out, which is a use of its own.
        if (index.method !== 'btree' || index.unique) continue;
        const kind = documentKind(context.catalog, table, index);
        if (kind !== undefined) yield violation(context, table, index, kind);
      }
    }
  },
};

/** What the first key is, when it is a document. */
function documentKind(catalog: Catalog, table: Table, { keys }: Index): string | undefined {
  const [key] = keys;
  if (key?.expression)
    return /^\(*\s*(?:\w+\.)?to_tsvector\s*\(/i.test(key.expression.text) ? 'a text search vector' : undefined;
  const column = key?.column === undefined ? undefined : columnOf(table, key.column);
  if (!column) return undefined;
  const { name, array } = baseType(catalog, column.type);
  if (array) return 'an array';
  return name === 'jsonb' ? 'jsonb' : name === 'tsvector' ? 'a text search vector' : undefined;
}

function violation(context: CatalogContext, table: Table, index: Index, kind: string): Violation {
  const key = index.keys[0]!;
  const what = key.column === undefined ? 'its first key' : `\`${displayName(table)}.${key.column}\``;
  const message =
    `\`${index.name}\` is a btree, and ${what} is ${kind}: it only finds whole equal values, fails on ones over 2,704 bytes, ` +
    'and is of no use to the operators that look inside. A GIN index is.';
  const column = key.column === undefined ? {} : { column: key.column };
  return {
    message,
    place: index.place,
    table,
    ...column,
    objects: [index.name],
    mend: () => asGin(context, table, index),
  };
}

function asGin(context: CatalogContext, table: Table, index: Index): Pick<Violation, 'suggestion' | 'fixes'> {
  const key = index.keys[0]!;
  // The other keys would need an index of their own: nobody knows which.
  if (index.keys.length > 1 || index.include.length > 0) return {};
  const live = isLive(context, index.definition, table);
  const concurrently = live && table.kind !== 'partitioned';
  const name = newName(table.name, [key.column ?? 'expr'], 'gin', isTaken(context, table.schema));
  const create = createIndexSql({
    name,
    table: writtenTable(context, table),
    keys: [
      {
        ...(key.column === undefined ? { expression: key.expression! } : { column: key.column }),
        order: 'asc',
        nulls: 'last',
      },
    ],
    method: 'gin',
    ...(index.predicate && { predicate: index.predicate.text }),
    concurrently,
  });
  const drop = dropIndex(context, table, index).suggestion;
  const suggestion = `${create}\n${drop}`;
  const edited = rewritten(context, table, index);
  if (edited.length > 0 || mayEdit(context, index.definition, table)) return { suggestion, fixes: edited };
  const title = `Replace ${index.name} by a GIN index`;
  const fix = { title, sql: suggestion, at: index.definition, table, name: `create_${name}`, alone: concurrently };
  return { suggestion, fixes: sqlFix(context, fix) };
}

/** `USING gin` in the statement itself, which is made again from what it says. */
function rewritten(context: CatalogContext, table: Table, index: Index): PlaceFix[] {
  const { path, start, end } = index.definition;
  const text = context.files.get(path)?.file.text.slice(start, end) ?? '';
  const key = index.keys[0]!;
  if (key.column === undefined || key.opclass !== undefined || !/^create\s+index\b/i.test(text)) return [];
  const open = text.search(/(?:\s+using\s+btree)?\s*\(/i);
  if (open < 0 || text.includes('--') || text.includes('/*')) return [];
  const close = text.indexOf(')', open);
  const inside = text.slice(text.indexOf('(', open) + 1, close).trim();
  if (inside !== quoteName(key.column) && inside.toLowerCase() !== key.column) return [];
  const edit = { path, start: start + open, end: start + close + 1, text: ` USING gin (${quoteName(key.column)})` };
  return editFix(context, 'Make it a GIN index', [edit], table);
}
