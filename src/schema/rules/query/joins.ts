/** Joins that look the rows of one table up for a few of another. */
import type { Column, Table } from '../../catalog.js';
import type { Span } from '../../commands.js';
import type { QueryContext } from '../../rule.js';
import { hasIndexFor } from '../indexFacts.js';
import { isLookup } from '../tables.js';
import { isRare } from './cardinality.js';
import type { Demand } from './demand.js';
import { isUnique } from './indexUse.js';
import { type OwnColumn, ownColumn } from './queryTables.js';
import { isOrdered } from './selectivity.js';

export interface JoinedColumns {
  readonly table: Table;
  /** All by which it is joined with what gives the few rows. */
  readonly columns: readonly Column[];
  readonly span: Span;
}

interface Side {
  readonly own: OwnColumn;
  readonly other: OwnColumn;
  readonly span: Span;
}

/**
 * The outer table gives a few rows, for an equality picks them; for each the inner table's are wanted, and no index starts with the
 * column. Without such an equality PostgreSQL reads both tables once, which no index betters.
 */
export function joinedWithoutIndex(context: QueryContext, demands: readonly Demand[]): JoinedColumns[] {
  const sides = sidesOf(context);
  const few = new Set(demands.filter(isFew).map(({ relation }) => relation));
  // One row of another table for each of the few: there are no more than before.
  for (let grown = true; grown; ) {
    grown = false;
    for (const { own, other } of sides) {
      if (few.has(own.relation) || !few.has(other.relation) || !isUniqueColumn(own)) continue;
      few.add(own.relation);
      grown = true;
    }
  }
  const seen = new Set<number>();
  return sides.flatMap(({ own, other, span }) => {
    const { relation, table, column } = own;
    if (few.has(relation) || !few.has(other.relation) || seen.has(relation)) return [];
    seen.add(relation);
    const spared = isLookup(table) || table.kind === 'foreign' || table.persistence === 'temporary';
    const given = sides.filter(side => side.own.relation === relation && few.has(side.other.relation));
    const columns = [...new Set(given.map(side => side.own.column))].filter(isOrdered);
    const names = columns.map(({ name }) => name);
    const has = names.some(name => hasIndexFor(table, [name])) || hasIndexFor(table, names);
    return spared || has || !isRare(context.catalog, table, column) ? [] : [{ table, columns, span }];
  });
}

/** A row, or the few that have one value. */
function isFew(demand: Demand): boolean {
  return isUnique(demand) || demand.equal.some(({ rare, filter }) => rare && !filter?.outer);
}

function isUniqueColumn({ table, column }: OwnColumn): boolean {
  return table.indexes.some(
    ({ unique, keys, predicate }) => unique && !predicate && keys.length === 1 && keys[0]!.column === column.name,
  );
}

/** Each equality from both of its ends. FULL JOIN reads both tables whatever there is. */
function sidesOf(context: QueryContext): Side[] {
  if (context.query.relations.some(({ join }) => join === 'full')) return [];
  return context.query.joins.flatMap(({ left, right, span }) => {
    const [a, b] = [ownColumn(context, left), ownColumn(context, right)];
    if (!a || !b || a.relation === b.relation) return [];
    return [
      { own: a, other: b, span },
      { own: b, other: a, span },
    ];
  });
}
