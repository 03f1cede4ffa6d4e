/** What a handler is given where a request's body leaves properties out. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillerOf } from '../../../src/scaffold/runtime/defaults.js';
import { others, schemasWith, value } from '../../support/randomSchemas.js';
import { type JsonObject, validatorOf } from './generate.js';

const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: 'object', properties, ...more });
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const text = (preset: string): JsonObject => ({ type: 'string', default: preset });

/** The body as a handler sees it; undefined when it is refused. */
async function given(schema: JsonObject, body: unknown, components: JsonObject = {}): Promise<unknown> {
  const validator = await validatorOf(schema, components);
  const copy = structuredClone(body);
  if (!validator.safeParse(copy).success) return undefined;
  fillerOf(validator)?.(copy);
  return copy;
}

describe('defaults in request bodies', () => {
  const cases: readonly (readonly [name: string, schema: JsonObject, body: unknown, expected: unknown])[] = [
    ['an absent property', object({ a: text('x') }), {}, { a: 'x' }],
    ['not one that is there', object({ a: text('x') }), { a: '' }, { a: '' }],
    ['not one that is null', object({ a: { type: ['string', 'null'], default: 'x' } }), { a: null }, { a: null }],
    ['null', object({ a: { type: ['string', 'null'], default: null } }), {}, { a: null }],
    ['false and 0', object({ a: { default: false }, b: { default: 0 } }), {}, { a: false, b: 0 }],
    ['not a required one', object({ a: text('x') }, { required: ['a'] }), {}, undefined],
    ['nested objects', object({ a: object({ b: text('x') }) }), { a: {} }, { a: { b: 'x' } }],
    ['not objects that are absent themselves', object({ a: object({ b: text('x') }) }), {}, {}],
    ['items', { type: 'array', items: object({ a: text('x') }) }, [{}, { a: '' }], [{ a: 'x' }, { a: '' }]],
    ['items by position', { type: 'array', prefixItems: [object({ a: text('x') })] }, [{}, {}], [{ a: 'x' }, {}]],
    ['all of several', { allOf: [object({ a: text('x') }), object({ b: text('y') })] }, {}, { a: 'x', b: 'y' }],
    ['the first of two', { allOf: [object({ a: text('x') }), object({ a: text('y') })] }, {}, { a: 'x' }],
    ['no branch of several', { oneOf: [object({ a: text('x') }), object({ b: text('y') })] }, [], undefined],
    ['no branch of any', { anyOf: [object({ a: text('x') }), object({ b: text('y') })] }, {}, {}],
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    ['no condition', { if: object({ a: text('x') }), then: object({ b: text('y') }) }, {}, {}],
    ['no negation', { not: object({ a: text('x') }, { required: ['a'] }) }, {}, {}],
    ['schemas without a type', { properties: { a: text('x') } }, {}, { a: 'x' }],
    ['but not values of another type', { properties: { a: text('x') } }, [], []],
    ['nullable objects', { ...object({ a: text('x') }), type: ['object', 'null'] }, {}, { a: 'x' }],
    ['closed objects', object({ a: text('x') }, { additionalProperties: false }), {}, { a: 'x' }],
    [
      'objects by any name',
      { type: 'object', additionalProperties: object({ a: text('x') }) },
      { k: {} },
      { k: { a: 'x' } },
    ],
    [
      'the rest of an object',
      object({ k: {} }, { additionalProperties: object({ a: text('x') }) }),
      { k: {}, l: {} },
      { k: {}, l: { a: 'x' } },
    ],
    [
      'objects by pattern',
      { type: 'object', patternProperties: { '^x': object({ a: text('x') }) } },
      { x: {}, y: {} },
      { x: { a: 'x' }, y: {} },
    ],
    ['names that objects inherit', object({ constructor: text('x'), toString: text('y') }), {}, entries('x', 'y')],
    [
      'no value that its schema refuses',
      object({ a: { type: 'integer', default: 'x' }, b: text('y') }),
      {},
      { b: 'y' },
    ],
    ['what is in a default', object({ a: { ...object({ b: text('x') }), default: {} } }), {}, { a: { b: 'x' } }],
  ];
  for (const [name, schema, body, expected] of cases) {
    it(`are given: ${name}`, async () => {
      assert.deepEqual(await given(schema, body), expected);
    });
  }

  function entries(one: string, other: string): unknown {
    return Object.fromEntries([
      ['constructor', one],
      ['toString', other],
    ]);
  }

  it('come through references, those beside a reference first', async () => {
    const schema = object({ a: ref('A'), b: { ...ref('A'), default: 'y' }, c: { $ref: '#/components/schemas/C' } });
    const components = { A: text('x'), C: object({ a: ref('A') }) };
    assert.deepEqual(await given(schema, { c: {} }, components), { a: 'x', b: 'y', c: { a: 'x' } });
  });

  it('are followed into recursive schemas', async () => {
    const schema = object({ name: text('x'), children: { type: 'array', items: ref('It') } });
    const body = { children: [{}, { children: [{}] }] };
    const leaf = { name: 'x' };
    assert.deepEqual(await given(schema, body), { name: 'x', children: [leaf, { name: 'x', children: [leaf] }] });
  });

  it('end, where each holds itself', async () => {
    const next = { ...ref('It'), default: {} };
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    const schema = object(Object.fromEntries(names.map(name => [name, next])));
    const filled = JSON.stringify(await given(schema, {}));
    assert.ok(filled.length < 100_000, `${filled.length}`);
    assert.ok(filled.startsWith('{"n0":{"n1":'));
  });

  const twice = (key: string) => object({ next: ref('It'), [key]: text(key) });
  const ways: readonly (readonly [name: string, schema: JsonObject])[] = [
    ['two parts', { allOf: [twice('a'), twice('b')] }],
    ['two patterns', { type: 'object', patternProperties: { '^n': ref('It'), t$: ref('It') }, ...twice('a') }],
  ];
  for (const [name, schema] of ways) {
    it(`take no more time for each level where ${name} lead back to the whole`, async () => {
      const depth = 22;
      const nested = (inner: object) =>
        Array.from({ length: depth }).reduce<object>(next => ({ ...inner, next }), inner);
      const validator = await validatorOf(schema);
      const body = nested({});
      fillerOf(validator)!(body);
      assert.deepEqual(body, nested('allOf' in schema ? { a: 'a', b: 'b' } : { a: 'a' }));
    });
  }

  it('are values of their own for each request', async () => {
    const validator = await validatorOf(object({ a: { type: 'array', default: [{ b: 1 }] } }));
    const fill = fillerOf(validator)!;
    const [one, other] = [{} as { a: unknown[] }, {} as { a: unknown[] }];
    fill(one);
    one.a.push(2);
    fill(other);
    assert.deepEqual(other, { a: [{ b: 1 }] });
  });

  it('are data, whatever is in them', async () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "a": "`\\u2028*/"}') as JsonObject;
    const filled = (await given(object({ a: { type: 'object', default: hostile } }), {})) as { a: JsonObject };
    assert.deepEqual(filled.a, { a: '`\u2028*/' });
    assert.equal(Object.getPrototypeOf(filled.a), Object.prototype);
    assert.equal(({} as JsonObject).polluted, undefined);
  });

  it('cost nothing where there are none', async () => {
    const schema = object({ a: ref('It'), b: { oneOf: [object({ a: text('x') }), { type: 'null' }] } });
    assert.equal(fillerOf(await validatorOf(schema)), undefined);
  });

  it('change nothing that was sent, for random schemas', async function () {
    this.timeout(60_000);
    const schema = schemasWith({ default: value });
    await fc.assert(
      fc.asyncProperty(schema, fc.array(value, { minLength: 10, maxLength: 10 }), async (it, bodies) => {
        const validator = await validatorOf(it, others);
        const fill = fillerOf(validator);
        for (const body of bodies) {
          if (!fill || !validator.safeParse(body).success) continue;
          const copy = structuredClone(body);
          fill(copy);
          assert.ok(isWithin(body, copy), `${JSON.stringify(it)}: ${JSON.stringify(body)} → ${JSON.stringify(copy)}`);
          const once = structuredClone(copy);
          fill(copy);
          assert.deepEqual(copy, once);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});

/** All of `one` is in `other` too. */
function isWithin(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null) return one === other;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((item, at) => isWithin(item, other[at]));
  }
  return Object.entries(one).every(([key, inner]) => isWithin(inner, (other as Record<string, unknown>)[key]));
}
