/** Dropping types, functions and schemas, and what depends on them. */
import type { Expression } from '../catalog.js';
import { typeName } from './columns.js';
import { type Deletion, doom, takesAlong } from './deletion.js';
import { dropDefault, dropSequence, dropView } from './dropLeaves.js';
import { dropColumnParts, dropConstraintParts, dropIndexParts } from './dropParts.js';
import { doomTable, dropTable } from './dropTable.js';
import { include, remove, set, take } from './journal.js';
import type { CompositeModel, RoutineModel, Space, TableModel, TypeModel } from './model.js';
import { removeRoutine, removeType } from './register.js';
import { typeOf } from './search.js';

export function dropType(deletion: Deletion, type: TypeModel): void {
  const { model } = deletion;
  if (!model.types.has(type)) return;
  doom(deletion, type);
  for (const table of [...model.tables]) {
    if (deletion.doomed.has(table)) continue;
    for (const column of [...table.columns]) {
      if (column.userType !== type || !table.columns.includes(column)) continue;
      if (takesAlong(deletion, column)) dropColumnParts(deletion, table, column);
    }
  }
  for (const other of [...model.types]) {
    if (!other.uses.includes(type) || !takesAlong(deletion, other)) continue;
    if (other.kind === 'composite') dropFields(deletion, other, type);
    else dropType(deletion, other);
  }
  const name = typeName(type);
  for (const routine of [...model.routines]) {
    if (mentionsType(routine, name) && takesAlong(deletion, routine)) dropRoutine(deletion, routine);
  }
  removeType(model, type);
}

/** A composite type stays, without the fields of that type. */
function dropFields({ model }: Deletion, composite: CompositeModel, type: TypeModel): void {
  const kept = composite.fields.filter(field => typeOf(model, field.type) !== type);
  set(model.journal, composite, 'fields', kept);
  set(
    model.journal,
    composite,
    'uses',
    composite.uses.filter(used => used !== type),
  );
}

function mentionsType(routine: RoutineModel, name: string): boolean {
  const means = (written: string | undefined) =>
    written
      ?.replace(/^setof\s+/i, '')
      .replace(/\[\]$/, '')
      .replace(/^public\./, '') === name;
  return means(routine.returns) || routine.arguments.some(means);
}

export function dropRoutine(deletion: Deletion, routine: RoutineModel): void {
  const { model } = deletion;
  if (!model.routines.has(routine)) return;
  doom(deletion, routine);
  for (const table of model.tables) {
    if (deletion.doomed.has(table)) continue;
    for (const trigger of [...table.triggers]) {
      if (trigger.function !== routine) continue;
      if (takesAlong(deletion, trigger)) take(model.journal, table.triggers, trigger);
    }
  }
  if (isOnlyOneOfItsName(deletion, routine)) dropCallers(deletion, routine);
  removeRoutine(model, routine);
}

/** Calls are known by the function's name only: with overloads it cannot be told which one is meant. */
function isOnlyOneOfItsName(deletion: Deletion, routine: RoutineModel): boolean {
  let count = 0;
  for (const space of deletion.model.spaces.values()) count += space.routines.get(routine.name)?.length ?? 0;
  return count === 1;
}

function dropCallers(deletion: Deletion, { name }: RoutineModel): void {
  const calls = (expression: Expression | undefined) => expression?.functions.includes(name) === true;
  for (const table of deletion.model.tables) {
    if (deletion.doomed.has(table)) continue;
    dropCallersIn(deletion, table, calls);
  }
}

function dropCallersIn(deletion: Deletion, table: TableModel, calls: (e: Expression | undefined) => boolean): void {
  const { journal } = deletion.model;
  for (const constraint of [...table.constraints]) {
    if (constraint.kind !== 'check' || !calls(constraint.expression)) continue;
    if (takesAlong(deletion, constraint)) dropConstraintParts(deletion, constraint);
  }
  for (const index of [...table.indexes]) {
    if (!calls(index.predicate) && !index.keys.some(key => calls(key.expression))) continue;
    if (takesAlong(deletion, index)) dropIndexParts(deletion, index);
  }
  for (const policy of [...table.policies]) {
    if (!calls(policy.using) && !calls(policy.withCheck)) continue;
    if (takesAlong(deletion, policy)) take(journal, table.policies, policy);
  }
  for (const column of [...table.columns]) {
    if (calls(column.generated?.expression) && takesAlong(deletion, column)) dropColumnParts(deletion, table, column);
    else if (calls(column.default) && takesAlong(deletion, column)) dropDefault(deletion, column);
  }
}

export function dropSchema(deletion: Deletion, space: Space): void {
  const { model } = deletion;
  const relations = [...space.relations.values()];
  const contents = [...relations, ...space.types.values(), ...[...space.routines.values()].flat()];
  for (const object of contents) takesAlong(deletion, object);
  for (const object of contents) {
    if ('is' in object && object.is === 'table') doomTable(deletion, object);
    else doom(deletion, object);
  }
  for (const relation of relations) {
    if (relation.is === 'table') dropTable(deletion, relation);
    else if (relation.is === 'view') dropView(deletion, relation);
    else if (relation.is === 'sequence') dropSequence(deletion, relation);
  }
  for (const type of [...space.types.values()]) dropType(deletion, type);
  for (const routine of [...space.routines.values()].flat()) dropRoutine(deletion, routine);
  remove(model.journal, model.spaces, space.name);
  include(model.journal, model.droppedSchemas, space.name);
}
