/** What the methods of Joi schemas add: https://joi.dev/api/ */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';
import type { Link } from './chain.js';
import {
  added,
  bounds,
  enumOf,
  type Field,
  nullable,
  numberIn,
  patterned,
  patternOf,
  type ReadField,
} from './field.js';
import { joiObjectMethod } from './joiObjects.js';
import { plainJson } from './plain.js';
import type { Reading, Schema } from './schema.js';

/** Formats and patterns by the name of the method. */
export const joiFormats: Readonly<Record<string, Schema>> = {
  ...{ email: { format: 'email' }, uri: { format: 'uri' }, guid: { format: 'uuid' }, uuid: { format: 'uuid' } },
  ...{ isoDate: { format: 'date-time' }, isoDuration: { format: 'duration' }, hostname: { format: 'hostname' } },
  ...{ domain: { format: 'hostname' }, base64: { contentEncoding: 'base64' }, dataUri: { format: 'uri' } },
  ...{ alphanum: { pattern: '^[A-Za-z0-9]+$' }, token: { pattern: '^\\w+$' }, hex: { pattern: '^[A-Fa-f0-9]+$' } },
};

/** Methods whose conditions are told rather than said. */
const told: Readonly<Record<string, string>> = {
  custom: 'What this function checks is not in the description.',
  external: 'What this function checks is not in the description.',
  when: 'What depends on other fields is not in the description.',
  conditional: 'What depends on other fields is not in the description.',
  assert: 'What this asserts is not in the description.',
};

export function joiMethod(base: Field, link: Link, reading: Reading, joi: ReadField): Field | undefined {
  const { name, args, site } = link;
  const { schema, optional } = base;
  const [first, second] = args;
  const number = numberIn(first);
  const { type } = reading.resolved(schema);
  const to = (made: Schema): Field => ({ schema: made, optional });
  const and = (more: Schema): Field => to(added(schema, more));
  const limited = (more: Schema): Field => {
    if (Object.keys(more).length === 0) {
      reading.unclear(site, `What ${name} asks for is not in the description.`);
      return base;
    }
    return and(more);
  };
  if (Object.hasOwn(told, name)) {
    reading.unclear(site, told[name]!);
    return base;
  }
  if (Object.hasOwn(joiFormats, name)) return to({ ...filled(schema), type: 'string', ...joiFormats[name] });
  switch (name) {
    case 'required':
    case 'exist':
      return { schema, optional: false };
    case 'optional':
      return { schema, optional: true };
    case 'forbidden':
      return { schema: { not: {} }, optional: true };
    case 'presence':
      return { schema, optional: textOf(first) !== 'required' };
    case 'default': {
      const plain = plainJson(first);
      return plain === undefined ? base : and({ default: plain });
    }
    case 'failover':
      return base;
    case 'valid':
    case 'equal':
    case 'only':
      return to(only(schema, args, link, reading));
    case 'allow':
      return to(listed(args).reduce((made, value) => allowed(made, value, link, reading), schema));
    case 'empty':
      return to(textOf(first) === '' ? filled(schema) : schema);
    case 'invalid':
    case 'disallow':
    case 'not': {
      const values = listed(args).map(value => plainJson(value));
      return values.length === 0 || values.includes(undefined)
        ? limited({})
        : and({ not: { enum: [...new Set(values as Json[])] } });
    }
    case 'min':
    case 'max':
    case 'length':
      if (schema.format === 'date-time') return limited({});
      return limited(bounds(name, type, number));
    case 'greater':
      return limited(number === undefined ? {} : { exclusiveMinimum: number });
    case 'less':
      return limited(number === undefined ? {} : { exclusiveMaximum: number });
    case 'positive':
      return and({ exclusiveMinimum: 0 });
    case 'negative':
      return and({ exclusiveMaximum: 0 });
    case 'sign':
      return and(textOf(first) === 'negative' ? { exclusiveMaximum: 0 } : { exclusiveMinimum: 0 });
    case 'integer':
      return and({ type: 'integer' });
    case 'multiple':
      return limited(number === undefined ? {} : { multipleOf: number });
    case 'port':
      return and({ type: 'integer', minimum: 0, maximum: 65535 });
    case 'timestamp': {
      const { format: _format, ...rest } = schema;
      return to({ ...rest, type: 'integer' });
    }
    case 'pattern':
    case 'regex':
      if (type === 'object') return joiObjectMethod(base, link, reading, joi);
      return to(matching(schema, first, second, link, reading));
    case 'items':
      return and(listed(args).length > 0 ? { items: itemsOf(listed(args), reading, joi) } : {});
    case 'ordered':
      return and({ prefixItems: args.map(arg => joi(arg, reading)?.schema ?? {}) });
    case 'unique':
      return args.length === 0 ? and({ uniqueItems: true }) : limited({});
    case 'has':
      return and({ contains: (first && joi(first, reading)?.schema) ?? {} });
    case 'single':
      return to(schema.items ? { anyOf: [schema, schema.items] } : schema);
    case 'try': {
      const more = listed(args).map(arg => joi(arg, reading)?.schema ?? {});
      return to({ anyOf: [...((schema.anyOf ?? []) as readonly Json[]), ...more] });
    }
    case 'match': {
      const { anyOf, ...rest } = schema;
      const keyword = { one: 'oneOf', all: 'allOf' }[textOf(first) ?? ''];
      return anyOf && keyword ? to({ ...rest, [keyword]: anyOf }) : base;
    }
    case 'concat': {
      const other = first && joi(first, reading);
      if (other && type === 'object') return joiObjectMethod(base, link, reading, joi);
      return other ? { schema: { ...schema, ...other.schema }, optional: optional && other.optional } : base;
    }
    case 'description':
    case 'label': {
      const text = textOf(first);
      return and(text === undefined ? {} : { [name === 'label' ? 'title' : name]: text });
    }
    case 'example': {
      const plain = plainJson(first);
      return plain === undefined ? base : and({ examples: [...((schema.examples ?? []) as readonly Json[]), plain] });
    }
    default:
      return joiObjectMethod(base, link, reading, joi);
  }
}

/** `valid('a', 'b')`, `valid(...list)`, and the older `valid(['a', 'b'])`. */
export function listed(args: readonly Value[]): Value[] {
  return args.flatMap(arg => (arg.kind === 'list' ? arg.items : [arg]));
}

/** Without Joi's own rule that texts are not empty. */
function filled(schema: Schema): Schema {
  const { minLength, ...rest } = schema;
  return minLength === 1 ? rest : schema;
}

function only(schema: Schema, args: readonly Value[], { site }: Link, reading: Reading): Schema {
  const values = listed(args).map(value => plainJson(value));
  const open = args.some(arg => arg.kind === 'list' && arg.open);
  if (values.length === 0 || open || values.includes(undefined)) {
    reading.unclear(site, 'The values that are valid here are known only at run time.');
    return schema;
  }
  const { description, title, default: fallback, examples } = schema;
  const before = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])) as readonly Json[];
  const about = Object.entries({ description, title, default: fallback, examples }).filter(
    ([, one]) => one !== undefined,
  );
  return { ...enumOf([...before, ...(values as Json[])]), ...(Object.fromEntries(about) as Schema) };
}

function allowed(schema: Schema, value: Value, { site }: Link, reading: Reading): Schema {
  const plain = plainJson(value);
  if (plain === undefined) {
    reading.unclear(site, 'The values that are allowed here are known only at run time.');
    return schema;
  }
  if (plain === null) return nullable(schema);
  if (schema.enum || schema.const !== undefined) return only(schema, [value], { site } as Link, reading);
  if (plain === '' && schema.type === 'string' && schema.minLength === 1) return filled(schema);
  const fits = Object.keys(schema).every(key => /^(type|description|title|default|examples)$/.test(key));
  if (fits && (schema.type === undefined || schema.type === typeof plain)) return schema;
  const { default: fallback, description, ...rest } = schema;
  return {
    anyOf: [rest, { const: plain }],
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(description === undefined ? {} : { description }),
  };
}

function matching(
  schema: Schema,
  value: Value | undefined,
  options: Value | undefined,
  { site }: Link,
  reading: Reading,
): Schema {
  const regex = value?.kind === 'literal' && value.value instanceof RegExp ? value.value : undefined;
  const pattern = regex && patternOf(regex);
  if (pattern === undefined) {
    reading.unclear(site, 'What this regular expression asks for is not in the description.');
    return schema;
  }
  const inverted = options?.kind === 'members' ? options.properties.get('invert')?.value : undefined;
  if (inverted?.kind === 'literal' && inverted.value === true) return { ...schema, not: { pattern } };
  return patterned(filled(schema), pattern);
}

function itemsOf(values: readonly Value[], reading: Reading, joi: ReadField): Schema {
  const schemas = values.map(value => joi(value, reading)?.schema ?? {});
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}
