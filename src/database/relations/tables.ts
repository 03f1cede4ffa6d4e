/** Rows of the catalogs become a Relation. */
import { readBounds } from '../../schema/postgres/bounds.js';
import { notNullOf } from '../../schema/postgres/conditions.js';
import type { Relation, RelationColumn, RelationIndex } from '../../schema/relation.js';
import type { ConstraintRow, IndexRow } from './keyRows.js';
import type { RelationRow } from './relationRows.js';

const kinds = { r: 'table', p: 'partitioned', f: 'foreign', v: 'view', m: 'materializedView' } as const;

/** Of a view only what it has by itself. The SQL parser is loaded already. */
export function tableOf(
  row: RelationRow,
  columns: readonly RelationColumn[],
  indexes: readonly IndexRow[],
  constraints: readonly ConstraintRow[],
): Relation {
  const typeOf = (column: string) => columns.find(({ name }) => name === column)?.type.name;
  const uniques = indexes.filter(isUnique);
  const key = row.hasHeirs ? undefined : keyOf(uniques, columns);
  return {
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind],
    ...(row.hasHeirs && { hasHeirs: true as const }),
    ...(row.comment !== null && { comment: row.comment }),
    columns,
    ...(key && { key }),
    uniques: uniques.map(({ name, columns: own, primary }) => ({
      name,
      columns: own.flatMap(one => one ?? []),
      isPrimary: primary,
    })),
    indexes: row.hasHeirs ? [] : indexes.map(indexOf),
    foreignKeys: constraints
      .filter(({ type }) => type === 'f')
      .map(({ name, columns: own, targetSchema, targetName, targetColumns }) => ({
        name,
        columns: own,
        target: { schema: targetSchema ?? '', name: targetName ?? '', columns: targetColumns },
      })),
    checks: constraints
      .filter(({ type }) => type === 'c')
      .map(({ name, columns: own, definition, validated }) => ({
        name,
        columns: own,
        validated,
        ...readBounds(definition, typeOf),
      })),
    rowSecurity: row.rowSecurity,
    allows: { insert: (row.allows & 8) > 0, update: (row.allows & 4) > 0, delete: (row.allows & 16) > 0 },
  };
}

/** Each row has values of its own there. An exclusion, WITHOUT OVERLAPS, is no such thing: it is not a btree. */
function isUnique({ unique, method, predicate, columns }: IndexRow): boolean {
  return unique && method === 'btree' && predicate === null && columns.every(one => one !== null);
}

/** The primary key comes first. One that is deferrable does not hold within a transaction. */
export function keyOf(
  uniques: readonly {
    readonly columns: readonly (string | null)[];
    readonly primary: boolean;
    readonly immediate: boolean;
  }[],
  columns: readonly RelationColumn[],
): readonly string[] | undefined {
  const isNotNull = (name: string | null) => columns.find(one => one.name === name)?.notNull === true;
  const found = uniques.find(one => one.primary || (one.immediate && one.columns.every(isNotNull)));
  return found?.columns.flatMap(one => one ?? []);
}

function indexOf({ name, method, unique, columns, usual, options, predicate }: IndexRow): RelationIndex {
  const said = predicate === null ? undefined : notNullOf(predicate);
  return {
    name,
    method,
    unique,
    keys: columns.map((column, index) => ({
      ...(column !== null && usual[index] && { column }),
      descending: ((options[index] ?? 0) & 1) > 0,
      nullsFirst: ((options[index] ?? 0) & 2) > 0,
    })),
    ...(predicate !== null && { predicate: { text: predicate, ...(said && { notNullOf: said }) } }),
  };
}
