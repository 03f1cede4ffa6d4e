import type { IndexKey, Table } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { Filter } from '../../query.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { isLookup } from '../tables.js';
import { type Demand, demandsOf } from './demand.js';
import { indexName, liveIndexSql } from './indexSql.js';
import { answerOf } from './indexUse.js';
import { placeOf, runsOnce } from './queryTables.js';

/** A B-tree finds what begins with something (manual §11.2.1); trigrams find what contains it (manual §F.35.4). */
export const leadingWildcardLike: QueryRule = {
  id: 'leading-wildcard-like',
  category: 'query',
  level: 'info',
  title: 'A LIKE that begins with a wildcard reads the whole table',
  looksAt: 'query',
  *check(context) {
    if (context.catalog.dialect !== 'postgresql' || runsOnce(context)) return;
    for (const demand of demandsOf(context)) {
      if (isLookup(demand.table) || demand.table.kind === 'foreign' || isNarrowed(demand)) continue;
      for (const filter of demand.filters) {
        if (filter.leadingWildcard && mayUseTrigrams(filter) && !isIndexed(demand.table, filter)) {
          yield violation(context, demand.table, filter);
        }
      }
    }
  },
};

/** Another condition finds the rows, and only those are compared with the pattern. */
function isNarrowed(demand: Demand): boolean {
  const rare = new Set([...demand.equal, ...demand.listed].filter(one => one.rare).map(({ column }) => column.name));
  return demand.table.indexes.some(index => {
    const { fixed, narrowed } = answerOf(index, demand);
    return [...fixed, narrowed].some(name => name !== undefined && rare.has(name));
  });
}

/** Constant patterns without three characters in a row have no trigram. */
function mayUseTrigrams({ constant, wrappedIn }: Filter): boolean {
  if (wrappedIn.some(name => !/^(?:lower|upper)$/.test(name)) || wrappedIn.length > 1) return false;
  return constant?.kind !== 'string' || /[\p{L}\p{N}]{3}/u.test(constant.text) || constant.text === '%';
}

/** GIN and GiST on text are pg_trgm's; other kinds of search index say that somebody has thought of it. */
function isIndexed({ indexes }: Table, { column, sideKey }: Filter): boolean {
  return indexes.some(
    ({ method, keys, valid }) =>
      valid &&
      method !== 'btree' &&
      method !== 'hash' &&
      method !== 'brin' &&
      keys.some(key => key.column === column.column || key.expression?.key === sideKey),
  );
}

function violation(context: QueryContext, table: Table, filter: Filter): Violation {
  const { column } = filter.column;
  // ILIKE and LIKE are both served by an index on the column itself; one on lower(…) only by the same expression.
  const key: IndexKey = { ...keyOf(filter), opclass: 'gin_trgm_ops', order: 'asc', nulls: 'last' };
  const index = { table, keys: [key], method: 'gin' };
  const create = liveIndexSql(context.catalog, index, indexName(context.catalog, index));
  return {
    message: `A pattern that begins with a wildcard cannot use a B-tree index: each call reads all of \`${displayName(table)}\`. A trigram index on \`${column}\` finds text anywhere in it.`,
    place: placeOf(context, filter.span),
    table,
    column,
    suggestion: `CREATE EXTENSION IF NOT EXISTS pg_trgm;\n${create}`,
  };
}

function keyOf({ column: { column }, wrappedIn, sideKey = '' }: Filter): Pick<IndexKey, 'column' | 'expression'> {
  const [wrapper] = wrappedIn;
  if (wrapper === undefined) return { column };
  return { expression: { text: sideKey, key: sideKey, columns: [column], functions: [wrapper] } };
}
