/**
 * Space that holds nothing, estimated as has been usual since check_postgres and pgsql-bloat-estimation: from the number of rows, their
 * average width (pg_stats) and the layout of pages (manual §66.6, Database Page Layout) follows how many pages there should be.
 */
import { quoteName } from '../../../schema/print.js';
import { DatabaseError, type Session } from '../../session.js';
import { isLost, type Looks } from '../readOnly.js';
import type { Bloat } from '../report.js';
import { bloat } from '../thresholds.js';

const pageHeader = 24;
const itemPointer = 4;
const tableTupleHeader = 23;
const indexTupleHeader = 8;
const indexNulls = 4;
const btreePageEnd = 16;

const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** What an estimate is made of. */
export interface Filling {
  readonly blockBytes: number;
  readonly pages: number;
  readonly rows: number;
  readonly columns: number;
  /** Average bytes of all columns of a row. */
  readonly width: number;
  readonly hasNulls: boolean;
  /** Percent. */
  readonly fillfactor: number;
}

export function tableBloat(filling: Filling): Bloat {
  const header = tableTupleHeader + (filling.hasNulls ? Math.ceil(filling.columns / 8) : 0);
  const row = itemPointer + aligned(header) + aligned(filling.width);
  return beyond(filling, Math.ceil(filling.rows / rowsOfPage(filling, pageHeader, row)));
}

/** Of a B-tree. Doubles are stored once since PostgreSQL 13: then there seems to be less of it than there is. */
export function indexBloat(filling: Filling): Bloat {
  const header = indexTupleHeader + (filling.hasNulls ? indexNulls : 0);
  const row = itemPointer + aligned(header) + aligned(filling.width);
  return beyond(filling, 1 + Math.ceil(filling.rows / rowsOfPage(filling, pageHeader + btreePageEnd, row)));
}

function rowsOfPage({ blockBytes, fillfactor }: Filling, taken: number, row: number): number {
  return Math.max(1, Math.floor(((blockBytes - taken) * fillfactor) / 100 / row));
}

function beyond({ pages, blockBytes }: Filling, needed: number): Bloat {
  const more = Math.max(0, pages - needed);
  return { bytes: more * blockBytes, share: pages === 0 ? 0 : more / pages, isMeasured: false };
}

interface FillingRow {
  readonly oid: number;
  readonly blockBytes: number;
  readonly pages: number;
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  readonly hasNulls: boolean | null;
  readonly fillfactor: number | null;
  /** Columns of which there are no statistics. */
  readonly unknown: number;
  /** Columns whose statistics the role may not see. */
  readonly hidden: number;
}

/** Estimates by oid, of what has a size worth looking at. */
export async function estimateBloat(looks: Looks): Promise<ReadonlyMap<number, Bloat>> {
  const estimates = new Map<number, Bloat>();
  let hidden = 0;
  for (const { sql, estimate, usual } of kinds) {
    const rows = (await looks.see('bloat', session => session.query<FillingRow>(sql))) ?? [];
    for (const { oid, unknown, hasNulls, fillfactor, ...row } of rows) {
      if (row.hidden > 0) hidden++;
      // Since the last ANALYZE, columns have come.
      else if (unknown === 0)
        estimates.set(oid, estimate({ ...row, hasNulls: hasNulls === true, fillfactor: fillfactor ?? usual }));
    }
  }
  if (hidden > 0)
    looks.unseen.push({
      what: 'bloat',
      why: `The role may not see the planner's statistics of ${hidden} tables and indexes: pg_stats shows those of columns that it may read.`,
      how: '`GRANT pg_read_all_data` to the role (PostgreSQL 14 and later), or SELECT on the tables.',
    });
  return estimates;
}

const shared = `current_setting('block_size')::int as "blockBytes", c.relpages as pages, c.reltuples::float8 as rows`;
const fillfactor = `(select split_part(o, '=', 2)::int from unnest(c.reloptions) o where o like 'fillfactor=%') as fillfactor`;
const isWorthALook = `c.relpages >= ${bloat.leastPages} and c.reltuples >= 0`;
const summed = (stats: string) => `
  coalesce(sum((1 - (${stats}).null_frac) * (${stats}).avg_width), 0)::float8 as width,
  bool_or((${stats}).null_frac > 0) as "hasNulls"`;

const kinds = [
  {
    estimate: tableBloat,
    usual: 100,
    sql: `select c.oid, ${shared}, ${fillfactor}, count(*)::int as columns, ${summed('s')},
        count(*) filter (where s.attname is null)::int as unknown,
        count(*) filter (where s.attname is null and not has_column_privilege(c.oid, a.attnum, 'select'))::int as hidden
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated <> 'v'
        left join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname and not s.inherited
      where c.relkind in ('r', 'm') and ${isWorthALook} and n.nspname not in ('pg_catalog', 'information_schema')
      group by c.oid`,
  },
  {
    estimate: indexBloat,
    usual: 90,
    sql: `select c.oid, ${shared}, ${fillfactor}, count(*)::int as columns, ${summed('coalesce(s, e)')},
        count(*) filter (where s.attname is null and e.attname is null)::int as unknown,
        count(*) filter (where s.attname is null and e.attname is null and not has_table_privilege(t.oid, 'select'))::int as hidden
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
        join pg_am m on m.oid = c.relam and m.amname = 'btree'
        cross join unnest(i.indkey::int2[]) with ordinality k(attnum, n)
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum and k.attnum > 0
        left join pg_attribute x on x.attrelid = c.oid and x.attnum = k.n and k.attnum = 0
        left join pg_stats s on s.schemaname = n.nspname and s.tablename = t.relname and s.attname = a.attname and not s.inherited
        left join pg_stats e on e.schemaname = n.nspname and e.tablename = c.relname and e.attname = x.attname and not e.inherited
      where ${isWorthALook} and i.indisvalid and n.nspname not in ('pg_catalog', 'information_schema')
      group by c.oid`,
  },
] as const;

export interface MeasuredRelation {
  readonly oid: number;
  readonly kind: 'table' | 'index';
  readonly schema: string;
  readonly name: string;
}

/** By pgstattuple, which reads all pages that are not known to be full: on request only. Needs pg_stat_scan_tables. */
export async function measureBloat(
  looks: Looks,
  relations: readonly MeasuredRelation[],
  onRelation: (name: string) => void,
): Promise<ReadonlyMap<number, Bloat>> {
  const measured = new Map<number, Bloat>();
  const how = '`CREATE EXTENSION pgstattuple`, and `GRANT pg_stat_scan_tables` to the role.';
  const schema = await looks.see('measured bloat', extensionSchema, how);
  if (schema === undefined) {
    looks.unseen.push({ what: 'measured bloat', why: 'The extension pgstattuple is not there.', how });
    return measured;
  }
  const failures: string[] = [];
  for (const { oid, kind, name } of relations) {
    onRelation(name);
    try {
      const found = await looks.read(session => measure(session, quoteName(schema), oid, kind));
      if (found) measured.set(oid, found);
    } catch (error) {
      if (!(error instanceof DatabaseError) || isLost(error)) throw error;
      failures.push(error.server.message);
    }
  }
  if (failures.length > 0)
    looks.unseen.push({ what: 'measured bloat', why: `${failures.length} of them were refused: ${failures[0]}.`, how });
  return measured;
}

async function extensionSchema(session: Session): Promise<string | undefined> {
  const [row] = await session.query<{ name: string }>(
    `select n.nspname::text as name from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.extname = 'pgstattuple'`,
  );
  return row?.name;
}

async function measure(
  session: Session,
  schema: string,
  oid: number,
  kind: 'table' | 'index',
): Promise<Bloat | undefined> {
  const sql =
    kind === 'table'
      ? // The free space map knows what VACUUM left; what is dead now counts, too.
        `select (approx_free_space + dead_tuple_len)::float8 as bytes, table_len::float8 as whole from ${schema}.pgstattuple_approx($1::oid::regclass)`
      : // Leaf pages are 90 % full when they are new.
        `select greatest(0, (1 - avg_leaf_density / 90.0) * leaf_pages + deleted_pages + empty_pages) * current_setting('block_size')::int as bytes,
           index_size::float8 as whole from ${schema}.pgstatindex($1::oid::regclass) where avg_leaf_density <> 'NaN'`;
  const [row] = await session.query<{ bytes: number; whole: number }>(sql, [oid]);
  if (!row || row.whole === 0) return undefined;
  return { bytes: row.bytes, share: Math.min(1, row.bytes / row.whole), isMeasured: true };
}
