/** A resource on its way: what is known of it before others are looked at. */
import type { Relation } from '../schema/relation.js';
import type { ResourceNames } from './names.js';
import type { Field } from './resource.js';

/** Without a name yet. */
export interface Outline {
  readonly relation: Relation;
  readonly fields: readonly Field[];
  readonly key: readonly string[];
  readonly keyParameters: readonly string[];
}

export interface Draft extends Outline, ResourceNames {}

/** By schema and name of the relation. */
export class ByRelation<T extends { readonly relation: Relation }> {
  readonly #byName: ReadonlyMap<string, T>;

  constructor(all: readonly T[]) {
    this.#byName = new Map(all.map(one => [nameOf(one.relation), one]));
  }

  get(relation: { readonly schema: string; readonly name: string }): T | undefined {
    return this.#byName.get(nameOf(relation));
  }
}

function nameOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}
