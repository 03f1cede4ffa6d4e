/** The fast answer and Zod's are the same, whatever is sent. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isAccepted } from '../../../src/scaffold/runtime/accepts.js';
import { others, schemasWith, value } from '../../support/randomSchemas.js';
import { type Exports, generate, type JsonObject, run, runOperations, specOf, validatorOf } from './generate.js';

type Validator = Exports[string];

/** Undefined where only Zod can tell. */
function agree(validator: Validator, instance: unknown, about = ''): boolean | undefined {
  const fast = isAccepted(validator, instance);
  if (fast === undefined) return undefined;
  const result = validator.safeParse(instance);
  assert.equal(fast, result.success, about);
  // The handler is given the value itself, where Zod would have given a copy.
  if (fast && isJson(instance)) assert.deepEqual(result.data, instance, about);
  return fast;
}

/** As JSON and forms have it; `__proto__` is taken out of both. */
function isJson(instance: unknown): boolean {
  if (typeof instance !== 'object' || instance === null) return true;
  const plain = Array.isArray(instance)
    ? Object.keys(instance).length === instance.length
    : Object.getPrototypeOf(instance) === Object.prototype && !Object.hasOwn(instance, '__proto__');
  return plain && Object.getOwnPropertySymbols(instance).length === 0 && Object.values(instance).every(isJson);
}

class Account {
  a = 'a';
}

const oddities: readonly unknown[] = [
  undefined,
  Number.NaN,
  -0,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  Number.POSITIVE_INFINITY,
  1e308,
  5e-324,
  0.30000000000000004,
  10n,
  Symbol('a'),
  () => 1,
  '\ud800',
  'a\udc00b',
  'x'.repeat(10_000),
  '__proto__',
  'constructor',
  new Date(0),
  new Map([['a', 1]]),
  new Uint8Array(3),
  new File(['a'], 'a.txt'),
  new Account(),
  new String('a'),
  Object.create({ a: 'inherited' }) as unknown,
  Object.assign(Object.create(null) as object, { a: 'a', b: 1 }),
  Object.defineProperty({ a: 'a' }, 'b', { value: 1, enumerable: false }),
  JSON.parse('{"__proto__": {"a": 1}}') as unknown,
  JSON.parse('{"a": "a", "__proto__": 1, "constructor": {"prototype": 1}}') as unknown,
  { constructor: 1, toString: 2, hasOwnProperty: 3 },
  { constructor: class {} },
  { [Symbol('a')]: 1 },
  { a: undefined },
  { a: undefined, b: undefined, c: undefined },
  [undefined],
  // biome-ignore lint/suspicious/noSparseArray: what is tested
  [, 1],
  new Array(3),
  Object.assign(['a'], { b: 1 }),
];
const odd = fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...oddities) }, { weight: 2, arbitrary: value });
const instance = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: fc.array(odd, { maxLength: 3 }) },
  {
    weight: 2,
    arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), odd, { maxKeys: 3 }),
  },
);

describe('the fast answer of validators', () => {
  it('is that of Zod, for random schemas and values', async function () {
    this.timeout(120_000);
    let decided = 0;
    let asked = 0;
    const schema = schemasWith({
      maxContains: fc.nat({ max: 3 }),
      unevaluatedItems: fc.constantFrom<unknown>(true, false, { type: 'integer' }),
      format: fc.constantFrom('email', 'date-time', 'int32', 'int64', 'uint8', 'uuid'),
    });
    const batch = fc.array(schema, { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(batch, fc.array(instance, { minLength: 20, maxLength: 20 }), async (schemas, instances) => {
        const named = Object.fromEntries(schemas.map((one, index) => [`It${index}`, one]));
        const { validators } = await generate(specOf({ ...named, ...others }));
        const exports = run(validators);
        for (const name of Object.keys(named)) {
          for (const one of instances) {
            asked++;
            if (agree(exports[name]!, one, validators) !== undefined) decided++;
          }
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 60) },
    );
    assert.ok(decided > asked * 0.75, `${decided} of ${asked}`);
  });

  const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
    type: 'object',
    properties,
    ...more,
  });
  const text = { type: 'string' };
  const shapes: readonly (readonly [name: string, schema: JsonObject, right: unknown, wrong: unknown])[] = [
    ['bounds', { type: 'integer', minimum: 1, exclusiveMaximum: 5 }, 4, 5],
    ['characters', { type: 'string', minLength: 2, maxLength: 2 }, '😀😀', '😀'],
    ['pattern', { type: 'string', pattern: '^\\p{Lu}$' }, 'É', 'é'],
    ['format', { type: 'string', format: 'date-time' }, '2024-02-29T00:00:00Z', '2023-02-29T00:00:00Z'],
    ['enum of any type', { enum: [null, 1, { a: [1] }] }, { a: [1] }, { a: [2] }],
    ['closed', object({ a: text }, { additionalProperties: false }), { a: '' }, { a: '', b: '' }],
    ['record', { type: 'object', additionalProperties: text }, { a: '' }, { a: 1 }],
    ['the rest', object({ a: text }, { additionalProperties: { type: 'number' } }), { a: '', b: 1 }, { a: '', b: '' }],
    ['inherited names', object({ constructor: text }, { required: ['toString'] }), { toString: 1 }, {}],
    ['patterns', object({}, { patternProperties: { '^x': text } }), { x: '' }, { x: 1 }],
    ['counts', object({}, { minProperties: 1, maxProperties: 1 }), { a: 1 }, { a: 1, b: 2 }],
    ['dependencies', object({}, { dependentRequired: { a: ['b'] } }), { a: 1, b: 1 }, { a: 1 }],
    ['all', { allOf: [object({ a: text }), object({ b: text }, { required: ['b'] })] }, { b: '' }, { a: '' }],
    ['one', { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 5 }] }, 1, 6],
    ['any', { anyOf: [text, { type: 'number', maximum: 1 }] }, 1, 2],
    ['not', { not: { type: 'string' } }, 1, ''],
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    ['if', { if: { type: 'string' }, then: { maxLength: 1 }, else: { type: 'null' } }, null, 1],
    ['tuple', { type: 'array', prefixItems: [text], items: false }, [''], ['', 1]],
    ['unique', { type: 'array', uniqueItems: true }, [1, [1]], [[1], [1]]],
    ['contains', { type: 'array', contains: text, maxContains: 1 }, ['', 1], ['', '']],
    ['unevaluated', { allOf: [object({ a: text })], unevaluatedProperties: false }, { a: '' }, { b: '' }],
    ['nullable', { type: ['object', 'null'], properties: { a: text } }, null, { a: null }],
    [
      'recursion',
      object({ a: { $ref: '#/components/schemas/It' }, b: text }),
      { a: { b: '' } },
      { a: { a: { b: 1 } } },
    ],
  ];
  for (const [name, schema, right, wrong] of shapes) {
    it(`is decided: ${name}`, async () => {
      const validator = await validatorOf(schema);
      assert.equal(agree(validator, right), true);
      assert.equal(agree(validator, wrong), false);
      for (const one of oddities) agree(validator, one);
    });
  }

  it('is decided for a discriminator', async () => {
    const kind = (name: string) => object({ kind: { const: name }, [name]: text }, { required: ['kind', name] });
    const mapping = { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' };
    const refs = Object.values(mapping).map($ref => ({ $ref }));
    const validator = await validatorOf(
      { oneOf: refs, discriminator: { propertyName: 'kind', mapping } },
      { Cat: kind('cat'), Dog: kind('dog') },
    );
    assert.equal(agree(validator, { kind: 'cat', cat: '' }), true);
    assert.equal(agree(validator, { kind: 'cat', dog: '' }), false);
    assert.equal(agree(validator, { kind: 'constructor' }), false);
  });

  it('leaves values to Zod that are nested as deep as a stack, wherever the recursion is', async () => {
    const It = { $ref: '#/components/schemas/It' };
    for (const schema of [
      object({ a: It }),
      { not: object({ a: It }, { required: ['a'] }) },
      { type: 'array', items: It },
      { type: 'array', contains: It, minContains: 0 },
      { anyOf: [{ type: 'null' }, object({ a: It })] },
    ]) {
      const validator = await validatorOf(schema);
      for (const wrap of [(inner: unknown) => ({ a: inner }), (inner: unknown) => [inner]]) {
        let deep: unknown = wrap(null);
        for (let depth = 0; depth < 100_000; depth++) deep = wrap(deep);
        const fast = isAccepted(validator, deep);
        if (fast !== undefined) assert.equal(validator.safeParse(deep).success, fast);
      }
    }
  });

  it('leaves schemas that change a value to Zod', async () => {
    const parameter = (name: string, schema: JsonObject) => ({ in: 'query', name, schema });
    const generated = await generate(
      specOf(
        {},
        {
          '/': {
            get: {
              operationId: 'list',
              parameters: [parameter('a', { type: 'integer', default: 1 }), parameter('b', text)],
              responses: {},
            },
          },
        },
      ),
    );
    const { query } = runOperations(generated).list;
    assert.equal(isAccepted(query, { a: 2, b: '' }), true);
    assert.equal(isAccepted(query, { a: 2 }), true);
    assert.equal(isAccepted(query, { a: '' }), false);
    assert.equal(isAccepted(query, {}), undefined);
    assert.equal(isAccepted(query, { a: 2, c: '' }), undefined);
  });
});
