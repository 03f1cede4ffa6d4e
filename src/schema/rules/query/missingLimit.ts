import { displayName } from '../../print.js';
import type { QueryContext, QueryRule } from '../../rule.js';
import { isLookup } from '../tables.js';
import { placeOf, relationTables } from './queryTables.js';

/** A list of a whole table grows with it, until one call takes all the memory of whoever asks. */
export const missingLimit: QueryRule = {
  id: 'missing-limit',
  category: 'query',
  level: 'hint',
  title: 'A list of a whole table has no LIMIT',
  looksAt: 'query',
  *check(context) {
    const { query } = context;
    if (query.verb !== 'select' || query.use !== undefined || query.setOperation) return;
    if (query.where || query.limit || query.aggregates || query.distinct || query.filters.length > 0) return;
    const tables = relationTables(context);
    const [table] = tables;
    if (!table || !tables.every(one => one) || tables.every(one => one && isLookup(one)) || isMeant(context)) return;
    yield {
      message: `This reads every row of \`${displayName(table)}\`, and more of them with each day. Add \`LIMIT\`, or say in a condition which rows are wanted.`,
      place: placeOf(context, query.relations[0]!.table?.span ?? query.span),
      table,
    };
  },
};

/** `-- name: GetUser :one` stops at the first row; names that say all say that it is meant. */
function isMeant({ statement, role }: QueryContext): boolean {
  const before = role.file.text.slice(Math.max(0, statement.start - 300), statement.start);
  const header = before.slice(before.lastIndexOf('name:') + 1);
  if (before.includes('name:') && /:(?:one|exec|execrows|execresult|copyfrom|batch\w+)\b/.test(header)) return true;
  return /all|export|dump|backup|each|every|stream/i.test(statement.queryName ?? '');
}
