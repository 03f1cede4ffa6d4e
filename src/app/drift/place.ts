/** Whether a place of a description belongs to one operation alone. */
import type { At, Operation, Shape } from '../../openapi/api.js';
import { type Description, resolvedShape } from './described.js';

/** Changing what stands there changes this operation and no other. */
export function isOwn(description: Description, operation: Operation, at: At): boolean {
  if (at.path === operation.at.path && isBelow(at.pointer, operation.at.pointer)) return true;
  const holder = description.api.shapes.find(
    ({ shape }) => shape.at.path === at.path && isBelow(at.pointer, shape.at.pointer),
  );
  return holder !== undefined && referencesTo(description, holder.shape) === 1;
}

function isBelow(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}

const counts = new WeakMap<Description, Map<string, number>>();

/** How many `$ref`s of all files end in the name of this one. */
function referencesTo(description: Description, shape: Shape): number {
  const known = counts.get(description) ?? countReferences(description);
  counts.set(description, known);
  return known.get(lastToken(resolvedShape(description, shape).at.pointer)) ?? 0;
}

function countReferences({ loaded }: Description): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') visit(inner);
      else found.set(lastToken(inner), (found.get(lastToken(inner)) ?? 0) + 1);
    }
  };
  for (const { value } of loaded.documents.values()) visit(value);
  return found;
}

function lastToken(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}
