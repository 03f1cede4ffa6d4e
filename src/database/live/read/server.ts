import type { Session } from '../../session.js';
import type { ServerFacts } from '../report.js';
import { isoOf } from './values.js';

/** Who may see what. */
export interface Rights {
  /** pg_read_all_stats, which pg_monitor brings: other users' sessions and statements. */
  readonly stats: boolean;
}

interface ServerRow {
  readonly version: string;
  readonly database: string;
  readonly user: string;
  readonly isSuperuser: boolean;
  readonly isStandby: boolean;
  readonly takenAt: number;
  readonly startedAt: number;
  readonly reset: number | null;
  readonly stats: boolean;
}

/** What there is to know without any right. @throws DatabaseError */
export async function readServer(session: Session): Promise<{ readonly server: ServerFacts; readonly rights: Rights }> {
  const [row] = await session.query<ServerRow>(`
    select current_setting('server_version') as version, current_database()::text as database, current_user::text as user,
      (select rolsuper from pg_roles where rolname = current_user) as "isSuperuser", pg_is_in_recovery() as "isStandby",
      extract(epoch from now())::float8 as "takenAt", extract(epoch from pg_postmaster_start_time())::float8 as "startedAt",
      (select extract(epoch from stats_reset)::float8 from pg_stat_database where datname = current_database()) as reset,
      pg_has_role(current_user, 'pg_read_all_stats', 'usage') as stats`);
  const { version, database, user, isSuperuser, isStandby, takenAt, startedAt, reset, stats } = row!;
  // Without a reset they are as old as the database, or as the last crash: as the server's start at least.
  const since = Math.max(0, takenAt - (reset ?? startedAt));
  return {
    rights: { stats },
    server: {
      version: /^[\d.]+\w*/.exec(version)?.[0] ?? version,
      versionNumber: session.version,
      ...{ database, user, isSuperuser, isStandby },
      ...{ takenAt: isoOf(takenAt), startedAt: isoOf(startedAt) },
      ...(reset !== null && { statisticsReset: isoOf(reset) }),
      statisticsDays: since / 86400,
    },
  };
}

/** Needs CONNECT or pg_read_all_stats. @throws DatabaseError */
export async function readDatabaseBytes(session: Session): Promise<number> {
  const [row] = await session.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes');
  return row!.bytes;
}

/** Counters of this database since its statistics were set back, and what is known of its files. */
export interface DatabaseCounters {
  readonly blocksHit: number;
  readonly blocksRead: number;
  readonly deadlocks: number;
  readonly temporaryFiles: number;
  readonly temporaryBytes: number;
  /** null: data checksums are off. */
  readonly checksumFailures: number | null;
}

/** @throws DatabaseError */
export async function readCounters(session: Session): Promise<DatabaseCounters> {
  const [row] = await session.query<DatabaseCounters>(`
    select blks_hit::float8 as "blocksHit", blks_read::float8 as "blocksRead", deadlocks::float8 as deadlocks,
      temp_files::float8 as "temporaryFiles", temp_bytes::float8 as "temporaryBytes", checksum_failures::float8 as "checksumFailures"
    from pg_stat_database where datname = current_database()`);
  return row!;
}

/** A database of the server. */
export interface DatabaseAge {
  readonly database: string;
  readonly transactionAge: number;
  readonly multixactAge: number;
}

/** Transactions since the oldest row of each database was frozen. @throws DatabaseError */
export function readDatabaseAges(session: Session): Promise<readonly DatabaseAge[]> {
  return session.query<DatabaseAge>(`
    select datname::text as database, age(datfrozenxid)::float8 as "transactionAge", mxid_age(datminmxid)::float8 as "multixactAge"
    from pg_database where datallowconn order by age(datfrozenxid) desc`);
}

export interface CollationChange {
  /** A collation of the database's own, or undefined: that of the database. */
  readonly collation: string | null;
  readonly recorded: string;
  readonly actual: string;
}

/** Collations whose library has another version than the one that indexes were built with. @throws DatabaseError */
export function readCollationChanges(session: Session): Promise<readonly CollationChange[]> {
  const ofDatabase =
    session.version >= 150000
      ? `select null::text as collation, datcollversion as recorded, pg_database_collation_actual_version(oid) as actual
         from pg_database where datname = current_database() union all`
      : '';
  return session.query<CollationChange>(`
    select * from (${ofDatabase}
      select format('%I.%I', n.nspname, c.collname) as collation, collversion as recorded, pg_collation_actual_version(c.oid) as actual
      from pg_collation c join pg_namespace n on n.oid = c.collnamespace
      where exists (select 1 from pg_attribute a join pg_class t on t.oid = a.attrelid where a.attcollation = c.oid and t.oid >= 16384)) all_of_them
    where recorded <> actual`);
}
