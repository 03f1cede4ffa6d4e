/** ALTER TABLE … INHERIT and NO INHERIT. */
import type { WrittenName } from '../commands.js';
import { adoptColumns, releaseColumns } from './inherit.js';
import { append, take } from './journal.js';
import type { Model, TableModel } from './model.js';
import { refuse } from './refusal.js';
import { requireTable } from './search.js';

export function setInherit(model: Model, table: TableModel, name: WrittenName): void {
  if (table.partitionOf) refuse('cannot change inheritance of a partition');
  if (table.kind === 'partitioned') refuse('cannot change inheritance of partitioned table');
  const parent = requireTable(model, name);
  if (parent.persistence === 'temporary' && table.persistence !== 'temporary') {
    refuse(`cannot inherit from temporary relation "${parent.name}"`);
  }
  if (parent.kind === 'partitioned') refuse(`cannot inherit from partitioned table "${parent.name}"`);
  if (parent.partitionOf) refuse('cannot inherit from a partition');
  if (table.inherits.includes(parent)) refuse(`relation "${parent.name}" would be inherited from more than once`);
  if (isDescendant(table, parent)) refuse('circular inheritance not allowed');
  adoptColumns(model, parent, table, false);
  append(model.journal, table.inherits, parent);
  append(model.journal, parent.children, table);
}

function isDescendant(of: TableModel, table: TableModel): boolean {
  return table === of || table.inherits.some(parent => isDescendant(of, parent));
}

export function noInherit(model: Model, table: TableModel, name: WrittenName): void {
  if (table.partitionOf) refuse('cannot change inheritance of a partition');
  const parent = requireTable(model, name);
  if (!table.inherits.includes(parent)) {
    refuse(
      parent.kind === 'partitioned'
        ? `relation "${table.name}" is not a partition of relation "${parent.name}"`
        : `relation "${parent.name}" is not a parent of relation "${table.name}"`,
    );
  }
  take(model.journal, table.inherits, parent);
  take(model.journal, parent.children, table);
  releaseColumns(model, parent, table);
}
