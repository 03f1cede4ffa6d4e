/** When one index does the work of another, or of a key. */
import type { Expression, Index, IndexKey, Table } from '../catalog.js';
import { columnOf } from './tables.js';

/** The whole index is ordered by its keys, or hashes its only one, or (with btree_gist and the like) has `=` among its operators. */
const leadingMethods: ReadonlySet<string> = new Set(['btree', 'hash', 'gist', 'spgist']);
/** Every key is as good as the first (manual §11.3). */
const anyKeyMethods: ReadonlySet<string> = new Set(['gin', 'bloom']);

/**
 * The index finds the rows with given values of all these columns: they are its leading keys in any order. A partial index only does
 * when its predicate says no more than that they are not null, as `=` never finds NULL. A block-range index (brin) does not: it
 * only leaves out parts of the table.
 */
export function servesEquality(table: Table, index: Index, columns: readonly string[]): boolean {
  if (!index.valid || columns.length === 0) return false;
  if (index.predicate && !impliedByNotNull(index.predicate, columns)) return false;
  const usable = (key: IndexKey) =>
    key.column !== undefined &&
    columns.includes(key.column) &&
    (key.collation === undefined || key.collation === columnOf(table, key.column)?.collation);
  if (anyKeyMethods.has(index.method))
    return columns.every(name => index.keys.some(key => key.column === name && usable(key)));
  if (!leadingMethods.has(index.method)) return false;
  const leading = index.keys.slice(0, columns.length);
  return (
    leading.length === columns.length &&
    leading.every(usable) &&
    new Set(leading.map(key => key.column)).size === columns.length
  );
}

function impliedByNotNull(predicate: Expression, columns: readonly string[]): boolean {
  return predicate.notNullOf?.every(name => columns.includes(name)) ?? false;
}

/** Any index of the table does. */
export function hasIndexFor(table: Table, columns: readonly string[]): boolean {
  return table.indexes.some(index => servesEquality(table, index, columns));
}

/** Somebody has thought of the column: it is in a key, INCLUDE or predicate of an index. */
export function isInAnIndex(table: Table, column: string): boolean {
  return table.indexes.some(
    ({ keys, include, predicate }) =>
      include.includes(column) ||
      predicate?.columns.includes(column) ||
      keys.some(key => key.column === column || key.expression?.columns.includes(column)),
  );
}

const signatures = new WeakMap<Index, string>();

/** Two indexes with the same signature are the same but for their names. */
export function signatureOf(index: Index): string {
  const known = signatures.get(index) ?? writeSignature(index);
  signatures.set(index, known);
  return known;
}

function writeSignature(index: Index): string {
  const { method, keys, include, predicate, unique, nullsNotDistinct } = index;
  const rest = [[...include].sort(), predicate?.key ?? null, unique, unique && nullsNotDistinct];
  return JSON.stringify([method, keys.map(keySignature), ...rest]);
}

function keySignature({ column, expression, opclass, collation, order, nulls }: IndexKey): unknown[] {
  return [column ?? null, expression?.key ?? null, opclass ?? null, collation ?? null, order, nulls];
}

/** `short` answers nothing that `long` does not: its keys are the first of `long`'s, read forward or backward. */
export function isPrefixOf(short: Index, long: Index): boolean {
  if (short.method !== 'btree' || long.method !== 'btree' || !short.valid || !long.valid) return false;
  if (short.keys.length > long.keys.length || short.predicate?.key !== long.predicate?.key) return false;
  let forward = true;
  let backward = true;
  for (let at = 0; at < short.keys.length; at++) {
    const key = short.keys[at]!;
    const other = long.keys[at]!;
    if (!sameColumn(key, other)) return false;
    forward &&= key.order === other.order && key.nulls === other.nulls;
    backward &&= key.order !== other.order && key.nulls !== other.nulls;
  }
  if (!forward && !backward) return false;
  return short.include.every(name => long.include.includes(name) || long.keys.some(({ column }) => column === name));
}

function sameColumn(a: IndexKey, b: IndexKey): boolean {
  return (
    a.column === b.column &&
    a.expression?.key === b.expression?.key &&
    a.opclass === b.opclass &&
    a.collation === b.collation
  );
}

/** The key columns of an index of nothing but columns. */
export function plainColumns({ keys }: Index): string[] | undefined {
  const columns = keys.map(({ column }) => column);
  return columns.every(column => column !== undefined) ? (columns as string[]) : undefined;
}
