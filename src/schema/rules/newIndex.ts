/** The SQL and the fix that add an index. */
import type { IndexKey, Place, Table } from '../catalog.js';
import { columnKeys, createIndexSql, newName } from '../print.js';
import type { CatalogContext, Violation } from '../rule.js';
import { isLive, sqlFix, writtenTable } from './fixes.js';
import { isTaken } from './tables.js';

export interface WantedIndex {
  readonly table: Table;
  readonly columns: readonly string[];
  /** When they are more than plain ascending columns. */
  readonly keys?: readonly IndexKey[];
  readonly method?: string;
  readonly predicate?: string;
  /** What the finding is about: the index goes near it. */
  readonly at: Place;
}

/** `CREATE INDEX …`: CONCURRENTLY where the table has rows by then and PostgreSQL can (not for partitioned tables). */
export function addIndex(
  context: CatalogContext,
  wanted: WantedIndex,
): Required<Pick<Violation, 'suggestion' | 'fixes'>> {
  const { table, columns, keys, method, predicate, at } = wanted;
  const { dialect } = context.catalog;
  const name = newName(table.name, columns, 'idx', isTaken(context, table.schema));
  const concurrently = dialect === 'postgresql' && table.kind !== 'partitioned' && isLive(context, at, table);
  const index = { name, table: writtenTable(context, table), keys: keys ?? columnKeys(columns), concurrently };
  const suggestion = createIndexSql({ ...index, ...(method && { method }), ...(predicate && { predicate }) }, dialect);
  const title = `Create index ${name}`;
  const fixes = sqlFix(context, { title, sql: suggestion, at, table, name: `create_${name}`, alone: concurrently });
  return { suggestion, fixes };
}
