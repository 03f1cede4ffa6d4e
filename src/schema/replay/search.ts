/** Which object a name means: the search_path of PostgreSQL (manual, 5.10.3). */
import type { Name, TypeRef } from '../catalog.js';
import type { WrittenName } from '../commands.js';
import { put } from './journal.js';
import {
  defaultSchema,
  emptySpace,
  type IndexModel,
  isSystemSchema,
  type Model,
  type RelationModel,
  type Space,
  type TableModel,
  type TypeModel,
  temporarySchema,
  type ViewModel,
} from './model.js';
import { Refusal, refuse, refuseMissing } from './refusal.js';

/** A name as it was written, or of something that is there. */
export type Wanted = Pick<WrittenName, 'schema' | 'name'> | Name;

/** What the first schema says that a name is looked for in, and that says something. Asked several times for each command. */
function findIn<T>(
  model: Model,
  schema: string | undefined,
  name: string,
  look: (space: Space, name: string) => T | undefined,
): T | undefined {
  const { spaces, searchPath } = model;
  if (schema !== undefined) {
    const space = spaces.get(schema);
    return space && look(space, name);
  }
  if (!searchPath.includes(temporarySchema)) {
    const found = look(spaces.get(temporarySchema)!, name);
    if (found) return found;
  }
  for (const at of searchPath) {
    const space = spaces.get(at);
    const found = space && look(space, name);
    if (found) return found;
  }
  return undefined;
}

const relationIn = (space: Space, name: string) => space.relations.get(name);
const typeIn = (space: Space, name: string) => space.types.get(name);

export function findRelation(model: Model, { schema, name }: Wanted): RelationModel | undefined {
  return findIn(model, schema, name, relationIn);
}

export function findTable(model: Model, name: Wanted): TableModel | undefined {
  const found = findRelation(model, name);
  return found?.is === 'table' ? found : undefined;
}

/** An index by name. Where index names are a matter of each table (MySQL), the first of that name. */
export function findIndex(model: Model, name: Wanted): IndexModel | undefined {
  const found = findRelation(model, name);
  return found?.is === 'index' ? found : undefined;
}

/**
 * Is a name that means nothing here one of the server's, or of a schema that is not made here? Such a schema is taken to exist, with
 * whatever is in it: migrations seldom hold what somebody else (a tool, a platform) has made.
 */
export function isForeign(model: Model, { schema, name }: Wanted): boolean {
  if (schema !== undefined) return isForeignSchema(model, schema);
  return name.startsWith('pg_') || model.searchPath.some(at => isForeignSchema(model, at));
}

function isForeignSchema(model: Model, schema: string): boolean {
  if (isSystemSchema(schema)) return true;
  const isOurs = schema === defaultSchema(model.dialect) || schema === temporarySchema;
  return !isOurs && !model.droppedSchemas.has(schema) && !model.spaces.get(schema)?.created;
}

export function written(name: Wanted): string {
  return name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
}

/** @throws Refusal, the one that PostgreSQL gives for a relation that is not there. */
export function refuseUnknown(model: Model, name: Wanted): never {
  return refuseAbsent(model, name, `relation "${written(name)}" does not exist`);
}

/** @throws Refusal for something that has no such name. */
export function refuseAbsent(model: Model, name: Wanted, message: string): never {
  const { schema } = name;
  if (isForeign(model, name)) throw new Refusal(message, 'foreign', name.name);
  if (schema !== undefined && !model.spaces.has(schema)) refuseMissing(`schema "${schema}" does not exist`);
  return refuseMissing(message, name.name);
}

/** Is there any object of that name, wherever it is? */
export function isKnownName(model: Model, name: string): boolean {
  for (const space of model.spaces.values()) {
    if (space.relations.has(name) || space.types.has(name) || space.routines.has(name)) return true;
  }
  return false;
}

export function requireRelation(model: Model, name: Wanted): RelationModel {
  return findRelation(model, name) ?? refuseUnknown(model, name);
}

export function requireTable(model: Model, name: Wanted): TableModel {
  const found = requireRelation(model, name);
  return found.is === 'table' ? found : refuse(`"${name.name}" is not a table`);
}

export function requireTableOrView(model: Model, name: Wanted): TableModel | ViewModel {
  const found = requireRelation(model, name);
  return found.is === 'table' || found.is === 'view' ? found : refuse(`"${name.name}" is not a table or view`);
}

/** The types that a name may mean; a table's row type is not among them. */
export function findType(model: Model, { schema, name }: Wanted): TypeModel | undefined {
  return findIn(model, schema, name, typeIn);
}

export function requireType(model: Model, name: Wanted): TypeModel {
  return findType(model, name) ?? refuseAbsent(model, name, `type "${written(name)}" does not exist`);
}

/** The user-defined type that a TypeRef means, if it is one of this schema. */
export function typeOf(model: Model, type: TypeRef): TypeModel | undefined {
  if (model.types.size === 0) return undefined;
  let name = type.name;
  if (type.schema !== undefined) {
    for (const prefix of [`${type.schema}.`, `"${type.schema}".`]) {
      if (name.startsWith(prefix)) name = name.slice(prefix.length);
    }
  }
  return findIn(model, type.schema, unquoted(name), typeIn);
}

function unquoted(name: string): string {
  return name.startsWith('"') && name.endsWith('"') && name.length > 2 ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/**
 * The schema that a new object goes to. A schema that nobody created is taken to exist: migrations seldom hold the statement that
 * made it. One that was dropped does not.
 */
export function creationSpace(model: Model, schema: string | undefined): Space {
  if (schema !== undefined) return existingSpace(model, schema);
  for (const name of model.searchPath) {
    const space = model.spaces.get(name);
    if (space) return space;
  }
  const first = model.searchPath.find(name => !model.droppedSchemas.has(name));
  return first === undefined ? refuse('no schema has been selected to create in') : existingSpace(model, first);
}

export function existingSpace(model: Model, schema: string): Space {
  const found = model.spaces.get(schema);
  if (found) return found;
  if (model.droppedSchemas.has(schema)) refuseMissing(`schema "${schema}" does not exist`);
  const space = emptySpace(schema);
  put(model.journal, model.spaces, schema, space);
  return space;
}
