/** What an index is good for: which columns lead it, and in which order it gives rows. */
import type { Relation, RelationIndex } from '../schema/relation.js';
import type { Field } from './resource.js';
import { valueKind } from './typeKinds.js';

/** All rows in which the columns are not NULL are in it. */
export function covers({ predicate }: RelationIndex, columns: readonly string[]): boolean {
  return !predicate || (predicate.notNullOf?.every(one => columns.includes(one)) ?? false);
}

/** The index begins with these columns, in any order. */
export function leads({ keys, method }: RelationIndex, columns: readonly string[]): boolean {
  if (method === 'hash') return columns.length === 1 && keys[0]?.column === columns[0];
  const first = keys.slice(0, columns.length).map(({ column }) => column);
  return method === 'btree' && columns.length > 0 && columns.every(column => first.includes(column));
}

/** An index by which rows with these values are found. */
export function findsBy({ indexes }: Relation, columns: readonly string[]): boolean {
  return indexes.some(index => leads(index, columns) && covers(index, columns));
}

/**
 * The fields after the first `skip` columns that rows of one value of these are in the order of: none of them can be NULL, all are
 * ascending or all descending.
 */
export function orderOf(index: RelationIndex, skip: number, fields: readonly Field[]): readonly string[] {
  if (index.method !== 'btree') return [];
  const found: string[] = [];
  let descending: boolean | undefined;
  for (const { column, descending: down } of index.keys.slice(skip)) {
    const field = fields.find(({ name }) => name === column);
    if (!field || field.nullable || !isComparable(field) || (descending ?? down) !== down) break;
    descending = down;
    found.push(field.name);
  }
  return found;
}

/** It is shown, and one value of it comes before another. */
export function isComparable({ access, type }: Field): boolean {
  return access !== 'writeOnly' && valueKind(type) !== undefined;
}
