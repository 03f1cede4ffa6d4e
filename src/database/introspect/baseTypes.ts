import { metaSql } from './meta.js';
import { functionNameSql, placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql, readWritten } from './written.js';

const functionClause = (word: string, column: string) => `'${word} = ' || ${functionNameSql(`t.${column}`)}`;

/** Base types, and shell types that wait for their definition. */
export const readBaseTypes: Reader = session => {
  const name = `format('%I.%I', n.nspname, t.typname)`;
  const clauses = [
    functionClause('INPUT', 'typinput'),
    functionClause('OUTPUT', 'typoutput'),
    functionClause('RECEIVE', 'typreceive'),
    functionClause('SEND', 'typsend'),
    functionClause('TYPMOD_IN', 'typmodin'),
    functionClause('TYPMOD_OUT', 'typmodout'),
    functionClause('ANALYZE', 'typanalyze'),
    ...(session.version >= 140000 ? [functionClause('SUBSCRIPT', 'typsubscript')] : []),
    `'INTERNALLENGTH = ' || case when t.typlen < 0 then 'VARIABLE' else t.typlen::text end`,
    `case when t.typbyval then 'PASSEDBYVALUE' end`,
    `case t.typalign when 'c' then 'ALIGNMENT = char' when 's' then 'ALIGNMENT = int2' when 'd' then 'ALIGNMENT = double' end`,
    `case t.typstorage when 'e' then 'STORAGE = external' when 'x' then 'STORAGE = extended' when 'm' then 'STORAGE = main' end`,
    `case when t.typcategory <> 'U' then 'CATEGORY = ' || quote_literal(t.typcategory::text) end`,
    `case when t.typispreferred then 'PREFERRED = true' end`,
    `'DEFAULT = ' || quote_literal(t.typdefault)`,
    `'ELEMENT = ' || pg_catalog.format_type(nullif(t.typelem, 0), null)`,
    `case when t.typdelim <> ',' then 'DELIMITER = ' || quote_literal(t.typdelim::text) end`,
    `case when t.typcollation <> 0 then 'COLLATABLE = true' end`,
  ];
  return readWritten(
    session,
    'baseType',
    `select n.nspname as schema, t.typname as name, ${name} as address,
      case when t.typisdefined then ${definitionSql(`'CREATE TYPE ' || ${name}`, clauses)} else 'CREATE TYPE ' || ${name} end as create,
      array[${placeSql('pg_type', 't.oid')}, ${placeSql('pg_type', 't.typarray')}] as places,
      ${metaSql({ catalog: 'pg_type', alias: 't', owner: 'typowner', acl: 'typacl', aclKind: 'T' })}
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where (t.typtype = 'b' and not exists (select 1 from pg_catalog.pg_type e where e.typarray = t.oid) or t.typtype = 'p' and not t.typisdefined)
      and ${userNamespace} and ${notOfExtension('pg_type', 't.oid')}`,
  );
};
