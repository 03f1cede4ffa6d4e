/** Zod schemas, versions 3 and 4, as what they take in: https://zod.dev/api */
import type { Json } from '../../openapi/json.js';
import { nameOf } from '../interpret/patterns.js';
import { alternatives, type Members, type Site, textOf, unknown, type Value } from '../interpret/value.js';
import { type Chain, chainOf, type Link } from './chain.js';
import { plainValue } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';
import { type ZodSchema, zodFormats, zodMethod } from './zodMethods.js';

const packages = new Set(['zod', 'zod/v4', 'zod/v3', 'zod/mini', 'zod/v4-mini', 'zod/v4/core', '@hono/zod-openapi']);

export const readZod: SchemaReader = (value, reading) => zodSchema(value, reading)?.schema;

/** Undefined: it is no Zod schema. */
export function zodSchema(value: Value, reading: Reading): ZodSchema | undefined {
  if (value.kind === 'choice')
    return alternatives(value)
      .map(one => zodSchema(one, reading))
      .find(Boolean);
  const chain = chainOf(value);
  if (!chain || !packages.has(chain.package)) return undefined;
  const name = nameOf(value);
  if (name === undefined) return read(chain, reading);
  if (active.has(value)) return { schema: reading.reserve(componentName(name), value), optional: false };
  active.add(value);
  try {
    const found = read(chain, reading);
    // A schema of an object with a name of its own is a component, and so is one that contains itself.
    if (!found || !(isObject(found.schema) || reading.isReserved(value))) return found;
    return { ...found, schema: reading.component(componentName(name), value, () => found.schema) };
  } finally {
    active.delete(value);
  }
}

/** Named schemas that are being read. */
const active = new WeakSet<object>();

function isObject(schema: Schema): boolean {
  return schema.type === 'object' && schema.properties !== undefined;
}

/** `createUserSchema` → `CreateUser` */
function componentName(name: string): string {
  const short = name.replace(/(?<=.)_?(schema|validator|validation|dto)$/i, '') || name;
  return short.charAt(0).toUpperCase() + short.slice(1);
}

function read({ links }: Chain, reading: Reading): ZodSchema | undefined {
  let rest = links;
  if (rest[0]?.name === 'z' || rest[0]?.name === 'default') rest = rest.slice(1);
  const coerced = rest[0]?.name === 'coerce';
  if (coerced || rest[0]?.name === 'iso') rest = rest.slice(1);
  const [first, ...methods] = rest;
  if (!first) return undefined;
  let made: ZodSchema | undefined = make(first, reading);
  for (const link of methods) {
    if (!made) return undefined;
    made = zodMethod(made, link, reading, zodSchema);
  }
  return made;
}

const of = (schema: Schema): ZodSchema => ({ schema, optional: false });

function make(link: Link, reading: Reading): ZodSchema | undefined {
  const { name, args, site } = link;
  const [first, second] = args;
  const inside = (value: Value | undefined): Schema => (value && zodSchema(value, reading)?.schema) || {};
  switch (name) {
    case 'string':
      return of({ type: 'string' });
    case 'number':
      return of({ type: 'number' });
    case 'int':
    case 'int32':
    case 'uint32':
      return of({ type: 'integer' });
    case 'bigint':
      return of({ type: 'integer', format: 'int64' });
    case 'float32':
    case 'float64':
      return of({ type: 'number', format: name === 'float32' ? 'float' : 'double' });
    case 'boolean':
    case 'stringbool':
      return of({ type: 'boolean' });
    case 'date':
      // The ISO 8601 of a timestamp; `z.iso.date()` is handled below by its package path.
      return of({ type: 'string', format: 'date-time' });
    case 'null':
      return of({ type: 'null' });
    case 'undefined':
    case 'void':
      return { schema: {}, optional: true };
    case 'any':
    case 'unknown':
      return { schema: {}, optional: true };
    case 'never':
      return of({ not: {} });
    case 'file':
      return of({ type: 'string', format: 'binary' });
    case 'literal': {
      const values = first?.kind === 'list' ? first.items : first ? [first] : [];
      const plain = values.map(plainValue);
      if (plain.length === 0 || plain.includes(undefined)) return of({});
      return of(plain.length === 1 ? { const: plain[0]! } : { enum: plain as Json[] });
    }
    case 'enum':
    case 'nativeEnum':
      return of(enumOf(first, site, reading));
    case 'object':
    case 'strictObject':
    case 'looseObject':
    case 'interface': {
      const object = first?.kind === 'members' ? objectOf(first, reading) : { type: 'object' };
      return of(name === 'strictObject' ? { ...object, additionalProperties: false } : object);
    }
    case 'array':
    case 'set':
      return of({ type: 'array', items: inside(first), ...(name === 'set' ? { uniqueItems: true } : {}) });
    case 'tuple': {
      const items = first?.kind === 'list' ? first.items.map(inside) : [];
      return of({ type: 'array', prefixItems: items, items: second ? inside(second) : false, minItems: items.length });
    }
    case 'record':
    case 'partialRecord':
    case 'map': {
      const keys = second ? inside(first) : {};
      const limits: Schema = keys.pattern || keys.enum ? { propertyNames: keys } : {};
      return of({ type: 'object', additionalProperties: inside(second ?? first), ...limits });
    }
    case 'union':
      return union(first, 'anyOf', reading);
    case 'xor':
      return union(first, 'oneOf', reading);
    case 'discriminatedUnion': {
      const found = union(second, 'oneOf', reading);
      const property = textOf(first);
      const named = (found.schema.oneOf as readonly Schema[] | undefined)?.every(one => typeof one.$ref === 'string');
      return property && named
        ? { ...found, schema: { ...found.schema, discriminator: { propertyName: property } } }
        : found;
    }
    case 'intersection':
      return of({ allOf: [inside(first), inside(second)] });
    case 'lazy': {
      const value = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : unknown('a schema', site);
      return zodSchema(value, reading);
    }
    case 'optional':
    case 'nullable':
    case 'nullish': {
      const base = first && zodSchema(first, reading);
      return base && zodMethod(base, { name, args: [], site }, reading, zodSchema);
    }
    case 'preprocess':
      return second ? zodSchema(second, reading) : undefined;
    case 'pipe':
      return first ? zodSchema(first, reading) : undefined;
    case 'custom':
    case 'instanceof':
    case 'json':
      return of({});
    default: {
      const format = zodFormats[name];
      return format ? of({ type: 'string', ...format }) : undefined;
    }
  }
}

function objectOf(members: Members, reading: Reading): Schema {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [name, { value, site }] of members.properties) {
    if (name.startsWith('...')) {
      reading.unclear(site, 'What is spread into this object is known only at run time.');
      continue;
    }
    const found = zodSchema(value, reading);
    if (!found) {
      reading.unclear(site, `The schema of ${name} cannot be read.`);
      properties[name] = {};
      continue;
    }
    properties[name] = found.schema;
    if (!found.optional) required.push(name);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function union(list: Value | undefined, keyword: 'anyOf' | 'oneOf', reading: Reading): ZodSchema {
  const found = list?.kind === 'list' ? list.items.flatMap(item => zodSchema(item, reading) ?? []) : [];
  const schemas = found.map(({ schema }) => schema);
  const optional = found.some(one => one.optional);
  const values = schemas.map(schema =>
    Object.keys(schema).length === 1 && 'const' in schema ? schema.const : undefined,
  );
  if (values.length > 0 && !values.includes(undefined)) return { schema: { enum: values as Json[] }, optional };
  return { schema: schemas.length === 1 ? schemas[0]! : schemas.length === 0 ? {} : { [keyword]: schemas }, optional };
}

function enumOf(value: Value | undefined, site: Site, reading: Reading): Schema {
  const values =
    value?.kind === 'list'
      ? value.items.map(plainValue)
      : value?.kind === 'members'
        ? [...value.properties.values()].map(member => plainValue(member.value))
        : [];
  if (values.length > 0 && !values.includes(undefined)) {
    const type: Schema = values.every(one => typeof one === 'string') ? { type: 'string' } : {};
    return { ...type, enum: values as Json[] };
  }
  reading.unclear(site, 'The values of this enum are known only at run time.');
  return { type: 'string' };
}
