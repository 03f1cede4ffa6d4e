/** A Catalog by name: worked out once for each, on first use. */
import type { Catalog, ForeignKey, Index, Name, Routine, Sequence, Table, Type, View } from '../catalog.js';

export interface Reference {
  readonly from: Table;
  readonly key: ForeignKey;
}

/** Anything that has a name in a schema. Indexes live in the schema of their table. */
export type Named =
  | { readonly kind: 'table'; readonly object: Table }
  | { readonly kind: 'view'; readonly object: View }
  | { readonly kind: 'type'; readonly object: Type }
  | { readonly kind: 'sequence'; readonly object: Sequence }
  | { readonly kind: 'function'; readonly object: Routine }
  | { readonly kind: 'index'; readonly object: Index & Name; readonly on: Table | View };

export interface CatalogIndex {
  /** By `nameKey`; several functions may share one. */
  readonly objects: ReadonlyMap<string, readonly Named[]>;
  /** By the name without its schema. */
  readonly byName: ReadonlyMap<string, readonly Named[]>;
  /** Foreign keys by the `nameKey` of the table that they refer to; what partitions have of their parent is left out. */
  readonly references: ReadonlyMap<string, readonly Reference[]>;
}

const known = new WeakMap<Catalog, CatalogIndex>();

export function catalogIndex(catalog: Catalog): CatalogIndex {
  const there = known.get(catalog);
  if (there) return there;
  const made = build(catalog);
  known.set(catalog, made);
  return made;
}

/** A key that no two names share. */
export function nameKey({ schema, name }: Name): string {
  return `${schema}\0${name}`;
}

function build({ tables, views, types, sequences, functions }: Catalog): CatalogIndex {
  const objects = new Map<string, Named[]>();
  const byName = new Map<string, Named[]>();
  const add = (named: Named) => {
    push(objects, nameKey(named.object), named);
    push(byName, named.object.name, named);
  };
  const addIndexes = (on: Table | View) => {
    for (const index of on.indexes) add({ kind: 'index', object: { ...index, schema: on.schema }, on });
  };
  for (const object of tables) add({ kind: 'table', object });
  for (const object of views) add({ kind: 'view', object });
  for (const object of types) add({ kind: 'type', object });
  for (const object of sequences) add({ kind: 'sequence', object });
  for (const object of functions) add({ kind: 'function', object });
  for (const on of [...tables, ...views]) addIndexes(on);

  const references = new Map<string, Reference[]>();
  for (const from of tables) {
    for (const key of from.constraints) {
      if (key.kind === 'foreignKey' && !(key.inherited && from.partitionOf)) {
        push(references, nameKey(key.target), { from, key });
      }
    }
  }
  return { objects, byName, references };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
