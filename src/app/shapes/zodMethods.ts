/** What the methods of Zod schemas add: https://zod.dev/api */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';
import { chainOf, type Link } from './chain.js';
import {
  added,
  bothOf,
  bounds,
  escaped,
  type Field,
  fieldsIn,
  nullable,
  numberIn,
  patterned,
  patternOf,
  propertiesOf,
  type ReadField,
  shapeOf,
} from './field.js';
import { plainJson } from './plain.js';
import type { Reading, Schema } from './schema.js';
import { zodFormats, zodPackages } from './zodFormats.js';
import { reshaped } from './zodObjects.js';

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
    case 'minimum':
      return and(bounds('min', kind, number));
    case 'nonempty':
      return and(bounds('min', kind, 1));
    case 'max':
    case 'lte':
    case 'maxLength':
    case 'maxSize':
    case 'maximum':
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
    case 'check':
    case 'with':
      return args.reduce((made, arg) => checked(made, arg, link, reading, zodSchema), base);
    case 'rest': {
      const { maxItems: _most, ...list } = schema;
      return { schema: { ...list, items: (first && zodSchema(first, reading)?.schema) ?? {} }, optional };
    }
    case 'refine':
    case 'superRefine':
      reading.unclear(site, 'What this refinement checks is not in the description.');
      return base;
    default: {
      if (schema[shapeOf]) return shapeMember(schema[shapeOf] as Schema, name, reading);
      const format = Object.hasOwn(zodFormats, name) ? zodFormats[name] : undefined;
      // transform, pipe, brand, readonly, trim, toLowerCase, …: what goes in stays what it is.
      return format && kind === 'string' ? and(format) : base;
    }
  }
}

/** `z.minLength(1)`, `z.regex(/a/)`, `z.email()`: what they are as methods. */
function checked(base: Field, value: Value, { site }: Link, reading: Reading, zodSchema: ReadField): Field {
  const chain = chainOf(value);
  const link = chain && zodPackages.has(chain.package) ? chain.links.findLast(one => one.called) : undefined;
  if (link && Object.hasOwn(zodFormats, link.name)) {
    return { ...base, schema: added(base.schema, zodFormats[link.name]!) };
  }
  const made = link && !unsaid.test(link.name) ? zodMethod(base, link, reading, zodSchema) : undefined;
  if (!made) reading.unclear(site, 'What this refinement checks is not in the description.');
  return made ?? base;
}

/** Checks that no keyword says. */
const unsaid = /^(refine|superRefine|check|property|mime)$/;

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
