import type { Table } from '../../catalog.js';
import { displayName, quoteName } from '../../print.js';
import type { Query } from '../../query.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { placeOf, relationName, relationTables } from './queryTables.js';

/**
 * What reaches the client grows with each new column, and no index can have all of it. A star over a subquery or a CTE that names its
 * columns, in EXISTS, or within an INSERT is fine; RETURNING * gives back what was just written.
 */
export const selectStar: QueryRule = {
  id: 'select-star',
  category: 'query',
  level: 'info',
  title: 'SELECT * reads every column, also those that come later',
  looksAt: 'query',
  *check(context) {
    const { query, outer } = context;
    if (query.verb !== 'select' || !reachesClient(query, outer)) return;
    for (const star of query.stars) {
      const expanded = expandedColumns(context, star.relation);
      if (expanded) yield violation(context, star, expanded);
    }
  },
};

/** Only the statement itself and the halves of its UNION: elsewhere a star is narrowed by what is around it, or is told there. */
function reachesClient({ use }: Query, outer: Query | undefined): boolean {
  return use === undefined || (use === 'half' && outer?.use === undefined && outer?.verb === 'select');
}

type Expanded = readonly { readonly table: Table; readonly name: string }[];

/** The tables that the star stands for; undefined when it is of something else as well. */
function expandedColumns(context: QueryContext, relation: string | undefined): Expanded | undefined {
  const tables = relationTables(context);
  const found = context.query.relations.flatMap((one, at) => {
    const name = relationName(one);
    return relation === undefined || relation === name ? [{ table: tables[at], name: name ?? '' }] : [];
  });
  return found.length > 0 && found.every(({ table }) => table) ? (found as unknown as Expanded) : undefined;
}

function violation(context: QueryContext, { span }: Query['stars'][number], expanded: Expanded): Violation {
  const [{ table }] = expanded as [Expanded[number]];
  const names = expanded.map(one => `\`${displayName(one.table)}\``).join(', ');
  const count = expanded.reduce((sum, one) => sum + one.table.columns.length, 0);
  const suggestion = columnList(context, expanded);
  const place = placeOf(context, span);
  return {
    message: `\`*\` reads all ${count} columns of ${names}, and those that are added later: no index alone can answer it, and what comes back changes with the table. Name the columns that are needed.`,
    place,
    ...(expanded.length === 1 && { table }),
    ...(suggestion !== undefined && {
      suggestion,
      fixes: [{ title: 'Write out the columns', edits: [{ ...place, text: suggestion }] }],
    }),
  };
}

/** Undefined where `*` is not simply all columns of all tables: USING and NATURAL join two of them into one. */
function columnList({ query, catalog }: QueryContext, expanded: Expanded): string | undefined {
  const joined = query.relations.length > 1;
  const shared = query.joins.some(({ left, right }) => left.span.start === right.span.start);
  if (shared || (joined && hasSameNames(expanded))) return undefined;
  return expanded
    .flatMap(({ table, name }) =>
      table.columns.map(column => {
        const plain = quoteName(column.name, catalog.dialect);
        return joined ? `${quoteName(name, catalog.dialect)}.${plain}` : plain;
      }),
    )
    .join(', ');
}

function hasSameNames(expanded: Expanded): boolean {
  const all = expanded.flatMap(({ table }) => table.columns.map(({ name }) => name));
  return new Set(all).size < all.length && expanded.length > 1;
}
