/** Objects and lists within all that is said of them. */
import type { Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { setMember } from '../../openapi/values.js';
import { chance, nextInteger } from '../requests/random.js';
import { fits, memberShapes } from './checkShape.js';
import { parsePattern, samplePattern } from './pattern.js';
import { comfortableDepth, largest, type Sampled, type Sampling, smallest } from './sampling.js';
import { equal, isReadOnly } from './shapes.js';

/** More is not made by chance, but by those who ask for it. */
const mostElements = 10_000;

export function sampleList(all: readonly Shape[], depth: number, sampling: Sampling): Sampled {
  const { random, shapes } = sampling;
  const wanted = all.flatMap(shape =>
    shape.contains ? Array<Shape>(Math.min(100, shape.minContains ?? 1)).fill(shape.contains) : [],
  );
  const low = Math.max(0, largest(all.map(({ minItems }) => minItems)), wanted.length);
  const high = smallest(all.map(({ maxItems }) => maxItems));
  if (low > high || low > mostElements) return undefined;
  const closedAt = smallest(
    all.map(shape => (shape.items?.always === false ? (shape.prefixItems?.length ?? 0) : undefined)),
  );
  const more = depth > comfortableDepth ? 0 : nextInteger(random, low === 0 ? 1 : 0, 2);
  const length = Math.min(high, closedAt, low + more);
  const unique = all.some(({ uniqueItems }) => uniqueItems === true);
  const list: Json[] = [];
  for (let index = 0; index < length; index++) {
    const parts = all.flatMap(shape => shape.prefixItems?.[index] ?? shape.items ?? shape.unevaluatedItems ?? []);
    const needed = wanted[index];
    let next = sampling.sampleOther(needed ? [...parts, needed] : parts, depth + 1);
    for (let again = 0; unique && next && again < 8 && list.some(each => equal(each, next!.value)); again++) {
      next = sampling.sample(needed ? [...parts, needed] : parts, depth + 1);
    }
    if (!next || (unique && list.some(each => equal(each, next.value)))) break;
    list.push(next.value);
  }
  if (list.length < low) return undefined;
  return all.every(shape => fits(shape, list, shapes)) || list.length === low
    ? { value: list }
    : { value: list.slice(0, low) };
}

/** @param attempt later ones make less of what is optional. */
export function sampleObject(all: readonly Shape[], depth: number, attempt: number, sampling: Sampling): Sampled {
  const { random, shapes } = sampling;
  const declared = [...new Set(all.flatMap(({ properties }) => properties?.map(({ name }) => name) ?? []))];
  const readOnly = new Set(declared.filter(name => isReadOnlyMember(all, name, sampling)));
  const required = new Set(all.flatMap(shape => shape.required ?? []).filter(name => !readOnly.has(name)));
  const low = Math.max(0, largest(all.map(({ minProperties }) => minProperties)));
  const high = smallest(all.map(({ maxProperties }) => maxProperties));
  if (low > 1000) return undefined;
  const object: Record<string, Json> = {};
  const put = (name: string): boolean => {
    if (Object.hasOwn(object, name)) return true;
    if (all.some(({ propertyNames }) => propertyNames && !fits(propertyNames, name, shapes))) return false;
    const value = sampling.sample(partsOf(all, name), depth + 1);
    if (value) setMember(object, name, value.value);
    return value !== undefined;
  };
  for (const name of required) if (!put(name)) return undefined;
  const likely = depth > comfortableDepth ? 0 : sampling.plain ? 1 : attempt < 4 ? 0.7 : 0.25;
  for (const name of declared) {
    const size = Object.keys(object).length;
    if (required.has(name) || readOnly.has(name) || size >= high) continue;
    if (size < low || chance(random, likely)) put(name);
  }
  addDependent(all, object, put);
  const isMap = declared.length === 0 && all.some(isDescribedMap) && depth <= comfortableDepth;
  const wish = Math.min(high, Math.max(low, isMap ? nextInteger(random, 1, 2) : 0));
  for (let i = 0; Object.keys(object).length < wish && i < wish * 4 + 8; i++) {
    const name = nameFor(all, i, sampling);
    if (name !== undefined && !readOnly.has(name)) put(name);
  }
  return { value: object };
}

function isReadOnlyMember(all: readonly Shape[], name: string, { shapes }: Sampling): boolean {
  return all.some(({ properties }) => properties?.some(each => each.name === name && isReadOnly(each.shape, shapes)));
}

/** `unevaluatedProperties` says something of a member only when nothing else does. */
function partsOf(all: readonly Shape[], name: string): Shape[] {
  const parts = all.flatMap(shape => memberShapes(shape, name));
  return parts.length > 0 ? parts : all.flatMap(shape => shape.unevaluatedProperties ?? []);
}

function addDependent(
  all: readonly Shape[],
  object: Readonly<Record<string, Json>>,
  put: (name: string) => boolean,
): void {
  const rules = all.flatMap(shape => shape.dependentRequired ?? []);
  // Each round adds a name or is the last.
  for (let round = 0; round <= rules.length; round++) {
    for (const { property, required } of rules)
      if (Object.hasOwn(object, property)) for (const name of required) put(name);
  }
}

function isDescribedMap({ additionalProperties, patternProperties }: Shape): boolean {
  return (
    (additionalProperties !== undefined && additionalProperties.always === undefined) || patternProperties !== undefined
  );
}

function nameFor(all: readonly Shape[], index: number, sampling: Sampling): string | undefined {
  const patterns = all.flatMap(({ patternProperties }) => patternProperties?.map(({ pattern }) => pattern) ?? []);
  const names = all.flatMap(({ propertyNames }) => propertyNames ?? []);
  if (names.length > 0) {
    const name = sampling.sample([...names, { at: names[0]!.at, types: ['string'] }], comfortableDepth);
    return typeof name?.value === 'string' ? name.value : undefined;
  }
  if (patterns.length > 0 && index % 3 !== 2) {
    const node = parsePattern(patterns[index % patterns.length]!);
    return node && samplePattern(node, sampling.random, 4);
  }
  return `key${index + 1}`;
}
