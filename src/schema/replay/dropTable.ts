/** Dropping tables whole. */
import { type Deletion, doom, takesAlong } from './deletion.js';
import { dropForeignKey, dropSequence, dropView } from './dropLeaves.js';
import { take } from './journal.js';
import type { TableModel } from './model.js';
import { allConstraints, countConstraintName, removeConstraint, removeRelation } from './register.js';

/** Marks a table with all that goes along without being asked: its partitions and its own sequences. */
export function doomTable(deletion: Deletion, table: TableModel): void {
  if (!doom(deletion, table)) return;
  for (const sequence of table.owned) doom(deletion, sequence);
  for (const child of table.children) if (child.partitionOf === table) doomTable(deletion, child);
}

export function dropTable(deletion: Deletion, table: TableModel): void {
  const { model } = deletion;
  if (!model.tables.has(table)) return;
  doomTable(deletion, table);
  for (const view of [...table.readers]) if (takesAlong(deletion, view)) dropView(deletion, view);
  for (const child of [...table.children]) {
    if (child.partitionOf === table || takesAlong(deletion, child)) dropTable(deletion, child);
  }
  for (const foreignKey of [...table.referencedBy]) {
    if (foreignKey.table === table || foreignKey.parent || deletion.doomed.has(foreignKey.table)) continue;
    if (takesAlong(deletion, foreignKey)) dropForeignKey(deletion, foreignKey);
  }
  for (const constraint of [...allConstraints(table)]) {
    if (constraint.kind === 'notNull') countConstraintName(model, table.schema, constraint.name, -1);
    else removeConstraint(model, constraint);
  }
  for (const index of [...table.indexes]) {
    if (index.parent) take(model.journal, index.parent.children, index);
    removeRelation(model, index);
  }
  for (const sequence of [...table.owned]) dropSequence(deletion, sequence);
  for (const parent of table.partitionOf ? [table.partitionOf] : table.inherits) {
    take(model.journal, parent.children, table);
  }
  removeRelation(model, table);
}
