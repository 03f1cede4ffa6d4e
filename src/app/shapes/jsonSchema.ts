/** JSON Schema written as an object, as Fastify and Ajv take it. */
import type { Json } from '../../openapi/json.js';
import { type Members, textOf, type Value } from '../interpret/value.js';
import { commented } from './field.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

/** An object is one when it has a keyword that says what is accepted. */
export const readJsonSchema: SchemaReader = (value, reading) => {
  if (value.kind !== 'members' || value.of || !isSchema(value)) return undefined;
  return schemaFrom(value, { root: value, reading, depth: 0 });
};

interface Place {
  /** The schema that `#/definitions/…` is a part of. */
  readonly root: Members;
  readonly reading: Reading;
  readonly depth: number;
}

const deepest = 60;

const telling = [
  ...['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'enum', 'const', 'properties', 'items', 'additionalProperties'],
  'patternProperties',
];
const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

function isSchema({ properties }: Members): boolean {
  const type = properties.get('type')?.value;
  const named = type?.kind === 'list' ? type.items : type ? [type] : [];
  if (named.length > 0 && named.every(one => types.has(textOf(one) ?? ''))) return true;
  return telling.some(keyword => {
    const inside = properties.get(keyword)?.value;
    return (
      inside !== undefined &&
      (inside.kind === 'members' || inside.kind === 'list' || keyword === '$ref' || keyword === 'const')
    );
  });
}

/** Keywords that hold schemas by name, a schema, or a list of schemas. */
const byName = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const single = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else']);
const several = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
/** What only names a schema, or is spoken of elsewhere. */
const silent = new Set(['$id', 'id', '$schema', 'definitions', '$defs', '$async', 'errorMessage']);

function schemaFrom(value: Members, place: Place): Schema {
  const { reading } = place;
  const made: [string, Json][] = [];
  for (const [keyword, { value: inside, site }] of value.properties) {
    if (silent.has(keyword)) continue;
    if (keyword.startsWith('...')) {
      reading.unclear(site, 'What is spread into this object is known only at run time.');
      continue;
    }
    const json = keywordValue(keyword, inside, { ...place, depth: place.depth + 1 });
    if (json === undefined) reading.unclear(site, `The value of ${keyword} is known only at run time.`);
    else made.push([keyword, json]);
  }
  const schema: Schema = Object.fromEntries(made);
  return typeof schema.$ref === 'string' ? referring(schema, schema.$ref, value, place) : modern(schema);
}

function keywordValue(keyword: string, value: Value, place: Place): Json | undefined {
  if (place.depth > deepest) return undefined;
  if (byName.has(keyword) && value.kind === 'members') {
    const entries = [...value.properties].map(([name, { value: one, site }]) => {
      const schema = subschema(one, place);
      if (schema === undefined || name.startsWith('...')) {
        place.reading.unclear(site, `The schema of ${name} cannot be read.`);
      }
      return [name, commented(schema ?? {}, site, place.reading)] as const;
    });
    return Object.fromEntries(entries.filter(([name]) => !name.startsWith('...')));
  }
  if (several.has(keyword) && value.kind === 'list') return value.items.map(item => subschema(item, place) ?? {});
  if (single.has(keyword)) return value.kind === 'literal' ? plain(value) : subschema(value, place);
  return plain(value);
}

function subschema(value: Value, place: Place): Schema | undefined {
  if (value.kind === 'literal' && typeof value.value === 'boolean') return value.value ? {} : { not: {} };
  if (value.kind === 'members') return schemaFrom(value, place);
  // TypeBox and the like inside of an object.
  return place.reading.schemaOf(value);
}

/** What older drafts write otherwise: `items: […]`, `exclusiveMinimum: true`, `nullable: true`, `required: true`. */
function modern(schema: Schema): Schema {
  const { items, additionalItems, nullable, exclusiveMinimum, exclusiveMaximum, required, ...rest } = schema;
  const made: Record<string, Json> = { ...rest };
  if (Array.isArray(items)) {
    made.prefixItems = items;
    if (additionalItems !== undefined) made.items = additionalItems;
  } else if (items !== undefined) made.items = items;
  if (nullable === true && typeof made.type === 'string') made.type = [made.type, 'null'];
  if (exclusiveMinimum === true && made.minimum !== undefined) {
    made.exclusiveMinimum = made.minimum;
    delete made.minimum;
  } else if (typeof exclusiveMinimum === 'number') made.exclusiveMinimum = exclusiveMinimum;
  if (exclusiveMaximum === true && made.maximum !== undefined) {
    made.exclusiveMaximum = made.maximum;
    delete made.maximum;
  } else if (typeof exclusiveMaximum === 'number') made.exclusiveMaximum = exclusiveMaximum;
  if (Array.isArray(required) && required.length > 0) made.required = required;
  return made;
}

/** `user#`, `https://example.com/user#`: a schema that `addSchema` was given; `#/definitions/User`: a part of this one. */
function referring(schema: Schema, ref: string, value: Members, { root, reading }: Place): Schema {
  const { $ref: _ref, ...beside } = schema;
  const [id = '', pointer = ''] = ref.split('#');
  const holder = id === '' ? root : reading.sharedValue(id);
  const target = holder && memberAt(holder, pointer);
  if (!target) {
    reading.unclear(value.site, `Nothing that ${ref} refers to can be found.`);
    return beside;
  }
  const name = pointer === '' || pointer === '/' ? nameIn(holder, id) : pointer.split('/').at(-1)!;
  const within = holder.kind === 'members' ? holder : root;
  const made = reading.component(name, target, () =>
    target.kind === 'members'
      ? schemaFrom(target, { root: within, reading, depth: 0 })
      : (reading.schemaOf(target) ?? {}),
  );
  return { ...made, ...beside };
}

function nameIn(value: Value, id: string): string {
  const own = value.kind === 'members' ? textOf(value.properties.get('$id')?.value) : undefined;
  return (own ?? id).replace(/#$/, '').split('/').filter(Boolean).at(-1) ?? 'Schema';
}

function memberAt(value: Value, pointer: string): Value | undefined {
  let at: Value | undefined = value;
  for (const token of pointer.split('/').filter(Boolean)) {
    const key = decodeURIComponentSafely(token).replaceAll('~1', '/').replaceAll('~0', '~');
    at =
      at?.kind === 'members'
        ? at.properties.get(key)?.value
        : at?.kind === 'list' && /^\d+$/.test(key)
          ? at.items[Number(key)]
          : undefined;
  }
  return at;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function plain(value: Value, depth = 0): Json | undefined {
  if (depth > deepest) return undefined;
  switch (value.kind) {
    case 'literal':
      if (value.value instanceof RegExp) return value.value.source;
      return typeof value.value === 'bigint' ? Number(value.value) : value.value;
    case 'text':
      return textOf(value);
    case 'list': {
      const items = value.items.map(item => plain(item, depth + 1));
      return value.open || items.includes(undefined) ? undefined : (items as Json[]);
    }
    case 'members': {
      const entries = [...value.properties].map(([key, member]) => [key, plain(member.value, depth + 1)] as const);
      return entries.some(([, json]) => json === undefined) ? undefined : (Object.fromEntries(entries) as Json);
    }
    default:
      return undefined;
  }
}
