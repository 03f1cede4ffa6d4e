import { notOfExtension } from '../../introspect/reader.js';
import type { Session } from '../../session.js';
import type { TableFacts } from './tableFacts.js';

/** Every table that rows can be put into: partitions get theirs through the table that they are of. */
export function readTables(session: Session): Promise<readonly TableFacts[]> {
  // PostgreSQL 18 has constraints that are only declared.
  const enforced = session.version >= 180000 ? 'and k.conenforced' : '';
  return session.query<TableFacts>(`
    select c.oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind = 'p' as "isPartitioned",
      coalesce((select json_agg(json_build_object('name', a.attname, 'type', a.atttypid::int8, 'typmod', a.atttypmod,
          'typeName', pg_catalog.format_type(a.atttypid, a.atttypmod), 'isNotNull', a.attnotnull, 'isIdentity', a.attidentity <> '',
          'default', (select pg_catalog.pg_get_expr(x.adbin, x.adrelid) from pg_catalog.pg_attrdef x where x.adrelid = c.oid and x.adnum = a.attnum))
          order by a.attnum)
        from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '[]') as columns,
      coalesce((select json_agg(json_build_object('name', k.conname, 'expression', pg_catalog.pg_get_expr(k.conbin, k.conrelid),
          'columns', ${names('k.conkey', 'k.conrelid')}, 'bodies', ${bodiesSql('k.oid')}) order by k.conname)
        from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'c' ${enforced}), '[]') as checks,
      coalesce((select json_agg(json_build_object('name', a.attname, 'typeName', pg_catalog.format_type(a.atttypid, a.atttypmod),
          'expression', pg_catalog.pg_get_expr(x.adbin, x.adrelid), 'columns', (
            select coalesce(json_agg(u.attname), '[]') from pg_catalog.pg_attribute u where u.attrelid = c.oid and exists (
              select 1 from pg_catalog.pg_depend d where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = u.attnum
                and (d.classid = 'pg_catalog.pg_attrdef'::regclass and d.objid = x.oid or d.classid = d.refclassid and d.objid = c.oid and d.objsubid = a.attnum)
                and u.attnum <> a.attnum))))
        from pg_catalog.pg_attribute a join pg_catalog.pg_attrdef x on x.adrelid = a.attrelid and x.adnum = a.attnum
        where a.attrelid = c.oid and a.attgenerated <> '' and not a.attisdropped), '[]') as generated,
      coalesce((select json_agg(json_build_object('name', (select x.relname from pg_catalog.pg_class x where x.oid = i.indexrelid), 'columns', (
            select coalesce(json_agg(a.attname order by a.attnum), '[]') from pg_catalog.pg_attribute a where a.attrelid = c.oid and (
              a.attnum = any ((i.indkey::int2[])[0:i.indnkeyatts - 1]) or i.indexprs is not null and exists (
                select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
                  and d.refclassid = d.classid and d.refobjid = c.oid and d.refobjsubid = a.attnum)))) order by i.indexrelid)
        from pg_catalog.pg_index i where i.indrelid = c.oid and (i.indisunique or i.indisexclusion)), '[]') as uniques,
      coalesce((select json_agg(json_build_object('name', k.conname, 'columns', ${names('k.conkey', 'k.conrelid')},
          'references', (select format('%I.%I', rn.nspname, r.relname) from pg_catalog.pg_class r join pg_catalog.pg_namespace rn on rn.oid = r.relnamespace
            where r.oid = k.confrelid),
          'referencesOid', k.confrelid::int8, 'referencedColumns', ${names('k.confkey', 'k.confrelid')}) order by k.conname)
        from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f'
          and not exists (select 1 from pg_catalog.pg_constraint p where p.oid = k.conparentid and p.conrelid = k.conrelid) ${enforced}), '[]') as "foreignKeys",
      case when c.relkind = 'p' then coalesce((select json_agg(coalesce(pg_catalog.pg_get_partition_constraintdef(t.relid), 'true'))
        from pg_catalog.pg_partition_tree(c.oid) t where t.isleaf and t.relid <> c.oid), '[]') else '[]' end as partitions
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and c.oid >= 16384 and n.nspname !~ '^pg_'
      and ${notOfExtension('pg_class', 'c.oid')}
    order by 2`);
}

/** SQL: bodies of the functions that users made and that a constraint needs. */
export function bodiesSql(constraint: string): string {
  return `(select coalesce(json_agg(f.prosrc), '[]') from pg_catalog.pg_depend d join pg_catalog.pg_proc f on f.oid = d.refobjid
    where d.classid = 'pg_catalog.pg_constraint'::regclass and d.objid = ${constraint} and d.refclassid = 'pg_catalog.pg_proc'::regclass)`;
}

/** SQL: names of columns by their numbers, in that order. */
function names(numbers: string, relation: string): string {
  return `(select coalesce(json_agg(a.attname order by u.at), '[]') from pg_catalog.unnest(${numbers}) with ordinality u(number, at)
    join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = u.number)`;
}
