import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createRandom } from '../../../src/loadtest/requests/random.js';
import { fits } from '../../../src/loadtest/scenario/checkShape.js';
import { sampleShape } from '../../../src/loadtest/scenario/sampleShape.js';
import { shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import type { Json } from '../../../src/openapi/json.js';
import { others, schemasWith, value } from '../../support/randomSchemas.js';
import { shapeKeywords, shapeOf, validator } from './shapeSchemas.js';

const schema = schemasWith(shapeKeywords);

async function samples(it: unknown, more: Record<string, unknown> = {}, count = 30): Promise<Json[]> {
  const { api, shape } = await shapeOf(it, more);
  const validate = validator(api)(shape);
  return Array.from({ length: count }, (_, index) => {
    const found = sampleShape(shape, shapesOf(api), createRandom(1, index), index === 0);
    assert.ok(found, `nothing found for ${JSON.stringify(it)}`);
    assert.ok(validate(found.value), `${JSON.stringify(found.value)} for ${JSON.stringify(it)}`);
    return found.value;
  });
}

describe('the check of a value', () => {
  it('agrees with Ajv on random schemas', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(schema, fc.array(value, { minLength: 12, maxLength: 12 }), async (it, instances) => {
        const { api, shape } = await shapeOf(it, others);
        const validate = validator(api)(shape);
        for (const instance of instances) {
          let expected: boolean;
          try {
            expected = validate(instance) === true;
          } catch {
            // Ajv 8.20 itself crashes on some unevaluatedProperties.
            continue;
          }
          assert.equal(
            fits(shape, instance as Json, shapesOf(api)),
            expected,
            JSON.stringify([it, instance, validate.schema]),
          );
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});

describe('samples', () => {
  it('are valid for random schemas, and the same for the same seed', async function () {
    this.timeout(120_000);
    let found = 0;
    let missed = 0;
    await fc.assert(
      fc.asyncProperty(
        schema,
        fc.nat(),
        fc.array(value, { minLength: 30, maxLength: 30 }),
        async (it, seed, instances) => {
          const { api, shape } = await shapeOf(it, others);
          const validate = validator(api)(shape);
          const sample = (plain: boolean) => sampleShape(shape, shapesOf(api), createRandom(seed), plain);
          for (const plain of [false, true]) {
            const made = sample(plain);
            assert.deepEqual(made, sample(plain));
            if (made) {
              found++;
              let valid: boolean;
              try {
                valid = validate(made.value) === true;
              } catch {
                continue;
              }
              assert.ok(valid, JSON.stringify([it, made.value]));
            } else if (instances.some(instance => fits(shape, instance as Json, shapesOf(api)))) {
              missed++;
              if (process.env.SHOW)
                console.log(
                  JSON.stringify(it),
                  JSON.stringify(instances.find(i => fits(shape, i as Json, shapesOf(api)))),
                );
            }
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
    assert.ok(missed < found * 0.03, `${missed} missed, ${found} found`);
  });
});

describe('samples of a description', () => {
  const date = '2024-02-29';
  const kinds: readonly unknown[] = [
    ...[
      'date',
      'time',
      'date-time',
      'duration',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uri',
      'uri-reference',
      'uuid',
      'byte',
    ].map(format => ({ type: 'string', format })),
    { type: 'string', format: 'email', maxLength: 30 },
    { type: 'string', minLength: 500, maxLength: 501 },
    { type: 'string', minLength: 1, maxLength: 1 },
    { type: 'string', pattern: '^[A-Z]{2}\\d{6,}(?:-[a-f0-9]+)?$' },
    { type: 'string', pattern: '^(?<year>\\d{4})-(0[1-9]|1[0-2])$' },
    { type: 'string', pattern: '^\\+?[1-9]\\d{1,14}$', maxLength: 8 },
    { type: 'string', pattern: '^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$' },
    { type: 'string', pattern: '^\\p{Lu}\\p{L}*$' },
    { type: 'string', pattern: 'x', minLength: 40 },
    { type: 'string', pattern: '^(?!a)', examples: ['b'] },
    { type: 'string', format: 'date', enum: [date, '2023-01-01'] },
    { type: 'integer', format: 'int32', minimum: 2 ** 31 - 2 },
    { type: 'integer', format: 'int64', minimum: -5, exclusiveMaximum: -3 },
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 },
    { type: 'number', multipleOf: 0.01, minimum: 0.005, maximum: 0.015 },
    { type: 'integer', multipleOf: 2.5 },
    { type: 'number', maximum: -1e9 },
    { type: 'array', items: { enum: ['a', 'b', 'c'] }, uniqueItems: true, minItems: 3 },
    { type: 'array', items: { type: 'integer' }, contains: { const: 7 }, minContains: 2, maxContains: 3 },
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
    { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 },
    {
      type: 'object',
      patternProperties: { '^x-[a-z]+$': { type: 'string' } },
      additionalProperties: false,
      minProperties: 1,
    },
    { type: 'object', propertyNames: { pattern: '^[a-z]{3}$' }, minProperties: 2 },
    { type: 'object', properties: { a: {}, b: {}, c: {} }, dependentRequired: { a: ['b'], b: ['c'] } },
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer', minimum: 3 } }, required: ['a'] },
        { properties: { a: { maximum: 3 }, b: { type: 'string' } }, unevaluatedProperties: false, required: ['b'] },
      ],
    },
    { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 10 }, { type: 'string', minLength: 2 }] },
    { type: ['string', 'null'], maxLength: 3 },
    { type: 'object', required: ['__proto__'], properties: { x: {} } },
    {
      if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      then: { required: ['x'], properties: { x: { type: 'integer' } } },
      else: { required: ['y'] },
      type: 'object',
      properties: { kind: { enum: ['a', 'b'] }, y: { type: 'boolean' } },
    },
  ];

  for (const it_ of kinds) {
    it(`are valid for ${JSON.stringify(it_).slice(0, 90)}`, async () => {
      await samples(it_);
    });
  }

  it('vary, and begin with what the author shows', async () => {
    const user = {
      type: 'object',
      properties: {
        id: { type: 'string', readOnly: true },
        name: { type: 'string', examples: ['Ada'] },
        age: { type: 'integer' },
      },
      required: ['id', 'name'],
      examples: [{ id: '1', name: 'Grace', age: 5 }],
    };
    const made = await samples(user, {}, 50);
    assert.deepEqual(made[0], { name: 'Grace', age: 5 });
    assert.ok(new Set(made.map(each => JSON.stringify(each))).size > 25);
    for (const each of made) assert.ok(!Object.hasOwn(each as object, 'id'));
  });

  it('end where schemas refer to themselves', async () => {
    const Node = {
      type: 'object',
      properties: {
        next: { $ref: '#/components/schemas/It' },
        all: { type: 'array', items: { $ref: '#/components/schemas/It' } },
      },
      required: ['all'],
    };
    await samples(Node);
    await samples({
      anyOf: [
        { type: 'object', properties: { a: { $ref: '#/components/schemas/It' } }, required: ['a'] },
        { type: 'string' },
      ],
    });
  });

  it('name the child in a discriminator', async () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const child = (kind: string) => ({
      type: 'object',
      properties: { kind: { type: 'string' }, [kind]: { type: 'integer' } },
      required: ['kind', kind],
    });
    const made = await samples(
      { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind', mapping: { d: ref('Dog').$ref } } },
      { Cat: child('Cat'), Dog: child('Dog') },
    );
    for (const each of made as { kind: string; Cat?: number }[])
      assert.equal(each.kind, each.Cat === undefined ? 'd' : 'Cat');
    const parent = {
      type: 'object',
      properties: { kind: { type: 'string' } },
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
    };
    const inherited = await samples(
      { allOf: [ref('Cat')] },
      { Cat: { allOf: [ref('Pet'), { properties: { lives: { type: 'integer' } } }] }, Pet: parent },
    );
    for (const each of inherited as { kind: string }[]) assert.equal(each.kind, 'Cat');
  });

  it('are none where nothing can be', async () => {
    for (const wrong of [
      false,
      { type: 'integer', minimum: 2, maximum: 1 },
      { type: 'string', minLength: 3, maxLength: 2 },
      { type: 'string', pattern: '^(?=x)y' },
      { type: 'object', required: ['a'], properties: { a: { $ref: '#/components/schemas/It' } } },
      { enum: ['a'], type: 'integer' },
      { not: {} },
    ]) {
      const { api, shape } = await shapeOf(wrong);
      assert.equal(sampleShape(shape, shapesOf(api), createRandom(1)), undefined, JSON.stringify(wrong));
    }
  });

  it('come in time, whatever a hostile description says', async () => {
    const deep = {
      allOf: Array.from({ length: 30 }, () => ({ anyOf: [{ $ref: '#/components/schemas/It' }, { not: {} }] })),
    };
    const patterns = [
      '^(a+)+$',
      '^(a|a)*$',
      '(.*)*x',
      '^((((a{9999}){9999}){9999}){9999})$',
      '.*.*.*.*=',
      '('.repeat(60),
    ];
    const before = process.cpuUsage();
    for (const it of [
      deep,
      ...patterns.map(pattern => ({ type: 'string', pattern, minLength: 3000 })),
      { type: 'array', minItems: 1e9 },
      { type: 'string', minLength: 1e12 },
    ]) {
      const { api, shape } = await shapeOf(it);
      sampleShape(shape, shapesOf(api), createRandom(1));
      fits(shape, `${'a'.repeat(4000)}!`, shapesOf(api));
    }
    assert.ok(process.cpuUsage(before).user < 5e6);
  });
});
