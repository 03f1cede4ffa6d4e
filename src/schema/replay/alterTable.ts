/**
 * ALTER TABLE. PostgreSQL runs the actions of one statement in passes: drops first, then types, columns, constraints
 * (AlterTablePass in its tablecmds.c).
 */
import type { CommandOf } from '../commands.js';
import type { TableAction } from '../tableActions.js';
import {
  addColumn,
  addIdentity,
  alterType,
  changeDefault,
  dropColumn,
  dropExpression,
  dropIdentity,
  setExpression,
} from './alterColumns.js';
import { addPrimaryNotNulls, addWrittenConstraint, dropConstraint, validateConstraint } from './alterConstraints.js';
import { dropNotNull, setNotNull } from './alterNotNull.js';
import { noInherit, setInherit } from './alterParents.js';
import { isSerial } from './columns.js';
import { createIndex } from './createIndex.js';
import { newDeletion } from './deletion.js';
import { dropConstraintParts, dropIndexParts } from './dropParts.js';
import { set } from './journal.js';
import type { Here, Model, TableModel } from './model.js';
import { attachPartition, detachPartition } from './partitions.js';
import { refuse, refuseMissing } from './refusal.js';
import { findRelation, refuseUnknown } from './search.js';

const pass = {
  drop: 0,
  type: 1,
  addColumn: 2,
  expression: 3,
  check: 4,
  attributes: 5,
  key: 6,
  index: 7,
  other: 8,
  rest: 9,
} as const;

interface Step {
  readonly pass: number;
  /** In one pass, what is written as such comes first, then what ADD COLUMN brings, then what ADD CONSTRAINT does. */
  readonly turn: 0 | 1 | 2;
  readonly run: () => void;
}

export function alterTable(model: Model, here: Here, command: CommandOf<'alterTable'>): void {
  const found = findRelation(model, command.name);
  if (!found) {
    if (command.ifExists) return;
    refuseUnknown(model, command.name);
  }
  if (found.is !== 'table') {
    // OWNER TO, SET (…) and the like are for views, sequences and indexes as well.
    const odd = command.actions.find(a => a.action !== 'other' && a.action !== 'setOwner' && !isViewAction(a.action));
    if (odd) refuse(`ALTER action cannot be performed on relation "${command.name.name}"`);
    return;
  }
  const steps: Step[] = [];
  for (const action of command.actions) planAction(model, here, found, command.only, action, steps);
  steps.sort((a, b) => a.pass - b.pass || a.turn - b.turn);
  for (const step of steps) step.run();
}

function isViewAction(action: TableAction['action']): boolean {
  return action === 'setDefault' || action === 'dropDefault';
}

function planAction(
  model: Model,
  here: Here,
  table: TableModel,
  only: boolean,
  action: TableAction,
  steps: Step[],
): void {
  const plan = (at: number, run: () => void) => steps.push({ pass: at, turn: 0, run });
  switch (action.action) {
    case 'addColumn':
      planColumn(model, here, table, only, action, steps);
      break;
    case 'dropColumn':
      plan(pass.drop, () => dropColumn(model, table, action, only));
      break;
    case 'setType':
      plan(pass.type, () => alterType(model, here, table, action, only));
      break;
    case 'setDefault':
      plan(pass.other, () => changeDefault(model, here, table, action.column, action.default, only));
      break;
    case 'dropDefault':
      plan(pass.drop, () => changeDefault(model, here, table, action.column, undefined, only));
      break;
    case 'setNotNull':
      plan(pass.attributes, () => setNotNull(model, here, table, action, only));
      break;
    case 'dropNotNull':
      plan(pass.drop, () => dropNotNull(model, table, action.column, only));
      break;
    case 'setExpression':
      plan(pass.expression, () => setExpression(model, table, action.column, action.expression));
      break;
    case 'dropExpression':
      plan(pass.drop, () => dropExpression(model, table, action.column));
      break;
    case 'addIdentity':
      plan(pass.other, () => addIdentity(model, here, table, action, only));
      break;
    case 'dropIdentity':
      plan(pass.drop, () => dropIdentity(model, table, action, only));
      break;
    case 'addConstraint':
      planConstraint(model, here, table, only, action.constraint, steps);
      break;
    case 'dropConstraint':
      plan(pass.drop, () => dropConstraint(model, table, action, only));
      break;
    case 'dropPrimaryKey':
    case 'dropIndex':
      plan(pass.drop, () => dropUnnamed(model, table, action));
      break;
    case 'addIndex':
      plan(pass.index, () => createIndex(model, here, action.index));
      break;
    case 'validateConstraint':
      plan(pass.rest, () => validateConstraint(model, table, action.name, only));
      break;
    default:
      plan(pass.rest, () => alterWhole(model, table, action));
  }
}

type ColumnAction = Extract<TableAction, { readonly action: 'addColumn' }>;
type ConstraintAction = Extract<TableAction, { readonly action: 'addConstraint' }>;

function planColumn(
  model: Model,
  here: Here,
  table: TableModel,
  only: boolean,
  action: ColumnAction,
  steps: Step[],
): void {
  let added = false;
  const { column, constraints } = action;
  steps.push({
    pass: pass.addColumn,
    turn: 0,
    run: () => {
      added = addColumn(model, here, table, action, only);
    },
  });
  const own: Step[] = [];
  if (column.notNull || column.identity || isSerial(model, column.type)) {
    const named = constraints.find(c => c.kind === 'notNull');
    own.push({
      pass: pass.attributes,
      turn: 1,
      run: () =>
        setNotNull(
          model,
          here,
          table,
          { column: column.name, span: column.notNullSpan ?? column.span, name: named?.name },
          only,
        ),
    });
  }
  for (const constraint of constraints) {
    if (constraint.kind !== 'notNull') planConstraint(model, here, table, only, constraint, own);
  }
  for (const step of own) steps.push({ pass: step.pass, turn: 1, run: () => added && step.run() });
}

function planConstraint(
  model: Model,
  here: Here,
  table: TableModel,
  only: boolean,
  constraint: ConstraintAction['constraint'],
  steps: Step[],
): void {
  const { kind } = constraint;
  if (kind === 'primaryKey') {
    const before = constraint.inline ? [] : table.columns.filter(column => column.notNull);
    const marked = new Set(before.map(column => column.name));
    steps.push({
      pass: pass.attributes,
      turn: 2,
      run: () => addPrimaryNotNulls(model, here, table, constraint, only, marked),
    });
  }
  const at =
    kind === 'check'
      ? pass.check
      : kind === 'notNull'
        ? pass.attributes
        : kind === 'foreignKey'
          ? pass.other
          : pass.key;
  steps.push({ pass: at, turn: 2, run: () => addWrittenConstraint(model, here, table, constraint, only) });
}

/** MySQL's DROP PRIMARY KEY and DROP INDEX. */
function dropUnnamed(
  model: Model,
  table: TableModel,
  action: Extract<TableAction, { readonly action: 'dropPrimaryKey' | 'dropIndex' }>,
): void {
  const deletion = newDeletion(model, true, `table ${table.name}`);
  if (action.action === 'dropPrimaryKey') {
    const key = table.constraints.find(c => c.kind === 'primaryKey');
    if (!key) refuseMissing(`table "${table.name}" has no primary key`);
    dropConstraintParts(deletion, key);
    return;
  }
  const index = table.indexes.find(i => i.name === action.name);
  if (!index) refuseMissing(`index "${action.name}" does not exist`);
  dropIndexParts(deletion, index);
}

function alterWhole(model: Model, table: TableModel, action: TableAction): void {
  const { journal } = model;
  switch (action.action) {
    case 'attachPartition':
      attachPartition(model, table, action.partition, action.isDefault);
      break;
    case 'detachPartition':
      detachPartition(model, table, action.partition, action.concurrently);
      break;
    case 'inherit':
      setInherit(model, table, action.parent);
      break;
    case 'noInherit':
      noInherit(model, table, action.parent);
      break;
    case 'rowSecurity':
      if (action.change === 'enable' || action.change === 'disable') {
        set(journal, table, 'rowSecurity', action.change === 'enable');
      } else set(journal, table, 'forceRowSecurity', action.change === 'force');
      break;
    case 'setOwner':
      set(journal, table, 'owner', action.owner);
      break;
    case 'setPersistence':
      set(journal, table, 'persistence', action.persistence);
      break;
  }
}
