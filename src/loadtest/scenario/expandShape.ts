/** Shapes with what they refer to and are made of: a flat list of which all must hold. */
import type { Shape, ShapeId } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { chance, nextInteger } from '../requests/random.js';
import type { Sampling } from './sampling.js';
import { targetOf } from './shapes.js';

/** Enough for any description; a hostile one ends here. */
const mostParts = 500;

/**
 * Of `anyOf` and `oneOf` one is chosen, of `if` a side.
 * @param attempt later ones choose otherwise, and leave discriminators alone.
 */
export function expand(all: readonly Shape[], sampling: Sampling, attempt: number, deep: boolean): Shape[] {
  const flat: Shape[] = [];
  const visited = new Set<Shape>();
  const queue: { readonly shape: Shape; readonly via?: ShapeId }[] = all.map(shape => ({ shape }));
  for (let entry = queue.shift(); entry && flat.length < mostParts; entry = queue.shift()) {
    const { shape, via } = entry;
    if (visited.has(shape)) continue;
    visited.add(shape);
    flat.push(shape);
    const add = (part: Shape | undefined, name = via): void => {
      if (part) queue.push({ shape: part, ...(name !== undefined && { via: name }) });
    };
    if (shape.ref !== undefined) add(targetOf(shape.ref, sampling.shapes), via ?? shape.ref);
    for (const part of shape.allOf ?? []) add(part);
    if (shape.discriminator && !shape.oneOf && !shape.anyOf && attempt % 2 === 0) {
      for (const part of inherited(shape, via, sampling)) add(part);
    }
    for (const choices of [shape.anyOf, shape.oneOf]) {
      const chosen = choices && choose(choices, sampling, attempt, deep);
      if (!chosen) continue;
      // The outer name ends here: what is chosen has one of its own.
      queue.push({ shape: chosen });
      if (shape.discriminator && chosen.ref !== undefined && attempt % 2 === 0) {
        add(tagged(shape, nameOf(shape, chosen.ref)));
      }
    }
    if (shape.if) for (const part of sideOf(shape, sampling)) add(part);
    for (const { name, shape: part } of shape.dependentSchemas ?? []) {
      if (!chance(sampling.random, 0.5)) continue;
      add({ at: shape.at, required: [name] });
      add(part);
    }
  }
  return flat;
}

/** Deep down the ones that end come first: those that are no reference. */
function choose(choices: readonly Shape[], sampling: Sampling, attempt: number, deep: boolean): Shape | undefined {
  const sorted = deep ? choices.toSorted((a, b) => weight(a) - weight(b)) : choices;
  if (deep || sampling.plain) return sorted[attempt % sorted.length];
  return sorted[(nextInteger(sampling.random, 0, sorted.length - 1) + attempt) % sorted.length];
}

function weight(shape: Shape): number {
  if (shape.types?.includes('null')) return 0;
  if (shape.ref !== undefined || shape.allOf || shape.oneOf || shape.anyOf) return 3;
  return shape.types?.includes('object') || shape.types?.includes('array') ? 2 : 1;
}

function sideOf(shape: Shape, { random }: Sampling): Shape[] {
  if (chance(random, 0.5)) return [shape.if!, ...(shape.then ? [shape.then] : [])];
  return [{ at: shape.at, not: shape.if! }, ...(shape.else ? [shape.else] : [])];
}

/** A discriminator in a parent: it holds the name of the child, and the parent by itself is one of its children. */
function inherited(parent: Shape, via: ShapeId | undefined, { shapes, random }: Sampling): Shape[] {
  if (via === undefined) return [];
  if (targetOf(via, shapes) !== parent) return [tagged(parent, nameOf(parent, via))];
  const { mapping } = parent.discriminator!;
  if (mapping.length === 0) return [];
  const { value, shape } = mapping[nextInteger(random, 0, mapping.length - 1)]!;
  const child = targetOf(shape, shapes);
  return [tagged(parent, value), ...(child ? [child] : [])];
}

function nameOf(shape: Shape, ref: ShapeId): string {
  const mapped = shape.discriminator!.mapping.find(entry => entry.shape === ref);
  return mapped?.value ?? pointerTokens(ref.slice(ref.indexOf('#') + 1)).at(-1) ?? '';
}

function tagged({ at, discriminator }: Shape, value: Json): Shape {
  const name = discriminator!.property;
  return { at, properties: [{ name, shape: { at, const: { value } } }], required: [name] };
}
