import type { Properties } from '../../schema/inventory.js';
import { withInLists } from './inLists.js';
import { type MetaRow, metaOf, metaSql, optionsOf } from './meta.js';
import { placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface ConstraintRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly parent: string;
  readonly type: Properties['constraint']['type'];
  readonly definition: string;
  readonly validated: boolean;
  readonly columns: readonly string[];
  readonly references: string | null;
  readonly local: boolean;
  readonly inherited: boolean;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  readonly indexComment: string | null;
  readonly tablespace: string | null;
  readonly options: readonly string[] | null;
  readonly partitioned: boolean;
  readonly places: readonly (string | null)[];
  readonly waitsFor: readonly string[];
}

/**
 * Constraints of tables and foreign tables, with the indexes that they have. NOT NULL is part of the column, constraint triggers are
 * triggers. Foreign keys that a partition has from its parent, or that are there for partitions of what is referenced, are none.
 */
export const readConstraints: Reader = async session => {
  const rows = await session.query<ConstraintRow>(`
    select n.nspname as schema, k.conname as name, quote_ident(k.conname) as address, format('%I.%I', n.nspname, c.relname) as table,
      ${relationIdSql('c', 'n')} as parent,
      case k.contype when 'p' then 'primaryKey' when 'u' then 'unique' when 'c' then 'check' when 'f' then 'foreignKey' else 'exclusion' end as type,
      pg_catalog.pg_get_constraintdef(k.oid) as definition, k.convalidated as validated,
      (select coalesce(array_agg(a.attname order by u.place), '{}') from unnest(k.conkey) with ordinality u(number, place)
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number) as columns,
      (select format('%I.%I', fn.nspname, f.relname) from pg_catalog.pg_class f join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
        where f.oid = k.confrelid) as references,
      k.conislocal as local, k.coninhcount > 0 as inherited, coalesce(i.indisclustered, false) as clustered,
      coalesce(i.indisreplident, false) as "replicaIdentity",
      pg_catalog.obj_description(i.indexrelid, 'pg_class') as "indexComment",
      (select quote_ident(s.spcname) from pg_catalog.pg_tablespace s where s.oid = ic.reltablespace) as tablespace,
      ic.reloptions as options, c.relkind = 'p' as partitioned,
      array[${placeSql('pg_constraint', 'k.oid')}, case when i.indexrelid is not null then ${placeSql('pg_class', 'i.indexrelid')} end] as places,
      case k.contype when 'f' then (
          select coalesce(array_agg('partition ' || ${placeSql('pg_class', 'x.relid::oid')}), '{}')
          from unnest(array[k.conrelid, k.confrelid, k.conindid]) r(root) cross join pg_catalog.pg_partition_tree(r.root) x
          where x.parentrelid is not null and x.relid <> r.root)
        when 'c' then (
          select coalesce(array_agg(${placeSql('pg_constraint', 'pk.oid')}), '{}') from pg_catalog.pg_inherits h
            join pg_catalog.pg_constraint pk on pk.conrelid = h.inhparent
          where h.inhrelid = k.conrelid and pk.conname = k.conname and pk.contype = 'c' and k.coninhcount > 0)
        else '{}'::text[] end as "waitsFor",
      ${metaSql({ catalog: 'pg_constraint', alias: 'k' })}
    from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      left join pg_catalog.pg_index i on i.indexrelid = k.conindid and k.contype in ('p', 'u', 'x')
      left join pg_catalog.pg_class ic on ic.oid = i.indexrelid
    where k.contype in ('p', 'u', 'c', 'f', 'x') and not (k.contype = 'f' and k.conparentid <> 0) and ${userNamespace}
      and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, table, parent } = row;
    const is: Properties['constraint'] = {
      table,
      type: row.type,
      definition: withInLists(row.definition),
      validated: row.validated,
      columns: row.columns,
      ...(row.references !== null && { references: row.references }),
      local: row.local,
      inherited: row.inherited,
      clustered: row.clustered,
      replicaIdentity: row.replicaIdentity,
      ...(row.indexComment !== null && { indexComment: row.indexComment }),
      ...(row.tablespace !== null && { tablespace: row.tablespace }),
      options: optionsOf(row.options),
      partitioned: row.partitioned,
    };
    const id = `constraint ${table} ${address}`;
    return {
      object: { id, kind: 'constraint', schema, name, address, parent, ...metaOf(row), is },
      places: row.places.filter(place => place !== null),
      // The key that it references is valid when those of all partitions are attached. When a partition is detached, it keeps the key.
      alsoNeeds: row.waitsFor,
    };
  });
};
