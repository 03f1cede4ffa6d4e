/** Foreign keys of tables that came before those that they refer to, and of tables that refer to themselves. */
import { quoteName } from '../../../schema/print.js';
import type { Session } from '../../session.js';
import type { ForeignKeyFacts, TableFacts } from './tableFacts.js';
import { refusalOf } from './tries.js';

export interface LateKey {
  readonly table: TableFacts;
  readonly key: ForeignKeyFacts;
  /** Its rows hold what is no key: all of them have to be given one. */
  readonly isOwed: boolean;
}

/** So many of the rows whose key may be NULL get one. */
const mostGiven = 2;

/** @returns whether the rows refer to what is there now. */
export async function fillLateKey(session: Session, { table, key, isOwed }: LateKey): Promise<boolean> {
  const update = updateSql(table, key, isOwed);
  if (!isOwed) {
    await refusalOf(session, update);
    return true;
  }
  const refusal = await refusalOf(
    session,
    `SET LOCAL session_replication_role = replica; ${update}; SET LOCAL session_replication_role = origin`,
  );
  const [row] = await session.query<{ dangling: boolean }>(
    `select exists (select from ${table.name} t where not exists (select from ${key.references} r where ${key.columns
      .map((name, i) => `t.${quoteName(name)} = r.${quoteName(key.referencedColumns[i]!)}`)
      .join(' and ')})) as dangling`,
  );
  return refusal === undefined && !row!.dangling;
}

/** The second row of what is referred to for the first row, and so on: a row that refers to itself is no good example. */
function updateSql({ name }: TableFacts, key: ForeignKeyFacts, isOwed: boolean): string {
  const set = key.columns.map((column, i) => `${quoteName(column)} = r.k${i}`);
  const keys = key.referencedColumns.map((column, i) => `${quoteName(column)} as k${i}`);
  const some = isOwed ? '' : ` and o.n <= ${mostGiven}`;
  return `UPDATE ${name} t SET ${set.join(', ')}
    FROM (SELECT ctid AS place, tableoid AS part, row_number() OVER () AS n FROM ${name}) o,
      (SELECT ${keys.join(', ')}, row_number() OVER () AS n, count(*) OVER () AS total FROM ${key.references}) r
    WHERE t.ctid = o.place AND t.tableoid = o.part AND r.n = o.n % r.total + 1${some}`;
}
