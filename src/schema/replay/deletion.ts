/**
 * DROP and what depends on it (PostgreSQL manual, 5.15). Everything a command drops goes through one Deletion: an object that
 * depends on another is dropped with CASCADE, and stops the command without.
 */
import type { Model, RelationModel, RoutineModel } from './model.js';
import { refuse } from './refusal.js';
import { findRelation, findType } from './search.js';

export interface Deletion {
  readonly model: Model;
  readonly cascade: boolean;
  /** What goes anyhow: it stops nothing. */
  readonly doomed: Set<object>;
  /** `table orders`: what PostgreSQL calls it. */
  readonly what: string;
}

export function newDeletion(model: Model, cascade: boolean, what: string): Deletion {
  return { model, cascade, doomed: new Set(), what };
}

/**
 * Is `object` still to be dropped, because it depends on something that goes?
 * @throws Refusal when it stops the command.
 */
export function takesAlong(deletion: Deletion, object: object): boolean {
  if (deletion.doomed.has(object)) return false;
  if (!deletion.cascade) {
    refuse(
      deletion.what === ''
        ? 'cannot drop desired object(s) because other objects depend on them'
        : `cannot drop ${deletion.what} because other objects depend on it`,
    );
  }
  return true;
}

/** Marks it; false when it was marked before. */
export function doom(deletion: Deletion, object: object): boolean {
  if (deletion.doomed.has(object)) return false;
  deletion.doomed.add(object);
  return true;
}

/** As PostgreSQL's messages name it: with its schema when the search_path does not find it. */
export function describe(model: Model, relation: RelationModel): string {
  const schema = relation.is === 'index' ? relation.on.schema : relation.schema;
  const visible =
    (relation.is === 'type' ? findType(model, { name: relation.name }) : undefined) === relation ||
    findRelation(model, { name: relation.name }) === relation;
  return `${kindOf(relation)} ${visible ? relation.name : `${schema}.${relation.name}`}`;
}

function kindOf(relation: RelationModel): string {
  if (relation.is === 'view') return relation.materialized ? 'materialized view' : 'view';
  if (relation.is === 'table' && relation.kind === 'foreign') return 'foreign table';
  return relation.is;
}

export function describeRoutine(routine: RoutineModel): string {
  return `function ${routine.name}(${routine.arguments.join(',')})`;
}
