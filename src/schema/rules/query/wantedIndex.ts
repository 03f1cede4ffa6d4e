/** The index that a query would need, where there is none. */

import type { Catalog } from '../../catalog.js';
import type { Span } from '../../commands.js';
import type { Filter, Query } from '../../query.js';
import type { QueryContext } from '../../rule.js';
import { isLookup } from '../tables.js';
import { ascending, compositeIndex, type QueryIndex } from './compositeIndex.js';
import { type Demand, demandsOf } from './demand.js';
import { answerOf, isUnique, isUsable } from './indexUse.js';
import { joinedWithoutIndex } from './joins.js';
import { runsOnce } from './queryTables.js';
import { reachedByJoins } from './reach.js';
import { narrowRanges, selective } from './selectivity.js';

/** See demand.ts: the same query asks the same of the same schema. */
const known = new WeakMap<Query, { readonly catalog: Catalog; readonly indexes: readonly QueryIndex[] }>();

/** At most one for each relation of the query. */
export function wantedIndexes(context: QueryContext): readonly QueryIndex[] {
  const { query, catalog } = context;
  if (query.verb === 'insert' || query.verb === 'values' || query.verb === 'merge' || runsOnce(context)) return [];
  const last = known.get(query);
  if (last?.catalog === catalog) return last.indexes;
  const indexes = findIndexes(context);
  known.set(query, { catalog, indexes });
  return indexes;
}

function findIndexes(context: QueryContext): QueryIndex[] {
  const demands = demandsOf(context);
  const reached = reachedByJoins(context, demands);
  const alone = demands.filter(({ relation }) => !reached.has(relation));
  const own = alone.flatMap(demand => forFilters(context, demand) ?? forSort(context, demand, demands) ?? []);
  const known = new Set(own.map(({ table }) => table));
  const joined = joinedWithoutIndex(context, demands)
    .filter(({ table }) => !known.has(table))
    .map(({ table, columns, span }): QueryIndex => {
      return { table, keys: columns.map(ascending), equal: columns.length, include: [], reason: 'join', span };
    });
  return [...own, ...joined];
}

/** Tables of which nobody needs an index for one more query: small ones, and those of another server or of a session. */
function isSpared({ table }: Demand): boolean {
  return isLookup(table) || table.kind === 'foreign' || table.persistence === 'temporary';
}

/** Equality on a column with many values, or a range that is narrow, and no index that starts with it. */
function forFilters(context: QueryContext, demand: Demand): QueryIndex | undefined {
  const { query } = context;
  if (isSpared(demand) || isUnique(demand)) return undefined;
  const rare = selective(query, demand);
  const narrow = rare.length > 0 ? [] : narrowRanges(demand);
  const [first] = rare.length > 0 ? rare : narrow;
  if (!first?.filter || servedOtherwise(demand)) return undefined;
  const names = new Set([...rare, ...narrow].map(({ column }) => column.name));
  const answers = demand.table.indexes.map(index => answerOf(index, demand));
  const found = answers.filter(({ fixed, narrowed }) =>
    [...fixed, narrowed].some(name => name !== undefined && names.has(name)),
  );
  const sorts = query.limit !== undefined && demand.sort.length > 0 && rare.every(({ filter }) => !filter?.list);
  if (found.length === 0) return compositeIndex(context, demand, { reason: 'filter', span: first.filter.span, sorts });
  if (!sorts || found.some(({ sorted }) => sorted) || narrow.length > 0 || demand.listed.length > 0) return undefined;
  return compositeIndex(context, demand, { reason: 'sort', span: sortSpan(context, demand), sorts });
}

/** ORDER BY … LIMIT over all rows, or over those of some kind. */
function forSort(context: QueryContext, demand: Demand, all: readonly Demand[]): QueryIndex | undefined {
  const { query } = context;
  const [first] = demand.sort;
  if (isSpared(demand) || isUnique(demand) || query.limit === undefined || !first) return undefined;
  // Other conditions may leave so few rows that nothing need be sorted.
  if (all.some(one => selective(query, one).length > 0) || servedOtherwise(demand)) return undefined;
  if (
    demand.filters.some(
      ({ operator, wrappedIn, column }) => isNarrowing(operator, wrappedIn) && column.column !== first.column.name,
    )
  )
    return undefined;
  if (demand.table.indexes.some(index => answerOf(index, demand).sorted)) return undefined;
  return compositeIndex(context, demand, { reason: 'sort', span: sortSpan(context, demand), sorts: true });
}

/** From the first key that has more than one value. */
function sortSpan({ query }: QueryContext, { equal, sort }: Demand): Span {
  const single = new Set(equal.map(({ column }) => column));
  const at = sort.findIndex(({ column }) => !single.has(column));
  return query.sort[Math.max(at, 0)]!.span;
}

function isNarrowing(operator: Filter['operator'], wrappedIn: readonly string[]): boolean {
  if (operator === 'equality') return wrappedIn.length > 0;
  return operator === 'range' || operator === 'prefix' || operator === 'pattern' || operator === 'containment';
}

/** By an index of another kind, or by a condition on an expression that has one. */
function servedOtherwise({ table, filters }: Demand): boolean {
  return table.indexes.some(
    index =>
      isUsable(index, filters) &&
      filters.some(filter => {
        const isKey = index.keys.some(key => key.column === filter.column.column);
        if (index.method !== 'btree' && index.method !== 'hash') return isKey && filter.operator !== 'inequality';
        const isExpression = filter.wrappedIn.length > 0 && index.keys[0]?.expression?.key === filter.sideKey;
        return isExpression && (filter.operator === 'equality' || filter.operator === 'range');
      }),
  );
}
