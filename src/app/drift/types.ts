/** Which JSON types a value may have, by what a program says and by what a description says. */
import type { Shape } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { isObject } from '../../openapi/values.js';
import { type Description, type JsonObject, resolvedShape, valueUnder } from './described.js';

export type Types = ReadonlySet<string>;

const deepest = 20;

/** What a `$ref` of the program's own document leads to; anything else is itself. */
export function resolvedSchema(schema: Json | undefined, document: JsonObject): JsonObject {
  let found = schema;
  for (let hops = 0; isObject(found) && typeof found.$ref === 'string' && hops < deepest; hops++) {
    found = valueUnder(document, pointerTokens(found.$ref.slice(1)));
  }
  return isObject(found) ? found : {};
}

/** Undefined: the program does not say. Without null. */
export function typesSaid(schema: Json | undefined, document: JsonObject, depth = 0): Types | undefined {
  if (depth > deepest) return undefined;
  const found = resolvedSchema(schema, document);
  const { type } = found;
  if (typeof type === 'string') return known([type]);
  if (Array.isArray(type)) return known(type.filter(one => typeof one === 'string'));
  const inside = (list: Json | undefined) =>
    Array.isArray(list) ? list.map(one => typesSaid(one as Json, document, depth + 1)) : [];
  return union(inside(found.anyOf ?? found.oneOf)) ?? inside(found.allOf).find(Boolean) ?? ofValues(found);
}

/** Undefined: the description allows any. Without null. */
export function typesDescribed(shape: Shape, description: Description, depth = 0): Types | undefined {
  if (depth > deepest) return undefined;
  const found = resolvedShape(description, shape);
  if (found.types) return known(found.types);
  const inside = (list: readonly Shape[] | undefined) =>
    (list ?? []).map(one => typesDescribed(one, description, depth + 1));
  return union(inside(found.anyOf ?? found.oneOf)) ?? inside(found.allOf).find(Boolean);
}

/** No value has both; whole numbers are numbers. */
export function contradict(said: Types, described: Types): boolean {
  return ![...said].some(type => described.has(type));
}

/** `a string`, `an integer or a boolean` */
export function typeNames(types: Types): string {
  return ownTypes(types)
    .map(type => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`))
    .join(' or ');
}

/** Without what was added because whole numbers are numbers. */
export function ownTypes(types: Types): string[] {
  const all = [...types];
  const first = all.find(type => type === 'integer' || type === 'number');
  return all.filter(type => (type !== 'integer' && type !== 'number') || type === first);
}

function known(types: readonly string[]): Types | undefined {
  const found = new Set(types.filter(type => type !== 'null'));
  if (found.size === 0) return undefined;
  // Which numbers are whole is for people to say.
  if (found.has('integer')) found.add('number');
  else if (found.has('number')) found.add('integer');
  return found;
}

function union(branches: readonly (Types | undefined)[]): Types | undefined {
  if (branches.length === 0 || branches.includes(undefined)) return undefined;
  return new Set(branches.flatMap(types => [...types!]));
}

function ofValues({ enum: values }: JsonObject): Types | undefined {
  if (!Array.isArray(values)) return undefined;
  return known(values.map(value => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)));
}
