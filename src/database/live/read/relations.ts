/** Tables, their indexes, their sizes and what the statistics collector counted. */
import { userNamespace } from '../../introspect/reader.js';
import { DatabaseError, type Session } from '../../session.js';
import { isLost, type Looks } from '../readOnly.js';
import { epochSql } from './values.js';

/** As pg_class and pg_stat_all_tables have it. */
export interface TableRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'r' | 'p' | 'm' | 'f';
  readonly isUnlogged: boolean;
  readonly isOfExtension: boolean;
  readonly isPartition: boolean;
  /** As of the last VACUUM or ANALYZE; negative: there was none. */
  readonly rows: number;
  readonly pages: number;
  readonly toast: number;
  readonly options: readonly string[] | null;
  readonly transactionAge: number | null;
  readonly multixactAge: number | null;
  readonly sequential: number;
  readonly rowsRead: number;
  readonly index: number;
  readonly lastSequential: number | null;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly hotUpdated: number;
  readonly liveRows: number;
  readonly deadRows: number;
  readonly modified: number;
  readonly lastVacuum: number | null;
  readonly lastAnalyze: number | null;
}

/** Temporary tables of other sessions are nobody else's business. @throws DatabaseError */
export function readTables(session: Session): Promise<readonly TableRow[]> {
  const lastSequential = session.version >= 160000 ? epochSql('s.last_seq_scan') : 'null::float8';
  // Since PostgreSQL 14, -1 says that nobody looked; before, it was a 0 like that of an empty table.
  const rows =
    session.version >= 140000
      ? 'c.reltuples'
      : 'case when c.reltuples = 0 and c.relpages = 0 then -1 else c.reltuples end';
  return session.query<TableRow>(`
    select c.oid, n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind, c.relpersistence = 'u' as "isUnlogged",
      exists (select 1 from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e') as "isOfExtension",
      c.relispartition as "isPartition",
      (${rows})::float8 as rows, c.relpages as pages, c.reltoastrelid as toast, c.reloptions as options,
      case when c.relfrozenxid::text <> '0' then age(c.relfrozenxid)::float8 end as "transactionAge",
      case when c.relminmxid::text <> '0' then mxid_age(c.relminmxid)::float8 end as "multixactAge",
      coalesce(s.seq_scan, 0)::float8 as sequential, coalesce(s.seq_tup_read, 0)::float8 as "rowsRead",
      coalesce(s.idx_scan, 0)::float8 as index, ${lastSequential} as "lastSequential",
      coalesce(s.n_tup_ins, 0)::float8 as inserted, coalesce(s.n_tup_upd, 0)::float8 as updated,
      coalesce(s.n_tup_del, 0)::float8 as deleted, coalesce(s.n_tup_hot_upd, 0)::float8 as "hotUpdated",
      coalesce(s.n_live_tup, 0)::float8 as "liveRows", coalesce(s.n_dead_tup, 0)::float8 as "deadRows",
      coalesce(s.n_mod_since_analyze, 0)::float8 as modified,
      ${epochSql('greatest(s.last_vacuum, s.last_autovacuum)')} as "lastVacuum",
      ${epochSql('greatest(s.last_analyze, s.last_autoanalyze)')} as "lastAnalyze"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_stat_all_tables s on s.relid = c.oid
    where c.relkind in ('r', 'p', 'm', 'f') and c.relpersistence <> 't' and ${userNamespace}
    order by n.nspname, c.relname`);
}

/** Parents of partitions and of their indexes, by the oid of the child. @throws DatabaseError */
export async function readParents(session: Session): Promise<ReadonlyMap<number, number>> {
  const rows = await session.query<{ child: number; parent: number }>(
    'select inhrelid as child, inhparent as parent from pg_inherits order by inhseqno desc',
  );
  return new Map(rows.map(({ child, parent }) => [child, parent]));
}

export interface IndexRow {
  readonly oid: number;
  readonly table: number;
  readonly name: string;
  readonly definition: string;
  readonly method: string;
  readonly isUnique: boolean;
  readonly isExclusion: boolean;
  readonly isPartial: boolean;
  /** Numbers of columns; 0: an expression. */
  readonly columns: readonly number[];
  /** Their names; an expression has none. */
  readonly columnNames: readonly string[];
  readonly isValid: boolean;
  readonly isReplicaIdentity: boolean;
  readonly pages: number;
  readonly scans: number;
  readonly lastScan: number | null;
}

/** @throws DatabaseError */
export function readIndexes(session: Session): Promise<readonly IndexRow[]> {
  const lastScan = session.version >= 160000 ? epochSql('s.last_idx_scan') : 'null::float8';
  return session.query<IndexRow>(`
    select c.oid, i.indrelid as table, c.relname::text as name, pg_get_indexdef(c.oid) as definition, m.amname::text as method,
      i.indisunique as "isUnique", i.indisexclusion as "isExclusion", i.indpred is not null as "isPartial",
      i.indkey::int2[] as columns,
      array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by k.place) as "columnNames",
      i.indisvalid and i.indisready as "isValid", i.indisreplident as "isReplicaIdentity",
      c.relpages as pages, coalesce(s.idx_scan, 0)::float8 as scans, ${lastScan} as "lastScan"
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
      join pg_am m on m.oid = c.relam left join pg_stat_all_indexes s on s.indexrelid = c.oid
    where t.relpersistence <> 't' and ${userNamespace} order by c.relname`);
}

export interface KeyRow {
  readonly name: string;
  readonly table: number;
  /** Of keys that an index keeps; 0: a foreign key. */
  readonly index: number;
  readonly columns: readonly number[];
}

/**
 * Keys of all tables. They are brought to their indexes here: pg_constraint has no index for that, and catalogs whose statistics are
 * old are read once for each index of the database then.
 * @throws DatabaseError
 */
export function readKeys(session: Session): Promise<readonly KeyRow[]> {
  return session.query<KeyRow>(`
    select conname::text as name, conrelid as table, case when contype = 'f' then 0::oid else conindid end as index, conkey as columns
    from pg_constraint where contype in ('p', 'u', 'x', 'f') and conrelid <> 0 order by conname`);
}

/** Indexes that CREATE INDEX or REINDEX is at. @throws DatabaseError */
export async function readIndexesBeingBuilt(session: Session): Promise<ReadonlySet<number>> {
  const rows = await session.query<{ oid: number }>(
    'select index_relid as oid from pg_stat_progress_create_index where datname = current_database()',
  );
  return new Set(rows.map(({ oid }) => oid));
}

/** Bytes of all files by oid: tables, indexes, TOAST. */
export type Sizes = ReadonlyMap<number, number>;

/**
 * Sizes of the files. The server's functions wait for who holds a relation's ACCESS EXCLUSIVE lock; where somebody does, the number
 * of pages at the last VACUUM stands in for the size, and `unseen` says so.
 */
export async function readSizes(looks: Looks): Promise<Sizes> {
  const forks = ['main', 'fsm', 'vm', 'init']
    .map(fork => `coalesce(pg_relation_size(c.oid, '${fork}'), 0)`)
    .join(' + ');
  const toastIndex = `case when c.relkind = 't' then pg_indexes_size(c.oid) else 0 end`;
  try {
    const rows = await looks.read(session =>
      fileSizes(session, `case when c.oid in (${heldSql}) then ${byPages} else ${forks} + ${toastIndex} end`),
    );
    const held = rows.filter(({ isHeld }) => isHeld).length;
    if (held > 0) looks.unseen.push(estimatedSizes(`${held} of them are locked by somebody.`));
    return sizesOf(rows);
  } catch (error) {
    if (!(error instanceof DatabaseError) || isLost(error)) throw error;
    looks.unseen.push(estimatedSizes(`The server refused: ${error.server.message}.`));
    return sizesOf(await looks.read(session => fileSizes(session, byPages)));
  }
}

const heldSql = `select relation from pg_locks where mode = 'AccessExclusiveLock' and granted and relation is not null
  and database = (select oid from pg_database where datname = current_database())`;

/** TOAST tables with their only index. */
function fileSizes(session: Session, bytes: string) {
  return session.query<{ oid: number; bytes: number; isHeld: boolean }>(`
    select c.oid, (${bytes})::float8 as bytes, c.oid in (${heldSql}) as "isHeld"
    from pg_class c where c.relkind in ('r', 'm', 'i', 't') and c.relpersistence <> 't' and c.oid >= 16384`);
}

const byPages = `c.relpages::bigint * current_setting('block_size')::bigint`;

function estimatedSizes(why: string) {
  return {
    what: 'sizes of tables and indexes',
    why: `${why} Sizes at the last VACUUM or ANALYZE stand in for them.`,
    how: 'Analyze again when no ALTER TABLE, VACUUM FULL or the like is running.',
  };
}

function sizesOf(rows: readonly { readonly oid: number; readonly bytes: number }[]): Sizes {
  return new Map(rows.map(({ oid, bytes }) => [oid, bytes]));
}
