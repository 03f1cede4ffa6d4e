/** What a running migration does to the relations that were there before it: which are locked, which are written anew. */
import type { Session } from '../session.js';
import { type HeldLocks, heldLocks, type LockRow } from './lockModes.js';

/** Names by oid. An index and a TOAST table have the name of their table: whoever uses the table opens its indexes, too. */
export type Relations = ReadonlyMap<number, string>;

/** The file of each table and materialised view, by oid: another one when all rows are written anew. */
export type Files = ReadonlyMap<number, number | null>;

export async function readRelations(session: Session): Promise<Relations> {
  const rows = await session.query<{ oid: number; name: string }>(`
    select c.oid, format('%I.%I', n.nspname, t.relname) as name
    from pg_catalog.pg_class c
      left join pg_catalog.pg_index i on i.indexrelid = c.oid
      left join pg_catalog.pg_class o on o.reltoastrelid = c.oid
      join pg_catalog.pg_class t on t.oid = coalesce(i.indrelid, o.oid, c.oid)
      join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    where c.oid >= 16384 and t.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_'`);
  return new Map(rows.map(({ oid, name }) => [oid, name]));
}

const filesSql = `(select json_agg(json_build_array(oid::int8, pg_catalog.pg_relation_filenode(oid)))
  from pg_catalog.pg_class where relkind in ('r', 'm') and oid >= 16384)`;

const locksSql = (pid: string, more: string) => `(select json_agg(json_build_array(relation::int8, mode))
  from pg_catalog.pg_locks where locktype = 'relation' and pid = ${pid} and relation >= 16384 ${more}
    and database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database()))`;

type FileRow = readonly [number, number | null];

export async function readFiles(session: Session): Promise<Files> {
  const [row] = await session.query<{ files: readonly FileRow[] | null }>(`select ${filesSql} as files`);
  return new Map(row?.files ?? []);
}

/** What this session has locked in its transaction, and the files of all tables as it sees them. */
export async function readOwnTraces(
  session: Session,
  relations: Relations,
): Promise<{ readonly locks: HeldLocks; readonly files: Files }> {
  const [row] = await session.query<{ locks: readonly LockRow[] | null; files: readonly FileRow[] | null }>(
    `select ${locksSql('pg_catalog.pg_backend_pid()', 'and granted')} as locks, ${filesSql} as files`,
  );
  return { locks: heldLocks(row?.locks ?? [], relations), files: new Map(row?.files ?? []) };
}

/**
 * What another session has locked or waits for, and whether it waits. `undefined`: there is none.
 * @param watcher a session of the same database.
 */
export async function readLocksOf(
  watcher: Session,
  pid: number,
  relations: Relations,
): Promise<{ readonly locks: HeldLocks; readonly waits: boolean }> {
  const [row] = await watcher.query<{ locks: readonly LockRow[] | null; waits: boolean }>(
    `select ${locksSql('$1::int4', '')} as locks, exists (select 1 from pg_catalog.pg_locks where pid = $1::int4 and not granted) as waits`,
    [pid],
  );
  return { locks: heldLocks(row?.locks ?? [], relations), waits: row?.waits ?? false };
}

/** Names of tables whose file is another one. */
export function rewritten(before: Files, now: Files, relations: Relations): readonly string[] {
  const names = [...before].flatMap(([oid, file]) => {
    const name = relations.get(oid);
    return name !== undefined && now.has(oid) && now.get(oid) !== file ? [name] : [];
  });
  return names.sort();
}
