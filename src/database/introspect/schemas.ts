import { type MetaRow, metaOf, metaSql } from './meta.js';
import { placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface SchemaRow extends MetaRow {
  readonly name: string;
  readonly address: string;
  readonly place: string;
}

export const readSchemas: Reader = async session => {
  const rows = await session.query<SchemaRow>(`
    select n.nspname as name, quote_ident(n.nspname) as address, ${placeSql('pg_namespace', 'n.oid')} as place,
      ${metaSql({ catalog: 'pg_namespace', alias: 'n', owner: 'nspowner', acl: 'nspacl', aclKind: 'n' })}
    from pg_catalog.pg_namespace n where ${userNamespace} and ${notOfExtension('pg_namespace', 'n.oid')}`);
  return rows.map(row => {
    const { name, address, place } = row;
    return {
      object: { id: `schema ${address}`, kind: 'schema', name, address, ...metaOf(row), is: {} },
      places: [place],
    };
  });
};

interface ExtensionRow {
  readonly name: string;
  readonly address: string;
  readonly inSchema: string;
  readonly isRelocatable: boolean;
  readonly version: string | null;
  readonly comment: string | null;
  readonly places: readonly string[];
}

/** Extensions but for those that are in every database. What one brings leads to it. */
export const readExtensions: Reader = async session => {
  const rows = await session.query<ExtensionRow>(`
    select x.extname as name, quote_ident(x.extname) as address, quote_ident(n.nspname) as "inSchema", x.extrelocatable as "isRelocatable",
      nullif(x.extversion, v.default_version) as version,
      nullif(pg_catalog.obj_description(x.oid, 'pg_extension'), v.comment) as comment,
      array[${placeSql('pg_extension', 'x.oid')}]
        || (select coalesce(array_agg(format('%s/%s/%s', d.classid, d.objid, d.objsubid)), '{}') from pg_catalog.pg_depend d
          where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = x.oid and d.deptype = 'e')
        || (select coalesce(array_agg(${placeSql('pg_type', 'u.oid')}), '{}') from pg_catalog.pg_depend d
            join pg_catalog.pg_type t on d.classid = 'pg_catalog.pg_type'::regclass and t.oid = d.objid
              or d.classid = 'pg_catalog.pg_class'::regclass and t.typrelid = d.objid
            cross join unnest(array[t.oid, t.typarray]) u(oid)
          where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = x.oid and d.deptype = 'e') as places
    from pg_catalog.pg_extension x join pg_catalog.pg_namespace n on n.oid = x.extnamespace
      left join pg_catalog.pg_available_extensions v on v.name = x.extname
    where x.oid >= 16384`);
  return rows.map(({ name, address, inSchema, isRelocatable, version, comment, places }) => ({
    object: {
      id: `extension ${address}`,
      kind: 'extension',
      name,
      address,
      ...(comment !== null && { comment }),
      is: { schema: inSchema, isRelocatable, ...(version !== null && { version }) },
    },
    places,
  }));
};
