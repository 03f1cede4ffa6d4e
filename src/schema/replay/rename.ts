/** ALTER … RENAME. Links between objects are not names, so that most renames change one place. */
import type { Place } from '../catalog.js';
import type { CommandOf } from '../commands.js';
import { exclude, include, put, remove, set } from './journal.js';
import { placeOf } from './located.js';
import type { Here, Model, RelationModel, TableModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { countConstraintName, findConstraint, requireFreeName } from './register.js';
import { renameColumn, renameField, renameViewColumn } from './renameColumn.js';
import { renameType } from './renameType.js';
import { findRoutine } from './routines.js';
import { existingSpace, findRelation, refuseUnknown, requireType } from './search.js';
import { renameIndex } from './usingIndex.js';

type Rename = CommandOf<'rename'>;

export function rename(model: Model, here: Here, command: Rename): void {
  const place = placeOf(here, command.toSpan);
  switch (command.object) {
    case 'type':
    case 'domain':
      renameNamedType(model, command, place);
      break;
    case 'column':
      renameMember(model, command, relation => renameColumnOf(model, relation, command, place));
      break;
    case 'constraint':
      renameMember(model, command, relation => renameConstraint(model, relation, command, place));
      break;
    case 'trigger':
    case 'policy':
      renameMember(model, command, relation => renameTriggerOrPolicy(model, relation, command, place));
      break;
    case 'function':
      renameRoutine(model, command, place);
      break;
    case 'schema':
      renameSchema(model, command, place);
      break;
    case 'extension':
    case 'other':
      break;
    default:
      renameRelation(model, command, place);
  }
}

function found(model: Model, command: Rename): RelationModel | undefined {
  const relation = findRelation(model, command.name);
  if (!relation && !command.ifExists) refuseUnknown(model, command.name);
  return relation;
}

function renameMember(model: Model, command: Rename, change: (relation: RelationModel) => void): void {
  const relation = found(model, command);
  if (relation) change(relation);
}

/** ALTER TABLE and ALTER INDEX … RENAME do for every kind of relation. */
function renameRelation(model: Model, command: Rename, place: Place): void {
  const relation = found(model, command);
  if (!relation) return;
  const { object, to } = command;
  const fits =
    object === 'table' ||
    object === 'index' ||
    (object === 'sequence' && relation.is === 'sequence') ||
    (relation.is === 'view' && relation.materialized === (object === 'materializedView'));
  if (!fits) refuse(`"${command.name.name}" is not a ${object === 'materializedView' ? 'materialized view' : object}`);
  if (relation.is === 'type') refuse(`"${relation.name}" is a composite type`);
  if (relation.is === 'index') {
    if (relation.key) renameKey(model, relation.key.table, relation.name, to);
    renameIndex(model, relation, to);
    set(model.journal, relation, 'place', place);
    return;
  }
  requireFreeName(model, relation.schema, to, relation.is !== 'sequence');
  const { relations } = existingSpace(model, relation.schema);
  remove(model.journal, relations, relation.name);
  put(model.journal, relations, to, relation);
  set(model.journal, relation, 'name', to);
  set(model.journal, relation, 'place', place);
}

/** The constraint of an index has its name. */
function renameKey(model: Model, table: TableModel, from: string, to: string): void {
  const constraint = findConstraint(table, from);
  if (!constraint) return;
  if (findConstraint(table, to)) refuse(`constraint "${to}" for relation "${table.name}" already exists`);
  countConstraintName(model, table.schema, from, -1);
  countConstraintName(model, table.schema, to, 1);
  set(model.journal, constraint, 'name', to);
  set(model.journal, constraint, 'unnamed', false);
}

function renameColumnOf(model: Model, relation: RelationModel, command: Rename, place: Place): void {
  const from = command.member ?? '';
  if (relation.is === 'table') renameColumn(model, relation, from, command.to, place, command.only ?? false);
  else if (relation.is === 'view') renameViewColumn(model, relation, from, command.to);
  else if (relation.is === 'type') renameField(model, relation, from, command.to);
  else refuse(`cannot rename columns of relation "${relation.name}"`);
}

function renameConstraint(model: Model, relation: RelationModel, command: Rename, place: Place): void {
  if (relation.is !== 'table')
    refuse(`"${relation.is === 'index' ? relation.name : command.name.name}" is not a table`);
  const from = command.member ?? '';
  const constraint = findConstraint(relation, from);
  if (!constraint) refuseMissing(`constraint "${from}" for table "${relation.name}" does not exist`);
  if ((constraint.kind === 'check' || constraint.kind === 'notNull') && constraint.inheritCount > 0) {
    refuse(`cannot rename inherited constraint "${from}"`);
  }
  renameConstraintOf(model, relation, from, command.to, place);
}

function renameConstraintOf(model: Model, table: TableModel, from: string, to: string, place: Place): void {
  const constraint = findConstraint(table, from);
  if (!constraint) return;
  if (constraint.kind !== 'check' && constraint.kind !== 'notNull' && constraint.kind !== 'foreignKey') {
    // Not a word about a constraint of that name: the index comes first.
    renameKey(model, table, from, to);
    renameIndex(model, constraint.index, to);
    set(model.journal, constraint, 'place', place);
    return;
  }
  if (constraint.kind !== 'foreignKey' && !constraint.noInherit) {
    for (const child of table.children) renameConstraintOf(model, child, from, to, place);
  }
  renameKey(model, table, from, to);
  set(model.journal, constraint, 'place', place);
  if (constraint.kind === 'notNull' && !table.constraints.includes(constraint)) {
    set(model.journal, table, 'constraints', [...table.constraints, constraint]);
  }
}

function renameTriggerOrPolicy(model: Model, relation: RelationModel, command: Rename, place: Place): void {
  if (relation.is !== 'table' && relation.is !== 'view') refuse(`"${command.name.name}" is not a table or view`);
  const policy = command.object === 'policy';
  const list: { name: string; place: Place }[] = policy
    ? relation.is === 'table'
      ? relation.policies
      : []
    : relation.triggers;
  const member = list.find(item => item.name === command.member);
  const kind = policy ? 'policy' : 'trigger';
  if (!member) refuseMissing(`${kind} "${command.member}" for table "${relation.name}" does not exist`);
  if (list.some(item => item.name === command.to)) {
    refuse(`${kind} "${command.to}" for ${policy ? 'table' : 'relation'} "${relation.name}" already exists`);
  }
  set(model.journal, member, 'name', command.to);
  set(model.journal, member, 'place', place);
}

function renameNamedType(model: Model, command: Rename, place: Place): void {
  const type = requireType(model, command.name);
  if (command.member !== undefined) {
    renameField(model, type, command.member, command.to);
    return;
  }
  renameType(model, type, command.to, place);
}

function renameRoutine(model: Model, command: Rename, place: Place): void {
  const routine = findRoutine(model, command.name, undefined, false)!;
  const { routines } = existingSpace(model, routine.schema);
  const rest = routines.get(routine.name)!.filter(other => other !== routine);
  if (rest.length === 0) remove(model.journal, routines, routine.name);
  else put(model.journal, routines, routine.name, rest);
  put(model.journal, routines, command.to, [...(routines.get(command.to) ?? []), routine]);
  set(model.journal, routine, 'name', command.to);
  set(model.journal, routine, 'place', place);
}

function renameSchema(model: Model, command: Rename, place: Place): void {
  const { journal } = model;
  const { name } = command.name;
  const space = model.spaces.get(name);
  if (!space) refuseMissing(`schema "${name}" does not exist`);
  if (model.spaces.has(command.to)) refuse(`schema "${command.to}" already exists`);
  for (const list of [model.tables, model.views, model.sequences, model.types, model.routines]) {
    for (const object of list) if (object.schema === name) set(journal, object, 'schema', command.to);
  }
  remove(journal, model.spaces, name);
  put(journal, model.spaces, command.to, space);
  include(journal, model.droppedSchemas, name);
  exclude(journal, model.droppedSchemas, command.to);
  set(journal, space, 'name', command.to);
  if (space.created) {
    set(journal, space.created, 'name', command.to);
    set(journal, space.created, 'place', place);
  }
  for (const table of model.tables) {
    for (const column of table.columns) {
      if (column.userType?.schema === command.to) {
        set(journal, column, 'type', { ...column.type, name: `${command.to}.${column.userType.name}` });
      }
    }
  }
}
