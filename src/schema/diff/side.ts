import type { Inventory, InventoryObject, ObjectId } from '../inventory.js';
import type { Side } from './behaviour.js';

/** An Inventory with what a comparison asks of it. */
export function sideOf({ objects }: Inventory): Side {
  const byId = new Map(objects.map(object => [object.id, object]));
  const parts = new Map<ObjectId, InventoryObject[]>();
  const dependents = new Map<ObjectId, InventoryObject[]>();
  for (const object of objects) {
    if (object.parent !== undefined) listOf(parts, object.parent).push(object);
    for (const need of object.needs) listOf(dependents, need).push(object);
  }
  return {
    objects,
    get: id => byId.get(id),
    partsOf: id => parts.get(id) ?? [],
    dependentsOf: id => dependents.get(id) ?? [],
  };
}

function listOf<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
