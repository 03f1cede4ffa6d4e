// Schemas are compared by what they accept: other words for the same say nothing, and a value that was right and is not any more is told.
import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Json } from '../../../src/openapi/json.js';
import { changesOf, received, rulesOf, sent } from './breakingHarness.js';

type Schema = { [keyword: string]: Json };

const names = ['a', 'b', 'c'] as const;

const leaf: fc.Arbitrary<Schema> = fc.oneof(
  fc.record({ type: fc.constant('string'), maxLength: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ type: fc.constant('number'), exclusiveMaximum: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean') }),
  fc.record({ enum: fc.uniqueArray(fc.constantFrom<Json>('x', 'y', 1, 2, true), { minLength: 1, maxLength: 4 }) }),
  fc.record({ const: fc.constantFrom<Json>('x', 1) }),
);

const { schema } = fc.letrec<{ schema: Schema }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('schema'), maxItems: fc.integer({ min: 1, max: 4 }) }),
    fc
      .tuple(
        fc.dictionary(fc.constantFrom(...names), tie('schema'), { minKeys: 1 }),
        fc.subarray([...names]),
        fc.boolean(),
      )
      .map(([properties, required, closed]): Schema => {
        const own = required.filter(name => Object.hasOwn(properties, name));
        return {
          type: 'object',
          properties: properties as Schema,
          ...(own.length > 0 && { required: own }),
          ...(closed && { additionalProperties: false }),
        };
      }),
    fc.record({ anyOf: fc.tuple(tie('schema'), leaf) }),
  ),
}));

/** Takes one choice after the other. */
type Choose = (below: number) => number;

const choices = fc.array(fc.nat(1000), { minLength: 200, maxLength: 200 }).map((numbers): Choose => {
  let next = 0;
  return below => (numbers[next++ % numbers.length] ?? 0) % below;
});

/** The same in other words. */
function rewritten(schema: Schema, choose: Choose, components: Record<string, string>): Schema {
  const inner = (value: Json) => rewritten(value as Schema, choose, components);
  const same: Schema = { ...schema };
  if (same['items']) same['items'] = inner(same['items']);
  if (same['properties']) {
    const entries = Object.entries(same['properties'] as Schema).map(([name, one]) => [name, inner(one)] as const);
    same['properties'] = Object.fromEntries(choose(2) ? entries.toReversed() : entries);
  }
  for (const keyword of ['required', 'enum', 'anyOf']) {
    const list = same[keyword] as Json[] | undefined;
    if (!list) continue;
    const each = keyword === 'anyOf' ? list.map(inner) : list;
    same[keyword] = choose(2) ? [...each].reverse() : each;
  }
  return otherWords(same, choose, components);
}

function otherWords(schema: Schema, choose: Choose, components: Record<string, string>): Schema {
  switch (choose(8)) {
    case 0: {
      const name = `C${Object.keys(components).length}`;
      components[name] = JSON.stringify(schema);
      return { $ref: `#/components/schemas/${name}` };
    }
    case 1:
      return { allOf: [schema] };
    case 2: {
      const { required, ...rest } = schema;
      return required === undefined ? schema : { allOf: [{ required }, rest], description: 'In two parts.' };
    }
    case 3: {
      const { const: constant, ...rest } = schema;
      return constant === undefined ? schema : { ...rest, enum: [constant] };
    }
    case 4:
      return schema['type'] === 'object' && schema['additionalProperties'] === undefined
        ? { ...schema, additionalProperties: true }
        : schema;
    case 5:
      return schema['type'] === 'integer' && typeof schema['minimum'] === 'number'
        ? { type: 'integer', exclusiveMinimum: schema['minimum'] - 1 }
        : schema;
    case 6:
      return Array.isArray(schema['enum']) ? { anyOf: schema['enum'].map(value => ({ const: value })) } : schema;
    default:
      return { ...schema, title: 'Called otherwise' };
  }
}

/** One keyword changed somewhere. */
function mutated(schema: Schema, choose: Choose): Schema {
  const inside = Object.keys((schema['properties'] as Schema | undefined) ?? {});
  if (inside.length > 0 && choose(3) > 0) {
    const name = inside[choose(inside.length)]!;
    const properties = schema['properties'] as Schema;
    return { ...schema, properties: { ...properties, [name]: mutated(properties[name] as Schema, choose) } };
  }
  if (schema['items'] && choose(3) > 0) return { ...schema, items: mutated(schema['items'] as Schema, choose) };
  const anyOf = schema['anyOf'] as Schema[] | undefined;
  if (anyOf) return choose(2) ? { anyOf: anyOf.slice(choose(2), 1 + choose(2)).concat(anyOf[0]!) } : anyOf[choose(2)]!;
  if (schema['enum']) return { enum: [...(schema['enum'] as Json[]).slice(1), 'z'] };
  if (schema['const'] !== undefined) return { const: 'other' };
  const number = ['maxLength', 'minimum', 'exclusiveMaximum', 'maxItems'].find(keyword => keyword in schema);
  if (number && choose(2)) return { ...schema, [number]: (schema[number] as number) + [-1, 1][choose(2)]! };
  if (schema['type'] === 'object') {
    const required = choose(2) ? inside : [];
    return choose(2) ? { ...schema, required } : { ...schema, additionalProperties: choose(2) === 0 };
  }
  return { type: ['string', 'integer', 'number', 'boolean', 'null'][choose(5)]! };
}

/** A value for a schema, mostly a right one. */
function valueFor(schema: Schema, choose: Choose): Json {
  const anyOf = schema['anyOf'] as Schema[] | undefined;
  if (anyOf) return valueFor(anyOf[choose(anyOf.length)]!, choose);
  if (schema['enum']) return (schema['enum'] as Json[])[choose((schema['enum'] as Json[]).length)]!;
  if (schema['const'] !== undefined) return schema['const'];
  switch (schema['type']) {
    case 'string':
      return 'abcdefgh'.slice(0, choose(((schema['maxLength'] as number | undefined) ?? 6) + 1));
    case 'integer':
      return ((schema['minimum'] as number | undefined) ?? 0) + choose(4);
    case 'number':
      return ((schema['exclusiveMaximum'] as number | undefined) ?? 5) - 0.5 - choose(4);
    case 'boolean':
      return choose(2) === 0;
    case 'array':
      return Array.from({ length: choose((schema['maxItems'] as number) + 1) }, () =>
        valueFor(schema['items'] as Schema, choose),
      );
    case 'object': {
      const required = (schema['required'] as string[] | undefined) ?? [];
      return Object.fromEntries(
        Object.entries((schema['properties'] as Schema | undefined) ?? {})
          .filter(([name]) => required.includes(name) || choose(2))
          .map(([name, one]) => [name, valueFor(one as Schema, choose)]),
      );
    }
    default:
      return null;
  }
}

/** Each costs some milliseconds. */
const runs = Number(process.env['PROPERTY_RUNS'] ?? (process.env['CI'] ? 40 : 100));

const inner = JSON.stringify;

describe('breaking changes: properties', () => {
  it('says nothing of the same in other words', async () => {
    await fc.assert(
      fc.asyncProperty(schema, choices, async (before, choose) => {
        const components: Record<string, string> = {};
        const after = rewritten(before, choose, components);
        const now = sent(inner(after), components);
        assert.deepEqual(await changesOf(sent(inner(before)), now), []);
        assert.deepEqual(await changesOf(now, sent(inner(before))), []);
        assert.deepEqual(await changesOf(received(inner(before)), received(inner(after), components)), []);
      }),
      { numRuns: runs },
    );
  });

  it('tells of every request that was right and is not, and of every response that can be what it could not', async () => {
    const ajv = new Ajv2020({ strict: false });
    let told = 0;
    await fc.assert(
      fc.asyncProperty(schema, choices, async (before, choose) => {
        const after = mutated(before, choose);
        const [was, is] = [ajv.compile(before), ajv.compile(after)];
        const broken = Array.from({ length: 20 }, () => valueFor(before, choose)).find(
          value => was(value) && !is(value),
        );
        if (broken === undefined) return;
        told++;
        const isLoud = (rules: readonly string[]) => rules.some(rule => !rule.startsWith('info'));
        assert.ok(isLoud(await rulesOf(sent(inner(before)), sent(inner(after)))), `request ${inner(broken)}`);
        assert.ok(isLoud(await rulesOf(received(inner(after)), received(inner(before)))), `response ${inner(broken)}`);
      }),
      { numRuns: runs },
    );
    assert.ok(told > runs / 20, `${told} pairs broke something`);
  });

  it('reads nullable of 3.0 and null of 3.1 as the same', async () => {
    const old = sent('{type: object, properties: {a: {type: string, nullable: true, enum: [x]}}}', {}, '3.0.3');
    const now = sent("{type: object, properties: {a: {anyOf: [{type: 'null'}, {const: x}]}}}");
    assert.deepEqual(await changesOf(old, now), []);
    const bounds = (text: string, version: string) => sent(`{type: number, ${text}}`, {}, version);
    const before = bounds('minimum: 1, exclusiveMinimum: true', '3.0.3');
    assert.deepEqual(await changesOf(before, bounds('exclusiveMinimum: 1', '3.1.0')), []);
  });
});
