/** DROP TABLE, VIEW, INDEX, TYPE, FUNCTION, SCHEMA, TRIGGER, POLICY… */
import type { CommandOf, ObjectKind, WrittenName } from '../commands.js';
import { type Deletion, describe, describeRoutine, doom, newDeletion } from './deletion.js';
import { dropSequence, dropView } from './dropLeaves.js';
import { dropRoutine, dropSchema, dropType } from './dropNamed.js';
import { dropIndexParts } from './dropParts.js';
import { doomTable, dropTable } from './dropTable.js';
import { remove, take } from './journal.js';
import type { Model, RelationModel, RoutineModel, Space, TypeModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { findRoutine } from './routines.js';
import { findRelation, findType, isForeign, refuseAbsent, refuseUnknown, written } from './search.js';

/** Words of the kinds in PostgreSQL's messages. */
const words: Partial<Record<ObjectKind, string>> = {
  table: 'table',
  view: 'view',
  materializedView: 'materialized view',
  index: 'index',
  sequence: 'sequence',
  type: 'type',
  domain: 'type',
};

export function dropObjects(model: Model, command: CommandOf<'drop'>): void {
  const { object } = command;
  if (object === 'trigger' || object === 'policy') dropMember(model, command, object);
  else if (object === 'extension') dropExtensions(model, command);
  else if (object === 'schema') dropSchemas(model, command);
  else if (object === 'function') dropRoutines(model, command);
  else if (words[object] !== undefined) dropRelationsOrTypes(model, command);
}

function dropRelationsOrTypes(model: Model, command: CommandOf<'drop'>): void {
  const found: (RelationModel | TypeModel)[] = [];
  for (const name of command.names) {
    const object =
      command.object === 'type' || command.object === 'domain' ? findType(model, name) : findRelation(model, name);
    if (object) found.push(requireKind(object, command.object, name));
    else if (!command.ifExists) refuseAbsentKind(model, command.object, name);
  }
  const deletion = newDeletion(model, command.cascade, found.length === 1 ? describe(model, found[0]!) : '');
  for (const object of found) {
    if (object.is === 'table') doomTable(deletion, object);
    else doom(deletion, object);
  }
  for (const object of found) dropOne(deletion, object);
}

function dropOne(deletion: Deletion, object: RelationModel | TypeModel): void {
  if (object.is === 'table') dropTable(deletion, object);
  else if (object.is === 'view') dropView(deletion, object);
  else if (object.is === 'sequence') dropSequence(deletion, object);
  else if (object.is === 'type') dropType(deletion, object);
  else if (object.on.indexes.includes(object)) {
    if (object.parent && !deletion.doomed.has(object.parent)) {
      refuse(
        `cannot drop ${describe(deletion.model, object)} because ${describe(deletion.model, object.parent)} requires it`,
      );
    }
    if (object.key) {
      const { key } = object;
      refuse(
        `cannot drop ${describe(deletion.model, object)} because constraint ${key.name} on ${describe(deletion.model, key.table)} requires it`,
      );
    }
    dropIndexParts(deletion, object);
  }
}

/** @throws Refusal when the name is of another kind of object. */
function requireKind<T extends RelationModel | TypeModel>(object: T, kind: ObjectKind, name: WrittenName): T {
  const fits: boolean =
    kind === 'table'
      ? object.is === 'table'
      : kind === 'view'
        ? object.is === 'view' && !object.materialized
        : kind === 'materializedView'
          ? object.is === 'view' && object.materialized
          : kind === 'domain'
            ? object.is === 'type' && object.kind === 'domain'
            : kind === 'type'
              ? object.is === 'type'
              : object.is === kind;
  if (!fits) {
    const article = kind === 'index' ? 'an' : 'a';
    refuse(`"${name.name}" is not ${article} ${kind === 'domain' ? 'domain' : words[kind]}`);
  }
  if (object.is === 'sequence' && object.identity && object.ownedBy) {
    const { table, column } = object.ownedBy;
    refuse(`cannot drop sequence ${object.name} because column ${column.name} of table ${table.name} requires it`);
  }
  return object;
}

/** @throws Refusal unless it is of a schema that is not made here. */
function refuseAbsentKind(model: Model, kind: ObjectKind, name: WrittenName): void {
  if (isForeign(model, name)) return;
  const shown = kind === 'type' || kind === 'domain' ? written(name) : name.name;
  refuseAbsent(model, name, `${words[kind]} "${shown}" does not exist`);
}

/** DROP TRIGGER and DROP POLICY … ON table. */
function dropMember(model: Model, command: CommandOf<'drop'>, kind: 'trigger' | 'policy'): void {
  const on = command.table && findRelation(model, command.table);
  if (!on || (on.is !== 'table' && on.is !== 'view')) {
    if (command.ifExists || !command.table) return;
    refuseUnknown(model, command.table);
  }
  for (const { name } of command.names) {
    if (kind === 'trigger') {
      const trigger = on.triggers.find(t => t.name === name);
      if (trigger) take(model.journal, on.triggers, trigger);
      else if (!command.ifExists) refuseMissing(`trigger "${name}" for table "${on.name}" does not exist`);
    } else {
      const policy = on.is === 'table' ? on.policies.find(p => p.name === name) : undefined;
      if (policy && on.is === 'table') take(model.journal, on.policies, policy);
      else if (!command.ifExists) refuseMissing(`policy "${name}" for table "${on.name}" does not exist`);
    }
  }
}

function dropExtensions(model: Model, command: CommandOf<'drop'>): void {
  for (const { name } of command.names) {
    if (model.extensions.has(name)) remove(model.journal, model.extensions, name);
    else if (!command.ifExists) refuseMissing(`extension "${name}" does not exist`);
  }
}

function dropSchemas(model: Model, command: CommandOf<'drop'>): void {
  const found: Space[] = [];
  for (const { name } of command.names) {
    const space = model.spaces.get(name);
    if (space) found.push(space);
    else if (!command.ifExists) refuseMissing(`schema "${name}" does not exist`);
  }
  const deletion = newDeletion(model, command.cascade, found.length === 1 ? `schema ${found[0]!.name}` : '');
  for (const space of found) dropSchema(deletion, space);
}

function dropRoutines(model: Model, command: CommandOf<'drop'>): void {
  const found: RoutineModel[] = [];
  for (const [at, name] of command.names.entries()) {
    const routine = findRoutine(model, name, command.arguments?.[at], command.ifExists);
    if (routine) found.push(routine);
  }
  const deletion = newDeletion(model, command.cascade, found.length === 1 ? describeRoutine(found[0]!) : '');
  for (const routine of found) doom(deletion, routine);
  for (const routine of found) dropRoutine(deletion, routine);
}
