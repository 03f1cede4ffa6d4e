import { type MetaRow, metaOf, metaSql } from './meta.js';
import { functionNameSql, operatorNameSql, placeSql, routineAddressSql } from './places.js';
import { type Found, notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql, readWritten } from './written.js';

const type = (oid: string) => `coalesce(pg_catalog.format_type(nullif(${oid}, 0), null), 'NONE')`;

/** Operators, without those that were only promised, as a COMMUTATOR or NEGATOR. */
export const readOperators: Reader = session => {
  const address = `format('%I.%s (%s, %s)', n.nspname, o.oprname, ${type('o.oprleft')}, ${type('o.oprright')})`;
  const clauses = [
    `'FUNCTION = ' || ${functionNameSql('o.oprcode')}`,
    `'LEFTARG = ' || pg_catalog.format_type(nullif(o.oprleft, 0), null)`,
    `'RIGHTARG = ' || pg_catalog.format_type(nullif(o.oprright, 0), null)`,
    `'COMMUTATOR = OPERATOR(' || ${operatorNameSql('o.oprcom')} || ')'`,
    `'NEGATOR = OPERATOR(' || ${operatorNameSql('o.oprnegate')} || ')'`,
    `'RESTRICT = ' || ${functionNameSql('o.oprrest')}`,
    `'JOIN = ' || ${functionNameSql('o.oprjoin')}`,
    `case when o.oprcanhash then 'HASHES' end`,
    `case when o.oprcanmerge then 'MERGES' end`,
  ];
  const head = `format('CREATE OPERATOR %I.%s', n.nspname, o.oprname)`;
  return readWritten(
    session,
    'operator',
    `select n.nspname as schema, o.oprname as name, ${address} as address, ${definitionSql(head, clauses)} as create,
      array[${placeSql('pg_operator', 'o.oid')}] as places, ${metaSql({ catalog: 'pg_operator', alias: 'o', owner: 'oprowner' })}
    from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
    where o.oprcode <> 0 and ${userNamespace} and ${notOfExtension('pg_operator', 'o.oid')}`,
  );
};

/**
 * SQL: `OPERATOR 1 public.<(a, b)`, `FUNCTION 1 (a, b) public.f(a, b)`: members of families. `of`: the condition on the oid and catalog of the
 * row (`m.oid`, `m.class`) under which it is one.
 */
const membersSql = (of: string) => `select m.text, m.class, m.oid from (
    select 'pg_catalog.pg_amop'::regclass as class, o.oid, o.amopfamily as family, 1 as rank, o.amopstrategy as number,
      format('OPERATOR %s %s(%s, %s)', o.amopstrategy, ${operatorNameSql('o.amopopr')}, ${type('o.amoplefttype')}, ${type('o.amoprighttype')})
        || coalesce((select format(' FOR ORDER BY %I.%I', sn.nspname, s.opfname) from pg_catalog.pg_opfamily s
          join pg_catalog.pg_namespace sn on sn.oid = s.opfnamespace where s.oid = o.amopsortfamily), '') as text
    from pg_catalog.pg_amop o
    union all select 'pg_catalog.pg_amproc'::regclass, p.oid, p.amprocfamily, 2, p.amprocnum,
      format('FUNCTION %s (%s, %s) %s', p.amprocnum, ${type('p.amproclefttype')}, ${type('p.amprocrighttype')},
        (select ${routineAddressSql('f', 'fn')} from pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace where f.oid = p.amproc))
    from pg_catalog.pg_amproc p) m
  where ${of} order by m.rank, m.number, m.text collate "C"`;

const dependsOn = (catalog: string, oid: string) =>
  `exists (select 1 from pg_catalog.pg_depend d where d.classid = m.class and d.objid = m.oid and d.refclassid = 'pg_catalog.${catalog}'::regclass
    and d.refobjid = ${oid})`;

const placesOf = (members: string) =>
  `(select coalesce(array_agg(format('%s/%s/0', y.class::oid, y.oid)), '{}') from (${members}) y)`;

interface FamilyRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly create: string;
  readonly members: readonly string[];
  readonly places: readonly string[];
}

/** Families, with the members that were added to them by themselves. */
export const readOperatorFamilies: Reader = async session => {
  const members = membersSql(`m.family = f.oid and ${dependsOn('pg_opfamily', 'f.oid')}`);
  const rows = await session.query<FamilyRow>(`
    select n.nspname as schema, f.opfname as name, format('%I.%I USING %I', n.nspname, f.opfname, a.amname) as address,
      format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname) as create, array(select x.text from (${members}) x) as members,
      array[${placeSql('pg_opfamily', 'f.oid')}] || ${placesOf(members)} as places,
      ${metaSql({ catalog: 'pg_opfamily', alias: 'f', owner: 'opfowner' })}
    from pg_catalog.pg_opfamily f join pg_catalog.pg_am a on a.oid = f.opfmethod join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
    where ${userNamespace} and ${notOfExtension('pg_opfamily', 'f.oid')}`);
  return rows.map(row => {
    const { schema, name, address, create, members } = row;
    const id = `operatorFamily ${address}`;
    return {
      object: { id, kind: 'operatorFamily', schema, name, address, ...metaOf(row), is: { create, members } },
      places: row.places,
    } satisfies Found;
  });
};

/** Classes. Each says which family it is of, also where the server made one for it. */
export const readOperatorClasses: Reader = session => {
  const members = membersSql(`m.family = c.opcfamily and ${dependsOn('pg_opclass', 'c.oid')}`);
  return readWritten(
    session,
    'operatorClass',
    `select n.nspname as schema, c.opcname as name, format('%I.%I USING %I', n.nspname, c.opcname, a.amname) as address,
      format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS', n.nspname, c.opcname, case when c.opcdefault then ' DEFAULT' end,
        pg_catalog.format_type(c.opcintype, null), a.amname, fn.name, f.opfname) || e'\\n  ' || concat_ws(e',\\n  ',
        'STORAGE ' || coalesce(pg_catalog.format_type(nullif(c.opckeytype, 0), null),
          case when not exists (${members}) then pg_catalog.format_type(c.opcintype, null) end),
        (select string_agg(x.text, e',\\n  ') from (${members}) x)) as create,
      format('operatorFamily %I.%I USING %I', fn.name, f.opfname, a.amname) as parent,
      array[${placeSql('pg_opclass', 'c.oid')}] || ${placesOf(members)} as places,
      ${metaSql({ catalog: 'pg_opclass', alias: 'c', owner: 'opcowner' })}
    from pg_catalog.pg_opclass c join pg_catalog.pg_am a on a.oid = c.opcmethod join pg_catalog.pg_namespace n on n.oid = c.opcnamespace
      join pg_catalog.pg_opfamily f on f.oid = c.opcfamily join lateral (select s.nspname as name from pg_catalog.pg_namespace s where s.oid = f.opfnamespace) fn on true
    where ${userNamespace} and ${notOfExtension('pg_opclass', 'c.oid')}`,
  );
};

/** Casts of the user's: the system's own have oids that initdb gave. */
export const readCasts: Reader = session => {
  const address = `format('(%s AS %s)', pg_catalog.format_type(c.castsource, null), pg_catalog.format_type(c.casttarget, null))`;
  return readWritten(
    session,
    'cast',
    `select null as schema, ${address} as name, ${address} as address,
      format('CREATE CAST %s %s%s', ${address}, case c.castmethod when 'b' then 'WITHOUT FUNCTION' when 'i' then 'WITH INOUT' else 'WITH FUNCTION ' ||
          (select ${routineAddressSql('f', 'fn')} from pg_catalog.pg_proc f join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
            where f.oid = c.castfunc) end,
        case c.castcontext when 'i' then ' AS IMPLICIT' when 'a' then ' AS ASSIGNMENT' end) as create,
      array[${placeSql('pg_cast', 'c.oid')}] as places, ${metaSql({ catalog: 'pg_cast', alias: 'c' })}
    from pg_catalog.pg_cast c where c.oid >= 16384 and ${notOfExtension('pg_cast', 'c.oid')}
      and not exists (select 1 from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')`,
  );
};
