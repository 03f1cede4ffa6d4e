import { quoteName } from '../../print.js';
import type { QueryContext, QueryRule } from '../../rule.js';
import { isLookup } from '../tables.js';
import { placeOf, relationTables } from './queryTables.js';

/** Page by page OFFSET reads more, and rows that come or go meanwhile are shown twice or never (manual §7.6). */
export const offsetPagination: QueryRule = {
  id: 'offset-pagination',
  category: 'query',
  level: 'hint',
  title: 'OFFSET gets slower with each page',
  looksAt: 'query',
  *check(context) {
    const { offset, use } = context.query;
    if (!offset || offset.value !== undefined || use !== undefined) return;
    const tables = relationTables(context);
    if (tables.length === 0 || !tables.every(table => table && !isLookup(table))) return;
    yield {
      message: `Each page reads all the pages before it again, and rows that come or go meanwhile are shown twice or never. Go on from the last row instead${keysetOf(context)}.`,
      place: placeOf(context, offset.span),
    };
  },
};

/** Only a sort in one direction can be compared as a row. */
function keysetOf({ query, catalog }: QueryContext): string {
  const columns = query.sort.map(({ column }) => column && quoteName(column.column, catalog.dialect));
  const [first] = query.sort;
  if (
    !first ||
    !columns.every(column => column) ||
    query.sort.some(({ descending }) => descending !== first.descending)
  )
    return '';
  const sign = first.descending ? '<' : '>';
  if (columns.length === 1) return `: \`WHERE ${columns[0]} ${sign} $1\``;
  return `: \`WHERE (${columns.join(', ')}) ${sign} (${columns.map((_, at) => `$${at + 1}`).join(', ')})\``;
}
