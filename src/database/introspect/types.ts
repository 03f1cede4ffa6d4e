import type { Properties } from '../../schema/inventory.js';
import { withInLists } from './inLists.js';
import { type AttributeRow, attributesOf, attributesSql, collationSql, type MetaRow, metaOf, metaSql } from './meta.js';
import { functionNameSql, placeSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';
import { definitionSql } from './written.js';

interface TypeRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly places: readonly string[];
}

/** SQL: the columns of a TypeRow. */
const typeColumns = `n.nspname as schema, t.typname as name, format('%I.%I', n.nspname, t.typname) as address,
  array[${placeSql('pg_type', 't.oid')}, ${placeSql('pg_type', 't.typarray')}] as places,
  ${metaSql({ catalog: 'pg_type', alias: 't', owner: 'typowner', acl: 'typacl', aclKind: 'T' })}`;
const typeTables = `pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace`;
const isOfUser = `${userNamespace} and ${notOfExtension('pg_type', 't.oid')}`;

export const readEnums: Reader = async session => {
  const rows = await session.query<TypeRow & { readonly values: readonly string[] }>(`
    select ${typeColumns}, coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
      '{}') as values from ${typeTables} where t.typtype = 'e' and ${isOfUser}`);
  return rows.map(row => ({
    object: { ...namesOf('enum', row), kind: 'enum', is: { values: row.values } },
    places: row.places,
  }));
};

interface DomainRow extends TypeRow {
  readonly base: string;
  readonly collation: string | null;
  readonly default: string | null;
  readonly notNull: boolean;
}

export const readDomains: Reader = async session => {
  const rows = await session.query<DomainRow>(`
    select ${typeColumns}, pg_catalog.format_type(t.typbasetype, t.typtypmod) as base, ${collationSql('t.typcollation', 't.typbasetype')} as collation,
      coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) as default, t.typnotnull as "notNull"
    from ${typeTables} where t.typtype = 'd' and ${isOfUser}`);
  return rows.map(row => {
    const is: Properties['domain'] = {
      type: row.base,
      ...(row.collation !== null && { collation: row.collation }),
      ...(row.default !== null && { default: row.default }),
      notNull: row.notNull,
    };
    return { object: { ...namesOf('domain', row), kind: 'domain', is }, places: row.places };
  });
};

interface DomainConstraintRow extends TypeRow {
  readonly parent: string;
  readonly domain: string;
  readonly definition: string;
  readonly validated: boolean;
}

export const readDomainConstraints: Reader = async session => {
  const rows = await session.query<DomainConstraintRow>(`
    select n.nspname as schema, k.conname as name, quote_ident(k.conname) as address, format('domain %I.%I', n.nspname, t.typname) as parent,
      format('%I.%I', n.nspname, t.typname) as domain, pg_catalog.pg_get_constraintdef(k.oid) as definition, k.convalidated as validated,
      array[${placeSql('pg_constraint', 'k.oid')}] as places, ${metaSql({ catalog: 'pg_constraint', alias: 'k' })}
    from pg_catalog.pg_constraint k join pg_catalog.pg_type t on t.oid = k.contypid join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where k.contype = 'c' and ${isOfUser}`);
  return rows.map(row => {
    const { schema, name, address, parent, domain, definition, validated } = row;
    const id = `domainConstraint ${domain} ${address}`;
    return {
      object: {
        id,
        kind: 'domainConstraint',
        schema,
        name,
        address,
        parent,
        ...metaOf(row),
        is: { definition: withInLists(definition), validated },
      },
      places: row.places,
    };
  });
};

export const readComposites: Reader = async session => {
  const rows = await session.query<
    TypeRow & { readonly attributes: readonly AttributeRow[]; readonly relation: string }
  >(`
    select ${typeColumns}, ${attributesSql('c.oid')} as attributes, ${placeSql('pg_class', 'c.oid')} as relation
    from ${typeTables} join pg_catalog.pg_class c on c.oid = t.typrelid where c.relkind = 'c' and ${isOfUser}`);
  return rows.map(row => ({
    object: { ...namesOf('composite', row), kind: 'composite', is: { attributes: attributesOf(row.attributes) } },
    places: [...row.places, row.relation],
  }));
};

/** Range types, each with its multirange type (14 and later). */
export const readRanges: Reader = async session => {
  const multirange = session.version >= 140000;
  const clauses = [
    `'SUBTYPE = ' || pg_catalog.format_type(r.rngsubtype, null)`,
    `(select format('SUBTYPE_OPCLASS = %I.%I', cn.nspname, oc.opcname) from pg_catalog.pg_opclass oc join pg_catalog.pg_namespace cn on cn.oid = oc.opcnamespace
      where oc.oid = r.rngsubopc and not oc.opcdefault)`,
    `'COLLATION = ' || ${collationSql('r.rngcollation', 'r.rngsubtype')}`,
    `'CANONICAL = ' || ${functionNameSql('r.rngcanonical')}`,
    `'SUBTYPE_DIFF = ' || ${functionNameSql('r.rngsubdiff')}`,
    ...(multirange ? [`'MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype`] : []),
  ];
  const rows = await session.query<TypeRow & { readonly create: string; readonly multirange: readonly string[] }>(`
    select ${typeColumns}, ${definitionSql(`format('CREATE TYPE %I.%I AS RANGE', n.nspname, t.typname)`, clauses)} as create,
      ${multirange ? `array[${placeSql('pg_type', 'm.oid')}, ${placeSql('pg_type', 'm.typarray')}]` : `array[]::text[]`} as multirange
    from ${typeTables} join pg_catalog.pg_range r on r.rngtypid = t.oid
      ${multirange ? 'left join pg_catalog.pg_type m on m.oid = r.rngmultitypid' : ''}
    where t.typtype = 'r' and ${isOfUser}`);
  return rows.map(row => ({
    object: { ...namesOf('range', row), kind: 'range', is: { create: row.create } },
    places: [...row.places, ...row.multirange],
  }));
};

function namesOf(kind: string, row: TypeRow) {
  const { schema, name, address } = row;
  return { id: `${kind} ${address}`, schema, name, address, ...metaOf(row) };
}
