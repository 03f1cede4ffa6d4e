/** New columns: types, serial and identity sequences, and copies for children. */
import type { Expression, TypeRef } from '../catalog.js';
import type { ColumnSpec } from '../commands.js';
import { sequenceOf } from './expressions.js';
import { include, put, set } from './journal.js';
import { placeOf } from './located.js';
import type { ColumnModel, Here, Model, SequenceModel, TableModel, TypeModel } from './model.js';
import { chooseRelationName } from './names.js';
import { refuse, refuseMissing } from './refusal.js';
import { addRelation, nextId } from './register.js';
import { typeOf } from './search.js';

const serialTypes: ReadonlyMap<string, TypeRef> = new Map(
  Object.entries({
    smallserial: 'smallint',
    serial2: 'smallint',
    serial: 'integer',
    serial4: 'integer',
    bigserial: 'bigint',
    serial8: 'bigint',
  }).map(([serial, name]) => [serial, { name, modifiers: [], array: false }]),
);

export function isSerial(model: Model, type: TypeRef): boolean {
  return model.dialect === 'postgresql' && !type.array && serialTypes.has(type.name);
}

export function findColumn(table: TableModel, name: string): ColumnModel | undefined {
  return table.columns.find(column => column.name === name);
}

/** @throws Refusal in the words of ALTER TABLE. */
export function requireColumn(table: TableModel, name: string): ColumnModel {
  return findColumn(table, name) ?? refuseMissing(`column "${name}" of relation "${table.name}" does not exist`);
}

/** format_type's name of a type of the user. */
export function typeName(type: TypeModel): string {
  return type.schema === 'public' ? type.name : `${type.schema}.${type.name}`;
}

/** The type as the server calls it, and the user-defined type behind it. */
export function resolveType(model: Model, type: TypeRef): { type: TypeRef; userType: TypeModel | undefined } {
  const userType = typeOf(model, type);
  if (!userType) return { type, userType };
  const name = typeName(userType);
  return { type: name === type.name ? type : { ...type, name }, userType };
}

/**
 * A column as it is written in CREATE TABLE or ADD COLUMN; its NOT NULL and its sequence come later (`finishColumn`, `addNotNull`).
 * @throws Refusal when it has two sources of values.
 */
export function newColumn(model: Model, here: Here, tableName: string, spec: ColumnSpec): ColumnModel {
  const serial = isSerial(model, spec.type);
  const twice = twiceSpecified(spec, serial);
  if (twice !== undefined) refuse(`${twice} specified for column "${spec.name}" of table "${tableName}"`);
  if (spec.explicitNull && (spec.notNull || serial || spec.identity)) {
    refuse(`conflicting NULL/NOT NULL declarations for column "${spec.name}" of table "${tableName}"`);
  }
  const { type, userType } = serial
    ? { type: serialTypes.get(spec.type.name)!, userType: undefined }
    : resolveType(model, spec.type);
  const written = storedDefault(spec.default, type, userType);
  const column: ColumnModel = {
    name: spec.name,
    type,
    notNull: false,
    serial,
    inherited: false,
    place: placeOf(here, spec.nameSpan),
    definition: placeOf(here, spec.span),
    typePlace: placeOf(here, spec.typeSpan),
    inheritCount: 0,
    local: true,
    notNullConstraint: undefined,
    userType,
    defaultSequence: written && sequenceOf(model, here, written),
  };
  if (written) column.default = written;
  if (spec.identity) column.identity = spec.identity;
  if (spec.generated) column.generated = spec.generated;
  if (spec.collation !== undefined) column.collation = spec.collation;
  return column;
}

/** Which two sources of its values a column has; undefined: not two. */
function twiceSpecified(spec: ColumnSpec, serial: boolean): string | undefined {
  if ((serial || spec.identity) && spec.default) {
    return spec.identity ? 'both default and identity' : 'multiple default values';
  }
  if (spec.generated && spec.default) return 'both default and generation expression';
  if (spec.generated && spec.identity) return 'both identity and generation expression';
  return serial && spec.identity ? 'both default and identity' : undefined;
}

/** DEFAULT NULL is no default, but for domains and types with a length (AddRelationNewConstraints in heap.c). */
export function storedDefault(
  expression: Expression | undefined,
  type: TypeRef,
  userType: TypeModel | undefined,
): Expression | undefined {
  if (expression?.constant !== null) return expression;
  return type.modifiers.length === 0 && userType?.kind !== 'domain' ? undefined : expression;
}

/** A column that a child has from its parent: the default comes along, an identity only to partitions. */
export function inheritedColumn(parent: ColumnModel, partition: boolean): ColumnModel {
  const { comment: _comment, typePlace: _typePlace, identity, ...rest } = parent;
  return {
    ...rest,
    ...(partition && identity && { identity }),
    notNull: false,
    inherited: true,
    serial: false,
    inheritCount: 1,
    local: false,
    notNullConstraint: undefined,
  };
}

export function setInheritance(
  model: Model,
  object: { inheritCount: number; local: boolean; inherited: boolean },
  count: number,
  local: boolean,
): void {
  set(model.journal, object, 'inheritCount', count);
  set(model.journal, object, 'local', local);
  set(model.journal, object, 'inherited', count > 0);
}

/** The sequence of a serial or identity column, owned by it. Serial gives the column its default. */
/** Copies of an identity (LIKE) have sequences of the default type. */
export function addColumnSequence(
  model: Model,
  here: Here,
  table: TableModel,
  column: ColumnModel,
  copied = false,
): void {
  if (!column.serial && !column.identity) return;
  const name = chooseRelationName(model, table.schema, table.name, column.name, 'seq', false);
  const type = copied ? 'bigint' : column.type.name;
  const sequence: SequenceModel = {
    is: 'sequence',
    id: nextId(model),
    schema: table.schema,
    name,
    ...((type === 'smallint' || type === 'integer' || type === 'bigint') && { type }),
    ownedBy: { table, column },
    identity: column.identity !== undefined,
    readers: new Map(),
    place: column.place,
    definition: placeOf(here, here.span),
  };
  addRelation(model, sequence);
  include(model.journal, table.owned, sequence);
  if (!column.serial) return;
  setDefault(model, table, column, nextval(model, sequence), sequence);
}

/** Gives the column a default, or none. */
export function setDefault(
  model: Model,
  table: TableModel,
  column: ColumnModel,
  expression: Expression | undefined,
  sequence: SequenceModel | undefined,
): void {
  set(model.journal, column, 'default', expression);
  set(model.journal, column, 'defaultSequence', sequence);
  linkDefault(model, table, column);
}

/** Tells the sequence of the column's default that it is read. */
export function linkDefault(model: Model, table: TableModel, column: ColumnModel): void {
  if (column.defaultSequence) put(model.journal, column.defaultSequence.readers, column, table);
}

function nextval(model: Model, sequence: SequenceModel): Expression {
  const plain = /^[a-z_][a-z0-9_$]*$/.test(sequence.name) ? sequence.name : `"${sequence.name.replaceAll('"', '""')}"`;
  const onPath = model.searchPath.includes(sequence.schema);
  const text = `nextval('${(onPath ? plain : `${sequence.schema}.${plain}`).replaceAll("'", "''")}'::regclass)`;
  return { text, key: text, columns: [], functions: ['nextval'] };
}
