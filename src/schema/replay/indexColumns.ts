/** What an index may be made over. */

import { systemColumns } from './checks.js';
import type { IndexWish } from './indexes.js';
import type { TableModel, ViewModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';

function hasColumn(on: TableModel | ViewModel, name: string): boolean {
  if (on.open) return true;
  return on.is === 'view' ? on.columns.includes(name) : on.columns.some(column => column.name === name);
}

/** @throws Refusal when the table lacks a column, or cannot have such an index. */
export function checkKeyColumns(on: TableModel | ViewModel, wish: Omit<IndexWish, 'columnNames'>): void {
  const missing = (name: string) =>
    refuseMissing(
      wish.key && wish.key !== 'exclusion'
        ? `column "${name}" named in key does not exist`
        : `column "${name}" does not exist`,
    );
  for (const { column, expression } of wish.keys) {
    if (column !== undefined && !hasColumn(on, column)) missing(column);
    for (const name of expression?.columns ?? []) if (!hasColumn(on, name) && !systemColumns.has(name)) missing(name);
  }
  for (const name of wish.include) if (!hasColumn(on, name)) missing(name);
  for (const name of wish.predicate?.columns ?? []) {
    if (!hasColumn(on, name) && !systemColumns.has(name)) refuseMissing(`column "${name}" does not exist`);
  }
  if (wish.key === 'primaryKey' || wish.key === 'unique') refuseTwice(wish);
  if (on.is === 'table' && on.kind === 'partitioned' && (wish.unique || wish.key === 'exclusion')) {
    checkPartitionKey(on, wish);
  }
}

function refuseTwice({ key, keys }: Omit<IndexWish, 'columnNames'>): void {
  const seen = new Set<string | undefined>();
  for (const { column } of keys) {
    if (seen.has(column)) {
      refuse(`column "${column}" appears twice in ${key === 'primaryKey' ? 'primary key' : 'unique'} constraint`);
    }
    seen.add(column);
  }
}

/** A unique index can only promise something for one partition at a time: the partition key has to be part of it. */
function checkPartitionKey(table: TableModel, wish: Omit<IndexWish, 'columnNames'>): void {
  const kind = wish.key === 'primaryKey' ? 'PRIMARY KEY' : wish.key === 'exclusion' ? 'EXCLUDE' : 'UNIQUE';
  for (const column of table.partitionKey?.columns ?? []) {
    if (column === undefined) refuse(`unsupported ${kind} constraint with partition key definition`);
    if (!wish.keys.some(k => k.column === column)) {
      refuse(
        kind === 'EXCLUDE'
          ? 'exclusion constraint on partitioned table must include all partitioning columns'
          : 'unique constraint on partitioned table must include all partitioning columns',
      );
    }
  }
}
