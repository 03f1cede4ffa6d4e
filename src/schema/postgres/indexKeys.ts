/** Keys of indexes and exclusion constraints. */
import type { IndexElem } from '@pgsql/types';
import type { IndexKey } from '../catalog.js';
import { readExpression } from './expressions.js';
import { lastPart } from './names.js';
import { closingAt, elementsAt, isSign, nameAt, type Source, spanOf } from './source.js';

/** The keys in the brackets at token `open`; `table`: whose columns may be written with it before the dot. */
export function readIndexKeys(
  source: Source,
  elements: readonly IndexElem[],
  open: number,
  table: string | undefined,
): IndexKey[] {
  const hasExpression = elements.some(({ expr }) => expr !== undefined);
  const places = hasExpression ? elementsAt(source, open) : [];
  return elements.map((element, at) => readIndexKey(source, element, places[at]?.from ?? open, table));
}

function readIndexKey(source: Source, element: IndexElem, from: number, table: string | undefined): IndexKey {
  const { name, expr, opclass, collation, ordering, nulls_ordering } = element;
  const descending = ordering === 'SORTBY_DESC';
  const written = nulls_ordering === 'SORTBY_NULLS_FIRST' || nulls_ordering === 'SORTBY_NULLS_LAST';
  const first = written ? nulls_ordering === 'SORTBY_NULLS_FIRST' : descending;
  const operatorClass = lastPart(opclass);
  const collationName = lastPart(collation);
  return {
    ...(name !== undefined && { column: name }),
    ...(expr && { expression: readExpression(source, expr, expressionSpan(source, from), table) }),
    ...(operatorClass !== undefined && { opclass: operatorClass }),
    ...(collationName !== undefined && { collation: collationName }),
    order: descending ? 'desc' : 'asc',
    nulls: first ? 'first' : 'last',
  };
}

/** An expression in brackets, without them, or a function's call. */
function expressionSpan(source: Source, from: number) {
  if (isSign(source, from, '(')) return spanOf(source, from + 1, closingAt(source, from));
  const { next } = nameAt(source, from);
  return spanOf(source, from, isSign(source, next, '(') ? closingAt(source, next) + 1 : next);
}
