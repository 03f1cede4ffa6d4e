/** Fields of objects: a schema, and whether the field may be absent. What all libraries' readers share. */
import type { Json } from '../../openapi/json.js';
import { propertyComment } from '../comments/propertyComment.js';
import type { Members, Site, Value } from '../interpret/value.js';
import type { Reading, Schema } from './schema.js';

export interface Field {
  readonly schema: Schema;
  readonly optional: boolean;
}

/** What a library's schemas say about values. Undefined: the value is none of its schemas. */
export type ReadField = (value: Value, reading: Reading) => Field | undefined;

export interface NamedField extends Field {
  readonly name: string;
}

/** `{ type: 'object' }` with its properties. Names are data: `__proto__` is one like any other. */
export function objectOf(fields: readonly NamedField[], more: Schema = {}): Schema {
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
    ...more,
  };
}

/** The fields that an object of schemas has; what cannot be read is told and may be anything. */
export function fieldsOf(members: Members, reading: Reading, read: ReadField): NamedField[] {
  let found: NamedField[] = [];
  for (const [name, { value, site }] of members.properties) {
    if (name.startsWith('...')) {
      const shape = read(value, reading)?.schema[shapeOf] as Schema | undefined;
      if (shape) found = mergedFields(found, fieldsIn(reading.resolved(shape)));
      else reading.unclear(site, 'What is spread into this object is known only at run time.');
      continue;
    }
    const field = read(got(site, reading) ?? value, reading);
    if (!field) reading.unclear(site, `The schema of ${name} cannot be read.`);
    const { schema, optional } = field ?? { schema: {}, optional: true };
    found = mergedFields(found, [{ name, schema: commented(schema, site, reading), optional }]);
  }
  if (members.open && ![...members.properties.keys()].some(name => name.startsWith('...'))) {
    reading.unclear(members.site, 'Some names of this object are known only at run time.');
  }
  return found;
}

/** Stands for an object's fields, as `User.shape` of Zod: under this key is the object's schema. */
export const shapeOf = '(shape)';

/** A getter, which may ask for what is declared later: `get parent() { return Category; }` */
function got({ path, node }: Site, { interpreter }: Reading): Value | undefined {
  const scope = interpreter.load(path)?.scope;
  if (!scope || node?.type !== 'ObjectMethod' || node.kind !== 'get') return undefined;
  return interpreter.call({ kind: 'function', node, scope, self: undefined, bound: [], properties: new Map() }, [], {
    path,
    node,
  });
}

/** What the comment before a property says of it, unless the schema says so itself. */
export function commented(schema: Schema, site: Site, reading: Reading): Schema {
  const said = propertyComment(site, reading.interpreter);
  return Object.keys(said).length > 0 ? { ...said, ...schema } : schema;
}

export function propertiesOf(object: Schema): { readonly [name: string]: Schema } {
  return (object.properties ?? {}) as { readonly [name: string]: Schema };
}

/** The fields of an object's schema again. */
export function fieldsIn(object: Schema): NamedField[] {
  const required = new Set((object.required ?? []) as readonly string[]);
  return Object.entries(propertiesOf(object)).map(([name, schema]) => ({
    name,
    schema,
    optional: !required.has(name),
  }));
}

/** An object's schema with other fields. */
export function withFields(object: Schema, fields: readonly NamedField[]): Schema {
  const { type: _type, properties: _before, required: _needed, ...rest } = object;
  return objectOf(fields, rest);
}

/** `before` with `after` in the places of the same names, and behind it. */
export function mergedFields(before: readonly NamedField[], after: readonly NamedField[]): NamedField[] {
  const all = new Map(before.map(field => [field.name, field]));
  for (const field of after) all.set(field.name, field);
  return [...all.values()];
}

/** What both ask for. Plain objects without a name become one. */
export function bothOf(first: Schema, second: Schema): Schema {
  const plain = [first, second].every(
    schema => schema.type === 'object' && Object.keys(schema).every(key => /^(type|properties|required)$/.test(key)),
  );
  const shared = plain && Object.keys(propertiesOf(first)).some(name => Object.hasOwn(propertiesOf(second), name));
  return plain && !shared ? objectOf([...fieldsIn(first), ...fieldsIn(second)]) : { allOf: [first, second] };
}

/** Beside a `$ref` other keywords hold too, in OpenAPI 3.1. */
export function added(schema: Schema, more: Schema): Schema {
  return Object.keys(more).length === 0 ? schema : { ...schema, ...more };
}

export function nullable(schema: Schema): Schema {
  if (Object.keys(schema).length === 0) return schema;
  if (Array.isArray(schema.type)) {
    return schema.type.includes('null') ? schema : { ...schema, type: [...schema.type, 'null'] };
  }
  if (schema.type === 'null') return schema;
  if (Array.isArray(schema.enum)) {
    const values = [...new Set([...schema.enum, null])];
    return { ...schema, ...(typeof schema.type === 'string' ? { type: [schema.type, 'null'] } : {}), enum: values };
  }
  if (typeof schema.type === 'string' && schema.const === undefined) return { ...schema, type: [schema.type, 'null'] };
  const { default: fallback, description, ...rest } = schema;
  const about: Schema = {
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(description === undefined ? {} : { description }),
  };
  return { anyOf: [rest, { type: 'null' }], ...about };
}

/** `['a', 'b']`: their type too, where it is one. */
export function enumOf(values: readonly Json[]): Schema {
  const unique = [...new Set(values)];
  const types = new Set(unique.map(jsonType));
  const [only] = types;
  const typed: Schema = types.size === 1 && only !== undefined ? { type: only } : {};
  return unique.length === 1 ? { ...typed, const: unique[0]! } : { ...typed, enum: unique };
}

function jsonType(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

/** `min`, `max` and `length` by what they limit. */
export function bounds(kind: 'min' | 'max' | 'length', type: Json | undefined, limit: number | undefined): Schema {
  if (limit === undefined) return {};
  const of = Array.isArray(type) ? type.find(one => one !== 'null') : type;
  const [least, most] =
    of === 'string'
      ? ['minLength', 'maxLength']
      : of === 'array'
        ? ['minItems', 'maxItems']
        : of === 'object'
          ? ['minProperties', 'maxProperties']
          : ['minimum', 'maximum'];
  return { ...(kind !== 'max' ? { [least]: limit } : {}), ...(kind !== 'min' ? { [most]: limit } : {}) };
}

/** A second pattern beside the first. */
export function patterned(schema: Schema, pattern: string): Schema {
  const { pattern: first, allOf, ...rest } = schema;
  if (first === undefined && allOf === undefined) return { ...schema, pattern };
  const before = first === undefined ? [] : [{ pattern: first }];
  return { ...rest, allOf: [...((allOf ?? []) as readonly Json[]), ...before, { pattern }] };
}

/** The pattern of a regular expression. Undefined: its flags cannot be said in JSON Schema. */
export function patternOf(regex: RegExp): string | undefined {
  return /[ims]/.test(regex.flags) ? undefined : regex.source;
}

export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

export function numberIn(value: Value | undefined): number | undefined {
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}
