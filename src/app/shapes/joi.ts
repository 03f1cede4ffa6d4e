/** Joi schemas, as what they take in: https://joi.dev/api/ */
import type { Json } from '../../openapi/json.js';
import type { Members, Value } from '../interpret/value.js';
import { type Chain, chainOf, type Link } from './chain.js';
import { enumOf, type Field, fieldsOf, objectOf } from './field.js';
import { joiFormats, joiMethod, listed } from './joiMethods.js';
import { namedField } from './named.js';
import { plainJson } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

const packages = new Set(['joi', '@hapi/joi', 'celebrate', '@types/joi', 'joi-browser']);

export const readJoi: SchemaReader = (value, reading) => {
  if (value.kind === 'members') return isShape(value) ? objectShape(value, reading) : undefined;
  return joiField(value, reading)?.schema;
};

/** Undefined: it is no Joi schema. Fields may be absent unless they say otherwise. */
function joiField(value: Value, reading: Reading): Field | undefined {
  const chain = chainOf(value);
  if (chain && packages.has(chain.package)) return namedField(value, reading, () => read(chain, reading));
  if (value.kind === 'choice') return value.values.map(one => joiField(one, reading)).find(Boolean);
  // Inside of schemas, plain values stand for themselves, objects for objects and lists for alternatives.
  if (value.kind === 'members' && !value.of) return { schema: objectShape(value, reading), optional: true };
  if (value.kind === 'list') return { schema: anyOne(value.items, reading), optional: true };
  const plain = plainJson(value);
  return plain === undefined ? undefined : { schema: enumOf([plain]), optional: true };
}

/** `{ name: Joi.string() }` where a schema is asked for. */
function isShape(value: Members, depth = 0): boolean {
  if (value.of || depth > 8) return false;
  return [...value.properties.values()].some(({ value: inside }) => {
    const chain = chainOf(inside);
    return chain ? packages.has(chain.package) : inside.kind === 'members' && isShape(inside, depth + 1);
  });
}

function objectShape(value: Members, reading: Reading): Schema {
  // A key whose value is undefined says nothing.
  const properties = new Map([...value.properties].filter(([, member]) => member.value.kind !== 'nothing'));
  return objectOf(fieldsOf({ ...value, properties }, reading, joiField));
}

function read({ links, start }: Chain, reading: Reading): Field | undefined {
  const begun = start && joiField(start.value, reading);
  const next = (made: Field | undefined, link: Link) => made && joiMethod(made, link, reading, joiField);
  if (begun) return links.slice(start.links).reduce<Field | undefined>(next, begun);
  let rest = links;
  // `require('joi').extend(…)`, `celebrate.Joi`, `Joi.defaults(…)`: still Joi.
  while (rest[0] && /^(Joi|joi|default|extend|defaults)$/.test(rest[0].name)) rest = rest.slice(1);
  const [first, ...methods] = rest;
  if (!first?.called) return undefined;
  const made = make(first, reading);
  return made && methods.reduce<Field | undefined>(next, made);
}

function make(link: Link, reading: Reading): Field | undefined {
  const { name, args, site } = link;
  const [first] = args;
  const of = (schema: Schema): Field => ({ schema, optional: true });
  switch (name) {
    case 'string':
      // Joi takes no empty text unless it is told to.
      return of({ type: 'string', minLength: 1 });
    case 'number':
      return of({ type: 'number' });
    case 'boolean':
    case 'bool':
      return of({ type: 'boolean' });
    case 'date':
      return of({ type: 'string', format: 'date-time' });
    case 'binary':
      return of({ type: 'string', format: 'binary' });
    case 'array':
      return of({ type: 'array' });
    case 'object':
      if (first?.kind === 'members') return of(objectShape(first, reading));
      if (first) reading.unclear(site, 'The properties of this object are known only at run time.');
      return of({ type: 'object' });
    case 'alternatives':
    case 'alt':
      return of(args.length > 0 ? anyOne(listed(args), reading) : {});
    case 'compile':
      return first && joiField(first, reading);
    case 'link':
    case 'build':
      reading.unclear(site, 'What this schema refers to is not in the description.');
      return of({});
    case 'any':
    case 'symbol':
    case 'func':
    case 'function':
      return of({});
    default:
      // `Joi.required()`, `Joi.valid('a')` are those of `Joi.any()`.
      return anys.has(name) || Object.hasOwn(joiFormats, name)
        ? joiMethod(of({}), link, reading, joiField)
        : custom(name, reading, link);
  }
}

const anys = new Set([
  ...['allow', 'valid', 'equal', 'only', 'invalid', 'disallow', 'not', 'required', 'exist', 'optional', 'forbidden'],
  ...['custom', 'when', 'prefs', 'preferences', 'options', 'description', 'label'],
]);

/** `Joi.objectId()` of an extension; anything else of the packages is no schema: `Joi.attempt(…)`, `celebrate(…)`. */
function custom(name: string, reading: Reading, { site }: Link): Field | undefined {
  if (functions.has(name) || name === '') return undefined;
  reading.unclear(site, `What ${name} takes is not in the description: it is not Joi's own.`);
  return { schema: {}, optional: true };
}

const functions = new Set([
  ...['attempt', 'assert', 'validate', 'ref', 'in', 'expression', 'x', 'isSchema', 'isError', 'isRef', 'isExpression'],
  ...['celebrate', 'celebrator', 'errors', 'isCelebrateError', 'CelebrateError', 'Segments', 'Modes', 'cache', 'types'],
  ...['checkPreferences', 'version', 'override', 'ValidationError', 'trace', 'untrace', 'describe', 'raw'],
]);

function anyOne(values: readonly Value[], reading: Reading): Schema {
  const schemas = values.map(value => joiField(value, reading)?.schema);
  if (schemas.length === 0 || schemas.includes(undefined)) return {};
  if (values.every(value => value.kind === 'literal')) return enumOf(values.map(value => plainJson(value)!));
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas as Json[] };
}
