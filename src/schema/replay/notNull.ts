/** NOT NULL, which PostgreSQL 18 keeps as a constraint with a name: `orders_id_not_null`. */
import type { Place } from '../catalog.js';
import { requireColumn, setInheritance } from './columns.js';
import { append, set, take } from './journal.js';
import type { ColumnModel, Model, NotNullModel, TableModel } from './model.js';
import { chooseConstraintName } from './names.js';
import { refuse } from './refusal.js';
import { countConstraintName, findConstraint, isListed } from './register.js';

export interface NotNullWish {
  readonly column: string;
  readonly name?: string | undefined;
  /** The name was chosen by the server for another table (LIKE). */
  readonly unnamed?: boolean;
  readonly place: Place;
  readonly definition: Place;
  readonly valid: boolean;
  readonly noInherit: boolean;
}

/** Gives the column a NOT NULL of that name. */
export function putNotNull(
  model: Model,
  table: TableModel,
  column: ColumnModel,
  from: Pick<NotNullWish, 'place' | 'definition' | 'valid' | 'noInherit'>,
  made: { name: string; unnamed: boolean; inheritCount: number; local: boolean },
): NotNullModel {
  const constraint: NotNullModel = {
    kind: 'notNull',
    table,
    name: made.name,
    unnamed: made.unnamed,
    columns: [column.name],
    deferrable: false,
    valid: from.valid,
    inherited: made.inheritCount > 0,
    inheritCount: made.inheritCount,
    local: made.local,
    noInherit: from.noInherit,
    place: from.place,
    definition: from.definition,
  };
  countConstraintName(model, table.schema, made.name, 1);
  if (isListed(constraint)) append(model.journal, table.constraints, constraint);
  set(model.journal, column, 'notNullConstraint', constraint);
  set(model.journal, column, 'notNull', true);
  return constraint;
}

/**
 * SET NOT NULL, ADD NOT NULL and the NOT NULL of a primary key that is added later: on the table and, unless `only`, on its children.
 * @throws Refusal when the column has one that contradicts.
 */
export function addNotNull(model: Model, table: TableModel, wish: NotNullWish, only: boolean): void {
  const column = requireColumn(table, wish.column);
  const existing = column.notNullConstraint;
  if (existing) {
    mergeNotNull(model, table, existing, wish, false);
    return;
  }
  if (wish.name !== undefined && findConstraint(table, wish.name)) {
    refuse(`constraint "${wish.name}" for relation "${table.name}" already exists`);
  }
  const name = wish.name ?? chooseConstraintName(model, table.schema, table.name, column.name, 'not_null');
  const noInherit = wish.noInherit || (only && table.children.length > 0);
  if (only && table.kind === 'partitioned' && table.children.length > 0) {
    refuse('constraint must be added to child tables too');
  }
  const unnamed = wish.name === undefined;
  putNotNull(model, table, column, noInherit ? { ...wish, noInherit } : wish, {
    name,
    unnamed,
    inheritCount: 0,
    local: true,
  });
  if (noInherit) return;
  // Children get the parent's name for it, even one that the server chose.
  for (const child of table.children) {
    addChildNotNull(model, child, { ...wish, name }, unnamed);
  }
}

function addChildNotNull(
  model: Model,
  table: TableModel,
  wish: NotNullWish & { name: string },
  unnamed: boolean,
): void {
  const column = requireColumn(table, wish.column);
  const existing = column.notNullConstraint;
  if (existing) {
    mergeNotNull(model, table, existing, wish, true);
    return;
  }
  const taken = findConstraint(table, wish.name) !== undefined;
  const name = taken ? chooseConstraintName(model, table.schema, table.name, column.name, 'not_null') : wish.name;
  putNotNull(model, table, column, wish, { name, unnamed: unnamed || taken, inheritCount: 1, local: false });
  for (const child of table.children) addChildNotNull(model, child, { ...wish, name }, unnamed);
}

function mergeNotNull(
  model: Model,
  table: TableModel,
  existing: NotNullModel,
  wish: NotNullWish,
  recursing: boolean,
): void {
  if (existing.noInherit && !wish.noInherit && !(table.children.length === 0 && !recursing)) {
    refuse(`cannot change NO INHERIT status of NOT NULL constraint "${existing.name}" on relation "${table.name}"`);
  }
  if (!recursing && wish.name !== undefined && wish.name !== existing.name) {
    refuse(`cannot create not-null constraint "${wish.name}" on column "${wish.column}" of table "${table.name}"`);
  }
  if (wish.valid && !existing.valid) validateNotNull(model, existing);
  if (recursing) setInheritance(model, existing, existing.inheritCount + 1, existing.local);
  else setInheritance(model, existing, existing.inheritCount, true);
}

export function validateNotNull(model: Model, constraint: NotNullModel): void {
  if (constraint.valid) return;
  const listed = isListed(constraint);
  set(model.journal, constraint, 'valid', true);
  if (listed && !isListed(constraint)) take(model.journal, constraint.table.constraints, constraint);
}

/** Takes the NOT NULL off the column, whoever it came from. */
export function removeNotNull(model: Model, column: ColumnModel): void {
  const constraint = column.notNullConstraint;
  if (!constraint) return;
  take(model.journal, constraint.table.constraints, constraint);
  countConstraintName(model, constraint.table.schema, constraint.name, -1);
  set(model.journal, column, 'notNullConstraint', undefined);
  set(model.journal, column, 'notNull', false);
}
