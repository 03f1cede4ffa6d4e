import type { QueryRule } from '../../rule.js';
import { placeOf } from './queryTables.js';

const large = 1000;

/** The rows that OFFSET skips are found and thrown away, each time (manual §7.6). */
export const largeOffset: QueryRule = {
  id: 'large-offset',
  category: 'query',
  level: 'warning',
  title: 'A large OFFSET reads all the rows that it skips',
  looksAt: 'query',
  views: true,
  *check(context) {
    const { offset } = context.query;
    if (!offset || offset.value === undefined || offset.value < large) return;
    yield {
      message: `\`OFFSET ${offset.value}\` reads and throws away ${offset.value} rows at each call. Go on from the last row that was shown instead: \`WHERE (sort column, id) > (last values) ORDER BY sort column, id LIMIT n\`.`,
      place: placeOf(context, offset.span),
    };
  },
};
