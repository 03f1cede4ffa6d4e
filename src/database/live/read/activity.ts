/** Who is connected, what they hold up, and for how long. What they run is not read: it may hold people's data. */
import type { Session } from '../../session.js';
import { epochSql } from './values.js';

export interface Connections {
  readonly used: number;
  /** max_connections without those kept for superusers and reserved roles. */
  readonly available: number;
}

/** @throws DatabaseError */
export async function readConnections(session: Session): Promise<Connections> {
  const reserved = session.version >= 160000 ? ` - current_setting('reserved_connections')::int` : '';
  const [row] = await session.query<Connections>(`
    select (select count(*)::int from pg_stat_activity
        where backend_type = 'client backend' or backend_type is null and usesysid is not null) as used,
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int${reserved} as available`);
  return row!;
}

export interface OpenTransaction {
  readonly pid: number;
  readonly user: string | null;
  readonly application: string | null;
  readonly database: string | null;
  readonly state: string | null;
  /** Seconds since the transaction began. */
  readonly age: number;
  /** Seconds since the session does nothing in it. */
  readonly idle: number | null;
}

/** Transactions of clients that are open for longer than so many seconds. @throws DatabaseError */
export function readTransactions(session: Session, longerThan: number): Promise<readonly OpenTransaction[]> {
  return session.query<OpenTransaction>(
    `select pid, usename::text as user, application_name as application, datname::text as database, state,
       ${epochSql('clock_timestamp() - xact_start')} as age,
       case when state like 'idle in transaction%' then ${epochSql('clock_timestamp() - state_change')} end as idle
     from pg_stat_activity
     where pid <> pg_backend_pid() and xact_start < clock_timestamp() - make_interval(secs => $1::float8)
       and backend_type = 'client backend'
     order by xact_start`,
    [longerThan],
  );
}

/** Sessions of which nothing can be seen. @throws DatabaseError */
export async function countHiddenSessions(session: Session): Promise<number> {
  const [row] = await session.query<{ hidden: number }>(
    'select count(*)::int as hidden from pg_stat_activity where backend_type is null and usesysid is not null',
  );
  return row!.hidden;
}

export interface Waiting {
  readonly pid: number;
  readonly blockers: readonly number[];
  readonly mode: string;
  readonly relation: string | null;
  /** Seconds; PostgreSQL 14 and later. */
  readonly waits: number | null;
}

/** Who waits for whose lock: known to everybody. @throws DatabaseError */
export function readWaiting(session: Session): Promise<readonly Waiting[]> {
  const waits = session.version >= 140000 ? epochSql('clock_timestamp() - l.waitstart') : 'null::float8';
  return session.query<Waiting>(`
    select l.pid, pg_blocking_pids(l.pid) as blockers, l.mode, ${waits} as waits,
      case when l.database = (select oid from pg_database where datname = current_database())
        then (select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = l.relation) end as relation
    from pg_locks l where not l.granted and l.pid <> pg_backend_pid() order by l.pid`);
}

export interface PreparedTransaction {
  readonly id: string;
  readonly owner: string;
  readonly database: string;
  readonly age: number;
}

/** @throws DatabaseError */
export function readPrepared(session: Session): Promise<readonly PreparedTransaction[]> {
  return session.query<PreparedTransaction>(`
    select gid as id, owner::text as owner, database::text as database, ${epochSql('clock_timestamp() - prepared')} as age
    from pg_prepared_xacts order by prepared`);
}
