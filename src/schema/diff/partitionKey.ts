/** Columns by which tables are partitioned: they can neither get another type nor go. */
import type { InventoryObject, ObjectId } from '../inventory.js';
import type { Side } from './behaviour.js';

/** The table that is partitioned by a column: it has to be made anew when the column does, or gets another type. */
export function partitionedBy(column: InventoryObject | undefined, side: Side): ObjectId | undefined {
  if (column?.kind !== 'column') return undefined;
  const table = side.get(column.parent!);
  if (table?.kind !== 'table' || table.is.partitionBy === undefined) return undefined;
  return names(table.is.partitionBy, column.address) ? table.id : undefined;
}

export function isRetyped(from: InventoryObject, to: InventoryObject): boolean {
  if (from.kind !== 'column' || to.kind !== 'column') return false;
  return from.is.type !== to.is.type || from.is.collation !== to.is.collation;
}

/** `address` is quoted where it has to be. What only looks like it in a text is taken for it. */
function names(expression: string, address: string): boolean {
  const escaped = address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w".$])${escaped}(?![\\w"(.$])`).test(expression);
}
