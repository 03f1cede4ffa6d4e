/** What the server knows of the tables that a plan reads. */
import type { Session } from '../session.js';
import { nodesOf, type PlanNode } from './plan.js';

export interface RelationFacts {
  readonly schema: string;
  readonly name: string;
  /** As of its last ANALYZE or VACUUM; -1: never. */
  readonly rows: number;
  readonly bytes: number;
  /** Columns → their types, as format_type writes them. */
  readonly types: Readonly<Record<string, string>>;
  readonly indexes: readonly IndexFacts[];
  /** Rows that came, changed or went since the last ANALYZE; undefined: this role may not know. */
  readonly changedRows?: number;
  readonly neverAnalyzed: boolean;
}

export interface IndexFacts {
  readonly name: string;
  readonly method: string;
  /** Its keys in order, as the server writes them: `created_at`, `lower(email)`. Names are quoted where SQL wants it. */
  readonly keys: readonly string[];
  readonly isPartial: boolean;
}

/** By schema and name, see `factsOf`. */
export type KnownRelations = ReadonlyMap<string, RelationFacts>;

/** @throws DatabaseError when the server refuses to tell. */
export async function readRelationFacts(session: Session, root: PlanNode): Promise<KnownRelations> {
  const relations = nodesOf(root).flatMap(({ relation }) => relation ?? []);
  const names = [...new Set(relations.map(({ schema, name }) => JSON.stringify([schema, name])))];
  if (names.length === 0) return new Map();
  const rows = await session.query<RelationFacts>(query, [JSON.stringify(names.map(name => JSON.parse(name)))]);
  return new Map(rows.map(row => [keyOf(row), row]));
}

export function factsOf(known: KnownRelations, { relation }: PlanNode): RelationFacts | undefined {
  return relation && known.get(keyOf(relation));
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

const query = `select n.nspname as schema, c.relname as name, c.reltuples::float8 as rows,
  c.relpages::float8 * current_setting('block_size')::int as bytes,
  (select s.n_mod_since_analyze::float8 from pg_catalog.pg_stat_all_tables s where s.relid = c.oid) as "changedRows",
  not exists (select 1 from pg_catalog.pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname)
    and coalesce((select s.last_analyze is null and s.last_autoanalyze is null
      from pg_catalog.pg_stat_all_tables s where s.relid = c.oid), true) as "neverAnalyzed",
  coalesce((select jsonb_object_agg(t.attname, pg_catalog.format_type(t.atttypid, t.atttypmod))
    from pg_catalog.pg_attribute t where t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped), '{}') as types,
  coalesce((select jsonb_agg(jsonb_build_object('name', x.relname, 'method', a.amname, 'isPartial', i.indpred is not null,
      'keys', (select jsonb_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, true) order by k)
        from generate_series(1, i.indnkeyatts) as k)) order by x.relname)
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid join pg_catalog.pg_am a on a.oid = x.relam
    where i.indrelid = c.oid and i.indisvalid), '[]') as indexes
from jsonb_array_elements($1::jsonb) as wanted
join pg_catalog.pg_namespace n on n.nspname = wanted->>0
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted->>1`;
