/** Dropping views, sequences, foreign keys and defaults: what other drops take along. */
import { type Deletion, doom, takesAlong } from './deletion.js';
import { exclude, set } from './journal.js';
import type { ColumnModel, ConstraintModel, ForeignKeyModel, SequenceModel, ViewModel } from './model.js';
import { removeConstraint, removeRelation } from './register.js';

export function dropView(deletion: Deletion, view: ViewModel): void {
  const { model } = deletion;
  if (!model.views.has(view)) return;
  doom(deletion, view);
  for (const reader of [...view.readers]) if (takesAlong(deletion, reader)) dropView(deletion, reader);
  for (const source of view.reads.keys()) exclude(model.journal, source.readers, view);
  for (const index of [...view.indexes]) removeRelation(model, index);
  removeRelation(model, view);
}

export function dropSequence(deletion: Deletion, sequence: SequenceModel): void {
  const { model } = deletion;
  if (!model.sequences.has(sequence)) return;
  doom(deletion, sequence);
  for (const [column, table] of sequence.readers) {
    if (column.defaultSequence !== sequence || deletion.doomed.has(column) || deletion.doomed.has(table)) continue;
    if (!model.tables.has(table) || !table.columns.includes(column)) continue;
    if (takesAlong(deletion, column)) dropDefault(deletion, column);
  }
  if (sequence.ownedBy) {
    exclude(model.journal, sequence.ownedBy.table.owned, sequence);
    set(model.journal, sequence, 'ownedBy', undefined);
  }
  removeRelation(model, sequence);
}

/** A foreign key and its copies in partitions. */
export function dropForeignKey(deletion: Deletion, foreignKey: ForeignKeyModel): void {
  if (!isThere(foreignKey)) return;
  doom(deletion, foreignKey);
  removeConstraint(deletion.model, foreignKey);
  for (const child of foreignKey.table.children) {
    for (const constraint of [...child.constraints]) {
      if (constraint.kind === 'foreignKey' && constraint.parent === foreignKey) dropForeignKey(deletion, constraint);
    }
  }
}

export function isThere(constraint: ConstraintModel): boolean {
  return constraint.table.constraints.includes(constraint);
}

/** Takes away a default, when what it calls is gone. */
export function dropDefault(deletion: Deletion, column: ColumnModel): void {
  set(deletion.model.journal, column, 'default', undefined as never);
  set(deletion.model.journal, column, 'defaultSequence', undefined);
}
