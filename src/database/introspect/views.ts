import { withInLists } from './inLists.js';
import { type AttributeRow, attributesOf, attributesSql, type MetaRow, metaOf, metaSql, optionsOf } from './meta.js';
import { placeSql } from './places.js';
import { type Found, notOfExtension, type Reader, userNamespace } from './reader.js';

interface ViewRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly materialized: boolean;
  readonly query: string;
  readonly columns: readonly AttributeRow[];
  readonly options: readonly string[] | null;
  readonly defaults: readonly { readonly column: string; readonly expression: string }[];
  readonly populated: boolean;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly columnSettings: readonly string[];
  readonly places: readonly string[];
}

/** Views and materialized views. Their indexes, rules and triggers are objects of their own. */
export const readViews: Reader = async session => {
  const compression =
    session.version >= 140000
      ? `union all select a.attnum, format('ALTER COLUMN %I SET COMPRESSION %s', a.attname, case a.attcompression when 'p' then 'pglz' else 'lz4' end)
      where a.attcompression in ('p', 'l')`
      : '';
  const rows = await session.query<ViewRow>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, c.relkind = 'm' as materialized,
      pg_catalog.pg_get_viewdef(c.oid) as query, ${attributesSql('c.oid')} as columns, c.reloptions as options,
      (select coalesce(jsonb_agg(jsonb_build_object('column', a.attname, 'expression', pg_catalog.pg_get_expr(d.adbin, d.adrelid))
          order by a.attnum), '[]'::jsonb)
        from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
        where d.adrelid = c.oid) as defaults,
      c.relispopulated as populated,
      (select m.amname from pg_catalog.pg_am m where m.oid = c.relam and c.relkind = 'm' and m.amname <> 'heap') as "accessMethod",
      (select s.spcname from pg_catalog.pg_tablespace s where s.oid = c.reltablespace) as tablespace,
      case when c.relkind <> 'm' then '[]'::jsonb else (select coalesce(jsonb_agg(s.clause order by a.attnum, s.clause collate "C"), '[]'::jsonb)
        from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid cross join lateral (
          select a.attnum, format('ALTER COLUMN %I SET STATISTICS %s', a.attname, a.attstattarget) as clause where a.attstattarget >= 0
          union all select a.attnum, format('ALTER COLUMN %I SET STORAGE %s', a.attname, case a.attstorage when 'p' then 'PLAIN'
            when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end) where a.attstorage <> t.typstorage
          union all select a.attnum, format('ALTER COLUMN %I SET (%s)', a.attname, array_to_string(a.attoptions, ', ')) where a.attoptions is not null
          ${compression}) s
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) end as "columnSettings",
      array[${placeSql('pg_class', 'c.oid')}, ${placeSql('pg_type', 'c.reltype')}, ${placeSql('pg_type', 't.typarray')}]
        || (select coalesce(array_agg(${placeSql('pg_rewrite', 'r.oid')}), '{}') from pg_catalog.pg_rewrite r
          where r.ev_class = c.oid and r.rulename = '_RETURN')
        || (select coalesce(array_agg(${placeSql('pg_attrdef', 'd.oid')}), '{}') from pg_catalog.pg_attrdef d where d.adrelid = c.oid) as places,
      ${metaSql({ catalog: 'pg_class', alias: 'c', owner: 'relowner', acl: 'relacl', aclKind: 'r' })}
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace left join pg_catalog.pg_type t on t.oid = c.reltype
    where c.relkind in ('v', 'm') and ${userNamespace} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(foundOf);
};

function foundOf(row: ViewRow): Found {
  const { schema, name, address, places } = row;
  const common = {
    query: withInLists(row.query.trim().replace(/;$/, '')),
    columns: attributesOf(row.columns),
    options: optionsOf(row.options),
  };
  if (!row.materialized) {
    const defaults = Object.fromEntries(row.defaults.map(({ column, expression }) => [column, expression]));
    const is = { ...common, defaults };
    return { object: { id: `view ${address}`, kind: 'view', schema, name, address, ...metaOf(row), is }, places };
  }
  const is = {
    ...common,
    populated: row.populated,
    ...(row.accessMethod !== null && { accessMethod: row.accessMethod }),
    ...(row.tablespace !== null && { tablespace: row.tablespace }),
    columnSettings: row.columnSettings,
  };
  const id = `materializedView ${address}`;
  return { object: { id, kind: 'materializedView', schema, name, address, ...metaOf(row), is }, places };
}
