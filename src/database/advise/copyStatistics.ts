/** The statistics of a server's tables, as they are put into a copy of 18 or later (manual, "Statistics Manipulation Functions"). */
import type { Session } from '../session.js';

export interface Relation {
  readonly schema: string;
  readonly name: string;
}

export interface Size extends Relation {
  readonly pages: number;
  readonly rows: number;
  readonly visible: number;
}

const attributes = [
  ['inherited', 'boolean'],
  ['null_frac', 'real'],
  ['avg_width', 'integer'],
  ['n_distinct', 'real'],
  ['most_common_vals', 'text'],
  ['most_common_freqs', 'real[]'],
  ['histogram_bounds', 'text'],
  ['correlation', 'real'],
  ['most_common_elems', 'text'],
  ['most_common_elem_freqs', 'real[]'],
  ['elem_count_histogram', 'real[]'],
] as const;

/** Sizes of these tables and of their indexes on the server, for `giveSizes`. */
export async function readSizes(session: Session, tables: readonly Relation[]): Promise<readonly Size[]> {
  return session.query<Size>(
    `select n.nspname as schema, c.relname as name, greatest(c.relpages, 0) as pages, greatest(c.reltuples, 0)::float8 as rows,
       greatest(c.relallvisible, 0) as visible
     from jsonb_array_elements($1::jsonb) as wanted
     join pg_catalog.pg_namespace wn on wn.nspname = wanted ->> 0
     join pg_catalog.pg_class w on w.relnamespace = wn.oid and w.relname = wanted ->> 1
     join pg_catalog.pg_class c on c.oid = w.oid or c.oid in (select indexrelid from pg_catalog.pg_index where indrelid = w.oid)
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm', 'i')`,
    [JSON.stringify(tables.map(({ schema, name }) => [schema, name]))],
  );
}

/** How many columns' statistics were carried over. Values stay on this machine: they go from one session to the other. */
export async function copyColumnStatistics(from: Session, to: Session, tables: readonly Relation[]): Promise<number> {
  const columns = attributes.map(([name]) => `s.${name}::text as ${name}`);
  const rows = await from.query<Record<string, string | null>>(
    `select s.schemaname as schema, s.tablename as table, s.attname as column, ${columns.join(', ')}
     from jsonb_array_elements($1::jsonb) as wanted
     join pg_catalog.pg_stats s on s.schemaname = wanted ->> 0
       and (s.tablename = wanted ->> 1 or s.tablename in (select x.relname from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
         where i.indrelid = (select w.oid from pg_catalog.pg_class w join pg_catalog.pg_namespace n on n.oid = w.relnamespace
           where n.nspname = wanted ->> 0 and w.relname = wanted ->> 1)))`,
    [JSON.stringify(tables.map(({ schema, name }) => [schema, name]))],
  );
  const pairs = attributes.map(([name, type], at) => `'${name}', $${at + 4}::text::${type}`);
  const sql = `select pg_catalog.pg_restore_attribute_stats('schemaname', $1::text, 'relname', $2::text, 'attname', $3::text, ${pairs.join(', ')})`;
  for (const row of rows) {
    await to.query(sql, [row['schema'], row['table'], row['column'], ...attributes.map(([name]) => row[name] ?? null)]);
  }
  return rows.length;
}

/** What pg_class says of pages and rows. The planner takes only the density from it, and the pages from the file. */
export async function giveSizes(session: Session, sizes: readonly Size[]): Promise<void> {
  for (const { schema, name, pages, rows, visible } of sizes) {
    await session.query(
      `select pg_catalog.pg_restore_relation_stats('schemaname', $1::text, 'relname', $2::text, 'relpages', $3::integer, 'reltuples', $4::real, 'relallvisible', $5::integer)
       from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2`,
      [schema, name, pages, rows, visible],
    );
  }
}

/** Settings that decide about costs and plans (manual, "Query Planning"), as they are in a session of the server. */
export async function copySettings(from: Session, to: Session): Promise<void> {
  const settings = await from.query<{ name: string; value: string }>(
    `select name, current_setting(name) as value from pg_catalog.pg_settings
     where category like 'Query Tuning%' or name in ('work_mem', 'hash_mem_multiplier', 'search_path', 'effective_io_concurrency')`,
  );
  for (const { name, value } of settings) {
    await to.query(
      "select set_config(name, $2, false) from pg_catalog.pg_settings where name = $1 and context in ('user', 'superuser')",
      [name, value],
    );
  }
}
