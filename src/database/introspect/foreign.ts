import { type MetaRow, metaOf, metaSql, optionsOf } from './meta.js';
import { functionNameSql, placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface ForeignRow extends MetaRow {
  readonly name: string;
  readonly address: string;
  readonly options: readonly string[] | null;
  readonly places: readonly string[];
}

export const readForeignDataWrappers: Reader = async session => {
  const rows = await session.query<ForeignRow & { handler: string | null; validator: string | null }>(`
    select w.fdwname as name, quote_ident(w.fdwname) as address, ${functionNameSql('w.fdwhandler')} as handler,
      ${functionNameSql('w.fdwvalidator')} as validator, w.fdwoptions as options, array[${placeSql('pg_foreign_data_wrapper', 'w.oid')}] as places,
      ${metaSql({ catalog: 'pg_foreign_data_wrapper', alias: 'w', owner: 'fdwowner', acl: 'fdwacl', aclKind: 'F' })}
    from pg_catalog.pg_foreign_data_wrapper w where ${notOfExtension('pg_foreign_data_wrapper', 'w.oid')}`);
  return rows.map(row => {
    const { name, address, handler, validator } = row;
    const is = {
      ...(handler !== null && { handler }),
      ...(validator !== null && { validator }),
      options: optionsOf(row.options),
    };
    const id = `foreignDataWrapper ${address}`;
    return { object: { id, kind: 'foreignDataWrapper', name, address, ...metaOf(row), is }, places: row.places };
  });
};

export const readServers: Reader = async session => {
  const rows = await session.query<ForeignRow & { wrapper: string; type: string | null; version: string | null }>(`
    select s.srvname as name, quote_ident(s.srvname) as address, quote_ident(w.fdwname) as wrapper, s.srvtype as type, s.srvversion as version,
      s.srvoptions as options, array[${placeSql('pg_foreign_server', 's.oid')}] as places,
      ${metaSql({ catalog: 'pg_foreign_server', alias: 's', owner: 'srvowner', acl: 'srvacl', aclKind: 'S' })}
    from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
    where ${notOfExtension('pg_foreign_server', 's.oid')}`);
  return rows.map(row => {
    const { name, address, wrapper, type, version } = row;
    const is = {
      wrapper,
      ...(type !== null && { type }),
      ...(version !== null && { version }),
      options: optionsOf(row.options),
    };
    return {
      object: { id: `server ${address}`, kind: 'server', name, address, ...metaOf(row), is },
      places: row.places,
    };
  });
};

/** By the view that shows options only to those who may see them. */
export const readUserMappings: Reader = async session => {
  const rows = await session.query<{
    user: string;
    userSql: string;
    server: string;
    options: string[] | null;
    place: string;
  }>(`
    select case u.umuser when 0 then 'PUBLIC' else u.usename::text end as user, case u.umuser when 0 then 'PUBLIC' else quote_ident(u.usename) end as "userSql",
      quote_ident(u.srvname) as server, u.umoptions as options, ${placeSql('pg_user_mapping', 'u.umid')} as place
    from pg_catalog.pg_user_mappings u where ${notOfExtension('pg_user_mapping', 'u.umid')}`);
  return rows.map(row => {
    const { user, server } = row;
    const address = `FOR ${row.userSql} SERVER ${server}`;
    const is = { user: row.userSql, server, options: optionsOf(row.options) };
    return {
      object: { id: `userMapping ${address}`, kind: 'userMapping', name: user, address, is },
      places: [row.place],
    };
  });
};

/** Foreign tables without their columns and constraints, which are objects of their own. */
export const readForeignTables: Reader = async session => {
  const rows = await session.query<ForeignRow & { schema: string; server: string; inherits: readonly string[] }>(`
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as address, quote_ident(s.srvname) as server,
      f.ftoptions as options, case when c.relispartition then '{}' else array(select format('%I.%I', pn.nspname, p.relname)
        from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
        where i.inhrelid = c.oid order by i.inhseqno) end as inherits,
      array[${placeSql('pg_class', 'c.oid')}, ${placeSql('pg_type', 'c.reltype')}, ${placeSql('pg_type', 't.typarray')}] as places,
      ${metaSql({ catalog: 'pg_class', alias: 'c', owner: 'relowner', acl: 'relacl', aclKind: 'r' })}
    from pg_catalog.pg_foreign_table f join pg_catalog.pg_class c on c.oid = f.ftrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_foreign_server s on s.oid = f.ftserver left join pg_catalog.pg_type t on t.oid = c.reltype
    where ${userNamespace} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, server, inherits } = row;
    const id = `foreignTable ${address}`;
    const is = { server, options: optionsOf(row.options), inherits };
    return { object: { id, kind: 'foreignTable', schema, name, address, ...metaOf(row), is }, places: row.places };
  });
};
