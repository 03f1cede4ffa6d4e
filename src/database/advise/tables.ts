/** Tables of a workload as the server's statistics describe them. Read with whatever rights there are: what is hidden is missing. */
import type { Session } from '../session.js';

export interface LiveTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'materializedView';
  /** As of the last ANALYZE. */
  readonly rows: number;
  readonly pages: number;
  readonly columns: readonly LiveColumn[];
  readonly indexes: readonly LiveIndex[];
  /** Rows written since the server's statistics were reset, of all partitions. */
  readonly writes: Writes;
}

export interface Writes {
  readonly inserted: number;
  /** Without those that touched no index (HOT). */
  readonly updated: number;
  readonly deleted: number;
  /** Since these numbers began; absent: nobody knows. */
  readonly seconds?: number;
}

export interface LiveColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** What the type is compared like when it is an array, a document, …: `jsonb`, `array`, `tsvector`, `text`, `other`. */
  readonly family: 'jsonb' | 'array' | 'tsvector' | 'text' | 'boolean' | 'other';
  /** Text is ordered by its bytes, so that an index serves LIKE 'x%'. */
  readonly bytewise: boolean;
  /** Absent: never analysed, or hidden from this role. */
  readonly statistics?: ColumnStatistics;
}

export interface ColumnStatistics {
  readonly nullFraction: number;
  /** Bytes. */
  readonly width: number;
  /** Number of distinct values, NULL not counted. */
  readonly distinct: number;
  readonly common: readonly string[];
  readonly frequencies: readonly number[];
  readonly bounds: readonly string[];
  /** Average number of elements, for arrays and tsvector. */
  readonly elements?: number;
}

export interface LiveIndex {
  readonly oid: number;
  readonly name: string;
  readonly method: string;
  /** As the server writes them, with operator class and order. */
  readonly keys: readonly string[];
  readonly include: readonly string[];
  readonly predicate?: string;
  readonly unique: boolean;
  /** It serves a constraint. */
  readonly constraint: boolean;
  readonly bytes: number;
}

/** For maps of tables by name. */
export function tableKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

/**
 * The tables of these names, by their keys; a partition is answered by the table that it is a part of. System tables are left out.
 * @throws DatabaseError when the server refuses to tell.
 */
export async function readTables(
  session: Session,
  names: readonly { readonly schema: string; readonly name: string }[],
): Promise<ReadonlyMap<string, LiveTable>> {
  const asked = [...new Set(names.map(tableKey))];
  const rows = await session.query<{ asked: string; found: Found }>(tablesQuery, [asked]);
  const byRoot = new Map<number, LiveTable>();
  return new Map(
    rows.map(({ asked: key, found }) => {
      const table = byRoot.get(found.oid) ?? tableOf(found);
      byRoot.set(found.oid, table);
      return [key, table];
    }),
  );
}

interface Found {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly pages: number;
  readonly columns: readonly FoundColumn[];
  readonly indexes: readonly (Omit<LiveIndex, 'predicate'> & { readonly predicate: string | null })[];
  readonly writes: Writes;
}

interface FoundColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly family: LiveColumn['family'];
  readonly bytewise: boolean;
  readonly statistics:
    | (Omit<ColumnStatistics, 'distinct' | 'elements'> & {
        readonly distinct: number;
        readonly elements: number | null;
      })
    | null;
}

function tableOf(found: Found): LiveTable {
  const rows = Math.max(0, found.rows);
  return {
    ...found,
    kind: found.kind === 'p' ? 'partitioned' : found.kind === 'm' ? 'materializedView' : 'table',
    rows,
    columns: found.columns.map(({ statistics, ...column }) => ({
      ...column,
      ...(statistics && { statistics: statisticsOf(statistics, rows) }),
    })),
    indexes: found.indexes.map(({ predicate, ...index }) => ({ ...index, ...(predicate !== null && { predicate }) })),
  };
}

/** Below zero: of all rows this part is different (https://www.postgresql.org/docs/current/view-pg-stats.html). */
function statisticsOf(
  { distinct, elements, ...rest }: NonNullable<FoundColumn['statistics']>,
  rows: number,
): ColumnStatistics {
  const count = distinct < 0 ? -distinct * rows : distinct;
  return { ...rest, distinct: Math.max(1, count), ...(elements !== null && { elements }) };
}

const tablesQuery = `with asked as (
  select key as asked, coalesce(case when c.relispartition then pg_catalog.pg_partition_root(c.oid)::oid end, c.oid) as oid
  from unnest($1::text[]) as key
  join pg_catalog.pg_namespace n on n.nspname = key::jsonb ->> 0
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = key::jsonb ->> 1
)
select a.asked, jsonb_build_object('oid', c.oid::int8, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind,
  'rows', (select sum(greatest(p.reltuples, 0)) from pg_catalog.pg_class p where p.oid = any(parts.oids)),
  'pages', (select sum(p.relpages) from pg_catalog.pg_class p where p.oid = any(parts.oids)),
  'writes', (select jsonb_build_object('inserted', coalesce(sum(s.n_tup_ins), 0), 'updated', coalesce(sum(s.n_tup_upd - s.n_tup_hot_upd), 0),
    'deleted', coalesce(sum(s.n_tup_del), 0),
    'seconds', extract(epoch from now() - coalesce((select d.stats_reset from pg_catalog.pg_stat_database d where d.datname = current_database()),
      (select b.stats_reset from pg_catalog.pg_stat_bgwriter b)))) from pg_catalog.pg_stat_all_tables s where s.relid = any(parts.oids)),
  'columns', (select coalesce(jsonb_agg(jsonb_build_object('name', t.attname, 'type', pg_catalog.format_type(t.atttypid, t.atttypmod),
      'notNull', t.attnotnull,
      'family', case when b.typname = 'jsonb' then 'jsonb' when b.typname = 'tsvector' then 'tsvector' when b.typname = 'bool' then 'boolean'
        when b.typcategory = 'A' then 'array' when b.typcategory = 'S' then 'text' else 'other' end,
      'bytewise', coalesce((select o.collname in ('C', 'POSIX', 'ucs_basic')
          or o.collname = 'default' and (select d.datcollate in ('C', 'POSIX') from pg_catalog.pg_database d where d.datname = current_database())
        from pg_catalog.pg_collation o where o.oid = t.attcollation), true),
      'statistics', (select jsonb_build_object('nullFraction', s.null_frac, 'width', s.avg_width, 'distinct', s.n_distinct,
          'common', coalesce(to_jsonb(s.most_common_vals::text::text[]), '[]'),
          'frequencies', coalesce(to_jsonb(s.most_common_freqs), '[]'),
          'bounds', coalesce(to_jsonb(s.histogram_bounds::text::text[]), '[]'),
          'elements', s.elem_count_histogram[array_upper(s.elem_count_histogram, 1)])
        from pg_catalog.pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = t.attname
        order by s.inherited = (c.relkind = 'p') desc limit 1)
    ) order by t.attnum), '[]')
    from pg_catalog.pg_attribute t join pg_catalog.pg_type y on y.oid = t.atttypid
    join pg_catalog.pg_type b on b.oid = case when y.typtype = 'd' then y.typbasetype else y.oid end
    where t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped),
  'indexes', (select coalesce(jsonb_agg(jsonb_build_object('oid', x.oid::int8, 'name', x.relname, 'method', m.amname,
      'unique', i.indisunique, 'constraint', exists (select 1 from pg_catalog.pg_constraint k where k.conindid = x.oid),
      'bytes', x.relpages::float8 * current_setting('block_size')::int,
      'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid),
      'keys', (select jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false) || case i.indoption[k - 1] & 3
          when 1 then ' DESC NULLS LAST' when 2 then ' NULLS FIRST' when 3 then ' DESC' else '' end order by k)
        from generate_series(1, i.indnkeyatts) as k),
      'include', (select coalesce(jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false) order by k), '[]')
        from generate_series(i.indnkeyatts + 1, i.indnatts) as k)) order by x.relname), '[]')
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid join pg_catalog.pg_am m on m.oid = x.relam
    where i.indrelid = c.oid and i.indisvalid)) as found
from asked a join pg_catalog.pg_class c on c.oid = a.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select case c.relkind when 'p' then array(select t.relid from pg_catalog.pg_partition_tree(c.oid) t where t.isleaf)
  else array[c.oid] end as oids) parts
where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
