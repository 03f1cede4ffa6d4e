import { displayName } from '../../print.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import type { QueryIndex } from './compositeIndex.js';
import { indexName, keyColumns, liveIndexSql } from './indexSql.js';
import { placeOf } from './queryTables.js';
import { wantedIndexes } from './wantedIndex.js';

/** Equality columns first, then the sort, then a range: what a B-tree answers by one descent (manual §11.3 and §11.4). */
export const missingIndexForQuery: QueryRule = {
  id: 'missing-index-for-query',
  category: 'query',
  level: 'info',
  title: 'No index serves the conditions or the sort of a query',
  looksAt: 'query',
  *check(context) {
    for (const index of wantedIndexes(context)) yield violation(context, index);
  },
};

function violation(context: QueryContext, index: QueryIndex): Violation {
  const { table, keys, span } = index;
  const columns = keyColumns(keys);
  const suggestion = liveIndexSql(context.catalog, index, indexName(context.catalog, index));
  return {
    message: messageOf(index),
    place: placeOf(context, span),
    table,
    ...(columns.length === 1 && { column: columns[0]! }),
    suggestion,
  };
}

function messageOf({ table, keys, predicate, reason }: QueryIndex): string {
  const columns = keyColumns(keys).map(name => `\`${name}\``);
  const name = `\`${displayName(table)}\``;
  const served = `An index on ${columns.join(', ')}${predicate === undefined ? '' : ` where \`${predicate}\``} would serve it.`;
  if (reason === 'join')
    return `No index of ${name} starts with ${columns[0]}: for a few rows of the other side the join reads all of ${name}. ${served}`;
  if (reason === 'sort')
    return `No index of ${name} has its rows in this order: all that match are read and sorted before \`LIMIT\` keeps the first. ${served}`;
  return `No index of ${name} starts with what this query looks for: the whole table is read. ${served}`;
}
