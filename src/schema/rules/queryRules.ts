/** The rules about queries. */
import type { QueryRule } from '../rule.js';
import { functionOnIndexedColumn } from './query/functionOnIndexedColumn.js';
import { implicitCast } from './query/implicitCast.js';
import { largeOffset } from './query/largeOffset.js';
import { leadingWildcardLike } from './query/leadingWildcardLike.js';
import { missingIndexForQuery } from './query/missingIndexForQuery.js';
import { missingLimit } from './query/missingLimit.js';
import { notInSubquery } from './query/notInSubquery.js';
import { offsetPagination } from './query/offsetPagination.js';
import { selectStar } from './query/selectStar.js';
import { queryDeleteWithoutWhere, queryUpdateWithoutWhere } from './query/writesWithoutWhere.js';

export const queryRules: readonly QueryRule[] = [
  missingIndexForQuery,
  functionOnIndexedColumn,
  leadingWildcardLike,
  implicitCast,
  notInSubquery,
  selectStar,
  largeOffset,
  offsetPagination,
  missingLimit,
  queryUpdateWithoutWhere,
  queryDeleteWithoutWhere,
];
