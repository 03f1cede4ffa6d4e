/** Constraints as they are written, in CREATE TABLE and in ALTER TABLE. */
import type { Place } from '../catalog.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { type IndexWish, isEqualIndex } from './indexes.js';
import { placeOf } from './located.js';
import type { Here, IndexModel } from './model.js';

export type KeySpec = Extract<ConstraintSpec, { readonly kind: 'primaryKey' | 'unique' | 'exclusion' }>;

export function constraintPlaces(here: Here, spec: ConstraintSpec): { place: Place; definition: Place } {
  return { place: placeOf(here, spec.nameSpan ?? spec.span), definition: placeOf(here, spec.span) };
}

/** The index of a primary key, unique or exclusion constraint. */
export function keyWish(here: Here, spec: KeySpec): IndexWish {
  const common = { name: spec.name, key: spec.kind, deferrable: spec.deferrable, ...constraintPlaces(here, spec) };
  if (spec.kind === 'exclusion') {
    return {
      ...common,
      method: spec.method,
      keys: spec.keys,
      include: [],
      predicate: spec.predicate,
      unique: false,
      nullsNotDistinct: false,
    };
  }
  return {
    ...common,
    method: 'btree',
    keys: spec.columns.map(column => ({ column, order: 'asc', nulls: 'last' })),
    include: spec.include,
    unique: true,
    nullsNotDistinct: spec.nullsNotDistinct,
  };
}

/**
 * `UNIQUE PRIMARY KEY` and the like make one index: the primary key first, then each that is not equal to an earlier one
 * (transformIndexConstraints in PostgreSQL's parse_utilcmd.c).
 */
export function withoutRedundant(wishes: readonly IndexWish[]): IndexWish[] {
  const kept: IndexWish[] = [];
  const primary = wishes.find(wish => wish.key === 'primaryKey');
  if (primary) kept.push(primary);
  for (const wish of wishes) {
    if (wish === primary) continue;
    const prior = kept.findIndex(other => isRedundant(other, wish));
    if (prior < 0) kept.push(wish);
    else if (kept[prior]!.name === undefined) kept[prior] = { ...kept[prior]!, name: wish.name };
  }
  return kept;
}

function isRedundant(prior: IndexWish, wish: IndexWish): boolean {
  return (
    prior.key !== 'exclusion' &&
    wish.key !== 'exclusion' &&
    prior.deferrable === wish.deferrable &&
    isEqualIndex(asIndex(prior), asIndex(wish))
  );
}

function asIndex(
  wish: IndexWish,
): Pick<IndexModel, 'exclusion' | 'unique' | 'nullsNotDistinct' | 'method' | 'keys' | 'include' | 'predicate'> {
  return { ...wish, exclusion: wish.key === 'exclusion', predicate: wish.predicate };
}
