/** Shapes as JSON Schema for Ajv. */
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { isReadOnly, shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import type { Api, Shape } from '../../../src/openapi/api.js';
import { readApi } from '../../../src/openapi/parse.js';
import { value } from '../../support/randomSchemas.js';

type Schema = Record<string, unknown>;

/** What samples are made from, and random schemas for other tests do not have. */
export const shapeKeywords = {
  examples: fc.array(value, { maxLength: 2 }),
  default: value,
  format: fc.constantFrom('date', 'uuid', 'email', 'date-time', 'ipv4', 'int32'),
};

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
