import assert from 'node:assert/strict';
import { bare, places, readSpec, withSchemas } from './readSpec.js';

/** Version, schema in flow YAML, shape, findings. The schema begins in column 8 of line 6. */
type Row = readonly [version: string, schema: string, shape: unknown, findings?: readonly string[]];

const rows: Readonly<Record<string, readonly Row[]>> = {
  'boolean schemas and no schema': [
    ['3.1.0', 'true', { always: true }],
    ['3.1.0', 'false', { always: false }],
    ['3.1.0', '{}', {}],
    ['3.1.0', '5', {}, ['error invalid-value 6:8-6:9']],
    ['3.1.0', '[]', {}, ['error invalid-value 6:8-6:10']],
    ['3.1.0', '', {}, ['error invalid-value 6:5-6:6']],
  ],
  types: [
    ['3.1.0', '{type: string}', { types: ['string'] }],
    ['3.1.0', '{type: [string, "null"]}', { types: ['string', 'null'] }],
    ['3.1.0', '{type: [string, null]}', { types: ['string', 'null'] }, ['warning invalid-value 6:24-6:28']],
    ['3.0.0', '{type: [string, "null"]}', { types: ['string', 'null'] }, ['warning unsupported-type 6:15-6:31']],
    ['3.0.0', '{type: any}', {}, ['error invalid-value 6:15-6:18']],
    ['3.0.0', '{type: {a: b}}', {}, ['error invalid-value 6:15-6:21']],
    ['3.1.0', '{type: [string, string, 5]}', { types: ['string'] }, ['error invalid-value 6:32-6:33']],
  ],
  nullable: [
    ['3.0.0', '{type: string, nullable: true}', { types: ['string', 'null'] }],
    ['3.0.0', '{type: string, nullable: true, enum: [a]}', { types: ['string', 'null'], enum: ['a', null] }],
    ['3.0.0', '{type: string, nullable: true, enum: [a, null]}', { types: ['string', 'null'], enum: ['a', null] }],
    ['3.0.0', '{type: string, nullable: false}', { types: ['string'] }],
    ['3.0.0', '{nullable: true}', {}],
    [
      '3.0.0',
      '{nullable: true, description: d, allOf: [{type: string}]}',
      { description: 'd', anyOf: [{ types: ['null'] }, { allOf: [{ types: ['string'] }] }] },
    ],
    ['3.0.0', '{type: string, nullable: 1}', { types: ['string'] }, ['error invalid-value 6:33-6:34']],
    [
      '3.1.0',
      '{type: string, nullable: true}',
      { types: ['string', 'null'] },
      ['warning unsupported-nullable 6:33-6:37'],
    ],
    ['3.0.0', '{type: string, x-nullable: true}', { types: ['string'] }],
  ],
  limits: [
    [
      '3.0.0',
      '{minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}',
      { exclusiveMinimum: 1, maximum: 9 },
    ],
    [
      '3.1.0',
      '{exclusiveMinimum: 1, exclusiveMaximum: 2.5, multipleOf: 0.5}',
      { exclusiveMinimum: 1, exclusiveMaximum: 2.5, multipleOf: 0.5 },
    ],
    [
      '3.1.0',
      '{exclusiveMinimum: true, minimum: 3}',
      { exclusiveMinimum: 3 },
      ['warning unsupported-exclusive-limit 6:27-6:31'],
    ],
    [
      '3.1.0',
      '{minimum: "x", maxLength: -1, minItems: 1.5, multipleOf: 0}',
      {},
      [
        'error invalid-value 6:18-6:21',
        'error invalid-value 6:34-6:36',
        'error invalid-value 6:48-6:51',
        'error invalid-value 6:65-6:66',
      ],
    ],
    ['3.1.0', '{maximum: 9223372036854775807}', { maximum: 2 ** 63 }],
  ],
  values: [
    ['3.1.0', '{enum: [1, "1", null, true, {a: 1}]}', { enum: [1, '1', null, true, { a: 1 }] }],
    ['3.1.0', '{enum: null}', {}, ['error invalid-value 6:15-6:19']],
    ['3.1.0', '{enum: []}', { enum: [] }, ['warning invalid-value 6:15-6:17']],
    ['3.0.0', '{enum: []}', {}, ['error invalid-value 6:15-6:17']],
    ['3.1.0', '{const: null, default: null}', { const: { value: null }, default: { value: null } }],
    [
      '3.1.0',
      '{enum: [12345678901234567890]}',
      { enum: [Number('12345678901234567890')] },
      ['warning imprecise-number 6:16-6:36'],
    ],
    ['3.0.0', '{example: {a: 1}}', { examples: [{ a: 1 }] }],
    ['3.1.0', '{examples: [1, 2]}', { examples: [1, 2] }],
    ['3.1.0', '{default: 2020-01-01}', { default: { value: '2020-01-01' } }],
  ],
  strings: [
    [
      '3.0.0',
      '{type: string, format: binary, pattern: "^a/b$", minLength: 1}',
      { types: ['string'], format: 'binary', pattern: '^a/b$', minLength: 1 },
    ],
    ['3.0.0', '{pattern: "("}', {}, ['warning invalid-pattern 6:18-6:21']],
    ['3.0.0', '{pattern: "^(a+)+$"}', {}, ['warning invalid-pattern 6:18-6:27']],
    [
      '3.1.0',
      '{patternProperties: {"^(a|a)*$": {type: string}}}',
      { patternProperties: [] },
      ['warning invalid-pattern 6:41-6:55'],
    ],
    [
      '3.1.0',
      '{contentEncoding: base64, contentMediaType: image/png}',
      { contentEncoding: 'base64', contentMediaType: 'image/png' },
    ],
    ['3.1.0', '{title: 5, description: null}', {}, ['error invalid-value 6:16-6:17', 'error invalid-value 6:32-6:36']],
  ],
  contentSchema: [['3.1.0', '{contentSchema: {type: string}}', {}, ['warning unsupported-content-schema 6:9-6:22']]],
  arrays: [
    [
      '3.1.0',
      '{items: {type: string}, uniqueItems: true, minItems: 1}',
      { items: { types: ['string'] }, uniqueItems: true, minItems: 1 },
    ],
    [
      '3.1.0',
      '{prefixItems: [{type: string}], items: false}',
      { prefixItems: [{ types: ['string'] }], items: { always: false } },
    ],
    [
      '3.1.0',
      '{items: [{type: string}, 5], additionalItems: {type: number}}',
      { prefixItems: [{ types: ['string'] }, {}], items: { types: ['number'] } },
      ['error invalid-value 6:33-6:34'],
    ],
    [
      '3.1.0',
      '{contains: {const: 1}, minContains: 0, unevaluatedItems: false}',
      { contains: { const: { value: 1 } }, minContains: 0, unevaluatedItems: { always: false } },
    ],
  ],
  objects: [
    [
      '3.1.0',
      '{properties: {a: {type: string}, b: 5, __proto__: true}, required: [a, a, 7]}',
      {
        properties: [
          { name: 'a', shape: { types: ['string'] } },
          { name: '__proto__', shape: { always: true } },
        ],
        required: ['a'],
      },
      ['error invalid-value 6:44-6:45', 'error invalid-value 6:82-6:83'],
    ],
    ['3.0.0', '{required: true}', {}, ['error invalid-value 6:19-6:23']],
    [
      '3.1.0',
      '{additionalProperties: false, unevaluatedProperties: {type: string}, propertyNames: {maxLength: 3}}',
      {
        additionalProperties: { always: false },
        unevaluatedProperties: { types: ['string'] },
        propertyNames: { maxLength: 3 },
      },
    ],
    [
      '3.1.0',
      '{patternProperties: {"^x": {type: string}, "(": true}}',
      { patternProperties: [{ pattern: '^x', shape: { types: ['string'] } }] },
      ['warning invalid-pattern 6:56-6:60'],
    ],
    [
      '3.1.0',
      '{dependencies: {a: [b], c: {type: object}}, dependentRequired: {d: [e]}}',
      {
        dependentRequired: [
          { property: 'a', required: ['b'] },
          { property: 'd', required: ['e'] },
        ],
        dependentSchemas: [{ name: 'c', shape: { types: ['object'] } }],
      },
    ],
  ],
  composition: [
    [
      '3.1.0',
      '{allOf: [{type: string}, 5], anyOf: [true], not: {const: 1}}',
      { allOf: [{ types: ['string'] }], anyOf: [{ always: true }], not: { const: { value: 1 } } },
      ['error invalid-value 6:33-6:34'],
    ],
    [
      '3.1.0',
      '{oneOf: [{type: string}, 5]}',
      {},
      ['warning undecidable-choice 6:9-6:14', 'error invalid-value 6:33-6:34'],
    ],
    [
      '3.1.0',
      '{if: {const: 1}, then: {type: number}, else: false}',
      Object.fromEntries([
        ['if', { const: { value: 1 } }],
        ['then', { types: ['number'] }],
        ['else', { always: false }],
      ]),
    ],
    ['3.1.0', '{allOf: {type: string}}', {}, ['error invalid-value 6:16-6:30']],
  ],
  discriminators: [
    [
      '3.1.0',
      "{discriminator: {propertyName: k, mapping: {a: S, b: '#/components/schemas/S', c: Nope, d: 5}}}",
      {
        discriminator: {
          property: 'k',
          mapping: [
            { value: 'a', shape: '#/components/schemas/S' },
            { value: 'b', shape: '#/components/schemas/S' },
          ],
        },
      },
      ['warning missing-reference 6:90-6:94', 'error invalid-value 6:99-6:100'],
    ],
    [
      '3.2.0',
      '{discriminator: {propertyName: k, defaultMapping: S}}',
      { discriminator: { property: 'k', mapping: [], fallback: '#/components/schemas/S' } },
    ],
    [
      '3.2.0',
      '{discriminator: {propertyName: k, defaultMapping: 5}}',
      { discriminator: { property: 'k', mapping: [] } },
      ['error invalid-value 6:58-6:59'],
    ],
    ['3.1.0', '{discriminator: {mapping: {}}}', {}, ['error invalid-value 6:24-6:37']],
  ],
  'unknown keywords': [['3.1.0', '{x-a: 1, hello: world, $comment: c}', {}]],
};

describe('schemas', () => {
  for (const [group, table] of Object.entries(rows)) {
    describe(group, () => {
      for (const [version, schema, shape, findings = []] of table) {
        it(`${version} ${schema}`, async () => {
          const read = await readSpec(withSchemas(version, { S: schema }));
          assert.deepEqual(places(read.findings), findings, read.findings.join('\n'));
          assert.deepEqual(bare(read.api.shapes[0]?.shape), shape);
        });
      }
    });
  }

  it('keep the rest of a choice out of a `not` that cannot be read', async () => {
    const { api } = await readSpec(withSchemas('3.1.0', { S: "{type: string, not: {$ref: '#/nope'}}" }));
    assert.deepEqual(bare(api.shapes[0]?.shape), { types: ['string'] });
  });

  it('know their place', async () => {
    const { api } = await readSpec(withSchemas('3.1.0', { S: '{properties: {a/b: {items: true}}}' }));
    assert.equal(
      api.shapes[0]?.shape.properties?.[0]?.shape.items?.at.pointer,
      '/components/schemas/S/properties/a~1b/items',
    );
  });
});
