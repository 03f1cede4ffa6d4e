import type { Properties } from '../../schema/inventory.js';
import { type MetaRow, metaOf, metaSql, optionsOf } from './meta.js';
import { placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface TableRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly places: readonly string[];
  readonly persistence: 'permanent' | 'unlogged';
  readonly partitionBy: string | null;
  readonly inherits: readonly string[];
  readonly ofType: string | null;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly options: readonly string[] | null;
  readonly toastOptions: readonly string[] | null;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  readonly replicaIdentity: Properties['table']['replicaIdentity'];
}

/** SQL: the qualified names of the parents of `oid` that are not partitioned, in order. */
export function inheritsSql(oid: string): string {
  return `(select coalesce(array_agg(format('%I.%I', pn.nspname, p.relname) order by h.inhseqno), '{}')
    from pg_catalog.pg_inherits h join pg_catalog.pg_class p on p.oid = h.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where h.inhrelid = ${oid} and p.relkind <> 'p')`;
}

/** Tables, partitioned ones and partitions, too. Foreign tables are another kind. */
export const readTables: Reader = async session => {
  const rows = await session.query<TableRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address,
      array[${placeSql('pg_class', 'c.oid')}, ${placeSql('pg_type', 'c.reltype')}, ${placeSql('pg_type', 't.typarray')}] as places,
      case c.relpersistence when 'u' then 'unlogged' else 'permanent' end as persistence,
      pg_catalog.pg_get_partkeydef(c.oid) as "partitionBy", ${inheritsSql('c.oid')} as inherits,
      case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as "ofType",
      (select quote_ident(m.amname) from pg_catalog.pg_am m where m.oid = c.relam and m.amname <> 'heap') as "accessMethod",
      (select quote_ident(s.spcname) from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) as tablespace,
      c.reloptions as options, o.reloptions as "toastOptions", c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as "forceRowSecurity",
      case c.relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then 'index' else 'default' end as "replicaIdentity",
      ${metaSql({ catalog: 'pg_class', alias: 'c', owner: 'relowner', acl: 'relacl', aclKind: 'r' })}
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_type t on t.oid = c.reltype
      left join pg_catalog.pg_class o on o.oid = c.reltoastrelid
    where c.relkind in ('r', 'p') and ${userNamespace} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, places } = row;
    const toast = Object.entries(optionsOf(row.toastOptions)).map(([key, value]) => [`toast.${key}`, value]);
    const is: Properties['table'] = {
      persistence: row.persistence,
      ...(row.partitionBy !== null && { partitionBy: row.partitionBy }),
      inherits: row.inherits,
      ...(row.ofType !== null && { ofType: row.ofType }),
      ...(row.accessMethod !== null && { accessMethod: row.accessMethod }),
      ...(row.tablespace !== null && { tablespace: row.tablespace }),
      options: { ...optionsOf(row.options), ...Object.fromEntries(toast) },
      rowSecurity: row.rowSecurity,
      forceRowSecurity: row.forceRowSecurity,
      replicaIdentity: row.replicaIdentity,
    };
    return { object: { id: `table ${address}`, kind: 'table', schema, name, address, ...metaOf(row), is }, places };
  });
};
