/** The schemas of a resource: what is read, listed, created and changed. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';
import { nameInMarkdown } from './notes.js';
import type { Field, Resource } from './resource.js';
import { bounded, shapeOf } from './shapes.js';

/** By their names in `components.schemas`. */
export function schemasOf(resource: Resource): readonly (readonly [string, JsonObject])[] {
  const { type, fields, does } = resource;
  const said = {
    description:
      resource.description ?? `A row of ${nameInMarkdown(`${resource.relation.schema}.${resource.relation.name}`)}.`,
  };
  const read = fields.filter(({ access }) => access !== 'writeOnly');
  const given = fields.filter(({ access }) => access !== 'readOnly');
  const schemas: [string, JsonObject][] = [
    [
      type,
      {
        type: 'object',
        ...said,
        properties: propertiesOf(read, one => ({
          ...one.readSchema,
          ...(one.access === 'readOnly' && { readOnly: true }),
        })),
        ...requiredOf(read),
      },
    ],
    [`${type}List`, listSchema(resource)],
  ];
  if (does.has('create'))
    schemas.push([`${type}Create`, requestSchema(given, requiredOf(given.filter(one => one.required)))]);
  if (does.has('update'))
    schemas.push([
      `${type}Update`,
      requestSchema(
        given.filter(one => !one.isKey),
        { minProperties: 1 },
      ),
    ]);
  return schemas;
}

function listSchema({ type, key }: Resource): JsonObject {
  const properties = {
    data: { type: 'array', items: { $ref: `#/components/schemas/${type}` }, maxItems: 100 },
    has_more: { type: 'boolean', description: 'There are more behind these.' },
    ...(key.length > 0 && {
      next_cursor: { type: ['string', 'null'], description: 'The cursor of the next page; null on the last one.' },
    }),
  };
  return { type: 'object', properties, required: Object.keys(properties) };
}

function requestSchema(fields: readonly Field[], more: JsonObject): JsonObject {
  const properties = propertiesOf(fields, one => ({
    ...bounded(one.schema),
    ...(one.access === 'writeOnly' && { writeOnly: true }),
  }));
  return { type: 'object', properties, ...more, additionalProperties: false };
}

/** Also of columns that are called `__proto__`. */
function propertiesOf(fields: readonly Field[], schema: (field: Field) => JsonObject): JsonObject {
  return Object.fromEntries(fields.map((field): [string, Json] => [field.name, schema(field)]));
}

function requiredOf(fields: readonly Field[]): JsonObject {
  return fields.length > 0 ? { required: fields.map(({ name }) => name) } : {};
}

/** A value of the field that is given in a path: never null. */
export function pathSchema({ schema }: Field): JsonObject {
  const { type, enum: values, description: _said, ...rest } = bounded(schema);
  const types = [type].flat().filter(one => one !== 'null');
  return {
    ...(types.length === 1 && { type: types[0]! }),
    ...(Array.isArray(values) && { enum: values.filter(one => one !== null) }),
    ...rest,
  };
}

/** A value to compare with: it need not be one that the column may have, but one of an enum is. */
export function filterSchema({ schema, type }: Field, numbers: boolean): JsonObject {
  const { description: _said, ...plain } = bounded(shapeOf({ ...type, domains: [] }, [], numbers));
  const values = Array.isArray(schema.enum) ? schema.enum.filter(one => one !== null) : undefined;
  return { ...plain, ...(values && { enum: values }) };
}
