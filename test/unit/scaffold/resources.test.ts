import assert from 'node:assert/strict';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import { apiOf, type JsonObject, specOf } from './generate.js';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const ref = (index: number) => ({ $ref: `#/components/schemas/S${index}` });
const schemas = (count: number, one: (index: number) => unknown): JsonObject =>
  Object.fromEntries(numbers(count).map(index => [`S${index}`, one(index)]));
/** Twenty layers of ten schemas, each of which refers to all ten of the next layer: 10 ** 20 ways down. */
const fan = (refer: (next: readonly JsonObject[]) => JsonObject, leaf: (index: number) => unknown) =>
  schemas(200, index => {
    const next = (Math.floor(index / 10) + 1) * 10;
    return index < 190 ? refer(numbers(10).map(at => ref(next + at))) : leaf(index);
  });
const allOf = (leaf: JsonObject) =>
  fan(
    next => ({ allOf: next }),
    index => ({ type: 'object', properties: { [`x${index}`]: leaf } }),
  );
const properties = (leaf: JsonObject) =>
  fan(
    next => ({ type: 'object', properties: Object.fromEntries(next.map((one, at) => [`p${at}`, one])) }),
    () => leaf,
  );
const posting = (type: string) => ({
  '/a': { post: { requestBody: { content: { [type]: { schema: ref(0) } } }, responses: {} } },
});
const operations = (count: number, one: (index: number) => JsonObject) =>
  Object.fromEntries(numbers(count).map(index => [`/p${index}`, { get: { responses: {}, ...one(index) } }]));

/** Each of these took minutes, gigabytes or the whole stack; mocha's limit is the clock. The number: million characters at most. */
const attacks: Readonly<Record<string, readonly [spec: () => unknown, millions: number]>> = {
  'allOf that fans out, and properties required of it': [
    () => {
      const all = allOf({ type: 'string' });
      return specOf(
        { ...all, S0: { ...(all.S0 as object), required: ['nope', 'never'] } },
        posting('application/json'),
      );
    },
    1,
  ],
  'a discriminator over allOf that fans out': [
    () =>
      specOf({
        ...allOf({ type: 'string' }),
        D: { oneOf: numbers(10).map(ref), discriminator: { propertyName: 'kind' } },
      }),
    1,
  ],
  'files in a multipart form that fans out': [
    () => specOf(properties({ type: 'string', format: 'binary' }), posting('multipart/form-data')),
    1,
  ],
  'files in a multipart form of allOf that fans out': [
    () => specOf(allOf({ type: 'string', format: 'binary' }), posting('multipart/form-data')),
    1,
  ],
  'a form that fans out': [
    () => specOf(properties({ type: 'string' }), posting('application/x-www-form-urlencoded')),
    3,
  ],
  'a query that fans out': [
    () =>
      specOf(
        properties({ type: 'string' }),
        operations(1, () => ({
          parameters: [{ name: 'q', in: 'query', style: 'deepObject', explode: true, schema: ref(0) }],
        })),
      ),
    1,
  ],
  'unevaluatedProperties over anyOf that fans out': [
    () => {
      const all = fan(
        next => ({ anyOf: next }),
        index => ({ properties: { [`x${index}`]: {} } }),
      );
      return specOf({ ...all, S0: { ...(all.S0 as object), unevaluatedProperties: false } });
    },
    1,
  ],
  'unevaluatedProperties in conditions of unevaluatedProperties': [
    () =>
      specOf({
        A: numbers(60).reduce<JsonObject>(
          inner => ({
            unevaluatedProperties: false,
            if: inner,
            // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
            then: { properties: { a: {} } },
            else: { properties: { b: {} } },
          }),
          {},
        ),
      }),
    2,
  ],
  'a chain of 20,000 references': [() => specOf(schemas(20_000, at => (at === 19_999 ? {} : ref(at + 1)))), 3],
  'a chain of 20,000 allOf': [
    () => specOf(schemas(20_000, at => (at === 19_999 ? { type: 'object' } : { allOf: [ref(at + 1)] }))),
    3,
  ],
  '3,000 schemas that refer to each other': [
    () =>
      specOf(
        schemas(3000, at => ({
          properties: Object.fromEntries(numbers(5).map(k => [`p${k}`, ref((at * 7 + k * 13 + 1) % 3000)])),
        })),
      ),
    4,
  ],
  '20,000 schemas whose names are one identifier': [
    () =>
      specOf(Object.fromEntries(numbers(20_000).map(at => [`${'.'.repeat(at % 150)}!${'-'.repeat(at / 150)}`, {}]))),
    4,
  ],
  '3,000 operations whose ids are one identifier, with tags that are one file name': [
    () =>
      specOf(
        {},
        operations(3000, at => ({
          operationId: `x${'-'.repeat(at % 60)}${'.'.repeat(at / 60)}`,
          tags: [`t${'-'.repeat(at % 60)}${'.'.repeat(at / 60)}`],
        })),
      ),
    9,
  ],
  'an enum of 10,000 objects and texts': [
    () => specOf({ A: { enum: numbers(10_000).flatMap(at => [{ a: at }, `v${at}`]) } }),
    3,
  ],
  '10,000 parameters': [
    () =>
      specOf(
        {},
        operations(2, () => ({ parameters: numbers(10_000).map(at => ({ name: `p${at}`, in: 'query', schema: {} })) })),
      ),
    5,
  ],
  '30,000 properties': [
    () =>
      specOf({
        A: {
          type: 'object',
          properties: Object.fromEntries(numbers(30_000).map(at => [`p${at}`, { type: 'string' }])),
        },
      }),
    3,
  ],
  'regular expressions without end': [
    () =>
      specOf({
        A: { pattern: '^(a+)+$', default: `${'a'.repeat(50)}!`, enum: [`${'a'.repeat(50)}!`] },
        B: { pattern: '((a{1000}){1000}){1000}' },
      }),
    1,
  ],
};

describe('a description that is made to exhaust', () => {
  for (const [name, [spec, millions]] of Object.entries(attacks)) {
    it(name, async () => {
      const folder = { read: async () => undefined, list: async () => [] };
      const { changes } = await scaffold(await apiOf(spec()), { framework: 'express', specName: 'a.yaml' }, folder);
      const size = changes.reduce((sum, { text }) => sum + text!.length, 0);
      assert.ok(size < millions * 1_000_000, `${size} characters`);
    });
  }
});
