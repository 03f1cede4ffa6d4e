/** What a query asks of one of its tables, as far as an index can answer it. */
import type { Catalog, Column, Table } from '../../catalog.js';
import type { Filter, Query, SortKey } from '../../query.js';
import type { QueryContext } from '../../rule.js';
import { isRare } from './cardinality.js';
import { type OwnColumn, ownColumn, relationTables } from './queryTables.js';

export interface WantedColumn {
  readonly column: Column;
  readonly filter?: Filter;
  /** Few rows have one value, as far as types and names tell. */
  readonly rare: boolean;
}

export interface WantedSort {
  readonly column: Column;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Demand {
  readonly table: Table;
  readonly relation: number;
  /** `=` with one value. */
  readonly equal: readonly WantedColumn[];
  /** IN with several, = ANY. */
  readonly listed: readonly WantedColumn[];
  readonly ranged: readonly WantedColumn[];
  /** The same for every call: `deleted_at IS NULL`, `active`, `NOT archived`. */
  readonly fixed: readonly Filter[];
  /** All of the sort, when it is of this table's columns alone and its rows come out as they are. */
  readonly sort: readonly WantedSort[];
  /** Every conjunct on this table. */
  readonly filters: readonly Filter[];
}

/** A query that did not change asks the same of the same schema: on a keystroke elsewhere nothing is worked out again. */
const known = new WeakMap<Query, { readonly catalog: Catalog; readonly demands: readonly Demand[] }>();

/** One for each relation of the query that is a table. */
export function demandsOf(context: QueryContext): readonly Demand[] {
  const { query, catalog } = context;
  const last = known.get(query);
  if (last?.catalog === catalog) return last.demands;
  const demands = findDemands(context);
  known.set(query, { catalog, demands });
  return demands;
}

function findDemands(context: QueryContext): Demand[] {
  const found = context.query.filters.map(filter => ({ filter, own: ownColumn(context, filter.column) }));
  return relationTables(context).flatMap((table, relation) => {
    if (!table) return [];
    const own = found.filter(one => one.own?.relation === relation) as { filter: Filter; own: OwnColumn }[];
    const plain = own.filter(({ filter }) => filter.wrappedIn.length === 0 && !filter.row);
    const wanted = (of: typeof own): WantedColumn[] => {
      const seen = new Set<string>();
      return of
        .filter(({ own: { column } }) => !seen.has(column.name) && seen.add(column.name))
        .map(({ filter, own: { column } }) => ({ column, filter, rare: isRare(context.catalog, table, column) }));
    };
    const equality = plain.filter(({ filter }) => filter.operator === 'equality' && filter.constant?.kind !== 'null');
    return [
      {
        table,
        relation,
        equal: wanted(equality.filter(({ filter }) => !filter.list && !isFixed(filter))),
        listed: wanted(equality.filter(({ filter }) => filter.list)),
        ranged: wanted(plain.filter(({ filter }) => filter.operator === 'range')),
        fixed: plain.filter(({ filter }) => isFixed(filter)).map(({ filter }) => filter),
        sort: sortOf(context, relation),
        filters: own.map(({ filter }) => filter),
      },
    ];
  });
}

/** Booleans and NULL: the query never asks for the other value. */
function isFixed({ operator, constant }: Filter): boolean {
  return operator === 'isNull' || operator === 'boolean' || (operator === 'equality' && constant?.kind === 'boolean');
}

/** Aggregates, DISTINCT and UNION sort what they made; a sort over two tables no index has. */
function sortOf(context: QueryContext, relation: number): readonly WantedSort[] {
  const { query } = context;
  if (query.verb !== 'select' || query.aggregates || query.distinct || query.setOperation) return [];
  const keys = query.sort.map(key => sortKey(context, relation, key));
  return keys.every(key => key !== undefined) ? (keys as WantedSort[]) : [];
}

function sortKey(context: QueryContext, relation: number, key: SortKey): WantedSort | undefined {
  const own = key.column && ownColumn(context, key.column);
  if (!own || own.relation !== relation) return undefined;
  const { descending, nulls } = key;
  // Without NULLs it does not matter where they would be.
  const nullsFirst = own.column.notNull ? descending : nulls === undefined ? descending : nulls === 'first';
  return { column: own.column, descending, nullsFirst };
}
