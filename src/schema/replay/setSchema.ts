/** ALTER … SET SCHEMA: a table takes its indexes, constraints and own sequences with it. */
import type { CommandOf } from '../commands.js';
import { put, remove, set } from './journal.js';
import type { Model, RelationModel, SequenceModel, TableModel, ViewModel } from './model.js';
import { refuse } from './refusal.js';
import { addRoutine, allConstraints, countConstraintName, removeRoutine } from './register.js';
import { moveType } from './renameType.js';
import { findRoutine } from './routines.js';
import { existingSpace, findRelation, refuseUnknown, requireType } from './search.js';

export function setSchema(model: Model, command: CommandOf<'setSchema'>): void {
  const { object, schema } = command;
  if (object === 'type' || object === 'domain') {
    const type = requireType(model, command.name);
    if (type.schema !== schema) moveType(model, type, existingSpace(model, schema).name, type.name);
  } else if (object === 'function') {
    const routine = findRoutine(model, command.name, undefined, false)!;
    existingSpace(model, schema);
    removeRoutine(model, routine);
    set(model.journal, routine, 'schema', schema);
    addRoutine(model, routine);
  } else if (object !== 'extension' && object !== 'other') moveRelation(model, command);
}

function moveRelation(model: Model, command: CommandOf<'setSchema'>): void {
  const relation = findRelation(model, command.name);
  if (!relation) {
    if (command.ifExists) return;
    refuseUnknown(model, command.name);
  }
  if (relation.is === 'index') refuse(`cannot change schema of index "${relation.name}"`);
  if (relation.is === 'type') refuse(`"${relation.name}" is a composite type`);
  existingSpace(model, command.schema);
  if (relation.schema === command.schema) return;
  if (relation.is === 'sequence' && relation.ownedBy) refuse('cannot move an owned sequence into another schema');
  if (relation.is === 'table') moveTable(model, relation, command.schema);
  else moveOne(model, relation, command.schema);
}

/** The names change spaces; the objects stay what they are. */
function moveName(model: Model, relation: RelationModel, from: string, to: string): void {
  const source = existingSpace(model, from).relations;
  const target = existingSpace(model, to).relations;
  if (target.has(relation.name)) refuse(`relation "${relation.name}" already exists in schema "${to}"`);
  if (source.get(relation.name) === relation) remove(model.journal, source, relation.name);
  put(model.journal, target, relation.name, relation);
}

function moveOne(model: Model, relation: TableModel | ViewModel | SequenceModel, to: string): void {
  const from = relation.schema;
  moveName(model, relation, from, to);
  if (relation.is !== 'sequence') for (const index of relation.indexes) moveName(model, index, from, to);
  set(model.journal, relation, 'schema', to);
}

function moveTable(model: Model, table: TableModel, to: string): void {
  const from = table.schema;
  moveOne(model, table, to);
  for (const constraint of allConstraints(table)) {
    countConstraintName(model, from, constraint.name, -1);
    countConstraintName(model, to, constraint.name, 1);
  }
  for (const sequence of table.owned) moveOne(model, sequence, to);
}
