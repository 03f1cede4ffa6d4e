/** The one index that serves all that a query asks of a table. */
import type { Column, IndexKey, Table } from '../../catalog.js';
import type { Span } from '../../commands.js';
import type { QueryContext } from '../../rule.js';
import { includedColumns } from './covering.js';
import type { Demand, WantedColumn, WantedSort } from './demand.js';
import { fixedPredicate } from './predicates.js';
import { isOrdered } from './selectivity.js';

export interface QueryIndex {
  readonly table: Table;
  readonly keys: readonly IndexKey[];
  /** How many of them, from the first on, are compared by equality: their direction does not matter. */
  readonly equal: number;
  readonly include: readonly string[];
  /** SQL after WHERE. */
  readonly predicate?: string;
  /** `filter`: no index finds the rows. `sort`: none gives the first of them. `join`: none finds the rows that belong to another's. */
  readonly reason: 'filter' | 'sort' | 'join';
  /** In the statement. */
  readonly span: Span;
}

export const ascending = ({ name }: Column): IndexKey => ({ column: name, order: 'asc', nulls: 'last' });

export interface Purpose {
  readonly reason: QueryIndex['reason'];
  readonly span: Span;
  readonly sorts: boolean;
}

const mostEqual = 3;

/** Equality first, then the sort, then a range (manual §11.3 and §11.4). */
export function compositeIndex(context: QueryContext, demand: Demand, { reason, span, sorts }: Purpose): QueryIndex {
  const { table, equal, listed, ranged, sort } = demand;
  const ordered = (columns: readonly WantedColumn[]) => columns.map(({ column }) => column).filter(isOrdered);
  const rare = ordered(equal.filter(one => one.rare));
  const lists = ordered(sorts ? [] : listed.filter(one => one.rare));
  const others = ordered(equal.filter(one => !one.rare));
  const first = [...rare, ...lists, ...others].slice(0, mostEqual);
  const sorted = sorts ? sort.filter(({ column }) => !first.includes(column)) : [];
  const keys = first.map(ascending);
  const equalKeys = keys.length;
  keys.push(...sortKeys(sorted));
  const names = new Set(keys.map(({ column }) => column));
  const range = ordered(ranged).find(column => !names.has(column.name));
  if (range) keys.push(ascending(range));
  const predicate = context.catalog.dialect === 'postgresql' ? fixedPredicate(table, demand.fixed) : undefined;
  const include = includedColumns(context, demand, keys);
  return { table, keys, equal: equalKeys, include, ...(predicate !== undefined && { predicate }), reason, span };
}

/** An index can be read backward: one direction for all is written as ascending. NULLs stand where the query wants them. */
function sortKeys(sort: readonly WantedSort[]): IndexKey[] {
  const keys = sort.map(({ column, descending, nullsFirst }): IndexKey => {
    return { column: column.name, order: descending ? 'desc' : 'asc', nulls: nullsFirst ? 'first' : 'last' };
  });
  const usual = keys.every(({ order, nulls }) => order === 'desc' && nulls === 'first');
  return usual ? keys.map(key => ({ ...key, order: 'asc', nulls: 'last' })) : keys;
}
