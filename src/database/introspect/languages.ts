import { metaSql } from './meta.js';
import { functionNameSql, placeSql, routineAddressSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql, readWritten } from './written.js';

const functionSql = (oid: string) =>
  `(select ${routineAddressSql('f', 'fn')} from pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace where f.oid = ${oid})`;

export const readAccessMethods: Reader = session =>
  readWritten(
    session,
    'accessMethod',
    `select null as schema, a.amname as name, quote_ident(a.amname) as address, format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
        case a.amtype when 'i' then 'INDEX' else 'TABLE' end, ${functionNameSql('a.amhandler')}) as create,
      array[${placeSql('pg_am', 'a.oid')}] as places, ${metaSql({ catalog: 'pg_am', alias: 'a' })}
    from pg_catalog.pg_am a where a.oid >= 16384 and ${notOfExtension('pg_am', 'a.oid')}`,
  );

export const readLanguages: Reader = session =>
  readWritten(
    session,
    'language',
    `select null as schema, l.lanname as name, quote_ident(l.lanname) as address,
      format('CREATE %sLANGUAGE %I', case when l.lanpltrusted then 'TRUSTED ' end, l.lanname) || coalesce(' HANDLER ' || ${functionNameSql('l.lanplcallfoid')}, '')
        || coalesce(' INLINE ' || ${functionNameSql('l.laninline')}, '') || coalesce(' VALIDATOR ' || ${functionNameSql('l.lanvalidator')}, '') as create,
      array[${placeSql('pg_language', 'l.oid')}] as places,
      ${metaSql({ catalog: 'pg_language', alias: 'l', owner: 'lanowner', acl: 'lanacl', aclKind: 'l' })}
    from pg_catalog.pg_language l where l.lanispl and l.oid >= 16384 and ${notOfExtension('pg_language', 'l.oid')}`,
  );

export const readTransforms: Reader = session => {
  const address = `format('FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, null), l.lanname)`;
  return readWritten(
    session,
    'transform',
    `select null as schema, ${address} as name, ${address} as address, format('CREATE TRANSFORM %s (', ${address}) || concat_ws(', ',
        'FROM SQL WITH FUNCTION ' || ${functionSql('t.trffromsql')}, 'TO SQL WITH FUNCTION ' || ${functionSql('t.trftosql')}) || ')' as create,
      array[${placeSql('pg_transform', 't.oid')}] as places, ${metaSql({ catalog: 'pg_transform', alias: 't' })}
    from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang where ${notOfExtension('pg_transform', 't.oid')}`,
  );
};

export const readConversions: Reader = session =>
  readWritten(
    session,
    'conversion',
    `select n.nspname as schema, c.conname as name, format('%I.%I', n.nspname, c.conname) as address,
      format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', case when c.condefault then 'DEFAULT ' end, n.nspname, c.conname,
        pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), ${functionNameSql('c.conproc')}) as create,
      array[${placeSql('pg_conversion', 'c.oid')}] as places, ${metaSql({ catalog: 'pg_conversion', alias: 'c', owner: 'conowner' })}
    from pg_catalog.pg_conversion c join pg_catalog.pg_namespace n on n.oid = c.connamespace
    where ${userNamespace} and ${notOfExtension('pg_conversion', 'c.oid')}`,
  );

/** Collations. Which version of the provider's they were made with is left out, as pg_dump does. */
export const readCollations: Reader = session => {
  const { version } = session;
  const locale =
    version >= 170000
      ? 'c.colllocale'
      : version >= 150000
        ? 'c.colliculocale'
        : `case when c.collprovider = 'i' then c.collcollate end`;
  const clauses = [
    `'provider = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' when 'd' then 'default' else 'libc' end`,
    `case when not c.collisdeterministic then 'deterministic = false' end`,
    `case when c.collprovider <> 'c' then 'locale = ' || quote_literal((${locale})::text) when c.collcollate = c.collctype
      then 'locale = ' || quote_literal(c.collcollate::text) else format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype) end`,
    ...(version >= 160000 ? [`'rules = ' || quote_literal(c.collicurules)`] : []),
  ];
  return readWritten(
    session,
    'collation',
    `select n.nspname as schema, c.collname as name, format('%I.%I', n.nspname, c.collname) as address,
      ${definitionSql(`format('CREATE COLLATION %I.%I', n.nspname, c.collname)`, clauses)} as create,
      array[${placeSql('pg_collation', 'c.oid')}] as places, ${metaSql({ catalog: 'pg_collation', alias: 'c', owner: 'collowner' })}
    from pg_catalog.pg_collation c join pg_catalog.pg_namespace n on n.oid = c.collnamespace
    where ${userNamespace} and ${notOfExtension('pg_collation', 'c.oid')}`,
  );
};
