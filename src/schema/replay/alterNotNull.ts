/** ALTER COLUMN SET NOT NULL and DROP NOT NULL. */
import type { Span } from '../commands.js';
import { findColumn, requireColumn, setInheritance } from './columns.js';
import { placeOf } from './located.js';
import type { Here, Model, NotNullModel, TableModel } from './model.js';
import { addNotNull, removeNotNull } from './notNull.js';
import { refuse } from './refusal.js';

export function setNotNull(
  model: Model,
  here: Here,
  table: TableModel,
  action: { readonly column: string; readonly span: Span; readonly name?: string | undefined },
  only: boolean,
): void {
  if (table.open && !findColumn(table, action.column)) return;
  const place = placeOf(here, action.span);
  const { column, name } = action;
  addNotNull(model, table, { column, name, place, definition: place, valid: true, noInherit: false }, only);
}

export function dropNotNull(model: Model, table: TableModel, name: string, only: boolean): void {
  if (table.open && !findColumn(table, name)) return;
  const column = requireColumn(table, name);
  if (column.identity) refuse(`column "${name}" of relation "${table.name}" is an identity column`);
  const inParent = table.partitionOf && findColumn(table.partitionOf, name)?.notNull;
  if (inParent) refuse(`column "${name}" is marked NOT NULL in parent table`);
  if (column.notNullConstraint) dropNotNullConstraint(model, table, column.notNullConstraint, only);
}

/** Also for DROP CONSTRAINT of a NOT NULL. */
export function dropNotNullConstraint(model: Model, table: TableModel, constraint: NotNullModel, only: boolean): void {
  if (constraint.inheritCount > 0) {
    refuse(`cannot drop inherited constraint "${constraint.name}" of relation "${table.name}"`);
  }
  removeFrom(model, table, constraint, only);
}

function removeFrom(model: Model, table: TableModel, constraint: NotNullModel, only: boolean): void {
  const name = constraint.columns[0]!;
  const column = requireColumn(table, name);
  if (table.constraints.some(c => c.kind === 'primaryKey' && c.columns.includes(name))) {
    refuse(`column "${name}" is in a primary key`);
  }
  if (column.identity) refuse(`column "${name}" of relation "${table.name}" is an identity column`);
  removeNotNull(model, column);
  if (constraint.noInherit) return;
  for (const child of table.children) {
    const theirs = findColumn(child, name)?.notNullConstraint;
    if (!theirs || theirs.inheritCount === 0) continue;
    if (only) setInheritance(model, theirs, theirs.inheritCount - 1, true);
    else if (theirs.inheritCount === 1 && !theirs.local) removeFrom(model, child, theirs, false);
    else setInheritance(model, theirs, theirs.inheritCount - 1, theirs.local);
  }
}
