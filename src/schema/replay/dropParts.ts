/** Dropping columns, constraints and indexes, with what depends on them. */
import type { Expression } from '../catalog.js';
import { type Deletion, doom, takesAlong } from './deletion.js';
import { dropForeignKey, dropSequence, dropView, isThere } from './dropLeaves.js';
import { take } from './journal.js';
import type { ColumnModel, ConstraintModel, IndexModel, TableModel } from './model.js';
import { removeNotNull } from './notNull.js';
import { removeConstraint, removeRelation } from './register.js';

function reads(expression: Expression | undefined, column: string): boolean {
  return expression?.columns.includes(column) === true;
}

function indexReads(index: IndexModel, column: string): boolean {
  return (
    index.include.includes(column) ||
    reads(index.predicate, column) ||
    index.keys.some(key => key.column === column || reads(key.expression, column))
  );
}

/** Takes a column out of its table, and everything that is about it. Children are the caller's business. */
export function dropColumnParts(deletion: Deletion, table: TableModel, column: ColumnModel): void {
  const { model } = deletion;
  const { name } = column;
  doom(deletion, column);
  for (const constraint of table.constraints) if (isAbout(constraint, name)) doom(deletion, constraint);
  for (const sequence of table.owned) if (sequence.ownedBy?.column === column) doom(deletion, sequence);
  for (const [view, columns] of readersOf(table)) {
    if (columns.has(name) && takesAlong(deletion, view)) dropView(deletion, view);
  }
  for (const foreignKey of [...table.referencedBy]) {
    if (foreignKey.targetColumns.includes(name) && isThere(foreignKey) && takesAlong(deletion, foreignKey)) {
      dropForeignKey(deletion, foreignKey);
    }
  }
  for (const other of [...table.columns]) {
    if (other !== column && reads(other.generated?.expression, name) && takesAlong(deletion, other)) {
      dropColumnParts(deletion, table, other);
    }
  }
  for (const policy of [...table.policies]) {
    if ((reads(policy.using, name) || reads(policy.withCheck, name)) && takesAlong(deletion, policy)) {
      take(model.journal, table.policies, policy);
    }
  }
  for (const constraint of [...table.constraints]) {
    if (isAbout(constraint, name) && table.constraints.includes(constraint)) dropConstraintParts(deletion, constraint);
  }
  for (const index of [...table.indexes]) {
    if (table.indexes.includes(index) && indexReads(index, name)) dropIndexParts(deletion, index);
  }
  for (const sequence of [...table.owned]) if (sequence.ownedBy?.column === column) dropSequence(deletion, sequence);
  removeNotNull(model, column);
  take(model.journal, table.columns, column);
}

function* readersOf(table: TableModel): Iterable<readonly [Parameters<typeof dropView>[1], ReadonlySet<string>]> {
  for (const view of [...table.readers]) yield [view, view.reads.get(table) ?? new Set()];
}

function isAbout(constraint: ConstraintModel, column: string): boolean {
  if (constraint.kind === 'check') return reads(constraint.expression, column);
  if (constraint.kind === 'notNull') return false;
  if (constraint.columns.includes(column)) return true;
  return constraint.kind !== 'foreignKey' && indexReads(constraint.index, column);
}

/** Removes a constraint of any kind with its index, and the foreign keys that rely on it. */
export function dropConstraintParts(deletion: Deletion, constraint: ConstraintModel): void {
  doom(deletion, constraint);
  if (constraint.kind === 'foreignKey') dropForeignKey(deletion, constraint);
  else if (constraint.kind === 'notNull') {
    const column = constraint.table.columns.find(c => c.notNullConstraint === constraint);
    if (column) removeNotNull(deletion.model, column);
  } else if (constraint.kind === 'check') removeConstraint(deletion.model, constraint);
  else dropIndexParts(deletion, constraint.index);
}

/** Removes the index, its constraint, the indexes of partitions that are part of it, and the foreign keys that rely on it. */
export function dropIndexParts(deletion: Deletion, index: IndexModel): void {
  const { model } = deletion;
  doom(deletion, index);
  if (index.key) doom(deletion, index.key);
  if (index.on.is === 'table') {
    for (const foreignKey of [...index.on.referencedBy]) {
      if (foreignKey.index === index && isThere(foreignKey) && !foreignKey.parent && takesAlong(deletion, foreignKey)) {
        dropForeignKey(deletion, foreignKey);
      }
    }
  }
  for (const child of [...index.children]) dropIndexParts(deletion, child);
  if (index.parent) take(model.journal, index.parent.children, index);
  if (index.key) removeConstraint(model, index.key);
  removeRelation(model, index);
}
