/**
 * Whether a value is what a shape describes (JSON Schema 2020-12). Kept small and total: it is what makes sure that a sample is
 * valid and that a fuzzed one is not.
 */
import type { JsonType, Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from '../../openapi/values.js';
import { isFormat } from './formats.js';
import { matchesPattern } from './pattern.js';
import { equal, isReadOnly, lengthOf, type Shapes, targetOf } from './shapes.js';

/** Which members and elements some part of a shape has looked at: what `unevaluated…` leaves alone. */
interface Seen {
  readonly names: Set<string>;
  readonly indexes: Set<number>;
}

/** Real documents nest far less; a schema that refers to itself in place would never end. */
const deepest = 200;

/** For requests: what is read-only is not required. */
export function fits(shape: Shape, value: Json, shapes: Shapes): boolean {
  return check(shape, value, shapes, 0) !== undefined;
}

/** @returns undefined when the value does not fit. */
function check(shape: Shape, value: Json, shapes: Shapes, depth: number): Seen | undefined {
  const seen: Seen = { names: new Set(), indexes: new Set() };
  if (shape.always !== undefined) return shape.always ? seen : undefined;
  if (depth > deepest) return undefined;
  const inner = (part: Shape): Seen | undefined => check(part, value, shapes, depth + 1);
  if (!isOfType(shape, value) || !isOneOfValues(shape, value)) return undefined;
  if (typeof value === 'number' && !isNumber(shape, value)) return undefined;
  if (typeof value === 'string' && !isText(shape, value)) return undefined;
  if (!checkInPlace(shape, seen, inner, shapes)) return undefined;
  if (Array.isArray(value) && !checkList(shape, value as readonly Json[], seen, shapes, depth)) return undefined;
  if (isObject(value) && !checkMembers(shape, value, seen, shapes, depth, inner)) return undefined;
  return seen;
}

function isOfType({ types }: Shape, value: Json): boolean {
  return types === undefined || types.some(type => typeFits(type, value));
}

export function typeFits(type: JsonType, value: Json): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isOneOfValues(shape: Shape, value: Json): boolean {
  if (shape.enum && !shape.enum.some(each => equal(each, value))) return false;
  return shape.const === undefined || equal(shape.const.value, value);
}

function isNumber(shape: Shape, value: number): boolean {
  if (shape.minimum !== undefined && value < shape.minimum) return false;
  if (shape.maximum !== undefined && value > shape.maximum) return false;
  if (shape.exclusiveMinimum !== undefined && value <= shape.exclusiveMinimum) return false;
  if (shape.exclusiveMaximum !== undefined && value >= shape.exclusiveMaximum) return false;
  if (shape.format === 'int32' && !(Number.isInteger(value) && Math.abs(value + 0.5) < 2 ** 31)) return false;
  if (shape.format === 'int64' && !Number.isInteger(value)) return false;
  return shape.multipleOf === undefined || isMultiple(value, shape.multipleOf);
}

/** Within the precision of doubles: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Number.isFinite(quotient) && Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

function isText(shape: Shape, text: string): boolean {
  if (shape.minLength !== undefined && lengthOf(text) < shape.minLength) return false;
  if (shape.maxLength !== undefined && lengthOf(text) > shape.maxLength) return false;
  if (shape.format !== undefined && !isFormat(shape.format, text)) return false;
  return shape.pattern === undefined || matchesPattern(shape.pattern, text);
}

function take(into: Seen, from: Seen): void {
  for (const name of from.names) into.names.add(name);
  for (const index of from.indexes) into.indexes.add(index);
}

/** Keywords that hold other shapes for the same value. */
function checkInPlace(shape: Shape, seen: Seen, inner: (part: Shape) => Seen | undefined, shapes: Shapes): boolean {
  const target = shape.ref === undefined ? undefined : targetOf(shape.ref, shapes);
  for (const part of [...(target ? [target] : []), ...(shape.allOf ?? [])]) {
    const found = inner(part);
    if (!found) return false;
    take(seen, found);
  }
  if (shape.anyOf) {
    const found = shape.anyOf.map(inner).filter(each => each !== undefined);
    if (found.length === 0) return false;
    for (const each of found) take(seen, each);
  }
  if (shape.oneOf) {
    const found = shape.oneOf.map(inner).filter(each => each !== undefined);
    if (found.length !== 1) return false;
    take(seen, found[0]!);
  }
  if (shape.not && inner(shape.not)) return false;
  if (shape.if) {
    const condition = inner(shape.if);
    if (condition) take(seen, condition);
    const branch = condition ? shape.then : shape.else;
    const found = branch && inner(branch);
    if (branch && !found) return false;
    if (found) take(seen, found);
  }
  return true;
}

function checkList(shape: Shape, list: readonly Json[], seen: Seen, shapes: Shapes, depth: number): boolean {
  if (shape.minItems !== undefined && list.length < shape.minItems) return false;
  if (shape.maxItems !== undefined && list.length > shape.maxItems) return false;
  if (shape.uniqueItems && list.some((each, i) => list.slice(0, i).some(before => equal(before, each)))) return false;
  const prefix = shape.prefixItems ?? [];
  const holds = (part: Shape, each: Json): boolean => check(part, each, shapes, depth + 1) !== undefined;
  for (const [index, each] of list.entries()) {
    const part = prefix[index] ?? shape.items;
    if (!part) continue;
    if (!holds(part, each)) return false;
    seen.indexes.add(index);
  }
  if (shape.contains) {
    let count = 0;
    for (const [index, each] of list.entries()) {
      if (!holds(shape.contains, each)) continue;
      count++;
      seen.indexes.add(index);
    }
    if (count < (shape.minContains ?? 1) || count > (shape.maxContains ?? Infinity)) return false;
  }
  const rest = shape.unevaluatedItems;
  if (!rest) return true;
  return list.every((each, index) => {
    if (seen.indexes.has(index)) return true;
    seen.indexes.add(index);
    return holds(rest, each);
  });
}

function checkMembers(
  shape: Shape,
  object: JsonObject,
  seen: Seen,
  shapes: Shapes,
  depth: number,
  inner: (part: Shape) => Seen | undefined,
): boolean {
  const names = Object.keys(object);
  if (shape.minProperties !== undefined && names.length < shape.minProperties) return false;
  if (shape.maxProperties !== undefined && names.length > shape.maxProperties) return false;
  for (const name of shape.required ?? []) {
    if (!Object.hasOwn(object, name) && !isReadOnlyProperty(shape, name, shapes)) return false;
  }
  for (const { property, required } of shape.dependentRequired ?? []) {
    if (Object.hasOwn(object, property) && !required.every(name => Object.hasOwn(object, name))) return false;
  }
  for (const { name, shape: part } of shape.dependentSchemas ?? []) {
    const found = Object.hasOwn(object, name) ? inner(part) : seen;
    if (!found) return false;
    take(seen, found);
  }
  const holds = (part: Shape, value: Json): boolean => check(part, value, shapes, depth + 1) !== undefined;
  for (const name of names) {
    if (shape.propertyNames && !holds(shape.propertyNames, name)) return false;
    const parts = memberShapes(shape, name);
    if (!parts.every(part => holds(part, object[name]!))) return false;
    if (parts.length > 0) seen.names.add(name);
  }
  const rest = shape.unevaluatedProperties;
  if (!rest) return true;
  return names.every(name => {
    if (seen.names.has(name)) return true;
    seen.names.add(name);
    return holds(rest, object[name]!);
  });
}

/** What one shape by itself says of a member: its property, the patterns that match, or else what is additional. */
export function memberShapes(shape: Shape, name: string): Shape[] {
  const parts: Shape[] = [];
  const own = shape.properties?.find(property => property.name === name);
  if (own) parts.push(own.shape);
  for (const each of shape.patternProperties ?? []) if (matchesPattern(each.pattern, name)) parts.push(each.shape);
  if (parts.length === 0 && shape.additionalProperties) parts.push(shape.additionalProperties);
  return parts;
}

function isReadOnlyProperty(shape: Shape, name: string, shapes: Shapes): boolean {
  const property = shape.properties?.find(each => each.name === name);
  return property !== undefined && isReadOnly(property.shape, shapes);
}
