/** Looking things up in the shapes of an Api. */
import type { Api, Shape, ShapeId } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';

export type Shapes = ReadonlyMap<ShapeId, Shape>;

export function shapesOf(api: Pick<Api, 'shapes'>): Shapes {
  return new Map(api.shapes.map(({ id, shape }) => [id, shape]));
}

/** A reference to nothing accepts everything: reading the description has said so already. */
export function targetOf(ref: ShapeId, shapes: Shapes): Shape | undefined {
  return shapes.get(ref);
}

/** Whether a server sets it: a request leaves it out. Said of the property, of what it refers to, or of a part of it. */
export function isReadOnly(shape: Shape, shapes: Shapes, depth = 0): boolean {
  if (shape.readOnly === true) return true;
  if (depth > 8) return false;
  const target = shape.ref === undefined ? undefined : targetOf(shape.ref, shapes);
  if (target && isReadOnly(target, shapes, depth + 1)) return true;
  return shape.allOf?.some(part => isReadOnly(part, shapes, depth + 1)) ?? false;
}

/** Deep equality of JSON values, whatever the order of keys. */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((element: Json, index) => equal(element, right[index] as Json));
  }
  const [a, b] = [left as { readonly [key: string]: Json }, right as { readonly [key: string]: Json }];
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && equal(a[key]!, b[key]!));
}

/** As schemas count them: Unicode characters. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 1; i < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) length--;
  }
  return length;
}
