import { displayName } from '../../print.js';
import type { QueryContext, QueryRule, Violation } from '../../rule.js';
import { placeOf, relationTables } from './queryTables.js';

/** As for migrations (`WHERE true` says that it is meant), for the queries that an application runs. */
export const queryUpdateWithoutWhere: QueryRule = {
  id: 'update-without-where',
  category: 'migration',
  level: 'warning',
  title: 'An UPDATE without WHERE writes every row',
  looksAt: 'query',
  check: context => violations(context, 'update', 'is changed'),
};

export const queryDeleteWithoutWhere: QueryRule = {
  id: 'delete-without-where',
  category: 'migration',
  level: 'warning',
  title: 'A DELETE without WHERE deletes every row',
  looksAt: 'query',
  check: context => violations(context, 'delete', 'is deleted'),
};

function* violations(context: QueryContext, verb: 'update' | 'delete', fate: string): Iterable<Violation> {
  const { query, role, statement } = context;
  // A schema file has these once, to fill what it has just made.
  if (query.verb !== verb || query.where || role.role !== 'query' || query.relations.length > 1) return;
  if (/all|every|clear|truncate|reset|purge|empty/i.test(statement.queryName ?? '')) return;
  const [table] = relationTables(context);
  const name = query.relations[0]?.table;
  if (!name || table?.persistence === 'temporary') return;
  const label = table ? displayName(table) : name.name;
  yield {
    message: `This \`${verb.toUpperCase()}\` has no \`WHERE\`: every row of \`${label}\` ${fate}. Say which rows are meant, or \`WHERE true\` when it is all of them.`,
    place: placeOf(context, name.span),
    ...(table && { table }),
  };
}
