/** Putting objects into the model and taking them out: the names of a schema, and the lists in which the Catalog hands them out. */
import { append, exclude, include, put, remove, take } from './journal.js';
import type {
  ConstraintModel,
  Model,
  NotNullModel,
  RelationModel,
  RoutineModel,
  TableModel,
  TypeModel,
} from './model.js';
import { refuse } from './refusal.js';
import { existingSpace } from './search.js';

export function nextId(model: Model): number {
  return model.nextId++;
}

/** @throws Refusal when the schema has a relation, or (for what has a row type) a type, of that name. */
export function requireFreeName(model: Model, schema: string, name: string, withType: boolean): void {
  const space = existingSpace(model, schema);
  if (space.relations.has(name)) refuse(`relation "${name}" already exists`);
  if (withType && space.types.has(name)) refuse(`type "${name}" already exists`);
}

/** Index names are the schema's in PostgreSQL and SQLite, and each table's own in the others. */
export function hasSchemaWideIndexNames(model: Model): boolean {
  return model.dialect === 'postgresql' || model.dialect === 'sqlite';
}

export function addRelation(model: Model, relation: RelationModel): void {
  const { journal } = model;
  const space = existingSpace(model, relation.is === 'index' ? relation.on.schema : relation.schema);
  if (relation.is !== 'index' || hasSchemaWideIndexNames(model)) {
    put(journal, space.relations, relation.name, relation);
  }
  if (relation.is === 'table') include(journal, model.tables, relation);
  else if (relation.is === 'view') include(journal, model.views, relation);
  else if (relation.is === 'sequence') include(journal, model.sequences, relation);
  else if (relation.is === 'index') append(journal, relation.on.indexes, relation);
}

export function removeRelation(model: Model, relation: RelationModel): void {
  const { journal } = model;
  const space = existingSpace(model, relation.is === 'index' ? relation.on.schema : relation.schema);
  if (space.relations.get(relation.name) === relation) remove(journal, space.relations, relation.name);
  if (relation.is === 'table') exclude(journal, model.tables, relation);
  else if (relation.is === 'view') exclude(journal, model.views, relation);
  else if (relation.is === 'sequence') exclude(journal, model.sequences, relation);
  else if (relation.is === 'index') take(journal, relation.on.indexes, relation);
}

export function addType(model: Model, type: TypeModel): void {
  const space = existingSpace(model, type.schema);
  const occupant = space.relations.get(type.name);
  if (space.types.has(type.name) || (occupant && occupant.is !== 'index' && occupant.is !== 'sequence')) {
    // A composite type is a relation too, and PostgreSQL looks for that first.
    if (type.kind === 'composite' && occupant) refuse(`relation "${type.name}" already exists`);
    refuse(`type "${type.name}" already exists`);
  }
  if (type.kind === 'composite') {
    if (occupant) refuse(`relation "${type.name}" already exists`);
    put(model.journal, space.relations, type.name, type);
  }
  put(model.journal, space.types, type.name, type);
  include(model.journal, model.types, type);
}

export function removeType(model: Model, type: TypeModel): void {
  const space = existingSpace(model, type.schema);
  remove(model.journal, space.types, type.name);
  if (type.kind === 'composite') remove(model.journal, space.relations, type.name);
  exclude(model.journal, model.types, type);
}

export function addRoutine(model: Model, routine: RoutineModel): void {
  const space = existingSpace(model, routine.schema);
  const overloads = space.routines.get(routine.name);
  if (overloads) append(model.journal, overloads, routine);
  else put(model.journal, space.routines, routine.name, [routine]);
  include(model.journal, model.routines, routine);
}

export function removeRoutine(model: Model, routine: RoutineModel): void {
  const space = existingSpace(model, routine.schema);
  const overloads = space.routines.get(routine.name)!;
  if (overloads.length === 1) remove(model.journal, space.routines, routine.name);
  else take(model.journal, overloads, routine);
  exclude(model.journal, model.routines, routine);
}

function count(model: Model, schema: string, name: string, by: 1 | -1): void {
  const { constraintNames } = existingSpace(model, schema);
  const now = (constraintNames.get(name) ?? 0) + by;
  if (now <= 0) remove(model.journal, constraintNames, name);
  else put(model.journal, constraintNames, name, now);
}

/** Takes note that the schema has one more (or less) constraint of that name. */
export function countConstraintName(model: Model, schema: string, name: string, by: 1 | -1): void {
  count(model, schema, name, by);
}

export function addConstraint(model: Model, constraint: ConstraintModel): void {
  append(model.journal, constraint.table.constraints, constraint);
  count(model, constraint.table.schema, constraint.name, 1);
  if (constraint.kind === 'foreignKey' && 'is' in constraint.target) {
    include(model.journal, constraint.target.referencedBy, constraint);
  }
}

export function removeConstraint(model: Model, constraint: ConstraintModel): void {
  take(model.journal, constraint.table.constraints, constraint);
  count(model, constraint.table.schema, constraint.name, -1);
  if (constraint.kind === 'foreignKey' && 'is' in constraint.target) {
    exclude(model.journal, constraint.target.referencedBy, constraint);
  }
}

/** Every constraint of a table, with the NOT NULLs that the Catalog does not list. */
export function* allConstraints(table: TableModel): Iterable<ConstraintModel> {
  yield* table.constraints;
  for (const column of table.columns) {
    const notNull = column.notNullConstraint;
    if (notNull && !isListed(notNull)) yield notNull;
  }
}

export function findConstraint(table: TableModel, name: string): ConstraintModel | undefined {
  for (const constraint of allConstraints(table)) if (constraint.name === name) return constraint;
  return undefined;
}

/** The Catalog lists a NOT NULL that somebody named, or that is not valid yet. */
export function isListed(constraint: NotNullModel): boolean {
  return !constraint.unnamed || !constraint.valid;
}
