/** What ATTACH PARTITION has to look through. */
import type { Table } from '../../../catalog.js';

/**
 * A valid CHECK speaks of all columns that the parent is partitioned by: then the table is not scanned if it implies the bounds (ALTER
 * TABLE, ATTACH PARTITION). Whether it does is left to the server.
 */
export function hasBoundsCheck(parent: Table | undefined, partition: Table): boolean {
  const key = parent?.partitionKey?.columns ?? [];
  return partition.constraints.some(
    constraint =>
      constraint.kind === 'check' &&
      constraint.valid &&
      constraint.expression.columns.length > 0 &&
      key.every(column => column === undefined || constraint.expression.columns.includes(column)),
  );
}
