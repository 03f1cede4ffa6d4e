/** What stands behind a type. */
import type { Catalog, Column, DomainType, Table, TypeRef } from '../catalog.js';
import type { CatalogContext } from '../rule.js';
import { viewedTables } from './tables.js';

const domains = new WeakMap<Catalog, ReadonlyMap<string, DomainType>>();

/** The type under all domains; a domain over an array is an array. */
export function baseType(catalog: Catalog, type: TypeRef): TypeRef {
  const known = domains.get(catalog) ?? domainsByName(catalog);
  domains.set(catalog, known);
  let base = type;
  // A domain over itself cannot be; a broken schema may still say so.
  for (let depth = 0; depth < 16; depth++) {
    const domain = known.get(base.name);
    if (!domain) return base;
    base = { ...domain.base, array: domain.base.array || base.array };
  }
  return base;
}

function domainsByName(catalog: Catalog): ReadonlyMap<string, DomainType> {
  const byName = new Map<string, DomainType>();
  for (const type of catalog.types) {
    if (type.kind !== 'domain') continue;
    byName.set(`${type.schema}.${type.name}`, type);
    if (type.schema === 'public') byName.set(type.name, type);
  }
  return byName;
}

/** Types between which `=` works without a cast of the column. */
export function typeFamily({ name, array }: TypeRef): string {
  if (array) return `${name}[]`;
  if (/^(?:smallint|integer|bigint|numeric|decimal|int|tinyint|mediumint)$/.test(name)) return 'number';
  if (/^(?:text|character varying|character|varchar|nvarchar|char|citext)$/.test(name)) return 'text';
  return name;
}

/**
 * ALTER COLUMN … TYPE would be accepted: PostgreSQL refuses it for partition keys, inherited columns, and columns that a view, a
 * generated column or a policy reads; expressions of indexes would have to be built again and may not be immutable then.
 */
export function typeMayChange(context: CatalogContext, table: Table, { name, inherited, generated }: Column): boolean {
  if (inherited || generated || table.partitionOf || viewedTables(context).has(table.name)) return false;
  if (table.partitionKey?.columns.some(column => column === name || column === undefined)) return false;
  if (table.columns.some(column => column.generated?.expression.columns.includes(name))) return false;
  if (table.policies.some(({ using, withCheck }) => using?.columns.includes(name) || withCheck?.columns.includes(name)))
    return false;
  if (table.constraints.some(constraint => constraint.kind === 'check' && constraint.expression.columns.includes(name)))
    return false;
  return !table.indexes.some(
    ({ keys, predicate }) =>
      predicate?.columns.includes(name) || keys.some(key => key.expression?.columns.includes(name)),
  );
}
