/** Which relations there are, and their columns. */
import { notOfExtension, userNamespace } from '../introspect/reader.js';
import type { Session } from '../session.js';

export interface RelationRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'r' | 'p' | 'f' | 'v' | 'm';
  readonly comment: string | null;
  readonly rowSecurity: boolean;
  readonly hasHeirs: boolean;
  /** Bits 4, 8 and 16: UPDATE, INSERT and DELETE, by triggers, too; and by the view alone. */
  readonly allows: number;
  readonly allowsItself: number;
  /** Of a view. */
  readonly definition: string | null;
}

export interface ColumnRow {
  readonly relation: string;
  readonly name: string;
  readonly typeId: string;
  /** With its modifiers, when there are any: `numeric(10,2)`. */
  readonly written: string | null;
  /** Of an array, as it was declared; 0: not known. */
  readonly dimensions: number;
  readonly comment: string | null;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: boolean;
  readonly updatable: boolean;
}

/** SQL: the relations that somebody made, without partitions (their parent shows their rows) and temporary ones. */
export const relationsSql = `select c.*, n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition and c.relpersistence <> 't' and n.${userNamespace.replace(' and nspname', ' and n.nspname')}
    and ${notOfExtension('pg_catalog.pg_class', 'c.oid')}`;

/** SQL: bits of `allows` for INSERT and UPDATE in whose place a rule does something that returns no row. */
const turnedAway = `select coalesce(bit_or(case r.ev_type when '3' then 8 when '2' then 4 else 0 end), 0)
  from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.is_instead and r.ev_qual = '<>' and r.ev_type in ('2', '3')
    and pg_catalog.pg_get_ruledef(r.oid) !~* '\\mreturning\\M'`;

/** Ordered by schema and name; `public` first. */
export function relationRows(session: Session): Promise<readonly RelationRow[]> {
  return session.query<RelationRow>(`select c.oid::text as id, c.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
      pg_catalog.obj_description(c.oid, 'pg_class') as comment, c.relrowsecurity as "rowSecurity",
      c.relkind = 'r' and exists (select 1 from pg_catalog.pg_inherits h where h.inhparent = c.oid) as "hasHeirs",
      pg_catalog.pg_relation_is_updatable(c.oid, true) & ~(${turnedAway}) as allows,
      pg_catalog.pg_relation_is_updatable(c.oid, false) & ~(${turnedAway}) as "allowsItself",
      case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end as definition
    from (${relationsSql}) c order by c.nspname <> 'public', c.nspname collate "C", c.relname collate "C"`);
}

/** In the order of each relation. */
export function columnRows(session: Session): Promise<readonly ColumnRow[]> {
  return session.query<ColumnRow>(`select c.oid::text as relation, a.attname::text as name, a.atttypid::text as "typeId",
      case when a.atttypmod >= 0 then pg_catalog.format_type(a.atttypid, a.atttypmod) end as written, a.attndims::int as dimensions,
      pg_catalog.col_description(c.oid, a.attnum) as comment, a.attnotnull as "notNull",
      case when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as default,
      a.attidentity::text as identity, a.attgenerated <> '' as generated,
      case c.relkind when 'v' then pg_catalog.pg_column_is_updatable(c.oid, a.attnum, true) when 'm' then false else true end as updatable
    from (${relationsSql}) c join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    order by c.oid, a.attnum`);
}
