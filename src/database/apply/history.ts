/** The table in which we keep what was applied: `senior_backend.migrations`. */
import { historySchema } from '../../schema/diff/scope.js';
import { Problem } from '../../text/problem.js';
import { DatabaseError, type Session } from '../session.js';

export const historyTable = `${historySchema}.migrations`;

export interface HistoryRow {
  readonly id: string;
  readonly name: string;
  /** Of all statements. */
  readonly checksum: string;
  readonly fromSchema: string | null;
  readonly toSchema: string | null;
  readonly status: 'applying' | 'applied' | 'rolling back' | 'rolled back';
  /** Checksums of the pieces that are done: going up, or going back when it is being rolled back. */
  readonly done: readonly string[];
  readonly total: number;
  /** The statement outside of transactions that was begun last: which piece, and what was there before it. */
  readonly attempt: Attempt | null;
  readonly rollbackText: string | null;
  /** File name of the rollback. */
  readonly rollbackName: string | null;
  /** ISO 8601. */
  readonly appliedAt: string | null;
  readonly appliedBy: string;
  readonly milliseconds: number;
}

export interface Attempt {
  readonly segment: string;
  /** See probes.ts. */
  readonly before: string;
}

const create = `
CREATE SCHEMA IF NOT EXISTS ${historySchema};
CREATE TABLE IF NOT EXISTS ${historyTable} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  from_schema text,
  to_schema text,
  status text NOT NULL CHECK (status IN ('applying', 'applied', 'rolling back', 'rolled back')),
  done text[] NOT NULL DEFAULT '{}',
  total integer NOT NULL,
  attempt jsonb,
  rollback_name text,
  rollback_text text,
  applied_by text NOT NULL DEFAULT session_user,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  applied_at timestamptz,
  milliseconds bigint NOT NULL DEFAULT 0,
  rolled_back_by text,
  rolled_back_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS migrations_name_key ON ${historyTable} (name) WHERE status <> 'rolled back';
COMMENT ON TABLE ${historyTable} IS 'Migrations that Senior Backend applied'`;

/** Makes the table when it is not there. @throws Problem when the role may not. */
export async function ensureHistory(session: Session): Promise<void> {
  if (await hasHistory(session)) return;
  try {
    await session.execute(create);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.server.code === '42501')) throw error;
    throw new Problem(
      `The role may not make the history table ${historyTable}: ${error.server.message}. Have the database's owner run: CREATE SCHEMA ${historySchema} AUTHORIZATION the_role;`,
    );
  }
}

export async function hasHistory(session: Session): Promise<boolean> {
  const [row] = await session.query<{ there: boolean }>(
    `select pg_catalog.to_regclass('${historyTable}') is not null as there`,
  );
  return row?.there === true;
}

const columns = `id::text, name, checksum, from_schema as "fromSchema", to_schema as "toSchema", status, done, total, attempt,
  rollback_text as "rollbackText", rollback_name as "rollbackName", applied_by as "appliedBy", milliseconds::float8,
  pg_catalog.to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "appliedAt"`;

/** The one of this name that is not rolled back. */
export async function findRow(session: Session, name: string): Promise<HistoryRow | undefined> {
  const [row] = await session.query<HistoryRow>(
    `select ${columns} from ${historyTable} where name = $1 and status <> 'rolled back'`,
    [name],
  );
  return row;
}

/** Those that are not rolled back, the newest first. */
export async function newestRows(session: Session): Promise<readonly HistoryRow[]> {
  return session.query<HistoryRow>(
    `select ${columns} from ${historyTable} where status <> 'rolled back' order by id desc`,
  );
}

/** All that was ever applied, the newest first: for people. Empty where there is no history. */
export async function readHistory(session: Session): Promise<readonly HistoryRow[]> {
  if (!(await hasHistory(session))) return [];
  return session.query<HistoryRow>(`select ${columns} from ${historyTable} order by id desc`);
}

export interface NewRow {
  readonly name: string;
  readonly checksum: string;
  readonly fromSchema: string | undefined;
  readonly toSchema: string | undefined;
  readonly total: number;
  readonly rollback: { readonly name: string; readonly text: string } | undefined;
}

/** Writes the row of a migration that begins, or whose rest has changed. */
export async function beginRow(session: Session, row: NewRow): Promise<void> {
  await session.query(
    `insert into ${historyTable} (name, checksum, from_schema, to_schema, status, total, rollback_name, rollback_text)
    values ($1, $2, $3, $4, 'applying', $5, $6, $7)
    on conflict (name) where status <> 'rolled back' do update set checksum = $2, to_schema = $4, total = $5, rollback_name = $6, rollback_text = $7`,
    [
      ...[row.name, row.checksum, row.fromSchema ?? null, row.toSchema ?? null, row.total],
      ...[row.rollback?.name ?? null, row.rollback?.text ?? null],
    ],
  );
}

export interface Step {
  readonly name: string;
  readonly direction: 'up' | 'down';
  /** Checksums of all pieces that are done with this. */
  readonly done: readonly string[];
  readonly isLast: boolean;
  /** Of this run. */
  readonly milliseconds: number;
}

/** Writes down that a piece is done. */
export async function recordStep(
  session: Session,
  { name, direction, done, isLast, milliseconds }: Step,
): Promise<void> {
  const [going, gone, stamp] =
    direction === 'up'
      ? ['applying', 'applied', `applied_at = case when $3 = 'applied' then clock_timestamp() end`]
      : [
          'rolling back',
          'rolled back',
          `rolled_back_by = session_user, rolled_back_at = case when $3 = 'rolled back' then clock_timestamp() end`,
        ];
  await session.query(
    `update ${historyTable} set done = $2, status = $3, attempt = null,
      milliseconds = case when $3 in ('applying', 'applied') then $4 else milliseconds end, ${stamp}
    where name = $1 and status <> 'rolled back'`,
    [name, done, isLast ? gone : going, Math.round(milliseconds)],
  );
}

/** Writes down that a statement is begun that no transaction undoes. Empty: it has come to its end. */
export async function recordAttempt(session: Session, name: string, attempt: Attempt | undefined): Promise<void> {
  await session.query(`update ${historyTable} set attempt = $2 where name = $1 and status <> 'rolled back'`, [
    name,
    attempt === undefined ? null : JSON.stringify(attempt),
  ]);
}

/** Writes down which schema a migration really led to. */
export async function recordSchema(session: Session, name: string, found: string): Promise<void> {
  await session.query(`update ${historyTable} set to_schema = $2 where name = $1 and status <> 'rolled back'`, [
    name,
    found,
  ]);
}
