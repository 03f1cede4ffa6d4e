import { createHash } from 'node:crypto';
import type { Inventory, InventoryObject } from '../inventory.js';

/** 16 hexadecimal digits: the same for databases between which there is nothing to do. */
export type InventoryHash = string;

/**
 * Neither the server's version nor the order of columns and attributes is part of it; nor whether what a table inherits was declared there, too, and
 * which name an inherited NOT NULL has: no statement changes that.
 */
export function inventoryHash(inventory: Inventory): InventoryHash {
  const found = known.get(inventory) ?? hashOf(inventory);
  known.set(inventory, found);
  return found;
}

/** A comparison asks several times, and each takes half a second with 500 tables. */
const known = new WeakMap<Inventory, InventoryHash>();

function hashOf({ objects }: Inventory): InventoryHash {
  const hash = createHash('sha256');
  for (const object of objects) hash.update(JSON.stringify(sorted(withoutOrigin(object))));
  return hash.digest('hex').slice(0, 16);
}

function withoutOrigin(object: InventoryObject): object {
  if (object.kind === 'constraint' && object.is.type === 'check') {
    return { ...object, is: { ...object.is, local: object.is.inherited || object.is.local } };
  }
  if (object.kind === 'composite') {
    const attributes = object.is.attributes.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { ...object, is: { ...object.is, attributes } };
  }
  if (object.kind !== 'column') return object;
  const { inherited, local, notNull } = object.is;
  const is = { ...object.is, position: 0, local: inherited || local };
  if (!notNull || !inherited) return { ...object, is };
  const { name, local: isOwn, ...rest } = notNull;
  return { ...object, is: { ...is, notNull: { ...rest, ...(isOwn && { name }) } } };
}

/** With keys in order, without those that say nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
