/** OpenAPI 3.1 in the words of 3.0. */
import type { Json } from './json.js';
import { isObject, type JsonObject } from './values.js';

/**
 * What 3.0 cannot say is left out: `prefixItems` becomes `items: {}`, other JSON Schema keywords go. A type list of several
 * becomes `anyOf`. https://spec.openapis.org/oas/v3.0.4.html#schema-object
 */
export function downgrade(document: JsonObject): JsonObject {
  const { paths, components, ...rest } = document;
  return {
    ...rest,
    openapi: '3.0.4',
    ...(isObject(paths) ? { paths: mapValues(paths, item => inside(item)) } : {}),
    ...(isObject(components)
      ? {
          components: {
            ...components,
            ...(isObject(components.schemas) ? { schemas: mapValues(components.schemas, schema) } : {}),
          },
        }
      : {}),
  };
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Outside of schemas: finds those in it. */
function inside(value: Json): Json {
  if (Array.isArray(value)) return value.map(inside);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === 'schema' ? schema(one) : inside(one)]),
  );
}

const newer = new Set([
  ...[
    'prefixItems',
    'contains',
    'minContains',
    'maxContains',
    'propertyNames',
    'patternProperties',
    'if',
    'then',
    'else',
  ],
  ...[
    'dependentRequired',
    'dependentSchemas',
    'unevaluatedItems',
    'unevaluatedProperties',
    '$defs',
    '$anchor',
    '$schema',
  ],
  ...['contentEncoding', 'contentMediaType', 'const', 'examples'],
]);

function schema(value: Json): Json {
  if (value === true) return {};
  if (value === false) return { not: {} };
  if (!isObject(value)) return value;
  if (typeof value.$ref === 'string') {
    const { $ref, ...rest } = value;
    // Beside a `$ref`, 3.0 reads nothing.
    return Object.keys(rest).length === 0 ? value : { allOf: [{ $ref }], ...(schema(rest) as JsonObject) };
  }
  const made: Record<string, Json> = {};
  for (const [key, one] of Object.entries(value)) if (!newer.has(key)) made[key] = keyword(key, one);
  if (value.const !== undefined) made.enum = [value.const];
  if (Array.isArray(value.examples) && value.examples.length > 0) made.example = value.examples[0]!;
  if (value.contentEncoding === 'base64') made.format = 'byte';
  if (value.prefixItems !== undefined) made.items = {};
  if (made.type === 'array' && made.items === undefined) made.items = {};
  return exclusive(typed(made, value.type));
}

function keyword(key: string, value: Json): Json {
  switch (key) {
    case 'properties':
      return isObject(value) ? mapValues(value, schema) : value;
    case 'items':
    case 'not':
    case 'additionalProperties':
      return typeof value === 'boolean' && key === 'additionalProperties' ? value : schema(value);
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(value) ? value.map(schema) : value;
    default:
      return value;
  }
}

function typed(made: Record<string, Json>, type: Json | undefined): Record<string, Json> {
  if (type === 'null') {
    const { type: _type, ...rest } = made;
    return { ...rest, nullable: true, enum: [null] };
  }
  if (Array.isArray(made.anyOf) && made.anyOf.length > 1) {
    const others = made.anyOf.filter(
      one => !(isObject(one) && one.nullable === true && Array.isArray(one.enum) && one.enum.length === 1),
    );
    if (others.length < made.anyOf.length) {
      const { anyOf: _anyOf, ...rest } = made;
      return others.length === 1
        ? { ...rest, nullable: true, allOf: others }
        : { ...rest, nullable: true, anyOf: others };
    }
  }
  if (!Array.isArray(type)) return made;
  const { type: _type, ...rest } = made;
  const others = type.filter(one => one !== 'null');
  const nullable: JsonObject = others.length < type.length ? { nullable: true } : {};
  if (others.length === 1) return { type: others[0]!, ...rest, ...nullable };
  return { ...rest, ...nullable, anyOf: others.map(one => ({ type: one })) };
}

/** `exclusiveMinimum: 3` → `minimum: 3`, `exclusiveMinimum: true` */
function exclusive(made: Record<string, Json>): JsonObject {
  for (const [bound, flag] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof made[flag] !== 'number') continue;
    made[bound] = made[flag];
    made[flag] = true;
  }
  return made;
}
