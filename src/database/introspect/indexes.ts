import type { Properties } from '../../schema/inventory.js';
import { withInLists } from './inLists.js';
import { type MetaRow, metaOf, metaSql, optionsOf } from './meta.js';
import { placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface IndexRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly parent: string;
  readonly place: string;
  readonly create: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  readonly tablespace: string | null;
  readonly options: readonly string[] | null;
  readonly statistics: Readonly<Record<string, number>>;
  readonly partitioned: boolean;
}

/** Indexes of tables and materialized views, without those of constraints. */
export const readIndexes: Reader = async session => {
  const rows = await session.query<IndexRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, format('%I.%I', tn.nspname, t.relname) as table,
      ${relationIdSql('t', 'tn')} as parent, ${placeSql('pg_class', 'c.oid')} as place, pg_catalog.pg_get_indexdef(c.oid) as create,
      i.indisunique as unique, i.indisvalid as valid, i.indisclustered as clustered, i.indisreplident as "replicaIdentity",
      (select quote_ident(s.spcname) from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) as tablespace, c.reloptions as options,
      (select coalesce(jsonb_object_agg(a.attnum, a.attstattarget), '{}') from pg_catalog.pg_attribute a
        where a.attrelid = c.oid and a.attstattarget >= 0) as statistics,
      c.relkind = 'I' as partitioned, ${metaSql({ catalog: 'pg_class', alias: 'c' })}
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    where ${userNamespace.replaceAll('nspname', 'n.nspname')} and ${notOfExtension('pg_class', 't.oid')}
      and not exists (select 1 from pg_catalog.pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))`);
  return rows.map(row => {
    const { schema, name, address, parent, place } = row;
    const is: Properties['index'] = {
      table: row.table,
      create: withInLists(row.create),
      unique: row.unique,
      valid: row.valid,
      clustered: row.clustered,
      replicaIdentity: row.replicaIdentity,
      ...(row.tablespace !== null && { tablespace: row.tablespace }),
      options: optionsOf(row.options),
      statistics: row.statistics,
      partitioned: row.partitioned,
    };
    return {
      object: { id: `index ${address}`, kind: 'index', schema, name, address, parent, ...metaOf(row), is },
      places: [place],
    };
  });
};

interface StatisticsRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly parent: string;
  readonly place: string;
  readonly create: string;
  readonly target: number | null;
}

/** CREATE STATISTICS. */
export const readStatistics: Reader = async session => {
  const rows = await session.query<StatisticsRow>(`
    select n.nspname as schema, s.stxname as name, format('%I.%I', n.nspname, s.stxname) as address, ${relationIdSql('c', 'cn')} as parent,
      ${placeSql('pg_statistic_ext', 's.oid')} as place, pg_catalog.pg_get_statisticsobjdef(s.oid) as create,
      nullif(s.stxstattarget, -1)::int4 as target, ${metaSql({ catalog: 'pg_statistic_ext', alias: 's', owner: 'stxowner' })}
    from pg_catalog.pg_statistic_ext s join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
      join pg_catalog.pg_class c on c.oid = s.stxrelid join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
    where ${userNamespace.replaceAll('nspname', 'n.nspname')} and ${notOfExtension('pg_statistic_ext', 's.oid')}`);
  return rows.map(row => {
    const { schema, name, address, parent, place, create, target } = row;
    const is = { create: withInLists(create), ...(target !== null && { target }) };
    return {
      object: { id: `statistics ${address}`, kind: 'statistics', schema, name, address, parent, ...metaOf(row), is },
      places: [place],
    };
  });
};
