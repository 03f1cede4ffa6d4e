import type { InventoryObject, ObjectId } from '../inventory.js';
import type { Side } from './behaviour.js';

/** What runs expressions or a query over the rows that are there, when it is made. */
const evaluating = new Set<InventoryObject['kind']>(['materializedView', 'constraint', 'index', 'column', 'default']);

/**
 * Whether making an object runs routines of the user's. What these need is not known when their bodies are text, so such objects are
 * made as late as they can be.
 */
export function evaluatorsOf(side: Side): (object: InventoryObject) => boolean {
  const known = new Map<ObjectId, boolean>();
  function reachesRoutine(id: ObjectId): boolean {
    const before = known.get(id);
    if (before !== undefined) return before;
    // Also for those that need each other.
    known.set(id, false);
    const object = side.get(id);
    const reaches =
      object !== undefined &&
      (object.kind === 'function' ||
        object.kind === 'procedure' ||
        object.kind === 'aggregate' ||
        object.needs.some(reachesRoutine));
    known.set(id, reaches);
    return reaches;
  }
  return object => evaluating.has(object.kind) && reachesRoutine(object.id);
}
