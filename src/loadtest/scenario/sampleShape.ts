/** Valid and varied values from examples, defaults, enums and schemas; the same for the same seed. */
import type { JsonType, Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { isObject, setMember } from '../../openapi/values.js';
import { chance, nextInteger, pick, type Random } from '../requests/random.js';
import { memberShapes } from './checkShape.js';
import { expand } from './expandShape.js';
import { sampleList, sampleObject } from './sampleCollection.js';
import { sampleNumber, sampleString } from './sampleScalar.js';
import { comfortableDepth, deepest, fitsAll, type Sampled, type Sampling } from './sampling.js';
import { isReadOnly, type Shapes } from './shapes.js';

/** Values tried for one sample, nested ones included. */
const budget = 20_000;

/**
 * A value for a request: what is read-only is left out. Every value that comes is checked against the shape.
 * @param plain the value that an author would show: examples first, and everything that is optional.
 * @returns undefined when none was found: the shape contradicts itself, or has a pattern that is too much.
 */
export function sampleShape(shape: Shape, shapes: Shapes, random: Random, plain = false): Sampled {
  const left = { left: budget };
  const sampling = (isPlain: boolean): Sampling => ({
    shapes,
    random,
    plain: isPlain,
    budget: left,
    sample: (all, depth) => sample(all, depth, isPlain ? first : other),
    sampleOther: (all, depth) => sample(all, depth, other),
  });
  const first = sampling(true);
  const other = sampling(false);
  return sample([shape], 0, plain ? first : other);
}

function sample(all: readonly Shape[], depth: number, sampling: Sampling): Sampled {
  if (depth > deepest) return undefined;
  const tries = depth === 0 ? 30 : depth < 3 ? 6 : 3;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (sampling.budget.left-- <= 0) return undefined;
    // Everything at once may be too much: `oneOf` with a `required` in each choice.
    if (sampling.plain && attempt === 3) return sampling.sampleOther(all, depth);
    const flat = expand(all, sampling, attempt, depth > comfortableDepth);
    if (flat.some(({ always }) => always === false)) continue;
    const found = shown(flat, depth, attempt, sampling) ?? made(flat, depth, attempt, sampling);
    if (found && fitsAll(all, found.value, sampling.shapes)) return found;
  }
  return undefined;
}

/** What is given: a constant, one of an enum, an example or a default. */
function shown(flat: readonly Shape[], depth: number, attempt: number, sampling: Sampling): Sampled {
  const { random, shapes, plain } = sampling;
  const constant = flat.find(shape => shape.const)?.const;
  if (constant) return { value: constant.value };
  const listed = flat.find(shape => shape.enum)?.enum;
  if (listed) {
    const fitting = listed.filter(value => fitsAll(flat, value, shapes));
    return fitting.length > 0 ? { value: plain ? fitting[0]! : pick(random, fitting) } : undefined;
  }
  const given = flat.flatMap(shape => [...(shape.examples ?? []), ...(shape.default ? [shape.default.value] : [])]);
  if (given.length === 0 || attempt > 2) return undefined;
  const value = withoutReadOnly(plain ? given[0]! : pick(random, given), flat, shapes);
  const isWhole = typeof value === 'object' && value !== null;
  if (!plain && !chance(random, isWhole ? 0.15 : 0.4)) return undefined;
  // Deep in a tree an example may be another tree.
  if (depth > deepest || !fitsAll(flat, value, shapes)) return undefined;
  return { value };
}

/** An example shows what a server answers as well. */
function withoutReadOnly(value: Json, flat: readonly Shape[], shapes: Shapes): Json {
  if (!isObject(value)) return value;
  const object: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) {
    const parts = flat.flatMap(shape => memberShapes(shape, name));
    if (parts.some(part => isReadOnly(part, shapes))) continue;
    setMember(object, name, withoutReadOnly(inner, parts, shapes));
  }
  return object;
}

function made(flat: readonly Shape[], depth: number, attempt: number, sampling: Sampling): Sampled {
  const type = typeFor(flat, depth, attempt, sampling);
  switch (type) {
    case undefined:
      return undefined;
    case 'null':
      return { value: null };
    case 'boolean':
      return { value: nextInteger(sampling.random, 0, 1) === 1 };
    case 'integer':
    case 'number':
      return sampleNumber(flat, type === 'integer', sampling);
    case 'string':
      return sampleString(flat, sampling);
    case 'array':
      return sampleList(flat, depth, sampling);
    case 'object':
      return sampleObject(flat, depth, attempt, sampling);
  }
}

const every: readonly JsonType[] = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

function typeFor(flat: readonly Shape[], depth: number, attempt: number, { random }: Sampling): JsonType | undefined {
  const typed = flat.filter(({ types }) => types !== undefined);
  const allowed = every.filter(type =>
    typed.every(({ types }) => types!.includes(type) || (type === 'integer' && types!.includes('number'))),
  );
  const meant =
    typed.length === 0 && attempt < 3 ? allowed.filter(type => flat.some(shape => speaksOf(shape, type))) : allowed;
  const choices = meant.length > 0 ? meant : chance(random, 0.8) ? ['string' as const] : allowed;
  // `number` alone means fractions too; null is the rare case, but deep down the one that ends.
  const plain = choices.filter(type => type !== 'null' && !(type === 'integer' && choices.includes('number')));
  if (choices.includes('null') && (plain.length === 0 || depth > comfortableDepth || chance(random, 0.1)))
    return 'null';
  return plain.length > 0 ? pick(random, plain) : undefined;
}

/** Keywords tell what is meant where no type is said. */
function speaksOf(shape: Shape, type: JsonType): boolean {
  if (type === 'object')
    return Boolean(
      shape.properties ??
        shape.required ??
        shape.additionalProperties ??
        shape.minProperties ??
        shape.patternProperties,
    );
  if (type === 'array')
    return Boolean(shape.items ?? shape.prefixItems ?? shape.contains) || shape.minItems !== undefined;
  if (type === 'string')
    return (
      shape.pattern !== undefined ||
      shape.minLength !== undefined ||
      shape.maxLength !== undefined ||
      shape.format !== undefined
    );
  if (type === 'number')
    return [shape.minimum, shape.maximum, shape.exclusiveMinimum, shape.exclusiveMaximum, shape.multipleOf].some(
      bound => bound !== undefined,
    );
  return false;
}
