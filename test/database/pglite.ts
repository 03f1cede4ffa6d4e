/** What a real PostgreSQL 18 (PGlite) has in its catalog, in words that `describe.ts` uses for our Catalog too. */
import type { PGlite } from '@electric-sql/pglite';
import { byText, type Described, type DescribedTable } from './describe.js';

const userSchemas = `nspname !~ '^pg_' and nspname <> 'information_schema'`;

/** Columns, constraints, indexes… of every relation that a user made; arrays of arrays of text, sorted by name. */
const catalogQuery = `
with ns as (select oid, nspname from pg_namespace where ${userSchemas} or nspname = (select nspname from pg_namespace where oid = pg_my_temp_schema())),
rel as (
  select c.*, case when c.relpersistence = 't' then 'pg_temp' else ns.nspname end as nsp from pg_class c join ns on ns.oid = c.relnamespace
  where not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
named as (
  select c.oid, case when c.relpersistence = 't' then 'pg_temp' else n.nspname end || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
)
select 'tables' as what, json_build_object(
    'name', nsp || '.' || relname,
    'kind', case relkind when 'p' then 'partitioned' when 'f' then 'foreign' else 'table' end,
    'persistence', case relpersistence when 't' then 'temporary' when 'u' then 'unlogged' else 'permanent' end,
    'rowSecurity', relrowsecurity, 'forceRowSecurity', relforcerowsecurity,
    'comment', obj_description(rel.oid, 'pg_class'),
    'partitionOf', case when relispartition then (select named.name from pg_inherits i join named on named.oid = i.inhparent where i.inhrelid = rel.oid) end,
    'inherits', case when relispartition then '[]'::json else coalesce((select json_agg(named.name order by i.inhseqno) from pg_inherits i join named on named.oid = i.inhparent where i.inhrelid = rel.oid), '[]') end,
    'partitionKey', (select case p.partstrat when 'r' then 'range' when 'l' then 'list' else 'hash' end || ' ' || (
        select string_agg(coalesce(a.attname, '?'), ',' order by k.n) from unnest(p.partattrs::int2[]) with ordinality k(num, n)
        left join pg_attribute a on a.attrelid = rel.oid and a.attnum = k.num and k.num > 0)
      from pg_partitioned_table p where p.partrelid = rel.oid),
    'columns', coalesce((select json_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod),
        case when attnotnull then 'not-null' end, case when atthasdef and attgenerated = '' then 'default' end,
        case attidentity when 'a' then 'identity-always' when 'd' then 'identity-default' end,
        case attgenerated when 's' then 'stored' when 'v' then 'virtual' end,
        case when attinhcount > 0 then 'inherited' end,
        '-- ' || col_description(rel.oid, attnum)) order by attnum)
      from pg_attribute where attrelid = rel.oid and attnum > 0 and not attisdropped), '[]'),
    'notNulls', coalesce((select json_agg(conname || ' ' || convalidated order by conname) from pg_constraint where conrelid = rel.oid and contype = 'n'), '[]'),
    'constraints', coalesce((select json_agg(concat_ws(' ', conname, case contype when 'p' then 'primaryKey' when 'u' then 'unique' when 'f' then 'foreignKey' when 'c' then 'check' when 'x' then 'exclusion' end,
        case when contype <> 'c' then '(' || (select coalesce(string_agg(a.attname, ',' order by k.n), '') from unnest(conkey) with ordinality k(num, n) join pg_attribute a on a.attrelid = rel.oid and a.attnum = k.num and k.num > 0) || ')' end,
        case when contype = 'f' then '-> ' || (select named.name from named where named.oid = confrelid) || ' (' || (select string_agg(a.attname, ',' order by k.n) from unnest(confkey) with ordinality k(num, n) join pg_attribute a on a.attrelid = confrelid and a.attnum = k.num) || ') '
          || confdeltype::text || confupdtype::text end,
        case when condeferrable then 'deferrable' end, case when not convalidated then 'not-valid' end, case when coninhcount > 0 then 'inherited' end,
        '-- ' || obj_description(con.oid, 'pg_constraint')) order by conname)
      from pg_constraint con where conrelid = rel.oid and contype in ('p','u','f','c','x')
        and not exists (select 1 from pg_constraint parent where parent.oid = con.conparentid and parent.conrelid = con.conrelid)), '[]'),
    'triggers', coalesce((select json_agg(concat_ws(' ', tgname, case when tgtype & 2 > 0 then 'before' when tgtype & 64 > 0 then 'instead of' else 'after' end, p.proname) order by tgname)
      from pg_trigger t join pg_proc p on p.oid = t.tgfoid where tgrelid = rel.oid and not tgisinternal and tgparentid = 0), '[]'),
    'policies', coalesce((select json_agg(concat_ws(' ', polname, case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
        case when not polpermissive then 'restrictive' end, case when polqual is not null then 'using' end, case when polwithcheck is not null then 'check' end) order by polname)
      from pg_policy where polrelid = rel.oid), '[]')
  )::text as line from rel where relkind in ('r', 'p', 'f')
union all select 'indexes', concat_ws(' ', rel.nsp || '.' || rel.relname, 'on', named.name, am.amname,
      '(' || (select string_agg(case when k.num = 0 then '?' else a.attname end || case when k.n <= i.indnkeyatts and i.indoption[k.n - 1] & 1 > 0 then ' desc' else '' end
          || case when k.n <= i.indnkeyatts and (i.indoption[k.n - 1] & 2 > 0) <> (i.indoption[k.n - 1] & 1 > 0) then ' nulls' else '' end
          || case when k.n > i.indnkeyatts then ' include' else '' end, ',' order by k.n)
        from unnest(i.indkey::int2[]) with ordinality k(num, n) left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num) || ')',
      case when i.indisunique then 'unique' end, case when i.indnullsnotdistinct then 'nulls-not-distinct' end,
      case when i.indpred is not null then 'where' end, case when not i.indisvalid then 'not-valid' end,
      (select 'constraint ' || conname from pg_constraint where conindid = i.indexrelid and contype in ('p','u','x') limit 1),
      (select 'part of ' || named.name from pg_inherits h join named on named.oid = h.inhparent where h.inhrelid = rel.oid),
      '-- ' || obj_description(rel.oid, 'pg_class'))
    from rel join pg_index i on i.indexrelid = rel.oid join named on named.oid = i.indrelid join pg_am am on am.oid = rel.relam where rel.relkind in ('i', 'I')
union all select 'views', concat_ws(' ', nsp || '.' || relname, case relkind when 'm' then 'materialized' end,
      '(' || (select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = rel.oid and attnum > 0 and not attisdropped) || ')',
      '-- ' || obj_description(rel.oid, 'pg_class'))
    from rel where relkind in ('v', 'm')
union all select 'sequences', concat_ws(' ', nsp || '.' || relname, format_type(s.seqtypid, null),
      (select 'owned by ' || named.name || '.' || a.attname from pg_depend d join named on named.oid = d.refobjid join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = rel.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')))
    from rel join pg_sequence s on s.seqrelid = rel.oid where relkind = 'S'
union all select 'types', concat_ws(' ', nspname || '.' || typname,
      case typtype when 'e' then 'enum (' || coalesce((select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum where enumtypid = t.oid), '') || ')'
        when 'd' then 'domain ' || format_type(typbasetype, typtypmod) || case when typnotnull then ' not-null' else '' end
        when 'c' then 'composite (' || (select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped) || ')'
        when 'r' then 'range' else 'base' end,
      '-- ' || obj_description(t.oid, 'pg_type'))
    from pg_type t join ns on ns.oid = typnamespace
    where (typtype in ('e', 'd', 'r') or (typtype = 'c' and exists (select 1 from pg_class where oid = typrelid and relkind = 'c')))
      and not exists (select 1 from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
union all select 'functions', concat_ws(' ', nspname || '.' || proname, case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
      '(' || array_to_string(array(select format_type(a, null) from unnest(proargtypes::oid[]) a), ',') || ')',
      case when prosecdef then 'definer' end, case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
      array_to_string(array(select split_part(c, '=', 1) from unnest(proconfig) c), ','))
    from pg_proc p join ns on ns.oid = pronamespace
    where not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('e', 'i'))
  union all select 'schemas', nspname from pg_namespace where ${userSchemas} and nspname <> 'public'
`;

/** Everything that users made in the database, as it stands now. */
export async function readCatalog(db: PGlite): Promise<Described> {
  await db.exec('reset search_path');
  const { rows } = await db.query<{ what: keyof Described; line: string }>(catalogQuery);
  const lines = (what: keyof Described) => rows.filter(row => row.what === what).map(row => row.line);
  return {
    tables: lines('tables')
      .map(line => tableOf(JSON.parse(line)))
      .sort((a, b) => byText(a.name, b.name)),
    indexes: sorted(lines('indexes')),
    views: sorted(lines('views')),
    sequences: sorted(lines('sequences')),
    types: sorted(lines('types')),
    functions: sorted(lines('functions')),
    schemas: sorted(lines('schemas')),
  };
}

function plain(lines: readonly string[]): string[] {
  return lines.map(line => line.trim().replaceAll('"', ''));
}

function sorted(lines: readonly string[]): string[] {
  return plain(lines).sort(byText);
}

function tableOf(table: DescribedTable): DescribedTable {
  return {
    ...table,
    columns: plain(table.columns),
    notNulls: sorted(table.notNulls),
    constraints: sorted(table.constraints),
    triggers: sorted(table.triggers),
    policies: sorted(table.policies),
  };
}

/** An empty database again. */
export async function wipe(db: PGlite): Promise<void> {
  await db.exec('rollback');
  await db.exec('discard all');
  const { rows } = await db.query<{ nspname: string }>(`select nspname from pg_namespace where ${userSchemas}`);
  for (const { nspname } of rows) await db.exec(`drop schema "${nspname.replaceAll('"', '""')}" cascade`);
  await db.exec('create schema public');
}

/** The server's message when it refuses the statement. */
export async function refusalOf(db: PGlite, sql: string): Promise<string | undefined> {
  try {
    await db.exec(sql);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
