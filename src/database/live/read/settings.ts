import type { Session } from '../../session.js';

export interface Setting {
  readonly value: string;
  /** What it is when nobody sets it. */
  readonly initial: string | null;
  /** A change of it waits for a restart. */
  readonly isPending: boolean;
}

/** By name; without those that the role may not see. */
export type Settings = ReadonlyMap<string, Setting>;

/** @throws DatabaseError */
export async function readSettings(session: Session): Promise<Settings> {
  // Our own transaction has set a few of them: what counts is what sessions start with.
  const rows = await session.query<Setting & { readonly name: string }>(`
    select name, coalesce(case when source = 'session' then reset_val end, setting) as value, boot_val as initial,
      coalesce(pending_restart, false) as "isPending"
    from pg_settings`);
  return new Map(rows.map(({ name, ...setting }) => [name, setting]));
}

export interface Checkpoints {
  readonly timed: number;
  /** Because max_wal_size was reached, mostly. */
  readonly requested: number;
}

/** @throws DatabaseError */
export async function readCheckpoints(session: Session): Promise<Checkpoints> {
  const sql =
    session.version >= 170000
      ? 'select num_timed::float8 as timed, num_requested::float8 as requested from pg_stat_checkpointer'
      : 'select checkpoints_timed::float8 as timed, checkpoints_req::float8 as requested from pg_stat_bgwriter';
  const [row] = await session.query<Checkpoints>(sql);
  return row!;
}

/** Whether everybody may make objects in the schema public: the usual until PostgreSQL 14. @throws DatabaseError */
export async function readIsPublicOpen(session: Session): Promise<boolean> {
  const [row] = await session.query<{ open: boolean }>(`
    select exists (select 1 from pg_namespace n, aclexplode(n.nspacl) a
      where n.nspname = 'public' and a.grantee = 0 and a.privilege_type = 'CREATE') as open`);
  return row!.open;
}
