/** All rows of all tables as text: before a migration, and after it. */
import { quoteName } from '../../../schema/print.js';
import { DatabaseError, type Session } from '../../session.js';

/** Of tables with more rows only the number is known. */
export const mostRows = 20_000;

/** So many tables are read by one statement. */
const tablesAtOnce = 40;

export interface StoredTable {
  readonly oid: number;
  /** `public.users` */
  readonly name: string;
  /** In order. */
  readonly columns: readonly StoredColumn[];
  /** Numbers of the primary key's columns; empty: there is none. */
  readonly key: readonly number[];
  readonly count: number;
  /** A value for each column. Absent: there are too many. */
  readonly rows?: readonly (readonly (string | null)[])[];
}

export interface StoredColumn {
  /** Stays when the column gets another name. */
  readonly number: number;
  /** Not quoted. */
  readonly name: string;
  readonly typeOid: number;
  readonly typmod: number;
  /** `character varying(20)` */
  readonly type: string;
}

/** By oid. */
export type Stored = ReadonlyMap<number, StoredTable>;

interface TableRow extends Omit<StoredTable, 'rows' | 'count'> {
  readonly isPartitioned: boolean;
}

/**
 * Reads every table; partitions through the table that they are of.
 * @param before what was read before: a value whose column has another type since is read as one of the type that it had, so that
 * the two can be compared. A cast that loses nothing comes back to the same text.
 */
export async function readRows(session: Session, before?: Stored): Promise<Stored> {
  await session.execute('BEGIN READ ONLY');
  try {
    await session.execute(
      "SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'",
    );
    const tables = await session.query<TableRow>(tablesSql);
    const stored = new Map<number, StoredTable>();
    for (let at = 0; at < tables.length; at += tablesAtOnce)
      for (const table of await readTables(session, tables.slice(at, at + tablesAtOnce), before))
        stored.set(table.oid, table);
    return stored;
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

const tablesSql = `
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'p' as "isPartitioned",
    coalesce((select json_agg(json_build_object('number', a.attnum, 'name', a.attname, 'typeOid', a.atttypid::int8, 'typmod', a.atttypmod,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
    coalesce((select to_json(k.conkey) from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), '[]') as key
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and c.oid >= 16384 and n.nspname !~ '^pg_'
  order by 2`;

async function readTables(
  session: Session,
  tables: readonly TableRow[],
  before: Stored | undefined,
): Promise<readonly StoredTable[]> {
  const counts = await session.query<{ count: number }>(
    tables
      .map(table => `select (select count(*)::int4 from (select from ${from(table)} limit ${mostRows + 1}) t) as count`)
      .join(' union all '),
  );
  const read: StoredTable[] = [];
  const selects: string[] = [];
  for (const [at, { isPartitioned, ...table }] of tables.entries()) {
    const { count } = counts[at]!;
    const found = { ...table, count };
    if (count > mostRows) read.push(found);
    else if (count === 0 || table.columns.length === 0) read.push({ ...found, rows: Array(count).fill([]) });
    else {
      const values = await valuesSql(session, tables[at]!, before?.get(table.oid));
      selects.push(`select ${at} as at, array[${values.join(', ')}] as row from ${from(tables[at]!)}`);
    }
  }
  if (selects.length === 0) return read;
  const rows = new Map<number, (readonly (string | null)[])[]>();
  const found = await session.query<{ at: number; row: readonly (string | null)[] }>(selects.join(' union all '));
  for (const { at, row } of found) {
    const list = rows.get(at) ?? [];
    list.push(row);
    rows.set(at, list);
  }
  for (const [at, list] of rows) {
    const { isPartitioned: _, ...table } = tables[at]!;
    read.push({ ...table, count: list.length, rows: list });
  }
  return read;
}

function from({ name, isPartitioned }: TableRow): string {
  return isPartitioned ? name : `only ${name}`;
}

async function valuesSql(
  session: Session,
  table: TableRow,
  before: StoredTable | undefined,
): Promise<readonly string[]> {
  const values: string[] = [];
  for (const { number, name, typeOid, typmod } of table.columns) {
    const column = quoteName(name);
    const was = before?.columns.find(old => old.number === number) ?? before?.columns.find(old => old.name === name);
    values.push(
      !was || (was.typeOid === typeOid && was.typmod === typmod)
        ? `${column}::text`
        : await comparable(session, table, column, was),
    );
  }
  return values;
}

/** The value as one of the type that it had, or as it is where there is no way back. */
async function comparable(session: Session, table: TableRow, column: string, was: StoredColumn): Promise<string> {
  // Types may be called otherwise now, or be gone: `???`.
  const [old] = await session.query<{ type: string }>('select pg_catalog.format_type($1::oid, $2::int4) as type', [
    was.typeOid,
    was.typmod,
  ]);
  for (const value of [`${column}::${old!.type}::text`, `${column}::text::${old!.type}::text`])
    if (await succeeds(session, `select count(${value}) from ${from(table)}`)) return value;
  return `${column}::text`;
}

async function succeeds(session: Session, sql: string): Promise<boolean> {
  await session.execute('SAVEPOINT tried');
  try {
    await session.execute(sql);
    return true;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await session.execute('ROLLBACK TO tried');
    return false;
  }
}
