import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readDocument } from '../../../src/openapi/document.js';
import { downgrade } from '../../../src/openapi/downgrade.js';
import { downgradeSchema } from '../../../src/openapi/downgradeSchema.js';
import { plainSchemas } from '../../../src/openapi/exampleSchemas.js';
import type { Json } from '../../../src/openapi/json.js';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import type { JsonObject } from '../../../src/openapi/values.js';
import { writeDescription } from '../../../src/openapi/write.js';
import { folder, inFolder } from './readSpec.js';

const table: readonly (readonly [string, Json, Json])[] = [
  ['a type or null', { type: ['string', 'null'] }, { type: 'string', nullable: true }],
  ['null alone', { type: ['null'] }, { type: 'string', nullable: true, enum: [null] }],
  [
    'a reference or null',
    { anyOf: [{ $ref: '#/x' }, { type: 'null' }] },
    { anyOf: [{ $ref: '#/x' }, { type: 'string', nullable: true, enum: [null] }] },
  ],
  [
    'a schema or null',
    { anyOf: [{ type: 'object' }, { type: 'null' }], title: 'T' },
    { type: 'object', title: 'T', nullable: true },
  ],
  [
    'several types',
    { type: ['array', 'string', 'null'], minItems: 1, maxLength: 2, title: 'T' },
    {
      title: 'T',
      anyOf: [
        { type: 'array', minItems: 1, items: {}, nullable: true },
        { type: 'string', maxLength: 2, nullable: true },
      ],
    },
  ],
  ['a constant', { const: 'a' }, { enum: ['a'] }],
  [
    'exclusive bounds',
    { exclusiveMinimum: 3, minimum: 1, exclusiveMaximum: 9, maximum: 5 },
    { minimum: 3, exclusiveMinimum: true, maximum: 5 },
  ],
  [
    'words beside a reference',
    { $ref: '#/x', description: 'd', allOf: [{ type: 'object' }] },
    { description: 'd', allOf: [{ $ref: '#/x' }, { type: 'object' }] },
  ],
  ['tuples', { type: 'array', prefixItems: [{ type: 'string' }], items: false }, { type: 'array', items: {} }],
  [
    'names by pattern',
    { type: 'object', patternProperties: { '^x': {} }, additionalProperties: false },
    { type: 'object' },
  ],
  ['what would be less than before', { not: { type: 'array', prefixItems: [{}] } }, {}],
  ['booleans', { properties: { a: true, b: false }, required: [] }, { properties: { a: {}, b: { not: {} } } }],
  ['bytes', { type: 'string', contentEncoding: 'base64' }, { type: 'string', format: 'byte' }],
  [
    'examples, and data that looks like schemas',
    { examples: [{ const: 1 }], default: { const: 1 } },
    { default: { const: 1 }, example: { const: 1 } },
  ],
];

const scalar = fc.constantFrom<Json>(null, true, 0, 1, 2.5, -3, '', 'a', 'bcd');
const types = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

/** Schemas in the words that programs are read into. */
const schema = fc.letrec<{ schema: Json }>(tie => {
  const inner = tie('schema');
  const some = (value: fc.Arbitrary<Json>) => fc.option(value, { nil: undefined, freq: 3 });
  const limit = fc.constantFrom<Json>(0, 1, 2, 3);
  const keywords = fc.record({
    type: some(
      fc.oneof(
        fc.constantFrom<Json>(...types),
        fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 3 }),
      ),
    ),
    enum: fc.option(fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }), { nil: undefined, freq: 6 }),
    const: fc.option(scalar, { nil: undefined, freq: 8 }),
    minimum: some(limit),
    exclusiveMinimum: some(limit),
    maximum: some(limit),
    exclusiveMaximum: some(limit),
    minLength: some(limit),
    maxLength: some(limit),
    minItems: some(limit),
    items: some(inner),
    prefixItems: fc.option(fc.array(inner, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 8 }),
    properties: some(fc.dictionary(fc.constantFrom('a', 'b', 'const'), inner, { maxKeys: 2 })),
    patternProperties: fc.option(fc.record({ '^a': inner }), { nil: undefined, freq: 8 }),
    required: some(fc.uniqueArray(fc.constantFrom('a', 'b'))),
    additionalProperties: some(fc.oneof(fc.boolean(), inner)),
    anyOf: some(fc.array(inner, { minLength: 1, maxLength: 3 })),
    allOf: fc.option(fc.array(inner, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 6 }),
    not: fc.option(inner, { nil: undefined, freq: 8 }),
  });
  const clean = keywords.map(
    one => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as Json,
  );
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Json>({}, { type: 'string' }, true),
      clean,
    ),
  };
}).schema;

const value = fc.letrec<{ value: Json }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }) as fc.Arbitrary<Json>,
    fc.dictionary(fc.constantFrom('a', 'b', 'const', 'z'), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
  ),
})).value;

describe('downgrade to OpenAPI 3.0', () => {
  for (const [name, before, after] of table) it(name, () => assert.deepEqual(downgradeSchema(before), after));

  it('never forbids what was allowed, and allows no more where 3.0 has the words', () => {
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 8, maxLength: 8 }), (before, values) => {
        const accepts = (one: Json) =>
          new Ajv2020({ strict: false, validateFormats: false, logger: false }).compile(one as never);
        const [old, now] = [accepts(before), accepts(plainSchemas(downgradeSchema(before), '3.0'))];
        const isLossy = /"(?:prefixItems|patternProperties)"/.test(JSON.stringify(before));
        for (const one of values) {
          if (old(one)) assert.ok(now(one), JSON.stringify([one, downgradeSchema(before)]));
          else if (!isLossy) assert.ok(!now(one), JSON.stringify([one, downgradeSchema(before)]));
        }
      }),
      { numRuns: process.env.CI ? 60 : 150 },
    );
  }).timeout(20_000);

  it('leaves out what 3.0 has no place for, in every part of a document', () => {
    const media = { 'application/json': { schema: { type: ['string', 'null'] }, example: { schema: { const: 1 } } } };
    const document = {
      openapi: '3.1.0',
      info: { title: 'T', version: '1', summary: 's', license: { name: 'MIT', identifier: 'MIT' } },
      webhooks: { w: {} },
      paths: { '/a': { get: { responses: { 200: { description: 'd', content: media } } } } },
      components: {
        pathItems: {},
        responses: { r: { description: 'd', content: media } },
        securitySchemes: { m: { type: 'mutualTLS' } },
      },
    };
    const down = {
      'application/json': { schema: { type: 'string', nullable: true }, example: { schema: { const: 1 } } },
    };
    assert.deepEqual(downgrade(document), {
      openapi: '3.0.4',
      info: { title: 'T', version: '1', license: { name: 'MIT' } },
      paths: { '/a': { get: { responses: { 200: { description: 'd', content: down } } } } },
      components: { responses: { r: { description: 'd', content: down } }, securitySchemes: {} },
    });
  });

  it('gives documents that are valid, as YAML and as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(schema, { minLength: 3, maxLength: 3 }),
        fc.constantFrom('yaml', 'json'),
        async (schemas, format) => {
          const [body, answer, shared] = schemas as [Json, Json, Json];
          const content = (one: Json) => ({ content: { 'application/json': { schema: one } } });
          const document = {
            openapi: '3.1.0',
            info: { title: 'T', version: '1' },
            paths: {
              '/a': {
                post: {
                  operationId: 'a',
                  requestBody: content(body),
                  responses: {
                    200: { description: 'd', ...content(answer) },
                    404: { description: 'd', ...content({ $ref: '#/components/schemas/S' }) },
                  },
                },
              },
            },
            components: { schemas: { S: shared } },
          };
          for (const one of [document, downgrade(document)]) {
            const text = writeDescription(one, format as 'yaml' | 'json');
            const { findings } = await lintApi(inFolder('openapi.yaml'), {
              root: folder,
              rules: {},
              readFile: async path => (path === inFolder('openapi.yaml') ? text : undefined),
            });
            const errors = findings.filter(
              ({ severity, rule }) => severity === 'error' && !/^(?:unsatisfiable|empty)/.test(rule),
            );
            assert.deepEqual(
              errors.map(({ rule, message }) => `${rule}: ${message}`),
              [],
              text,
            );
          }
        },
      ),
      { numRuns: process.env.CI ? 4 : 10 },
    );
  }).timeout(60_000);

  it('is written so that it is read back as it was, whatever texts are in it', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('2024-01-01', '1_0', '0x1', 'y', '~', ' a', 'a\n', '- b', '#c', '{{d}}', '<<', '!e', '&f'),
    );
    const document = fc.dictionary(
      texts,
      fc.oneof(texts, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.array(texts), fc.boolean()),
    );
    fc.assert(
      fc.property(document, fc.constantFrom('yaml', 'json'), (object, format) => {
        const before = JSON.parse(JSON.stringify({ openapi: '3.1.0', object })) as JsonObject;
        const read = readDocument(`openapi.${format}`, writeDescription(before, format as 'yaml' | 'json'));
        assert.deepEqual([read.value, read.findings], [before, []]);
      }),
    );
  });
});
