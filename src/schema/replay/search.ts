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

/** The spaces that a name is looked for in, in order. */
function* spacesFor(model: Model, schema: string | undefined): Iterable<Space> {
  if (schema !== undefined) {
    const space = model.spaces.get(schema);
    if (space) yield space;
    return;
  }
  if (!model.searchPath.includes(temporarySchema)) yield model.spaces.get(temporarySchema)!;
  for (const name of model.searchPath) {
    const space = model.spaces.get(name);
    if (space) yield space;
  }
}

export function findRelation(model: Model, name: Wanted): RelationModel | undefined {
  for (const space of spacesFor(model, name.schema)) {
    const found = space.relations.get(name.name);
    if (found) return found;
  }
  return undefined;
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
export function findType(model: Model, name: Wanted): TypeModel | undefined {
  for (const space of spacesFor(model, name.schema)) {
    const found = space.types.get(name.name);
    if (found) return found;
  }
  return undefined;
}

export function requireType(model: Model, name: Wanted): TypeModel {
  return findType(model, name) ?? refuseAbsent(model, name, `type "${written(name)}" does not exist`);
}

/** The user-defined type that a TypeRef means, if it is one of this schema. */
export function typeOf(model: Model, type: TypeRef): TypeModel | undefined {
  let name = type.name;
  if (type.schema !== undefined) {
    for (const prefix of [`${type.schema}.`, `"${type.schema}".`]) {
      if (name.startsWith(prefix)) name = name.slice(prefix.length);
    }
  }
  return findType(model, { ...(type.schema !== undefined && { schema: type.schema }), name: unquoted(name) });
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
