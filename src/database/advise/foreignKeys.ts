import type { Session } from '../session.js';
import type { LiveTable } from './tables.js';

export interface ForeignKey {
  readonly table: LiveTable;
  readonly columns: readonly string[];
  readonly target: LiveTable;
  readonly targetColumns: readonly string[];
}

/** Those between these tables. @throws DatabaseError when the server refuses to tell. */
export async function readForeignKeys(session: Session, tables: readonly LiveTable[]): Promise<readonly ForeignKey[]> {
  const rows = await session.query<{ table: string; target: string; columns: string[]; targets: string[] }>(
    `select k.conrelid::text as table, k.confrelid::text as target,
       (select array_agg(a.attname::text order by o) from unnest(k.conkey) with ordinality as c(n, o)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.n) as columns,
       (select array_agg(a.attname::text order by o) from unnest(k.confkey) with ordinality as c(n, o)
        join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.n) as targets
     from (select conrelid::oid, confrelid::oid, conkey, confkey from pg_catalog.pg_constraint
       where contype = 'f' and conrelid = any($1::oid[]) and confrelid = any($1::oid[])) as k`,
    [tables.map(({ oid }) => oid)],
  );
  const byOid = new Map(tables.map(table => [String(table.oid), table]));
  return rows.flatMap(({ table, target, columns, targets }) => {
    const [from, to] = [byOid.get(table), byOid.get(target)];
    return from && to ? [{ table: from, columns, target: to, targetColumns: targets }] : [];
  });
}
