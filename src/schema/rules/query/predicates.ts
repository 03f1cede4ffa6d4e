/** Conditions that never change, as the predicate of a partial index. */
import type { Table } from '../../catalog.js';
import { quoteName } from '../../print.js';
import type { Filter } from '../../query.js';

/** `deleted_at IS NULL AND NOT archived`; undefined when there is none that says something. */
export function fixedPredicate(table: Table, fixed: readonly Filter[]): string | undefined {
  const parts = fixed.flatMap(filter => conditionOf(table, filter) ?? []);
  return parts.length > 0 ? [...new Set(parts)].join(' AND ') : undefined;
}

function conditionOf(
  { columns }: Table,
  { column: { column: name }, operator, key, constant }: Filter,
): string | undefined {
  const column = columns.find(one => one.name === name);
  if (!column) return undefined;
  if (operator === 'isNull') return column.notNull ? undefined : `${quoteName(name)} IS NULL`;
  if (operator === 'equality') return constant?.text === 'false' ? `NOT ${quoteName(name)}` : quoteName(name);
  // `NOT active`, and `active IS TRUE`, which an index on `active` does not serve.
  if (key?.startsWith('(not ')) return `NOT ${quoteName(name)}`;
  return key?.startsWith('BooleanTest') ? undefined : quoteName(name);
}
