/** Shapes as JSON Schema for Ajv, and random shapes. */
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { isReadOnly, shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import type { Api, Shape } from '../../../src/openapi/api.js';
import { readApi } from '../../../src/openapi/parse.js';

type Schema = Record<string, unknown>;

export async function apiOf(spec: unknown): Promise<Api> {
  const text = JSON.stringify(spec);
  const path = '/spec/openapi.json';
  const { api } = await readApi(path, { readFile: async file => (file === path ? text : undefined), root: '/spec' });
  return api;
}

export async function shapeOf(schema: unknown, others: Schema = {}): Promise<{ api: Api; shape: Shape }> {
  const api = await apiOf({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { It: schema, ...others } },
  });
  return { api, shape: api.shapes.find(({ name }) => name === 'It')!.shape };
}

/** For requests: read-only members are not required. */
export function validator(api: Api, formats = true): (shape: Shape) => ValidateFunction {
  const shapes = shapesOf(api);
  const ids = new Map([...shapes.keys()].map((id, index) => [id, `s${index}`]));
  const plain = (shape: Shape): AnySchema => {
    if (shape.always !== undefined) return shape.always;
    const { at: _, ref, discriminator: _d, examples: _e, default: _v, readOnly: _r, ...rest } = shape;
    const schema: Schema = {};
    for (const [key, value] of Object.entries(rest)) {
      if (['title', 'description', 'deprecated', 'writeOnly', 'contentEncoding', 'contentMediaType'].includes(key))
        continue;
      if (key === 'types') schema.type = value;
      else if (key === 'const') schema.const = (value as { value: unknown }).value;
      else if (key === 'properties' || key === 'dependentSchemas') {
        schema[key] = named((value as Shape['properties'])!.map(each => [each.name, plain(each.shape)]));
      } else if (key === 'patternProperties') {
        schema[key] = named(
          (value as NonNullable<Shape['patternProperties']>).map(each => [each.pattern, plain(each.shape)]),
        );
      } else if (key === 'dependentRequired') {
        schema[key] = named(
          (value as NonNullable<Shape['dependentRequired']>).map(each => [each.property, each.required]),
        );
      } else if (key === 'required') {
        schema[key] = (value as string[]).filter(
          name => !shape.properties?.some(each => each.name === name && isReadOnly(each.shape, shapes)),
        );
      } else if (
        Array.isArray(value) &&
        value.some(each => each && typeof each === 'object' && Object.hasOwn(each, 'at'))
      ) {
        schema[key] = (value as Shape[]).map(plain);
      } else if (value && typeof value === 'object' && Object.hasOwn(value, 'at')) schema[key] = plain(value as Shape);
      else schema[key] = value;
    }
    if (ref !== undefined && ids.has(ref)) schema.$ref = `all#/$defs/${ids.get(ref)}`;
    return schema;
  };
  const ajv = new Ajv2020({
    strict: false,
    ownProperties: true,
    validateFormats: formats,
    multipleOfPrecision: 9,
    logger: false,
    unicodeRegExp: true,
  });
  if (formats) addFormats.default(ajv);
  ajv.addSchema({
    $id: 'all',
    $defs: Object.fromEntries([...shapes].map(([id, shape]) => [ids.get(id)!, plain(shape)])),
  });
  return shape => ajv.compile(plain(shape));
}

function named(entries: (readonly [string, unknown])[]): Schema {
  return Object.fromEntries(entries);
}

const name = fc.constantFrom('a', 'b', 'c', 'x-y', '2');
const scalar = fc.constantFrom<unknown>(
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  2,
  10,
  '',
  'a',
  'ab',
  'abc',
  '😀',
  '😀b',
  'B1',
);
export const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 3, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }) },
  ),
}));
const small = fc.nat({ max: 3 });
const pattern = fc.constantFrom('a', '^a', '^.$', '[a-z]', '^\\p{Lu}', '^[a-c]{2,3}\\d?$');

/** @param some how many keywords a schema has. */
export const { schema } = fc.letrec<{ schema: unknown }>(tie => {
  const one = tie('schema');
  const many = fc.array(one, { minLength: 1, maxLength: 3 });
  const dictionary = fc.dictionary(name, one, { maxKeys: 3, noNullPrototype: true });
  const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');
  const keywords: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    enum: fc.array(value, { minLength: 1, maxLength: 3 }),
    const: value,
    examples: fc.array(value, { maxLength: 2 }),
    default: value,
    minimum: small,
    maximum: small,
    exclusiveMinimum: small,
    exclusiveMaximum: small,
    multipleOf: fc.constantFrom(0.1, 0.5, 2, 3),
    minLength: small,
    maxLength: small,
    pattern,
    format: fc.constantFrom('date', 'uuid', 'email', 'date-time', 'ipv4', 'int32'),
    items: one,
    prefixItems: many,
    contains: one,
    minContains: small,
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    properties: dictionary,
    required: fc.uniqueArray(name, { maxLength: 2 }),
    additionalProperties: one,
    patternProperties: fc.dictionary(pattern, one, { maxKeys: 2, noNullPrototype: true }),
    propertyNames: one,
    minProperties: small,
    maxProperties: small,
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    dependentSchemas: fc.dictionary(name, one, { maxKeys: 1, noNullPrototype: true }),
    unevaluatedProperties: one,
    allOf: many,
    anyOf: many,
    oneOf: many,
    not: one,
    if: one,
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    then: one,
    else: one,
    $ref: fc.constantFrom('#/components/schemas/Leaf', '#/components/schemas/Tree'),
  };
  const drawn = fc
    .subarray(Object.keys(keywords), { maxLength: 4 })
    // Ajv accepts [] for { prefixItems: […], contains: … }: not so JSON Schema.
    .map(keys => (keys.includes('prefixItems') ? keys.filter(key => key !== 'contains') : keys))
    // Nor does it know that a lone `if` evaluates properties.
    .map(keys => (keys.includes('then') || keys.includes('else') ? keys : keys.filter(key => key !== 'if')))
    .chain(keys => fc.record(Object.fromEntries(keys.map(key => [key, keywords[key]!]))));
  return {
    schema: fc.oneof({ depthSize: 'small' }, { weight: 1, arbitrary: fc.boolean() }, { weight: 9, arbitrary: drawn }),
  };
});

export const others = {
  Leaf: { type: ['string', 'integer'], maxLength: 2, minimum: 0 },
  Tree: {
    type: 'object',
    properties: { a: { $ref: '#/components/schemas/Tree' }, b: { $ref: '#/components/schemas/Leaf' } },
    required: ['b'],
  },
};
