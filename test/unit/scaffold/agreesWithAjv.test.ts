import assert from 'node:assert/strict';
import { parse } from '@babel/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { generate, run, specOf } from './generate.js';

// Ajv itself loses names that objects inherit: those have a test of their own.
const names = ['a', 'b', 'c', 'x-y', '2'];
const name = fc.constantFrom(...names);
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
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 3,
      arbitrary: fc
        .uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key, maxLength: 4 })
        .map(entries => Object.fromEntries(entries)),
    },
  ),
}));
const small = fc.nat({ max: 3 });
const pattern = fc.constantFrom('a', '^a', '^.$', '[a-z]', '^\\p{Lu}');

const { schema } = fc.letrec<{ schema: unknown }>(tie => {
  const one = tie('schema');
  const many = fc.array(one, { minLength: 1, maxLength: 3 });
  const named = fc.dictionary(name, one, { maxKeys: 3, noNullPrototype: true });
  const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');
  const keywords: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    enum: fc.array(value, { minLength: 1, maxLength: 3 }),
    const: value,
    minimum: small,
    maximum: small,
    exclusiveMinimum: small,
    exclusiveMaximum: small,
    multipleOf: fc.constantFrom(0.1, 0.5, 2, 3),
    minLength: small,
    maxLength: small,
    pattern,
    items: one,
    prefixItems: many,
    contains: one,
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    properties: named,
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
  // Ajv accepts [] for { prefixItems: […], contains: … }: not so JSON Schema.
  const some = fc
    .subarray(Object.keys(keywords), { maxLength: 4 })
    .map(keys => (keys.includes('prefixItems') ? keys.filter(key => key !== 'contains') : keys))
    // Nor does it know that a lone `if` evaluates properties.
    .map(keys => (keys.includes('then') || keys.includes('else') ? keys : keys.filter(key => key !== 'if')))
    .chain(keys => fc.record(Object.fromEntries(keys.map(key => [key, keywords[key]!]))));
  return {
    schema: fc.oneof({ depthSize: 'small' }, { weight: 1, arbitrary: fc.boolean() }, { weight: 9, arbitrary: some }),
  };
});

const others = {
  Leaf: { type: ['string', 'integer'], maxLength: 2, minimum: 0 },
  Tree: {
    type: 'object',
    properties: { a: { $ref: '#/components/schemas/Tree' }, b: { $ref: '#/components/schemas/Leaf' } },
    required: ['b'],
  },
};

/** Undefined: Ajv 8.20 itself crashes on some unevaluatedProperties. */
function verdict(validate: (value: unknown) => unknown, instance: unknown): boolean | undefined {
  try {
    return validate(instance) === true;
  } catch {
    return undefined;
  }
}

describe('validators on random schemas', () => {
  it('parse, and accept what Ajv accepts', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(schema, fc.array(value, { minLength: 12, maxLength: 12 }), async (it, instances) => {
        const ajv = new Ajv2020({
          strict: false,
          ownProperties: true,
          validateFormats: false,
          multipleOfPrecision: 9,
        });
        ajv.addSchema({ $id: 'spec', components: { schemas: { It: it, ...others } } });
        const validate = ajv.compile({ $ref: 'spec#/components/schemas/It' });
        const { types, validators } = await generate(specOf({ It: it, ...others }));
        for (const text of [types, validators]) parse(text, { sourceType: 'module', plugins: ['typescript'] });
        const generated = run(validators).It!;
        for (const instance of instances) {
          const result = generated.safeParse(instance);
          const expected = verdict(validate, instance);
          if (expected === undefined) continue;
          assert.equal(result.success, expected, `${JSON.stringify(instance)}\n${validators}`);
          if (result.success) assert.deepEqual(result.data, instance);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 150) },
    );
  });
});
