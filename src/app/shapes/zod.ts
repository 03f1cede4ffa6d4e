/** Zod schemas, versions 3 and 4, as what they take in: https://zod.dev/api */
import type { Json } from '../../openapi/json.js';
import { alternatives, textOf, unknown, type Value } from '../interpret/value.js';
import { readManifest } from '../project/aliases.js';
import { type Chain, chainOf, type Link } from './chain.js';
import { bothOf, enumOf, type Field, fieldsOf, objectOf } from './field.js';
import { namedField } from './named.js';
import { plainValue } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';
import { zodFormats, zodPackages } from './zodFormats.js';
import { zodMethod } from './zodMethods.js';

export const readZod: SchemaReader = (value, reading) => zodSchema(value, reading)?.schema;

/** Undefined: it is no Zod schema. */
export function zodSchema(value: Value, reading: Reading): Field | undefined {
  if (value.kind === 'choice')
    return alternatives(value)
      .map(one => zodSchema(one, reading))
      .find(Boolean);
  const chain = chainOf(value);
  if (!chain || !zodPackages.has(chain.package)) return undefined;
  return namedField(value, reading, () => read(chain, reading));
}

function read({ links, start }: Chain, reading: Reading): Field | undefined {
  const begun = start && zodSchema(start.value, reading);
  if (begun) return links.slice(start.links).reduce<Field | undefined>(next(reading), begun);
  let rest = links;
  while (rest[0] && /^(z|default)$/.test(rest[0].name) && !rest[0].called) rest = rest.slice(1);
  const coerced = rest[0]?.name === 'coerce';
  const iso = rest[0]?.name === 'iso';
  if (coerced || iso) rest = rest.slice(1);
  const [first, ...methods] = rest;
  if (!first) return undefined;
  // `z.iso.date()` is a text; `z.date()` a moment.
  const made: Field | undefined = iso ? of({ type: 'string', ...zodFormats[first.name] }) : make(first, reading);
  return methods.reduce<Field | undefined>(next(reading), made);
}

function next(reading: Reading) {
  return (made: Field | undefined, link: Link) => made && zodMethod(made, link, reading, zodSchema);
}

const of = (schema: Schema): Field => ({ schema, optional: false });

function make(link: Link, reading: Reading): Field | undefined {
  const { name, args, site } = link;
  const [first, second] = args;
  const inside = (value: Value | undefined): Schema => (value && zodSchema(value, reading)?.schema) || {};
  switch (name) {
    case 'string':
    // `'true'`, `'yes'`, …
    case 'stringbool':
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
      return { schema: {}, optional: isVersion3(reading) };
    case 'never':
      return of({ not: {} });
    case 'file':
      return of({ type: 'string', format: 'binary' });
    case 'literal': {
      const values = first?.kind === 'list' ? first.items : first ? [first] : [];
      const plain = values.map(plainValue);
      if (first?.kind === 'nothing') return { schema: {}, optional: true };
      return of(plain.length === 0 || plain.includes(undefined) ? {} : enumOf(plain as Json[]));
    }
    case 'enum':
    case 'nativeEnum':
      return of(enumeration(first, link, reading));
    case 'object':
    case 'strictObject':
    case 'looseObject':
    case 'interface': {
      if (first?.kind !== 'members') {
        if (first) reading.unclear(site, 'The properties of this object are known only at run time.');
        return of({ type: 'object' });
      }
      const closed: Schema = name === 'strictObject' ? { additionalProperties: false } : {};
      return of(objectOf(fieldsOf(first, reading, zodSchema), closed));
    }
    case 'array':
    case 'set':
      return of({ type: 'array', items: inside(first), ...(name === 'set' ? { uniqueItems: true } : {}) });
    case 'tuple': {
      const items = first?.kind === 'list' ? first.items.map(inside) : [];
      const rest: Schema = second ? { items: inside(second) } : { maxItems: items.length };
      const least = needed(first, reading);
      const listed: Schema = items.length > 0 ? { prefixItems: items } : {};
      return of({ type: 'array', ...listed, ...(least > 0 ? { minItems: least } : {}), ...rest });
    }
    case 'record':
    case 'partialRecord':
    case 'map': {
      const keys = second ? inside(first) : {};
      const names = (keys.enum ?? (keys.const === undefined ? undefined : [keys.const])) as Json[] | undefined;
      const told = Object.keys(keys).some(key => key !== 'type');
      // Every one of an enum's keys has to be there.
      const all: Schema = names && name === 'record' ? { required: names.map(String) } : {};
      const limits: Schema = told && name !== 'map' ? { propertyNames: keys } : {};
      return of({ type: 'object', ...limits, additionalProperties: inside(second ?? first), ...all });
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
      return of(bothOf(inside(first), inside(second)));
    case 'lazy': {
      const value = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : unknown('a schema', site);
      return zodSchema(value, reading);
    }
    case 'optional':
    case 'nullable':
    case 'nullish':
    case 'nonoptional': {
      const base = first && zodSchema(first, reading);
      return base && zodMethod(base, { name, args: [], called: true, site }, reading, zodSchema);
    }
    case 'preprocess':
      return second ? zodSchema(second, reading) : undefined;
    case 'pipe':
      return first ? zodSchema(first, reading) : undefined;
    case 'templateLiteral':
      reading.unclear(site, 'What this template asks for is not in the description.');
      return of({ type: 'string' });
    case 'custom':
    case 'instanceof':
    case 'json':
      return of({});
    default: {
      const format = Object.hasOwn(zodFormats, name) ? zodFormats[name] : undefined;
      return format ? of({ type: 'string', ...format }) : undefined;
    }
  }
}

/** Version 3 takes an object without the fields that may be anything, version 4 does not. */
function isVersion3({ interpreter: { sources } }: Reading): boolean {
  const { dependencies } = readManifest(sources.root, sources) ?? {};
  const version = (dependencies as { readonly zod?: unknown } | undefined)?.zod;
  return typeof version === 'string' && /^[\^~>=v ]*3\b/.test(version);
}

/** How many of a tuple's first items have to be there. */
function needed(items: Value | undefined, reading: Reading): number {
  const fields = items?.kind === 'list' ? items.items.map(item => zodSchema(item, reading)) : [];
  return fields.findLastIndex(field => !field?.optional) + 1;
}

function union(list: Value | undefined, keyword: 'anyOf' | 'oneOf', reading: Reading): Field {
  const found = list?.kind === 'list' ? list.items.map(item => zodSchema(item, reading)) : [];
  // A branch that cannot be read may be anything.
  if (found.length === 0 || found.includes(undefined)) return { schema: {}, optional: false };
  const known = found as Field[];
  const schemas = known.map(({ schema }) => schema);
  const optional = known.some(one => one.optional);
  const values = schemas.map(schema =>
    'const' in schema && keysBut(schema, 'type', 'const') ? schema.const : undefined,
  );
  if (!values.includes(undefined)) return { schema: enumOf(values as Json[]), optional };
  return { schema: schemas.length === 1 ? schemas[0]! : { [keyword]: schemas }, optional };
}

function keysBut(schema: Schema, ...names: readonly string[]): boolean {
  return Object.keys(schema).every(key => names.includes(key));
}

function enumeration(value: Value | undefined, { site }: Link, reading: Reading): Schema {
  const values =
    value?.kind === 'list'
      ? value.items.map(plainValue)
      : value?.kind === 'members'
        ? [...value.properties.values()].map(member => plainValue(member.value))
        : [];
  const open = (value?.kind === 'list' || value?.kind === 'members') && value.open;
  if (values.length > 0 && !open && !values.includes(undefined)) return enumOf(values as Json[]);
  reading.unclear(site, 'The values of this enum are known only at run time.');
  return {};
}
