/** ALTER TABLE's actions on columns. */
import type { Expression } from '../catalog.js';
import type { TableAction } from '../tableActions.js';
import {
  addColumnSequence,
  findColumn,
  inheritedColumn,
  linkDefault,
  newColumn,
  requireColumn,
  resolveType,
  setDefault,
  setInheritance,
  storedDefault,
} from './columns.js';
import { newDeletion } from './deletion.js';
import { dropSequence } from './dropLeaves.js';
import { dropColumnParts } from './dropParts.js';
import { sequenceOf } from './expressions.js';
import { append, set } from './journal.js';
import { placeOf } from './located.js';
import type { ColumnModel, Here, Model, TableModel } from './model.js';
import { refuse } from './refusal.js';

type Action<Kind extends TableAction['action']> = Extract<TableAction, { readonly action: Kind }>;

/** @returns false when IF NOT EXISTS left everything as it was. */
export function addColumn(
  model: Model,
  here: Here,
  table: TableModel,
  action: Action<'addColumn'>,
  only: boolean,
): boolean {
  const { name } = action.column;
  if (table.partitionOf) refuse('cannot add column to a partition');
  if (findColumn(table, name)) {
    if (action.ifNotExists) return false;
    refuse(`column "${name}" of relation "${table.name}" already exists`);
  }
  if (only && table.children.length > 0) refuse('column must be added to child tables too');
  const column = newColumn(model, here, table.name, action.column);
  if (column.identity && table.children.length > 0 && table.kind !== 'partitioned') {
    refuse('cannot recursively add identity column to table that has child tables');
  }
  append(model.journal, table.columns, column);
  addColumnSequence(model, here, table, column);
  linkDefault(model, table, column);
  for (const child of table.children) addInherited(model, child, column);
  return true;
}

function addInherited(model: Model, table: TableModel, parent: ColumnModel): void {
  const own = findColumn(table, parent.name);
  if (own) {
    setInheritance(model, own, own.inheritCount + 1, own.local);
    return;
  }
  const column = inheritedColumn(parent, table.partitionOf !== undefined);
  append(model.journal, table.columns, column);
  linkDefault(model, table, column);
  for (const child of table.children) addInherited(model, child, column);
}

export function dropColumn(model: Model, table: TableModel, action: Action<'dropColumn'>, only: boolean): void {
  const column = findColumn(table, action.column);
  if (!column && (action.ifExists || table.open)) return;
  const found = column ?? requireColumn(table, action.column);
  if (found.inheritCount > 0) refuse(`cannot drop inherited column "${found.name}"`);
  dropColumnFrom(model, table, found, action.cascade, only);
}

function dropColumnFrom(model: Model, table: TableModel, column: ColumnModel, cascade: boolean, only: boolean): void {
  const { name } = column;
  if (table.partitionKey?.columns.includes(name)) {
    refuse(`cannot drop column "${name}" because it is part of the partition key of relation "${table.name}"`);
  }
  if (only && table.kind === 'partitioned' && table.children.length > 0) {
    refuse('cannot drop column from only the partitioned table when partitions exist');
  }
  for (const child of table.children) {
    const theirs = findColumn(child, name);
    if (!theirs) continue;
    if (only) setInheritance(model, theirs, theirs.inheritCount - 1, true);
    else if (theirs.inheritCount === 1 && !theirs.local) dropColumnFrom(model, child, theirs, cascade, false);
    else setInheritance(model, theirs, theirs.inheritCount - 1, theirs.local);
  }
  dropColumnParts(newDeletion(model, cascade, `column ${name} of table ${table.name}`), table, column);
}

export function alterType(model: Model, here: Here, table: TableModel, action: Action<'setType'>, only: boolean): void {
  const column = requireColumn(table, action.column);
  if (column.inheritCount > 0) refuse(`cannot alter inherited column "${column.name}"`);
  if (table.partitionKey?.columns.includes(column.name)) {
    refuse(`cannot alter column "${column.name}" because it is part of the partition key of relation "${table.name}"`);
  }
  if (only && table.children.length > 0) {
    refuse(`type of inherited column "${column.name}" must be changed in child tables too`);
  }
  for (const other of table.columns) {
    if (other.generated?.expression.columns.includes(column.name)) {
      refuse('cannot alter type of a column used by a generated column');
    }
  }
  for (const view of table.readers) {
    if (view.reads.get(table)?.has(column.name)) refuse('cannot alter type of a column used by a view or rule');
  }
  changeType(model, here, table, column, action);
}

function changeType(model: Model, here: Here, table: TableModel, column: ColumnModel, action: Action<'setType'>): void {
  const { journal } = model;
  const { type, userType } = resolveType(model, action.type);
  set(journal, column, 'type', type);
  set(journal, column, 'userType', userType);
  set(journal, column, 'typePlace', placeOf(here, action.typeSpan));
  set(journal, column, 'serial', false);
  set(journal, column, 'collation', action.collation as string);
  for (const child of table.children) {
    const theirs = findColumn(child, column.name);
    if (theirs) changeType(model, here, child, theirs, action);
  }
}

/** SET DEFAULT and DROP DEFAULT. */
export function changeDefault(
  model: Model,
  here: Here,
  table: TableModel,
  name: string,
  expression: Expression | undefined,
  only: boolean,
): void {
  if (table.open && !findColumn(table, name)) return;
  const column = requireColumn(table, name);
  if (column.identity) refuse(`column "${name}" of relation "${table.name}" is an identity column`);
  if (column.generated) refuse(`column "${name}" of relation "${table.name}" is a generated column`);
  const stored = storedDefault(expression, column.type, column.userType);
  setDefault(model, table, column, stored, sequenceOf(model, here, stored));
  if (column.serial) set(model.journal, column, 'serial', false);
  if (only) return;
  for (const child of table.children) changeDefault(model, here, child, name, expression, false);
}

export function setExpression(model: Model, table: TableModel, name: string, expression: Expression): void {
  const column = requireColumn(table, name);
  if (!column.generated) refuse(`column "${name}" of relation "${table.name}" is not a generated column`);
  set(model.journal, column, 'generated', { ...column.generated, expression });
  for (const child of table.children) setExpression(model, child, name, expression);
}

export function dropExpression(model: Model, table: TableModel, name: string): void {
  const column = requireColumn(table, name);
  if (!column.generated) refuse(`column "${name}" of relation "${table.name}" is not a generated column`);
  if (!column.generated.stored) refuse('ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns');
  if (column.inheritCount > 0) refuse('cannot drop generation expression from inherited column');
  const drop = (at: TableModel) => {
    set(model.journal, requireColumn(at, name), 'generated', undefined as never);
    for (const child of at.children) drop(child);
  };
  drop(table);
}

export function addIdentity(
  model: Model,
  here: Here,
  table: TableModel,
  action: Action<'addIdentity'>,
  only: boolean,
): void {
  const column = requireColumn(table, action.column);
  const named = `column "${column.name}" of relation "${table.name}"`;
  if (table.partitionOf) refuse('cannot add identity to a column of a partition');
  if (only && table.kind === 'partitioned') {
    refuse('cannot add identity to a column of only the partitioned table');
  }
  if (!column.notNull) refuse(`${named} must be declared NOT NULL before identity can be added`);
  if (column.identity) refuse(`${named} is already an identity column`);
  if (column.default) refuse(`${named} already has a default value`);
  set(model.journal, column, 'identity', action.identity);
  addColumnSequence(model, here, table, column);
  spreadIdentity(model, table, column);
}

function spreadIdentity(model: Model, table: TableModel, { name, identity }: ColumnModel): void {
  for (const child of table.children) {
    if (child.partitionOf !== table) continue;
    const theirs = requireColumn(child, name);
    set(model.journal, theirs, 'identity', identity as never);
    spreadIdentity(model, child, theirs);
  }
}

export function dropIdentity(model: Model, table: TableModel, action: Action<'dropIdentity'>, only: boolean): void {
  if (table.partitionOf) refuse('cannot drop identity from a column of a partition');
  if (only && table.kind === 'partitioned') {
    refuse('cannot drop identity from a column of only the partitioned table');
  }
  const column = requireColumn(table, action.column);
  if (!column.identity) {
    if (action.ifExists) return;
    refuse(`column "${column.name}" of relation "${table.name}" is not an identity column`);
  }
  set(model.journal, column, 'identity', undefined as never);
  spreadIdentity(model, table, column);
  for (const sequence of [...table.owned]) {
    if (sequence.identity && sequence.ownedBy?.column === column) {
      dropSequence(newDeletion(model, true, `sequence ${sequence.name}`), sequence);
    }
  }
}
