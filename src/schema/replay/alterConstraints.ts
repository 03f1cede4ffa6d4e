/** ADD, DROP and VALIDATE CONSTRAINT. */
import type { ConstraintSpec } from '../constraintSpec.js';
import type { TableAction } from '../tableActions.js';
import { dropNotNullConstraint } from './alterNotNull.js';
import { addCheck } from './checks.js';
import { findColumn, setInheritance } from './columns.js';
import { constraintPlaces, keyWish } from './constraints.js';
import { newDeletion } from './deletion.js';
import { dropConstraintParts } from './dropParts.js';
import { addForeignKey } from './foreignKeys.js';
import { addIndex } from './indexes.js';
import { set } from './journal.js';
import type { CheckModel, Here, Model, TableModel } from './model.js';
import { addNotNull, validateNotNull } from './notNull.js';
import { refuse, refuseMissing } from './refusal.js';
import { findConstraint, removeConstraint } from './register.js';
import { useIndex } from './usingIndex.js';

type PrimaryKeySpec = Extract<ConstraintSpec, { readonly kind: 'primaryKey' | 'unique' }>;

/** Columns of a primary key are NOT NULL, in children as well. `marked`: those that were, before the statement. */
export function addPrimaryNotNulls(
  model: Model,
  here: Here,
  table: TableModel,
  spec: ConstraintSpec,
  only: boolean,
  marked: ReadonlySet<string>,
): void {
  const { columns, usingIndex } = spec as PrimaryKeySpec;
  const index = usingIndex === undefined ? undefined : table.indexes.find(i => i.name === usingIndex);
  const names = index ? index.keys.flatMap(key => key.column ?? []) : columns;
  for (const column of names) {
    if (table.open && !findColumn(table, column)) continue;
    if (marked.has(column)) {
      // Another action of the same statement took it away: nobody puts it back.
      if (findColumn(table, column)?.notNull) continue;
      refuse(`primary key column "${column}" is not marked NOT NULL`);
    }
    if (only) {
      for (const child of table.children) {
        if (findColumn(child, column)?.notNull === false) {
          refuse(`column "${column}" of table "${child.name}" is not marked NOT NULL`);
        }
      }
    }
    const wish = { column, ...constraintPlaces(here, spec), valid: true, noInherit: false };
    addNotNull(model, table, wish, false);
  }
}

export function addWrittenConstraint(
  model: Model,
  here: Here,
  table: TableModel,
  spec: ConstraintSpec,
  only: boolean,
): void {
  const places = constraintPlaces(here, spec);
  switch (spec.kind) {
    case 'check':
      addCheck(model, table, { ...spec, name: spec.name, valid: !spec.notValid, ...places }, false, only);
      break;
    case 'notNull':
      for (const column of spec.columns) {
        if (only && table.children.length > 0 && !findColumn(table, column)?.notNullConstraint) {
          refuse('constraint must be added to child tables too');
        }
        addNotNull(model, table, { column, name: spec.name, ...places, valid: !spec.notValid, noInherit: false }, only);
      }
      break;
    case 'foreignKey':
      addForeignKey(model, here, table, spec, { ...places, only });
      break;
    default:
      if (table.kind === 'foreign') {
        refuse(
          `${spec.kind === 'primaryKey' ? 'primary key' : spec.kind} constraints are not supported on foreign tables`,
        );
      }
      if (spec.kind !== 'exclusion' && spec.usingIndex !== undefined) {
        useIndex(model, table, spec.usingIndex, spec.kind, spec, places);
      } else addIndex(model, table, keyWish(here, spec), only);
  }
}

export function dropConstraint(
  model: Model,
  table: TableModel,
  action: Extract<TableAction, { readonly action: 'dropConstraint' }>,
  only: boolean,
): void {
  const constraint = findConstraint(table, action.name);
  if (!constraint) {
    if (action.ifExists) return;
    refuseMissing(`constraint "${action.name}" of relation "${table.name}" does not exist`);
  }
  if (constraint.kind === 'notNull') {
    dropNotNullConstraint(model, table, constraint, only);
    return;
  }
  if (constraint.inheritCount > 0) {
    refuse(`cannot drop inherited constraint "${constraint.name}" of relation "${table.name}"`);
  }
  if (constraint.kind === 'check') dropCheck(model, table, constraint, only);
  else {
    dropConstraintParts(
      newDeletion(model, action.cascade, `constraint ${constraint.name} on table ${table.name}`),
      constraint,
    );
  }
}

function dropCheck(model: Model, table: TableModel, check: CheckModel, only: boolean): void {
  removeConstraint(model, check);
  if (check.noInherit) return;
  for (const child of table.children) {
    const theirs = child.constraints.find(c => c.kind === 'check' && c.name === check.name);
    if (theirs?.kind !== 'check' || theirs.inheritCount === 0) continue;
    if (only) setInheritance(model, theirs, theirs.inheritCount - 1, true);
    else if (theirs.inheritCount === 1 && !theirs.local) dropCheck(model, child, theirs, false);
    else setInheritance(model, theirs, theirs.inheritCount - 1, theirs.local);
  }
}

export function validateConstraint(model: Model, table: TableModel, name: string, only: boolean): void {
  const constraint = findConstraint(table, name);
  if (!constraint) refuseMissing(`constraint "${name}" of relation "${table.name}" does not exist`);
  if (constraint.kind === 'notNull') {
    validateNotNull(model, constraint);
    const column = constraint.columns[0]!;
    for (const child of only ? [] : table.children) {
      const theirs = findColumn(child, column)?.notNullConstraint;
      if (theirs) validateConstraint(model, child, theirs.name, false);
    }
    return;
  }
  if (constraint.kind !== 'foreignKey' && constraint.kind !== 'check') {
    refuse(`cannot validate constraint "${name}" of relation "${table.name}"`);
  }
  if (constraint.valid) return;
  set(model.journal, constraint, 'valid', true);
  if (only && table.children.length > 0 && constraint.kind === 'check') {
    refuse('constraint must be validated on child tables too');
  }
  for (const child of table.children) {
    for (const theirs of child.constraints) {
      const same =
        theirs.kind === 'foreignKey' ? theirs.parent === constraint : theirs.kind === 'check' && theirs.name === name;
      if (same && theirs.inheritCount > 0) validateConstraint(model, child, theirs.name, false);
    }
  }
}
