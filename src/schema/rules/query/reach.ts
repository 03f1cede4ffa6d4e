/** Which tables of a query are read by an index that a join or a subquery uses, so that their other conditions need none. */
import type { ColumnRef, Filter } from '../../query.js';
import type { QueryContext } from '../../rule.js';
import type { Demand } from './demand.js';
import { answerOf, isUnique } from './indexUse.js';
import { ownColumn } from './queryTables.js';

/** A column of a table and what it is joined with: another relation of the query, undefined for what is no table. */
interface Edge {
  readonly to: number;
  readonly column: string;
  readonly from: number | undefined;
}

/**
 * From a function, a CTE or a subquery, whose rows nobody knows, and from tables whose own conditions have an index, on to those that
 * an index of the joined column opens. PostgreSQL chooses by the rows; where it may go this way nobody should ask for another index.
 */
export function reachedByJoins(context: QueryContext, demands: readonly Demand[]): ReadonlySet<number> {
  const byRelation = new Map(demands.map(demand => [demand.relation, demand]));
  const edges = edgesOf(context);
  const start = new Set(demands.filter(isServed).map(({ relation }) => relation));
  const reached = new Set<number>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { to } of edges) {
      const demand = byRelation.get(to);
      if (!demand || reached.has(to)) continue;
      const open = edges.filter(one => one.to === to && isOpen(one.from, start, reached));
      if (!opens(demand, new Set(open.map(({ column }) => column)))) continue;
      reached.add(to);
      grown = true;
    }
  }
  return reached;
}

const isOpen = (from: number | undefined, ...known: readonly ReadonlySet<number>[]): boolean =>
  from === undefined || known.some(relations => relations.has(from));

/** One of its own conditions with many values has an index. */
function isServed(demand: Demand): boolean {
  const names = new Set(
    [...demand.equal, ...demand.listed].filter(({ rare }) => rare).map(({ column }) => column.name),
  );
  if (isUnique(demand)) return true;
  return demand.table.indexes.some(index => {
    const { fixed, narrowed } = answerOf(index, demand);
    return [...fixed, narrowed].some(name => name !== undefined && names.has(name));
  });
}

/** An index of the table begins with the columns, or with them and what else is compared by equality. */
function opens(demand: Demand, columns: ReadonlySet<string>): boolean {
  if (columns.size === 0) return false;
  const filters = [...demand.filters, ...[...columns].map(equalityOn)];
  return demand.table.indexes.some(index =>
    answerOf(index, { ...demand, filters }).fixed.some(name => columns.has(name)),
  );
}

function equalityOn(column: string): Filter {
  const span = { start: 0, end: 0 };
  return { column: { column, span }, operator: 'equality', wrappedIn: [], leadingWildcard: false, span };
}

function edgesOf(context: QueryContext): Edge[] {
  const { joins, lookups = [] } = context.query;
  const edge = (to: ColumnRef, from: ColumnRef | undefined): Edge[] => {
    const [own, other] = [ownColumn(context, to), from && ownColumn(context, from)];
    return own && own.relation !== other?.relation
      ? [{ to: own.relation, column: own.column.name, from: other?.relation }]
      : [];
  };
  return [
    ...joins.flatMap(({ left, right }) => [...edge(left, right), ...edge(right, left)]),
    ...lookups.flat().flatMap(column => edge(column, undefined)),
  ];
}
