import { type MetaRow, metaOf, metaSql } from './meta.js';
import { functionNameSql, placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql, readWritten } from './written.js';

const clause = (word: string, oid: string) => `'${word} = ' || ${functionNameSql(oid)}`;

export const readTextSearchParsers: Reader = session => {
  const clauses = [
    clause('START', 'p.prsstart'),
    clause('GETTOKEN', 'p.prstoken'),
    clause('END', 'p.prsend'),
    clause('HEADLINE', 'p.prsheadline'),
    clause('LEXTYPES', 'p.prslextype'),
  ];
  return readWritten(
    session,
    'textSearchParser',
    `select n.nspname as schema, p.prsname as name, format('%I.%I', n.nspname, p.prsname) as address,
      ${definitionSql(`format('CREATE TEXT SEARCH PARSER %I.%I', n.nspname, p.prsname)`, clauses)} as create,
      array[${placeSql('pg_ts_parser', 'p.oid')}] as places, ${metaSql({ catalog: 'pg_ts_parser', alias: 'p' })}
    from pg_catalog.pg_ts_parser p join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
    where ${userNamespace} and ${notOfExtension('pg_ts_parser', 'p.oid')}`,
  );
};

export const readTextSearchTemplates: Reader = session => {
  const clauses = [clause('INIT', 't.tmplinit'), clause('LEXIZE', 't.tmpllexize')];
  return readWritten(
    session,
    'textSearchTemplate',
    `select n.nspname as schema, t.tmplname as name, format('%I.%I', n.nspname, t.tmplname) as address,
      ${definitionSql(`format('CREATE TEXT SEARCH TEMPLATE %I.%I', n.nspname, t.tmplname)`, clauses)} as create,
      array[${placeSql('pg_ts_template', 't.oid')}] as places, ${metaSql({ catalog: 'pg_ts_template', alias: 't' })}
    from pg_catalog.pg_ts_template t join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
    where ${userNamespace} and ${notOfExtension('pg_ts_template', 't.oid')}`,
  );
};

interface NamedRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly places: readonly string[];
}

export const readTextSearchDictionaries: Reader = async session => {
  const rows = await session.query<NamedRow & { template: string; options: string | null }>(`
    select n.nspname as schema, d.dictname as name, format('%I.%I', n.nspname, d.dictname) as address, d.dictinitoption as options,
      (select format('%I.%I', tn.nspname, t.tmplname) from pg_catalog.pg_ts_template t join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
        where t.oid = d.dicttemplate) as template,
      array[${placeSql('pg_ts_dict', 'd.oid')}] as places, ${metaSql({ catalog: 'pg_ts_dict', alias: 'd', owner: 'dictowner' })}
    from pg_catalog.pg_ts_dict d join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
    where ${userNamespace} and ${notOfExtension('pg_ts_dict', 'd.oid')}`);
  return rows.map(row => {
    const { schema, name, address, template } = row;
    const id = `textSearchDictionary ${address}`;
    const is = { template, options: row.options ?? '' };
    return {
      object: { id, kind: 'textSearchDictionary', schema, name, address, ...metaOf(row), is },
      places: row.places,
    };
  });
};

export const readTextSearchConfigurations: Reader = async session => {
  const rows = await session.query<
    NamedRow & { parser: string; mappings: Readonly<Record<string, readonly string[]>> }
  >(`
    select n.nspname as schema, c.cfgname as name, format('%I.%I', n.nspname, c.cfgname) as address,
      (select format('%I.%I', pn.nspname, p.prsname) from pg_catalog.pg_ts_parser p join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
        where p.oid = c.cfgparser) as parser,
      (select coalesce(jsonb_object_agg(m.token, m.dictionaries), '{}'::jsonb) from (
        select (select t.alias from pg_catalog.ts_token_type(c.cfgparser) t where t.tokid = m.maptokentype) as token,
          jsonb_agg(format('%I.%I', dn.nspname, d.dictname) order by m.mapseqno) as dictionaries
        from pg_catalog.pg_ts_config_map m join pg_catalog.pg_ts_dict d on d.oid = m.mapdict
          join pg_catalog.pg_namespace dn on dn.oid = d.dictnamespace
        where m.mapcfg = c.oid group by m.maptokentype) m) as mappings,
      array[${placeSql('pg_ts_config', 'c.oid')}] as places, ${metaSql({ catalog: 'pg_ts_config', alias: 'c', owner: 'cfgowner' })}
    from pg_catalog.pg_ts_config c join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
    where ${userNamespace} and ${notOfExtension('pg_ts_config', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, parser, mappings } = row;
    const id = `textSearchConfiguration ${address}`;
    return {
      object: {
        id,
        kind: 'textSearchConfiguration',
        schema,
        name,
        address,
        ...metaOf(row),
        is: { parser, mappings },
      },
      places: row.places,
    };
  });
};
