/** Types under another name or in another schema: columns say so too. */
import type { Place } from '../catalog.js';
import { typeName } from './columns.js';
import { put, remove, set } from './journal.js';
import type { Model, TypeModel } from './model.js';
import { refuse } from './refusal.js';
import { existingSpace } from './search.js';

export function renameType(model: Model, type: TypeModel, to: string, place: Place): void {
  moveType(model, type, type.schema, to);
  set(model.journal, type, 'place', place);
}

export function moveType(model: Model, type: TypeModel, schema: string, to: string): void {
  const { journal } = model;
  const before = typeName(type);
  const from = existingSpace(model, type.schema);
  const space = existingSpace(model, schema);
  const occupant = space.relations.get(to);
  if (type.kind === 'composite' && occupant && occupant !== type) refuse(`relation "${to}" already exists`);
  if (space.types.has(to) || occupant?.is === 'table' || occupant?.is === 'view') {
    refuse(
      schema === type.schema ? `type "${to}" already exists` : `type "${to}" already exists in schema "${schema}"`,
    );
  }
  remove(journal, from.types, type.name);
  put(journal, space.types, to, type);
  if (type.kind === 'composite') {
    remove(journal, from.relations, type.name);
    put(journal, space.relations, to, type);
  }
  set(journal, type, 'name', to);
  set(journal, type, 'schema', schema);
  tellUsers(model, type, before);
}

function tellUsers(model: Model, type: TypeModel, before: string): void {
  const { journal } = model;
  const name = typeName(type);
  for (const table of model.tables) {
    for (const column of table.columns) {
      if (column.userType === type) set(journal, column, 'type', { ...column.type, name });
    }
  }
  for (const other of model.types) {
    if (other.kind === 'domain' && other.uses.includes(type)) set(journal, other, 'base', { ...other.base, name });
  }
  for (const routine of model.routines) {
    if (routine.arguments.includes(before)) {
      set(
        journal,
        routine,
        'arguments',
        routine.arguments.map(argument => (argument === before ? name : argument)),
      );
    }
  }
}
