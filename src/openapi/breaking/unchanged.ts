/** Schemas that are written the same on both sides: most of them, and nothing has to be found out about these. */
import type { Shape, ShapeId } from '../api.js';
import type { Side } from './side.js';

export interface Unchanged {
  /** True when both say the same in the same words, with all that they refer to. */
  readonly same: (before: Shape, after: Shape) => boolean;
}

/** What is only said to people. */
const remarks: ReadonlySet<string> = new Set(['at', 'title', 'description', 'examples']);

export function findUnchanged(before: Side, after: Side): Unchanged {
  const refs = new Map<ShapeId, Set<ShapeId>>();
  const changed: ShapeId[] = [];
  for (const [id, { shape }] of before.shapes) {
    const other = after.shapes.get(id);
    const found = new Set<ShapeId>();
    if (!other || !isEqual(shape, other.shape, found) || isUnread(before, after, shape)) changed.push(id);
    refs.set(id, found);
  }
  const users = new Map<ShapeId, ShapeId[]>();
  for (const [id, used] of refs) {
    for (const one of used) {
      const list = users.get(one);
      if (list) list.push(id);
      else users.set(one, [id]);
    }
  }
  const moved = new Set(changed);
  for (let id = changed.pop(); id !== undefined; id = changed.pop()) {
    for (const user of users.get(id) ?? []) {
      if (moved.has(user)) continue;
      moved.add(user);
      changed.push(user);
    }
  }
  return {
    same: (left, right) => {
      const used = new Set<ShapeId>();
      return isEqual(left, right, used) && [...used].every(id => before.shapes.has(id) && !moved.has(id));
    },
  };
}

function isUnread(before: Side, after: Side, shape: Shape): boolean {
  return Object.keys(shape).every(key => remarks.has(key)) && (before.isUnread(shape) || after.isUnread(shape));
}

/** Notes the references that were equal as words. */
function isEqual(left: unknown, right: unknown, refs: Set<ShapeId>): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((one, at) => isEqual(one, right[at], refs))
    );
  }
  const mine = left as Record<string, unknown>;
  const other = right as Record<string, unknown>;
  const keys = Object.keys(mine).filter(key => !remarks.has(key));
  if (keys.length !== Object.keys(other).filter(key => !remarks.has(key)).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(other, key) || !isEqual(mine[key], other[key], refs)) return false;
    if (key === 'ref') refs.add(mine[key] as ShapeId);
  }
  return true;
}
