import { type MetaRow, metaOf, metaSql } from './meta.js';
import { functionNameSql, operatorNameSql, placeSql, routineAddressSql, signatureSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql } from './written.js';

const functionClause = (word: string, column: string) => `'${word} = ' || ${functionNameSql(`a.${column}`)}`;
const typeClause = (word: string, column: string) =>
  `'${word} = ' || pg_catalog.format_type(nullif(a.${column}, 0), null)`;
const spaceClause = (word: string, column: string) => `'${word} = ' || nullif(a.${column}, 0)`;
const initialClause = (word: string, column: string) => `'${word} = ' || quote_literal(a.${column})`;

/** What a final function may do to the state, where it is not the usual: ordered-set aggregates may write to it by themselves. */
const modifyClause = (word: string, column: string, finalFunction: string) =>
  `case when a.${finalFunction} <> 0 and a.${column} <> case a.aggkind when 'n' then 'r' else 'w' end
    then '${word} = ' || case a.${column} when 'r' then 'READ_ONLY' when 's' then 'SHAREABLE' else 'READ_WRITE' end end`;

const flagClause = (word: string, condition: string) => `case when ${condition} then '${word}' end`;

interface AggregateRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly create: string;
  readonly signature: string;
  readonly places: readonly string[];
}

export const readAggregates: Reader = async session => {
  const clauses = [
    functionClause('SFUNC', 'aggtransfn'),
    typeClause('STYPE', 'aggtranstype'),
    spaceClause('SSPACE', 'aggtransspace'),
    functionClause('FINALFUNC', 'aggfinalfn'),
    flagClause('FINALFUNC_EXTRA', 'a.aggfinalextra'),
    modifyClause('FINALFUNC_MODIFY', 'aggfinalmodify', 'aggfinalfn'),
    functionClause('COMBINEFUNC', 'aggcombinefn'),
    functionClause('SERIALFUNC', 'aggserialfn'),
    functionClause('DESERIALFUNC', 'aggdeserialfn'),
    initialClause('INITCOND', 'agginitval'),
    functionClause('MSFUNC', 'aggmtransfn'),
    functionClause('MINVFUNC', 'aggminvtransfn'),
    typeClause('MSTYPE', 'aggmtranstype'),
    spaceClause('MSSPACE', 'aggmtransspace'),
    functionClause('MFINALFUNC', 'aggmfinalfn'),
    flagClause('MFINALFUNC_EXTRA', 'a.aggmfinalextra'),
    modifyClause('MFINALFUNC_MODIFY', 'aggmfinalmodify', 'aggmfinalfn'),
    initialClause('MINITCOND', 'aggminitval'),
    `'SORTOP = OPERATOR(' || ${operatorNameSql('a.aggsortop')} || ')'`,
    flagClause('HYPOTHETICAL', "a.aggkind = 'h'"),
    `case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end`,
  ];
  const head = `format('CREATE AGGREGATE %I.%I(%s)', n.nspname, p.proname,
    case when p.pronargs = 0 then '*' else pg_catalog.pg_get_function_identity_arguments(p.oid) end)`;
  const rows = await session.query<AggregateRow>(`
    select n.nspname as schema, p.proname as name, ${routineAddressSql('p', 'n')} as address, ${definitionSql(head, clauses)} as create,
      format(e'%s\\n%s %s', ${signatureSql('p')}, a.aggkind, a.aggnumdirectargs) as signature, array[${placeSql('pg_proc', 'p.oid')}] as places,
      ${metaSql({ catalog: 'pg_proc', alias: 'p', owner: 'proowner', acl: 'proacl', aclKind: 'f' })}
    from pg_catalog.pg_proc p join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where ${userNamespace} and ${notOfExtension('pg_proc', 'p.oid')}`);
  return rows.map(row => {
    const { schema, name, address, create, signature, places } = row;
    const is = { create, signature };
    return {
      object: { id: `aggregate ${address}`, kind: 'aggregate', schema, name, address, ...metaOf(row), is },
      places,
    };
  });
};
