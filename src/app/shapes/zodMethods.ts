/** What the methods of Zod schemas add: https://zod.dev/api */
import type { Json } from '../../openapi/json.js';
import { textOf, unknown, type Value } from '../interpret/value.js';
import type { Link } from './chain.js';
import {
  added,
  bothOf,
  bounds,
  escaped,
  type Field,
  fieldsIn,
  fieldsOf,
  mergedFields,
  type NamedField,
  nullable,
  numberIn,
  patterned,
  patternOf,
  propertiesOf,
  type ReadField,
  shapeOf,
  withFields,
} from './field.js';
import { plainJson } from './plain.js';
import type { Reading, Schema } from './schema.js';

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
    // JSON Schema's times have a zone.
    time: { pattern: '^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?$' },
    date: { format: 'date' },
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

export function zodMethod(base: Field, link: Link, reading: Reading, zodSchema: ReadField): Field | undefined {
  const { name, args, site } = link;
  const { schema, optional } = base;
  const [first] = args;
  const number = numberIn(first);
  const and = (more: Schema): Field => ({ schema: added(schema, more), optional });
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
      const plain = plainJson(value);
      return { schema: plain === undefined ? schema : added(schema, { default: plain }), optional: true };
    }
    case 'min':
    case 'gte':
    case 'minLength':
    case 'minSize':
      return and(bounds('min', kind, number));
    case 'nonempty':
      return and(bounds('min', kind, 1));
    case 'max':
    case 'lte':
    case 'maxLength':
    case 'maxSize':
      return and(bounds('max', kind, number));
    case 'length':
    case 'size':
      return and(bounds('length', kind, number));
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
      return { schema: withPattern(schema, first, link, reading), optional };
    case 'startsWith':
      return { schema: withText(schema, first, text => `^${text}`), optional };
    case 'endsWith':
      return { schema: withText(schema, first, text => `${text}$`), optional };
    case 'includes':
      return { schema: withText(schema, first, text => text), optional };
    case 'describe':
      return and(described(textOf(first)));
    case 'meta':
    case 'openapi':
      return { schema: withMeta(schema, args), optional };
    case 'array':
      return { schema: { type: 'array', items: schema }, optional: false };
    case 'or': {
      const other = first && zodSchema(first, reading);
      if (!other) return { schema: {}, optional };
      return { schema: { anyOf: [schema, other.schema] }, optional: optional || other.optional };
    }
    case 'and': {
      const other = first && zodSchema(first, reading);
      return other ? { schema: bothOf(schema, other.schema), optional } : base;
    }
    case 'passthrough':
    case 'loose':
    case 'strip':
    case 'nonstrict': {
      const { additionalProperties: _closed, ...rest } = reading.resolved(schema);
      return reading.resolved(schema).additionalProperties === undefined ? base : { schema: rest, optional };
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
      return { schema: { type: 'string', enum: Object.keys(propertiesOf(reading.resolved(schema))) }, optional };
    case 'unwrap':
    case 'nonoptional':
    case 'removeDefault':
      return { schema, optional: false };
    case 'exclude':
    case 'extract': {
      const values = (schema.enum ?? []) as readonly Json[];
      const named = first?.kind === 'list' ? first.items.map(textOf) : undefined;
      if (!named || values.length === 0) return base;
      const kept = values.filter(value => named.includes(String(value)) === (name === 'extract'));
      return { schema: { ...schema, enum: kept }, optional };
    }
    case 'enum':
    case 'Enum':
    case 'options':
    case 'value':
      return undefined;
    case 'element':
      return { schema: (reading.resolved(schema).items ?? {}) as Schema, optional: false };
    case 'shape':
      return { schema: { [shapeOf]: schema }, optional };
    case 'refine':
    case 'superRefine':
    case 'check':
      reading.unclear(site, 'What this refinement checks is not in the description.');
      return base;
    default: {
      if (schema[shapeOf]) return shapeMember(schema[shapeOf] as Schema, name, reading);
      const format = zodFormats[name];
      // transform, pipe, brand, readonly, trim, toLowerCase, …: what goes in stays what it is.
      return format && kind === 'string' ? and(format) : base;
    }
  }
}

/** `User.shape.email` */
function shapeMember(schema: Schema, name: string, reading: Reading): Field | undefined {
  return fieldsIn(reading.resolved(schema)).find(field => field.name === name);
}

function withPattern(schema: Schema, value: Value | undefined, { site }: Link, reading: Reading): Schema {
  const regex = value?.kind === 'literal' && value.value instanceof RegExp ? value.value : undefined;
  const pattern = regex && patternOf(regex);
  if (pattern !== undefined) return patterned(schema, pattern);
  reading.unclear(site, 'What this regular expression asks for is not in the description.');
  return schema;
}

function withText(schema: Schema, value: Value | undefined, make: (escaped: string) => string): Schema {
  const text = textOf(value);
  return text === undefined ? schema : patterned(schema, make(escaped(text)));
}

function described(text: string | undefined): Schema {
  return text === undefined ? {} : { description: text };
}

function withMeta(schema: Schema, args: readonly Value[]): Schema {
  const object = args.find(arg => arg.kind === 'members');
  if (object?.kind !== 'members') return schema;
  const more: Record<string, Json> = {};
  for (const key of ['title', 'description', 'deprecated', 'format', 'example', 'examples']) {
    const plain = plainJson(object.properties.get(key)?.value);
    if (plain !== undefined) more[key] = plain;
  }
  const { example, examples, ...rest } = more;
  const shown = Array.isArray(examples) ? examples : example === undefined ? undefined : [example];
  return added(schema, shown ? { ...rest, examples: shown } : rest);
}

function reshaped(object: Schema, { name, args, site }: Link, reading: Reading, zodSchema: ReadField): Schema {
  const [first, second] = args;
  const fields = fieldsIn(object);
  const keys = first?.kind === 'members' ? new Set(first.properties.keys()) : undefined;
  const chosen = (field: NamedField) => keys === undefined || keys.has(field.name);
  const given = (): NamedField[] => {
    if (first?.kind === 'members') return fieldsOf(first, reading, zodSchema);
    // `extend(Other.shape)`
    const shape = zodSchema(first ?? unknown('a schema', site), reading)?.schema[shapeOf] as Schema | undefined;
    if (!shape) reading.unclear(site, 'What this object is extended by is known only at run time.');
    return shape ? fieldsIn(reading.resolved(shape)) : [];
  };
  switch (name) {
    case 'pick':
      return withFields(object, fields.filter(chosen));
    case 'omit':
      return withFields(object, keys ? fields.filter(field => !chosen(field)) : fields);
    case 'required':
    case 'partial':
    case 'deepPartial': {
      const optional = name !== 'required';
      return withFields(
        object,
        fields.map(field => (chosen(field) ? { ...field, optional } : field)),
      );
    }
    case 'setKey': {
      const [key, field] = [textOf(first), second && zodSchema(second, reading)];
      return key === undefined || !field ? object : withFields(object, mergedFields(fields, [{ name: key, ...field }]));
    }
    case 'merge': {
      const other = reading.resolved(zodSchema(first ?? unknown('a schema', site), reading)?.schema ?? {});
      // What more may be there is the other's to say.
      const { additionalProperties: _own, ...rest } = object;
      const { additionalProperties: more } = other;
      return withFields(
        more === undefined ? rest : { ...rest, additionalProperties: more },
        mergedFields(fields, fieldsIn(other)),
      );
    }
    default:
      return withFields(object, mergedFields(fields, given()));
  }
}
