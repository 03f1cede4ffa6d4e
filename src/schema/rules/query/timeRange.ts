/** A day of a timestamp as a range of it. */
import type { Table } from '../../catalog.js';
import type { Filter } from '../../query.js';
import type { QueryContext } from '../../rule.js';
import { baseType } from '../types.js';
import { textOf } from './queryTables.js';

/**
 * `created_at::date = x` → `created_at >= x::date AND created_at < x::date + 1`: both take the day in the session's time zone.
 * Undefined when the filter is something else.
 */
export function dayRange(context: QueryContext, table: Table, filter: Filter): string | undefined {
  const { wrappedIn, sign, other, list, column } = filter;
  const [wrapper, ...more] = wrappedIn;
  if ((wrapper !== '::date' && wrapper !== 'date') || more.length > 0 || !other || list) return undefined;
  const type = table.columns.find(({ name }) => name === column.column)?.type;
  if (!type || !/^timestamp/.test(baseType(context.catalog, type).name)) return undefined;
  const name = textOf(context, column.span);
  const day = dayOf(context, filter, other);
  if (day === undefined) return undefined;
  const next = `${day} + 1`;
  switch (sign) {
    case '=':
      return `${name} >= ${day} AND ${name} < ${next}`;
    case '>=':
      return `${name} >= ${day}`;
    case '>':
      return `${name} >= ${next}`;
    case '<':
      return `${name} < ${day}`;
    case '<=':
      return `${name} < ${next}`;
    default:
      return undefined;
  }
}

/** The other side as a date; undefined when that is another moment than what it was compared as. */
function dayOf(
  context: QueryContext,
  { constant, castTo, parameter }: Filter,
  other: NonNullable<Filter['other']>,
): string | undefined {
  const text = textOf(context, other);
  if (castTo === 'date' || /^current_date$/i.test(text)) return text;
  // Beside a date an unknown value becomes a date.
  if (castTo !== undefined) return undefined;
  if (constant?.kind === 'string') return /^'\d{4}-\d\d-\d\d'$/.test(text) ? `DATE ${text}` : undefined;
  return parameter ? `${text}::date` : undefined;
}
