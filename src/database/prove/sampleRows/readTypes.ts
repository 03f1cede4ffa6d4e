import type { Session } from '../../session.js';
import { bodiesSql } from './readTables.js';
import type { TypeFacts, Types } from './tableFacts.js';

/** Types within types are few: this ends what would never end. */
const deepest = 30;

/** The types, and all of which they are made. */
export async function readTypes(session: Session, oids: Iterable<number>): Promise<Types> {
  const types = new Map<number, TypeFacts>();
  let wanted = new Set(oids);
  for (let depth = 0; wanted.size > 0 && depth < deepest; depth++) {
    const found = await session.query<TypeFacts>(typesSql, [[...wanted]]);
    for (const type of found) types.set(type.oid, type);
    const inner = found.flatMap(({ of, attributes }) => [...(of === null ? [] : [of]), ...attributes.map(a => a.type)]);
    wanted = new Set(inner.filter(oid => !types.has(oid)));
  }
  return types;
}

const typesSql = `
  select t.oid, t.typname as name, format('%I.%I', n.nspname, t.typname) as sql, n.nspname = 'pg_catalog' as "isBuiltIn",
    case when t.typtype = 'd' then 'domain' when t.typtype = 'e' then 'enum' when t.typtype = 'c' then 'composite' when t.typtype = 'r' then 'range'
      when t.typtype = 'm' then 'multirange' when t.typcategory = 'A' and t.typlen = -1 and t.typelem <> 0
        and t.typname not in ('int2vector', 'oidvector') then 'array' else 'base' end as kind,
    (case when t.typtype = 'd' then t.typbasetype when t.typtype = 'r' then (select rngsubtype from pg_catalog.pg_range where rngtypid = t.oid)
      when t.typtype = 'm' then (select (to_jsonb(r)->>'rngtypid')::oid from pg_catalog.pg_range r where to_jsonb(r)->>'rngmultitypid' = t.oid::text)
      when t.typelem <> 0 then t.typelem end) as of,
    t.typtypmod as typmod, t.typnotnull as "isNotNull",
    coalesce((select json_agg(pg_catalog.pg_get_expr(k.conbin, 0)) from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'), '[]') as checks,
    coalesce((select json_agg(b) from pg_catalog.pg_constraint k, json_array_elements_text(${bodiesSql('k.oid')}) b
      where k.contypid = t.oid and k.contype = 'c'), '[]') as bodies,
    coalesce((select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid), '[]') as labels,
    coalesce((select json_agg(json_build_object('type', a.atttypid::int8, 'typmod', a.atttypmod) order by a.attnum)
      from pg_catalog.pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '[]') as attributes
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where t.oid = any ($1::oid[])`;
