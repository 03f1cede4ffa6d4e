/** What the methods of Zod schemas add: https://zod.dev/api */
import type { Json } from '../../openapi/json.js';
import { textOf, unknown, type Value } from '../interpret/value.js';
import type { Link } from './chain.js';
import { plainValue } from './plain.js';
import type { Reading, Schema } from './schema.js';

/** A schema, and whether what it describes may be absent. */
export interface ZodSchema {
  readonly schema: Schema;
  readonly optional: boolean;
}

/** What Zod schemas say about values. Undefined: it is no Zod schema. */
export type ReadZod = (value: Value, reading: Reading) => ZodSchema | undefined;

/** Formats by the name of the function or method. */
export const zodFormats: Readonly<Record<string, Schema>> = {
  ...{
    email: { format: 'email' },
    url: { format: 'uri' },
    httpUrl: { format: 'uri' },
    uuid: { format: 'uuid' },
    guid: { format: 'uuid' },
  },
  ...{
    uuidv4: { format: 'uuid' },
    uuidv6: { format: 'uuid' },
    uuidv7: { format: 'uuid' },
    datetime: { format: 'date-time' },
  },
  ...{
    time: { format: 'time' },
    duration: { format: 'duration' },
    ipv4: { format: 'ipv4' },
    ipv6: { format: 'ipv6' },
    ip: {},
  },
  ...{
    hostname: { format: 'hostname' },
    base64: { contentEncoding: 'base64' },
    base64url: { contentEncoding: 'base64url' },
  },
  ...{
    cuid: {},
    cuid2: {},
    ulid: {},
    nanoid: {},
    xid: {},
    ksuid: {},
    emoji: {},
    jwt: {},
    cidr: {},
    cidrv4: {},
    cidrv6: {},
    e164: {},
    hex: {},
  },
};

export function zodMethod(base: ZodSchema, link: Link, reading: Reading, zodSchema: ReadZod): ZodSchema | undefined {
  const { name, args, site } = link;
  const { schema, optional } = base;
  const [first] = args;
  const number = first?.kind === 'literal' && typeof first.value === 'number' ? first.value : undefined;
  const and = (more: Schema): ZodSchema => ({ schema: added(schema, more), optional });
  const kind = reading.resolved(schema).type;
  switch (name) {
    case 'optional':
    case 'exactOptional':
      return { schema, optional: true };
    case 'nullable':
      return { schema: nullable(schema), optional };
    case 'nullish':
      return { schema: nullable(schema), optional: true };
    case 'default':
    case 'prefault':
    case 'catch': {
      const value = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : first;
      const plain = plainValue(value) ?? emptyOf(value);
      return { schema: plain === undefined ? schema : added(schema, { default: plain }), optional: true };
    }
    case 'min':
    case 'gte':
    case 'nonempty':
    case 'max':
    case 'lte':
    case 'length':
    case 'size':
      return and(bounds(name, kind, name === 'nonempty' ? 1 : number));
    case 'gt':
      return and(number === undefined ? {} : { exclusiveMinimum: number });
    case 'lt':
      return and(number === undefined ? {} : { exclusiveMaximum: number });
    case 'positive':
      return and({ exclusiveMinimum: 0 });
    case 'negative':
      return and({ exclusiveMaximum: 0 });
    case 'nonnegative':
      return and({ minimum: 0 });
    case 'nonpositive':
      return and({ maximum: 0 });
    case 'multipleOf':
    case 'step':
      return and(number === undefined ? {} : { multipleOf: number });
    case 'int':
    case 'safe':
      return name === 'int' ? and({ type: 'integer' }) : base;
    case 'regex':
      return and(first?.kind === 'literal' && first.value instanceof RegExp ? { pattern: first.value.source } : {});
    case 'startsWith':
      return and(patterned(first, text => `^${text}`));
    case 'endsWith':
      return and(patterned(first, text => `${text}$`));
    case 'includes':
      return and(patterned(first, text => text));
    case 'date':
      return and({ format: 'date' });
    case 'describe':
      return and(described(textOf(first)));
    case 'meta':
    case 'openapi':
      return { schema: withMeta(schema, args), optional };
    case 'array':
      return { schema: { type: 'array', items: schema }, optional: false };
    case 'or': {
      const other = first && zodSchema(first, reading);
      return other ? { schema: { anyOf: [schema, other.schema] }, optional: optional || other.optional } : base;
    }
    case 'and': {
      const other = first && zodSchema(first, reading);
      return other ? { schema: { allOf: [schema, other.schema] }, optional } : base;
    }
    case 'strict':
      return { schema: { ...reading.resolved(schema), additionalProperties: false }, optional };
    case 'catchall': {
      const other = first && zodSchema(first, reading);
      return {
        schema: { ...reading.resolved(schema), ...(other ? { additionalProperties: other.schema } : {}) },
        optional,
      };
    }
    case 'extend':
    case 'safeExtend':
    case 'augment':
    case 'merge':
    case 'setKey':
    case 'pick':
    case 'omit':
    case 'partial':
    case 'deepPartial':
    case 'required':
      return { schema: reshaped(reading.resolved(schema), link, reading, zodSchema), optional };
    case 'keyof':
      return {
        schema: { type: 'string', enum: Object.keys((reading.resolved(schema).properties ?? {}) as object) },
        optional,
      };
    case 'unwrap':
    case 'removeDefault':
      return { schema, optional: false };
    case 'element':
      return { schema: (reading.resolved(schema).items ?? {}) as Schema, optional: false };
    case 'shape':
      return { schema: { 'x-shape': schema }, optional };
    case 'refine':
    case 'superRefine':
      reading.unclear(site, 'What this refinement checks is not in the description.');
      return base;
    default: {
      if (schema['x-shape']) return shapeMember(schema['x-shape'] as Schema, name, reading);
      const format = zodFormats[name];
      // transform, pipe, brand, readonly, trim, toLowerCase, …: what goes in stays what it is.
      return format && kind === 'string' ? and(format) : base;
    }
  }
}

/** `User.shape.email` */
function shapeMember(schema: Schema, name: string, reading: Reading): ZodSchema | undefined {
  const object = reading.resolved(schema);
  const properties = (object.properties ?? {}) as { readonly [name: string]: Schema };
  if (!Object.hasOwn(properties, name)) return undefined;
  return { schema: properties[name]!, optional: !((object.required ?? []) as readonly string[]).includes(name) };
}

/** Beside a `$ref` other keywords hold too, in OpenAPI 3.1. */
function added(schema: Schema, more: Schema): Schema {
  return Object.keys(more).length === 0 ? schema : { ...schema, ...more };
}

function nullable(schema: Schema): Schema {
  if (typeof schema.type === 'string' && schema.enum === undefined && schema.const === undefined) {
    return { ...schema, type: [schema.type, 'null'] };
  }
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
}

function emptyOf(value: Value | undefined): Json | undefined {
  if (value?.kind === 'list' && value.items.length === 0 && !value.open) return [];
  return value?.kind === 'members' && value.properties.size === 0 && !value.open ? {} : undefined;
}

function bounds(name: string, kind: Json | undefined, limit: number | undefined): Schema {
  if (limit === undefined) return {};
  const [least, most] =
    kind === 'string'
      ? ['minLength', 'maxLength']
      : kind === 'array'
        ? ['minItems', 'maxItems']
        : kind === 'object'
          ? ['minProperties', 'maxProperties']
          : ['minimum', 'maximum'];
  if (name === 'length' || name === 'size') return { [least!]: limit, [most!]: limit };
  return name === 'max' || name === 'lte' ? { [most!]: limit } : { [least!]: limit };
}

function patterned(value: Value | undefined, make: (escaped: string) => string): Schema {
  const text = textOf(value);
  return text === undefined ? {} : { pattern: make(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')) };
}

function described(text: string | undefined): Schema {
  return text === undefined ? {} : { description: text };
}

function withMeta(schema: Schema, args: readonly Value[]): Schema {
  const object = args.find(arg => arg.kind === 'members');
  if (object?.kind !== 'members') return schema;
  const more: Record<string, Json> = {};
  for (const key of ['title', 'description', 'deprecated', 'format', 'example']) {
    const plain = plainValue(object.properties.get(key)?.value);
    if (plain !== undefined) more[key] = plain;
  }
  const { example, ...rest } = more;
  return added(schema, example === undefined ? rest : { ...rest, examples: [example] });
}

function reshaped(object: Schema, { name, args, site }: Link, reading: Reading, zodSchema: ReadZod): Schema {
  const properties = { ...((object.properties ?? {}) as { readonly [name: string]: Schema }) };
  const required = new Set((object.required ?? []) as readonly string[]);
  const [first] = args;
  const keys = first?.kind === 'members' ? [...first.properties.keys()] : undefined;
  if (name === 'pick') for (const key of Object.keys(properties)) if (!keys?.includes(key)) delete properties[key];
  if (name === 'omit') for (const key of keys ?? []) delete properties[key];
  if (name === 'partial' || name === 'deepPartial')
    for (const key of keys ?? Object.keys(properties)) required.delete(key);
  if (name === 'required') for (const key of keys ?? Object.keys(properties)) required.add(key);
  if (name === 'extend' || name === 'safeExtend' || name === 'augment') {
    for (const [key, { value }] of first?.kind === 'members' ? first.properties : []) {
      const found = zodSchema(value, reading);
      properties[key] = found?.schema ?? {};
      if (found && !found.optional) required.add(key);
      else required.delete(key);
    }
  }
  if (name === 'merge') {
    const other = reading.resolved(zodSchema(first ?? unknown('a schema', site), reading)?.schema ?? {});
    Object.assign(properties, other.properties ?? {});
    for (const key of Object.keys((other.properties ?? {}) as object)) required.delete(key);
    for (const key of (other.required ?? []) as readonly string[]) required.add(key);
  }
  const left = Object.keys(properties).filter(key => required.has(key));
  const { properties: _before, required: _needed, ...rest } = object;
  return { ...rest, type: 'object', properties, ...(left.length > 0 ? { required: left } : {}) };
}
