/** What ADD COLUMN costs on a table that has rows. */
import type { DomainType } from '../../../catalog.js';
import type { ColumnSpec } from '../../../commands.js';
import type { SchemaView } from '../../../replay.js';
import { volatileFunction } from './volatile.js';

const serialTypes: ReadonlySet<string> = new Set([
  'serial',
  'bigserial',
  'smallserial',
  'serial2',
  'serial4',
  'serial8',
]);

export function isSerial({ type }: ColumnSpec): boolean {
  return serialTypes.has(type.name);
}

/**
 * Why the table is rewritten, if it is (ALTER TABLE, Notes; relfilenode seen to change on PostgreSQL 15 and 18): every row gets a value
 * of its own, or is checked against the constraints of a domain.
 */
export function rewriteReason(
  column: ColumnSpec,
  view: SchemaView,
): 'serial' | 'identity' | 'stored' | 'volatile' | 'domain' | undefined {
  if (isSerial(column)) return 'serial';
  if (column.identity) return 'identity';
  if (column.generated) return column.generated.stored ? 'stored' : undefined;
  if (column.default && volatileFunction(column.default, view) !== undefined) return 'volatile';
  return constrainedDomain(column, view) ? 'domain' : undefined;
}

/** The domain with constraints that a column has as its type. */
export function constrainedDomain({ type }: ColumnSpec, view: SchemaView): DomainType | undefined {
  if (type.array) return undefined;
  const found = view.type?.(type);
  return found?.kind === 'domain' && (found.notNull || found.checks.length > 0) ? found : undefined;
}

/** Rows that are there already get something other than NULL. */
export function fillsRows(column: ColumnSpec): boolean {
  if (column.default) return column.default.constant !== null;
  return column.identity !== undefined || column.generated !== undefined || isSerial(column);
}
