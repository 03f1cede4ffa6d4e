import type { InPlaceRef, Reading } from './reading.js';
import { report } from './reading.js';

/**
 * Schemas that apply themselves to the same value, `A: { $ref: B }` and `B: { $ref: A }`, or through allOf and oneOf,
 * can never be decided. One reference of each circle is taken out: one below oneOf or anyOf where there is one,
 * because without that keyword the schema still says all that the others ask for.
 */
export function cutCircles(reading: Reading): void {
  const edges = new Map<string, InPlaceRef[]>();
  for (const ref of reading.inPlaceRefs) {
    const list = edges.get(ref.from);
    if (list) list.push(ref);
    else edges.set(ref.from, [ref]);
  }
  const done = new Set<string>();
  const gone = new Set<() => void>();
  let left = mostExplained;
  const next = (start: string) =>
    findCircle(edges, done, gone, start, left > 0 ? undefined : ref => cut(reading, gone, ref, [ref]));
  for (const start of edges.keys()) {
    for (let circle = next(start); circle; circle = next(start)) {
      left--;
      cut(reading, gone, circle.find(ref => ref.choice) ?? circle.at(-1)!, circle);
    }
  }
}

/** Finding the best reference to give up looks at a whole circle each time; after this many, any will do. */
const mostExplained = 300;

function cut(reading: Reading, gone: Set<() => void>, ref: InPlaceRef, circle: readonly InPlaceRef[]): void {
  ref.cut();
  gone.add(ref.cut);
  const names = [circle[0]!.from, ...circle.map(one => one.to)];
  const way = (names.length > 6 ? [...names.slice(0, 4), '…', names.at(-1)] : names).join(' → ');
  const message = `This schema contains itself without end (${way}); it is not applied here.`;
  report(reading, ref.choice ? 'warning' : 'error', 'circular-reference', ref.node, message);
}

/**
 * The references of one circle reachable from `start`, in order; undefined when there is none. Depth first,
 * without recursion. With `cutBack`, references that close a circle are given to it instead, in one go.
 */
function findCircle(
  edges: ReadonlyMap<string, readonly InPlaceRef[]>,
  done: Set<string>,
  gone: ReadonlySet<() => void>,
  start: string,
  cutBack?: (ref: InPlaceRef) => void,
): InPlaceRef[] | undefined {
  if (done.has(start)) return undefined;
  const onPath = new Map<string, number>([[start, 0]]);
  const path: InPlaceRef[] = [];
  const stack: { id: string; next: number }[] = [{ id: start, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const ref = edges.get(top.id)?.[top.next++];
    if (!ref) {
      done.add(top.id);
      onPath.delete(top.id);
      stack.pop();
      path.pop();
      continue;
    }
    if (gone.has(ref.cut) || done.has(ref.to)) continue;
    const from = onPath.get(ref.to);
    if (from !== undefined && cutBack) {
      cutBack(ref);
      continue;
    }
    if (from !== undefined) return [...path.slice(from), ref];
    onPath.set(ref.to, stack.length);
    path.push(ref);
    stack.push({ id: ref.to, next: 0 });
  }
  return undefined;
}
