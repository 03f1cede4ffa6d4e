/** ATTACH and DETACH PARTITION: what a partition gets from its parent, and keeps. */
import type { WrittenName } from '../commands.js';
import { setInheritance } from './columns.js';
import { copyForeignKey } from './foreignKeys.js';
import { detachIndex, ensureIndex, revalidate } from './indexes.js';
import { adoptColumns, releaseColumns } from './inherit.js';
import { append, set, take } from './journal.js';
import type { Model, TableModel } from './model.js';
import { refuse } from './refusal.js';
import { requireTable } from './search.js';

/** The parent's indexes and foreign keys, for a partition that is new or now attached. */
export function joinPartitions(model: Model, parent: TableModel, table: TableModel, how: 'create' | 'attach'): void {
  for (const index of [...parent.indexes]) {
    ensureIndex(model, index, table);
    if (how === 'attach') revalidate(model, index);
  }
  for (const constraint of [...parent.constraints]) {
    if (constraint.kind === 'foreignKey') copyForeignKey(model, constraint, table);
  }
}

export function attachPartition(model: Model, parent: TableModel, name: WrittenName, isDefault: boolean): void {
  if (parent.kind !== 'partitioned')
    refuse(`ALTER action ATTACH PARTITION cannot be performed on relation "${parent.name}"`);
  const child = requireTable(model, name);
  if (child.partitionOf) refuse(`"${child.name}" is already a partition`);
  if (child.inherits.length > 0) refuse('cannot attach inheritance child as partition');
  if (child.kind !== 'partitioned' && child.children.length > 0)
    refuse('cannot attach inheritance parent as partition');
  if (isAncestor(child, parent)) refuse('circular inheritance not allowed');
  if (parent.persistence === 'temporary' && child.persistence !== 'temporary') {
    refuse(`cannot attach a permanent relation as partition of temporary relation "${parent.name}"`);
  }
  if (parent.persistence !== 'temporary' && child.persistence === 'temporary') {
    refuse(`cannot attach a temporary relation as partition of permanent relation "${parent.name}"`);
  }
  for (const column of child.columns) {
    if (!parent.open && !parent.columns.some(c => c.name === column.name)) {
      refuse(`table "${child.name}" contains column "${column.name}" not found in parent "${parent.name}"`);
    }
  }
  if (isDefault) requireNoDefault(parent, child.name);
  adoptColumns(model, parent, child, true);
  append(model.journal, parent.children, child);
  set(model.journal, child, 'partitionOf', parent);
  set(model.journal, child, 'isDefault', isDefault);
  joinPartitions(model, parent, child, 'attach');
}

/** @throws Refusal when there is a default partition already. */
export function requireNoDefault(parent: TableModel, name: string): void {
  const other = parent.children.find(child => child.isDefault);
  if (other) refuse(`partition "${name}" conflicts with existing default partition "${other.name}"`);
}

function isAncestor(table: TableModel, of: TableModel | undefined): boolean {
  for (let at = of; at; at = at.partitionOf) if (at === table) return true;
  return false;
}

export function detachPartition(model: Model, parent: TableModel, name: WrittenName, concurrently: boolean): void {
  if (parent.kind !== 'partitioned')
    refuse(`ALTER action DETACH PARTITION cannot be performed on relation "${parent.name}"`);
  const child = requireTable(model, name);
  if (child.partitionOf !== parent) refuse(`relation "${child.name}" is not a partition of relation "${parent.name}"`);
  if (concurrently && parent.children.some(other => other.isDefault)) {
    refuse('cannot detach partitions concurrently when a default partition exists');
  }
  take(model.journal, parent.children, child);
  set(model.journal, child, 'partitionOf', undefined);
  releaseColumns(model, parent, child);
  for (const column of child.columns) {
    // The sequence stays with the parent.
    if (column.identity) set(model.journal, column, 'identity', undefined as never);
  }
  for (const index of child.indexes) detachIndex(model, index);
  for (const constraint of child.constraints) {
    if (constraint.kind !== 'foreignKey' || constraint.parent?.table !== parent) continue;
    set(model.journal, constraint, 'parent', undefined);
    setInheritance(model, constraint, 0, true);
  }
}
