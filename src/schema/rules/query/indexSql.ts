/** The SQL of an index that a query wants, and how people call its keys. */
import type { Catalog, IndexKey, Table } from '../../catalog.js';
import { createIndexSql, newName, quoteQualified } from '../../print.js';
import { isTaken } from '../tables.js';

export interface IndexToWrite {
  readonly table: Table;
  readonly keys: readonly IndexKey[];
  readonly include?: readonly string[];
  readonly predicate?: string;
  readonly method?: string;
}

/** Columns of the keys; of an expression those that it reads. */
export function keyColumns(keys: readonly IndexKey[]): string[] {
  return [...new Set(keys.flatMap(({ column, expression }) => column ?? expression?.columns ?? []))];
}

/** A name that nothing of the table's schema has. `taken`: names that are to be given as well. */
export function indexName(
  catalog: Catalog,
  { table, keys }: IndexToWrite,
  taken: ReadonlySet<string> = new Set(),
): string {
  const isThere = isTaken({ catalog }, table.schema);
  return newName(table.name, keyColumns(keys), 'idx', name => isThere(name) || taken.has(name));
}

/**
 * CREATE INDEX for a table with rows: CONCURRENTLY, which PostgreSQL does not have for partitioned tables.
 * `withPublic`: the schema `public` is named, too.
 */
export function liveIndexSql({ dialect }: Catalog, index: IndexToWrite, name: string, withPublic = false): string {
  const { table, keys, include, predicate, method } = index;
  const concurrently = dialect === 'postgresql' && table.kind !== 'partitioned';
  const written = { name, table: quoteQualified(table, { dialect, withPublic }), keys, concurrently };
  const more = {
    ...(include && { include }),
    ...(predicate !== undefined && { predicate }),
    ...(method && { method }),
  };
  return createIndexSql({ ...written, ...more }, dialect);
}
