/** Random JSON Schemas and values: for whatever has to agree with Ajv. */
import fc from 'fast-check';

// Ajv itself loses names that objects inherit: those have tests of their own.
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

/** @param more keywords that only some understand. */
export function schemasWith(more: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<unknown> {
  return fc.letrec<{ schema: unknown }>(tie => schemas(tie('schema'), more)).schema;
}

function schemas(one: fc.Arbitrary<unknown>, more: Record<string, fc.Arbitrary<unknown>>) {
  const many = fc.array(one, { minLength: 1, maxLength: 3 });
  const dictionary = fc.dictionary(name, one, { maxKeys: 3, noNullPrototype: true });
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
    ...more,
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
}

/** Components that `$ref`s mean. */
export const others = {
  Leaf: { type: ['string', 'integer'], maxLength: 2, minimum: 0 },
  Tree: {
    type: 'object',
    properties: { a: { $ref: '#/components/schemas/Tree' }, b: { $ref: '#/components/schemas/Leaf' } },
    required: ['b'],
  },
};

/** Undefined: Ajv 8.20 itself crashes on some unevaluatedProperties. */
export function verdict(validate: (value: unknown) => unknown, instance: unknown): boolean | undefined {
  try {
    return validate(instance) === true;
  } catch {
    return undefined;
  }
}
