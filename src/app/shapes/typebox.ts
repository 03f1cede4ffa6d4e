/** TypeBox types, versions 0 and 1: https://github.com/sinclairzx81/typebox */
import type { Json } from '../../openapi/json.js';
import { alternatives, type Site, textOf, type Value } from '../interpret/value.js';
import { type Chain, chainOf, type Link } from './chain.js';
import { added, enumOf, type Field, fieldsIn, fieldsOf, objectOf, shapeOf } from './field.js';
import { namedField } from './named.js';
import { plainJson, plainValue } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';
import { composite, indexed, keysIn, reshaped } from './typeboxObjects.js';

const packages = new Set([
  '@sinclair/typebox',
  'typebox',
  '@fastify/type-provider-typebox',
  'elysia',
  '@sinclair/typebox/type',
]);

export const readTypebox: SchemaReader = (value, reading) => typeboxField(value, reading)?.schema;

/** Undefined: it is no type of TypeBox. */
function typeboxField(value: Value, reading: Reading): Field | undefined {
  if (value.kind === 'choice')
    return alternatives(value)
      .map(one => typeboxField(one, reading))
      .find(Boolean);
  const chain = chainOf(value);
  if (!chain || !packages.has(chain.package)) return undefined;
  return namedField(value, reading, () => read(chain, value, reading));
}

function read({ links, start }: Chain, value: Value, reading: Reading): Field | undefined {
  const begun = start && typeboxField(start.value, reading);
  const next = (made: Field | undefined, link: Link) => made && member(made, link, reading);
  if (begun) return links.slice(start.links).reduce<Field | undefined>(next, begun);
  let rest = links;
  while (rest[0] && /^(Type|t|default|JavaScriptTypeBuilder)$/.test(rest[0].name)) rest = rest.slice(1);
  const [first, ...members] = rest;
  if (!first?.called) return undefined;
  return members.reduce<Field | undefined>(next, make(first, value, reading));
}

/** `User.properties.email`, `List.items`; `Transform(T).Decode(…).Encode(…)` stays T. */
function member(made: Field, { name, called }: Link, reading: Reading): Field | undefined {
  const { schema } = made;
  if (schema[shapeOf]) return fieldsIn(reading.resolved(schema[shapeOf] as Schema)).find(one => one.name === name);
  if (called) return made;
  const resolved = reading.resolved(schema);
  if (name === 'properties') return { schema: { [shapeOf]: schema }, optional: false };
  if (name === 'items' && resolved.items) return { schema: resolved.items as Schema, optional: false };
  return undefined;
}

const simple: Readonly<Record<string, Schema>> = {
  ...{
    String: { type: 'string' },
    Number: { type: 'number' },
    Integer: { type: 'integer' },
    Boolean: { type: 'boolean' },
  },
  ...{ Null: { type: 'null' }, Any: {}, Unknown: {}, Never: { not: {} }, BigInt: { type: 'integer', format: 'int64' } },
  ...{
    Date: { type: 'string', format: 'date-time' },
    Uint8Array: { type: 'string', format: 'binary' },
    Numeric: { type: 'number' },
  },
};

function make(link: Link, value: Value, reading: Reading): Field | undefined {
  const { name, args, site } = link;
  const [first, second, third] = args;
  const inside = (one: Value | undefined): Schema => (one && typeboxField(one, reading)?.schema) || {};
  const items = (list: Value | undefined): Schema[] => (list?.kind === 'list' ? list.items.map(inside) : []);
  const of = (schema: Schema, options: Value | undefined): Field => ({
    schema: added(schema, optionsOf(options, reading)),
    optional: false,
  });
  if (Object.hasOwn(simple, name)) return of(simple[name]!, first);
  switch (name) {
    case 'Undefined':
    case 'Void':
      return { schema: {}, optional: true };
    case 'Optional':
    case 'ReadonlyOptional': {
      const field = first && typeboxField(first, reading);
      const on = !(second?.kind === 'literal' && second.value === false);
      return field && { ...field, optional: on };
    }
    case 'Readonly':
    case 'Transform':
    case 'Codec':
    case 'Evaluate':
    case 'Deref':
      return first && typeboxField(first, reading);
    case 'Object': {
      if (first?.kind === 'members') return of(objectOf(fieldsOf(first, reading, typeboxField)), second);
      if (first) reading.unclear(site, 'The properties of this object are known only at run time.');
      return of({ type: 'object' }, second);
    }
    case 'Array':
      return of({ type: 'array', items: inside(first) }, second);
    case 'Tuple': {
      const all = items(first);
      const listed: Schema = all.length > 0 ? { prefixItems: all } : {};
      return of({ type: 'array', ...listed, minItems: all.length, maxItems: all.length }, second);
    }
    case 'Literal': {
      const plain = plainValue(first);
      return of(plain === undefined ? {} : enumOf([plain]), second);
    }
    case 'Enum': {
      const values =
        first?.kind === 'members'
          ? [...first.properties.values()].map(one => plainValue(one.value))
          : first?.kind === 'list'
            ? first.items.map(plainValue)
            : [];
      if (values.length > 0 && !values.includes(undefined)) return of(enumOf(values as Json[]), second);
      reading.unclear(site, 'The values of this enum are known only at run time.');
      return of({}, second);
    }
    case 'Union':
      return of(union(items(first)), second);
    case 'Intersect':
      return of({ allOf: items(first) }, second);
    case 'Composite':
      return of(composite(items(first), reading), second);
    case 'Partial':
    case 'Required':
      return of(reshaped(name, reading.resolved(inside(first)), undefined), second);
    case 'Pick':
    case 'Omit':
      return of(reshaped(name, reading.resolved(inside(first)), keysIn(second, inside)), third);
    case 'KeyOf':
      return of(enumOf(fieldsIn(reading.resolved(inside(first))).map(field => field.name)), second);
    case 'Index':
      return of(indexed(reading.resolved(inside(first)), second, inside), third);
    case 'Record': {
      const [keys, values] = [inside(first), inside(second)];
      const named = (keys.enum ?? (keys.const === undefined ? undefined : [keys.const])) as string[] | undefined;
      if (named) return of(objectOf(named.map(key => ({ name: String(key), schema: values, optional: false }))), third);
      const pattern: Schema = keys.pattern === undefined ? {} : { propertyNames: { pattern: keys.pattern } };
      return of({ type: 'object', ...pattern, additionalProperties: values }, third);
    }
    case 'Not':
      return of({ not: inside(first) }, second);
    case 'RegExp':
      return of({ type: 'string', ...regex(first) }, second);
    case 'TemplateLiteral':
      return of({ type: 'string' }, second);
    case 'Refine':
      reading.unclear(site, 'What this refinement checks is not in the description.');
      return first && typeboxField(first, reading);
    case 'Unsafe':
      return { schema: optionsOf(first, reading), optional: false };
    case 'Const': {
      const plain = plainJson(first);
      return of(plain === undefined ? {} : { const: plain }, second);
    }
    case 'Ref': {
      const id = textOf(first);
      if (id !== undefined) return { schema: reading.shared(id) ?? missing(id, link, reading), optional: false };
      return first && typeboxField(first, reading);
    }
    case 'Recursive': {
      const self = reading.reserve(textOf(idOf(second)) ?? 'Recursive', value);
      const body =
        first?.kind === 'function' ? reading.interpreter.call(first, [thisType(self, site)], site) : undefined;
      return of(inside(body), second);
    }
    case 'This':
      return { schema: recursions.get(first ?? value) ?? {}, optional: false };
    case 'Exclude':
    case 'Extract': {
      const [all, some] = [inside(first), new Set(keysIn(second, inside))];
      const values = all.enum as readonly Json[] | undefined;
      if (values && some.size > 0)
        return of(enumOf(values.filter(one => some.has(String(one)) === (name === 'Extract'))), third);
      reading.unclear(site, `What ${name} makes of its types is not in the description.`);
      return of({}, third);
    }
    default:
      reading.unclear(site, `What ${name} makes of its types is not in the description.`);
      return of({}, undefined);
  }
}

const recursions = new WeakMap<object, Schema>();

/** What `Type.Recursive(This => …)` hands to its function: a type that stands for the whole. */
function thisType(self: Schema, site: Site): Value {
  const whole: Value = { kind: 'term', site, is: { form: 'package', name: 'typebox' } };
  const key: Value = { kind: 'list', items: [], open: false, site };
  recursions.set(key, self);
  const callee: Value = { kind: 'term', site, is: { form: 'member', object: whole, name: 'This' } };
  return { kind: 'term', site, is: { form: 'call', callee, args: [key], construct: false } };
}

function missing(id: string, { site }: Link, reading: Reading): Schema {
  reading.unclear(site, `No schema with the $id ${id} is added to the application.`);
  return {};
}

function idOf(options: Value | undefined): Value | undefined {
  return options?.kind === 'members' ? options.properties.get('$id')?.value : undefined;
}

function regex(value: Value | undefined): Schema {
  if (value?.kind === 'literal' && value.value instanceof RegExp) return { pattern: value.value.source };
  return textOf(value) === undefined ? {} : { pattern: textOf(value)! };
}

function union(schemas: readonly Schema[]): Schema {
  const values = schemas.map(schema =>
    Object.keys(schema).every(key => key === 'const' || key === 'type') ? schema.const : undefined,
  );
  if (schemas.length > 0 && !values.includes(undefined)) return enumOf(values as Json[]);
  return schemas.length === 0 ? { not: {} } : { anyOf: schemas as Json[] };
}

/** Options are keywords of JSON Schema. */
function optionsOf(options: Value | undefined, reading: Reading): Schema {
  if (options?.kind !== 'members') return {};
  const made: [string, Json][] = [];
  for (const [keyword, { value, site }] of options.properties) {
    if (keyword === '$id' || keyword === '$schema' || keyword === 'errorMessage') continue;
    const json = typeboxField(value, reading)?.schema ?? plainJson(value);
    if (json === undefined) reading.unclear(site, `The value of ${keyword} is known only at run time.`);
    else if (keyword.startsWith('...'))
      reading.unclear(site, 'What is spread into this object is known only at run time.');
    else made.push([keyword, json]);
  }
  return Object.fromEntries(made);
}
