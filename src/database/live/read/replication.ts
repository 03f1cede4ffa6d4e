import type { Session } from '../../session.js';
import { epochSql } from './values.js';

export interface Slot {
  readonly name: string;
  readonly isActive: boolean;
  /** `reserved`, `extended`, `unreserved`, `lost`. */
  readonly state: string | null;
  /** Bytes of WAL that are kept for it. */
  readonly kept: number | null;
  /** Seconds; PostgreSQL 17 and later. */
  readonly idle: number | null;
}

const writtenSql = 'case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end';

/** @throws DatabaseError */
export function readSlots(session: Session): Promise<readonly Slot[]> {
  const idle = session.version >= 170000 ? epochSql('now() - inactive_since') : 'null::float8';
  return session.query<Slot>(`
    select slot_name::text as name, active as "isActive", wal_status as state, ${idle} as idle,
      pg_wal_lsn_diff(${writtenSql}, restart_lsn)::float8 as kept
    from pg_replication_slots where not temporary order by slot_name`);
}

export interface Replica {
  readonly application: string | null;
  readonly state: string | null;
  /** Seconds until it had replayed what was written; null: it has nothing to do, or may not be seen. */
  readonly lag: number | null;
}

/** @throws DatabaseError */
export function readReplicas(session: Session): Promise<readonly Replica[]> {
  return session.query<Replica>(
    `select application_name as application, state, ${epochSql('replay_lag')} as lag from pg_stat_replication order by pid`,
  );
}

/** Of a standby: seconds since the last transaction that it replayed, when it has more to replay. @throws DatabaseError */
export async function readStandbyLag(session: Session): Promise<number | null> {
  const [row] = await session.query<{ lag: number | null }>(`
    select case when pg_last_wal_receive_lsn() is distinct from pg_last_wal_replay_lsn()
      then ${epochSql('clock_timestamp() - pg_last_xact_replay_timestamp()')} end as lag where pg_is_in_recovery()`);
  return row?.lag ?? null;
}

export interface Archiver {
  readonly failures: number;
  /** The last attempt failed. */
  readonly isFailing: boolean;
}

/** @throws DatabaseError */
export async function readArchiver(session: Session): Promise<Archiver> {
  const [row] = await session.query<Archiver>(`
    select failed_count::float8 as failures,
      coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) as "isFailing" from pg_stat_archiver`);
  return row!;
}
