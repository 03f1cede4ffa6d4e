/** Foreign keys: their target, the unique index that vouches for it, and partitions. */
import type { Name, Place } from '../catalog.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { setInheritance } from './columns.js';
import { set } from './journal.js';
import type { ForeignKeyModel, Here, IndexModel, Model, TableModel } from './model.js';
import { chooseConstraintName, columnsPart } from './names.js';
import { Refusal, refuse, refuseMissing } from './refusal.js';
import { addConstraint, findConstraint } from './register.js';
import { creationSpace, findRelation, findTable, refuseUnknown } from './search.js';

export type ForeignKeySpec = Extract<ConstraintSpec, { readonly kind: 'foreignKey' }>;

interface Target {
  readonly target: Name | TableModel;
  readonly columns: readonly string[];
  readonly index: IndexModel | undefined;
}

/**
 * Adds the foreign key to the table and its partitions. One whose target is unknown or not unique is kept as it was written, with a
 * note: the rules about keys have more to say about it than that it is wrong.
 * @throws Refusal when its own columns are missing or its name is taken.
 */
export function addForeignKey(
  model: Model,
  here: Here,
  table: TableModel,
  spec: ForeignKeySpec,
  where: { place: Place; definition: Place; only: boolean },
): void {
  for (const name of spec.columns) {
    if (!table.open && !table.columns.some(column => column.name === name)) {
      refuseMissing(`column "${name}" referenced in foreign key constraint does not exist`);
    }
  }
  if (spec.name !== undefined && findConstraint(table, spec.name)) {
    refuse(`constraint "${spec.name}" for relation "${table.name}" already exists`);
  }
  const target = resolveTarget(model, here, table, spec);
  if (where.only && table.kind === 'partitioned' && table.children.length > 0 && 'is' in target.target) {
    refuse(
      `cannot use ONLY for foreign key on partitioned table "${table.name}" referencing relation "${target.target.name}"`,
    );
  }
  const name = spec.name ?? chooseForeignKeyName(model, table, spec.columns);
  const foreignKey: ForeignKeyModel = {
    kind: 'foreignKey',
    table,
    name,
    unnamed: spec.name === undefined,
    columns: spec.columns,
    target: target.target,
    targetColumns: target.columns,
    targetWritten: spec.targetColumns.length > 0,
    onDelete: spec.onDelete,
    onUpdate: spec.onUpdate,
    onDeleteWritten: spec.onDeleteWritten,
    deferrable: spec.deferrable,
    valid: !spec.notValid,
    inherited: false,
    inheritCount: 0,
    local: true,
    index: target.index,
    parent: undefined,
    place: where.place,
    definition: where.definition,
  };
  addConstraint(model, foreignKey);
  for (const child of partitionsOf(table)) copyForeignKey(model, foreignKey, child);
}

function partitionsOf(table: TableModel): readonly TableModel[] {
  return table.kind === 'partitioned' ? table.children : [];
}

function chooseForeignKeyName(model: Model, table: TableModel, columns: readonly string[]): string {
  return chooseConstraintName(model, table.schema, table.name, columnsPart(columns), 'fkey');
}

function resolveTarget(model: Model, here: Here, table: TableModel, spec: ForeignKeySpec): Target {
  try {
    const found = findRelation(model, spec.target) ?? refuseUnknown(model, spec.target);
    if (found.is !== 'table') refuse(`referenced relation "${spec.target.name}" is not a table`);
    checkPersistence(table, found);
    return matchTarget(found, spec);
  } catch (error) {
    // The table may come with a later file: then the command waits for it.
    if (!(error instanceof Refusal) || error.reason === 'wrong' || !here.lenient) throw error;
    const target = writtenTarget(model, spec);
    if (error.reason === 'missing') {
      model.notes.push({ message: error.message, holds: () => !isThereNow(model, target, spec.columns.length) });
    }
    return target;
  }
}

function writtenTarget(model: Model, spec: ForeignKeySpec): Target {
  const found = findRelation(model, spec.target);
  const target =
    found?.is === 'table'
      ? found
      : { schema: spec.target.schema ?? creationSpace(model, undefined).name, name: spec.target.name };
  return { target, columns: spec.targetColumns, index: undefined };
}

function isThereNow(model: Model, { target, columns }: Target, count: number): boolean {
  const table = findTable(model, { schema: target.schema, name: target.name });
  if (!table) return false;
  const wanted = columns.length > 0 ? columns : primaryKeyColumns(table);
  return wanted.length === count && uniqueIndexOver(table, wanted) !== undefined;
}

/** The columns that a foreign key without written ones means. */
export function primaryKeyColumns(table: TableModel | undefined): readonly string[] {
  return table?.constraints.find(c => c.kind === 'primaryKey')?.columns ?? [];
}

function matchTarget(target: TableModel, spec: ForeignKeySpec): Target {
  if (spec.targetColumns.length === 0) {
    const primaryKey = target.constraints.find(c => c.kind === 'primaryKey');
    if (!primaryKey) {
      if (target.open) return { target, columns: [], index: undefined };
      refuseMissing(`there is no primary key for referenced table "${target.name}"`);
    }
    requireSameCount(spec.columns, primaryKey.columns);
    return { target, columns: primaryKey.columns, index: primaryKey.index };
  }
  for (const name of spec.targetColumns) {
    if (!target.open && !target.columns.some(column => column.name === name)) {
      refuseMissing(`column "${name}" referenced in foreign key constraint does not exist`);
    }
  }
  requireSameCount(spec.columns, spec.targetColumns);
  const index = uniqueIndexOver(target, spec.targetColumns);
  if (!index && !target.open) {
    refuseMissing(`there is no unique constraint matching given keys for referenced table "${target.name}"`);
  }
  return { target, columns: spec.targetColumns, index };
}

function requireSameCount(columns: readonly string[], targetColumns: readonly string[]): void {
  if (columns.length !== targetColumns.length) {
    refuse('number of referencing and referenced columns for foreign key disagree');
  }
}

function checkPersistence(table: TableModel, target: TableModel): void {
  if (table.persistence === target.persistence || table.persistence === 'unlogged') {
    if (table.persistence !== 'unlogged' || target.persistence !== 'temporary') return;
  }
  if (table.persistence === 'permanent') refuse('constraints on permanent tables may reference only permanent tables');
  if (table.persistence === 'unlogged')
    refuse('constraints on unlogged tables may reference only permanent or unlogged tables');
  refuse('constraints on temporary tables may reference only temporary tables');
}

/** The first index that makes these columns unique, in any order (transformFkeyCheckAttrs). */
export function uniqueIndexOver(target: TableModel, columns: readonly string[]): IndexModel | undefined {
  return target.indexes.find(
    index =>
      index.unique &&
      !index.deferrable &&
      !index.predicate &&
      index.keys.length === columns.length &&
      index.keys.every(key => key.column !== undefined && columns.includes(key.column)),
  );
}

/** The foreign key of a partition, for its parent's; an equal one is taken in. */
export function copyForeignKey(model: Model, parent: ForeignKeyModel, table: TableModel): void {
  const equal = table.constraints.find(c => c.kind === 'foreignKey' && isEqual(c, parent));
  if (equal?.kind === 'foreignKey') {
    set(model.journal, equal, 'parent', parent);
    setInheritance(model, equal, equal.inheritCount + 1, false);
    return;
  }
  const taken = findConstraint(table, parent.name) !== undefined;
  const copy: ForeignKeyModel = {
    ...parent,
    table,
    name: taken ? chooseForeignKeyName(model, table, parent.columns) : parent.name,
    unnamed: parent.unnamed || taken,
    inherited: true,
    inheritCount: 1,
    local: false,
    parent,
  };
  addConstraint(model, copy);
  for (const child of partitionsOf(table)) copyForeignKey(model, copy, child);
}

function isEqual(own: ForeignKeyModel, parent: ForeignKeyModel): boolean {
  return (
    !own.parent &&
    own.target === parent.target &&
    own.columns.length === parent.columns.length &&
    own.columns.every((name, at) => name === parent.columns[at]) &&
    own.targetColumns.every((name, at) => name === parent.targetColumns[at]) &&
    own.onDelete === parent.onDelete &&
    own.onUpdate === parent.onUpdate &&
    own.deferrable === parent.deferrable
  );
}
