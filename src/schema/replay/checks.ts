/** CHECK constraints, and how they spread to children. */
import type { Expression, Place } from '../catalog.js';
import { setInheritance } from './columns.js';
import type { CheckModel, Model, TableModel } from './model.js';
import { chooseConstraintName } from './names.js';
import { refuse, refuseMissing } from './refusal.js';
import { addConstraint, findConstraint } from './register.js';

export interface CheckWish {
  readonly name: string | undefined;
  readonly expression: Expression;
  readonly noInherit: boolean;
  readonly valid: boolean;
  readonly place: Place;
  readonly definition: Place;
}

/** @throws Refusal when the expression reads a column that the table does not have. */
export function requireColumnsOf(table: TableModel, expression: Expression): void {
  if (table.open) return;
  for (const name of expression.columns) {
    if (!table.columns.some(column => column.name === name) && !systemColumns.has(name)) {
      refuseMissing(`column "${name}" does not exist`);
    }
  }
}

export const systemColumns: ReadonlySet<string> = new Set(['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax']);

/** `t_a_check` when it reads one column, else `t_check`. */
function checkName(model: Model, table: TableModel, { columns }: Expression): string {
  const column = columns.length === 1 ? columns[0] : undefined;
  return chooseConstraintName(model, table.schema, table.name, column, 'check');
}

/**
 * Adds a check to the table and, for ALTER TABLE, to its children.
 * @throws Refusal when there is another constraint of that name.
 */
export function addCheck(model: Model, table: TableModel, wish: CheckWish, creating: boolean, only = false): void {
  requireColumnsOf(table, wish.expression);
  const name = wish.name ?? checkName(model, table, wish.expression);
  if (wish.noInherit && table.kind === 'partitioned') {
    refuse(`cannot add NO INHERIT constraint to partitioned table "${table.name}"`);
  }
  const merged = mergeCheck(model, table, { ...wish, name }, creating, true);
  if (!merged) putCheck(model, table, { ...wish, name }, wish.name === undefined, 0, true);
  if (creating || wish.noInherit || merged) return;
  if (only && table.children.length > 0) refuse('constraint must be added to child tables too');
  for (const child of table.children) addToChild(model, child, { ...wish, name }, wish.name === undefined);
}

function addToChild(model: Model, table: TableModel, wish: CheckWish & { name: string }, unnamed: boolean): void {
  const merged = mergeCheck(model, table, wish, false, false);
  if (merged) return;
  putCheck(model, table, wish, unnamed, 1, false);
  for (const child of table.children) addToChild(model, child, wish, unnamed);
}

/** An equal check of the same name becomes this one (MergeWithExistingConstraint in heap.c). */
function mergeCheck(
  model: Model,
  table: TableModel,
  wish: CheckWish & { name: string },
  creating: boolean,
  local: boolean,
): boolean {
  const existing = findConstraint(table, wish.name);
  if (!existing) return false;
  const equal = existing.kind === 'check' && existing.expression.key === wish.expression.key;
  // A constraint of the table itself is only taken for the parent's one when it spreads from there.
  if (!equal || (local && (!existing.inherited || existing.local))) {
    refuse(
      creating && existing.kind === 'check' && !existing.inherited
        ? `check constraint "${wish.name}" already exists`
        : `constraint "${wish.name}" for relation "${table.name}" already exists`,
    );
  }
  if (existing.noInherit || (wish.noInherit && !local)) {
    refuse(`constraint "${wish.name}" conflicts with non-inherited constraint on relation "${table.name}"`);
  }
  if (local) setInheritance(model, existing, existing.inheritCount, true);
  else setInheritance(model, existing, existing.inheritCount + 1, table.partitionOf ? false : existing.local);
  return true;
}

export function putCheck(
  model: Model,
  table: TableModel,
  wish: CheckWish & { name: string },
  unnamed: boolean,
  inheritCount: number,
  local: boolean,
): CheckModel {
  const check: CheckModel = {
    kind: 'check',
    table,
    name: wish.name,
    unnamed,
    expression: wish.expression,
    deferrable: false,
    valid: wish.valid,
    inherited: inheritCount > 0,
    inheritCount,
    local,
    noInherit: wish.noInherit,
    place: wish.place,
    definition: wish.definition,
  };
  addConstraint(model, check);
  return check;
}
