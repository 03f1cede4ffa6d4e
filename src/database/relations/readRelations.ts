/** What an API over a database has to know of it, read from a server. */
import { loadParser } from '../../schema/reading/parsers.js';
import type { Relation } from '../../schema/relation.js';
import { Looks } from '../live/readOnly.js';
import type { Session } from '../session.js';
import { columnTypesOf } from './columns.js';
import { readTypes } from './columnTypes.js';
import { constraintRows, indexRows } from './keyRows.js';
import { columnRows, relationRows } from './relationRows.js';
import { tableOf } from './tables.js';
import { seenThrough } from './views.js';

export interface RelationChoice {
  /** Unless said: all but the server's own. */
  readonly schemas?: readonly string[];
  /** `orders`, `shop.orders`; unless said all. */
  readonly tables?: readonly string[];
}

/**
 * Tables and views, in a read-only transaction of its own that sees one moment: one query for each kind of thing, however many there are.
 * Ordered by schema (`public` first) and name; without partitions, temporary tables, the server's own and those of extensions.
 * @throws DatabaseError when the server refuses to tell.
 */
export async function readRelations(session: Session, choice: RelationChoice = {}): Promise<readonly Relation[]> {
  await loadParser('postgresql');
  const looks = new Looks(session, { statementTimeout: 60_000, lockTimeout: 10_000 });
  const all = await looks.read(readAll, 'moment');
  return all.filter(relation => isChosen(relation, choice));
}

async function readAll(session: Session): Promise<readonly Relation[]> {
  const relations = await relationRows(session);
  const types = await readTypes(session);
  const columns = byRelation(await columnRows(session));
  const indexes = byRelation(await indexRows(session));
  const constraints = byRelation(await constraintRows(session));
  const read = relations.map(row => ({
    row,
    relation: tableOf(
      row,
      columnTypesOf(columns.get(row.id) ?? [], types, row.kind === 'v' || row.kind === 'm'),
      indexes.get(row.id) ?? [],
      constraints.get(row.id) ?? [],
    ),
  }));
  return seenThrough(read);
}

function byRelation<Row extends { readonly relation: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.relation);
    if (group) group.push(row);
    else groups.set(row.relation, [row]);
  }
  return groups;
}

function isChosen({ schema, name }: Relation, { schemas, tables }: RelationChoice): boolean {
  const isOf = (table: string) => table === name || table === `${schema}.${name}`;
  return (schemas?.includes(schema) ?? true) && (tables?.some(isOf) ?? true);
}
