import { createHash } from 'node:crypto';
import type { Inventory, InventoryObject } from '../inventory.js';

/** 16 hexadecimal digits: the same for databases between which there is nothing to do. */
export type InventoryHash = string;

/**
 * Neither the server's version nor the order of columns is part of it; nor whether a column that a table inherits was declared there, too:
 * no statement takes that back.
 */
export function inventoryHash({ objects }: Inventory): InventoryHash {
  const hash = createHash('sha256');
  for (const object of objects) hash.update(JSON.stringify(sorted(withoutOrigin(object))));
  return hash.digest('hex').slice(0, 16);
}

function withoutOrigin(object: InventoryObject): object {
  if (object.kind !== 'column') return object;
  const { inherited, local } = object.is;
  return { ...object, is: { ...object.is, position: 0, local: inherited || local } };
}

/** With keys in order, without those that say nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}
