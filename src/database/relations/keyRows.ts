/** Indexes and constraints. */
import type { Session } from '../session.js';
import { relationsSql } from './relationRows.js';

export interface IndexRow {
  readonly relation: string;
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly primary: boolean;
  /** Undefined by a deferred constraint for a while. */
  readonly immediate: boolean;
  /** Without those that are only included; null: an expression. */
  readonly columns: readonly (string | null)[];
  /** Whether the key's order is the one that the column's values have by themselves. */
  readonly usual: readonly boolean[];
  /** 1: descending, 2: NULLs first. */
  readonly options: readonly number[];
  readonly predicate: string | null;
}

export interface ConstraintRow {
  readonly relation: string;
  readonly name: string;
  readonly type: 'c' | 'f';
  readonly columns: readonly string[];
  /** It holds for every row: also for those of tables that inherit from this one. */
  readonly validated: boolean;
  readonly definition: string;
  readonly targetSchema: string | null;
  readonly targetName: string | null;
  readonly targetColumns: readonly string[];
}

/** Valid ones, primary keys first, then in the order in which they were made. */
export function indexRows(session: Session): Promise<readonly IndexRow[]> {
  const keys = (what: string) => `array(select ${what} from generate_series(0, i.indnkeyatts - 1) k(n)
      left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.n] and a.attnum > 0
      join pg_catalog.pg_opclass o on o.oid = i.indclass[k.n] order by k.n)`;
  return session.query<IndexRow>(`select c.oid::text as relation, ic.relname::text as name, m.amname::text as method, i.indisunique as unique,
      i.indisprimary as primary, i.indimmediate as immediate, ${keys('a.attname::text')} as columns,
      ${keys('coalesce(o.opcdefault and i.indcollation[k.n] in (0, a.attcollation), false)')} as usual,
      ${keys('i.indoption[k.n]::int')} as options, pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate
    from (${relationsSql}) c join pg_catalog.pg_index i on i.indrelid = c.oid
      join pg_catalog.pg_class ic on ic.oid = i.indexrelid join pg_catalog.pg_am m on m.oid = ic.relam
    where i.indisvalid and i.indisready and i.indislive order by c.oid, not i.indisprimary, i.indexrelid`);
}

/** CHECKs and foreign keys, by name. */
export function constraintRows(session: Session): Promise<readonly ConstraintRow[]> {
  const names = (
    numbers: string,
    relation: string,
  ) => `array(select a.attname::text from unnest(${numbers}) with ordinality p(number, n)
      join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = p.number order by p.n)`;
  const hasHeirs = 'exists (select 1 from pg_catalog.pg_inherits h where h.inhparent = c.oid)';
  // A foreign key for a PERIOD is about ranges that lie in others.
  const period = session.version >= 180_000 ? 'and not k.conperiod' : '';
  return session.query<ConstraintRow>(`select c.oid::text as relation, k.conname::text as name, k.contype::text as type,
      ${names('k.conkey', 'k.conrelid')} as columns, k.convalidated and not (k.contype = 'c' and k.connoinherit and ${hasHeirs}) as validated, pg_catalog.pg_get_constraintdef(k.oid) as definition,
      fn.nspname::text as "targetSchema", f.relname::text as "targetName", ${names('k.confkey', 'k.confrelid')} as "targetColumns"
    from (${relationsSql}) c join pg_catalog.pg_constraint k on k.conrelid = c.oid
      left join pg_catalog.pg_class f on f.oid = k.confrelid and k.contype = 'f' left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
    where (k.contype = 'c' or (k.contype = 'f' and k.conparentid = 0 ${period})) order by c.oid, k.conname collate "C"`);
}
