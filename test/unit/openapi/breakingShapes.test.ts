import assert from 'node:assert/strict';
import { changesOf, received, rulesOf, sent } from './breakingHarness.js';

/** Schema before, after, what that is in a request, and in a response. */
const cases: readonly (readonly [
  name: string,
  before: string,
  after: string,
  request: readonly string[],
  response: readonly string[],
])[] = [
  ['another type', '{type: string}', '{type: boolean}', ['error type-changed'], ['error type-changed']],
  [
    'one type more',
    '{type: string}',
    '{type: [string, boolean]}',
    ['info request-type-widened'],
    ['error response-type-widened'],
  ],
  [
    'a number where an integer was',
    '{type: integer}',
    '{type: number}',
    ['info request-type-widened'],
    ['error response-type-widened'],
  ],
  [
    'null where it was not',
    '{type: string}',
    "{type: [string, 'null']}",
    ['info request-type-widened'],
    ['error response-type-widened'],
  ],
  [
    'a value of an enum more',
    '{enum: [a, b]}',
    '{enum: [a, b, c]}',
    ['info request-enum-widened'],
    ['warning response-enum-widened'],
  ],
  [
    'an enum where any text was',
    '{type: string}',
    '{type: string, enum: [a]}',
    ['error request-enum-narrowed'],
    ['info response-enum-narrowed'],
  ],
  ['another constant', '{const: a}', '{const: b}', ['error value-changed'], ['error value-changed']],
  [
    'a smaller maximum',
    '{type: string, maxLength: 9}',
    '{type: string, maxLength: 5}',
    ['error request-limit-narrowed'],
    ['info response-limit-narrowed'],
  ],
  [
    'a limit where none was',
    '{type: array}',
    '{type: array, maxItems: 9}',
    ['warning request-limit-narrowed'],
    ['info response-limit-narrowed'],
  ],
  [
    'a limit that excludes its end',
    '{type: number, minimum: 1}',
    '{type: number, exclusiveMinimum: 1}',
    ['error request-limit-narrowed'],
    ['info response-limit-narrowed'],
  ],
  [
    'another pattern',
    '{type: string, pattern: "^a"}',
    '{type: string, pattern: "^b"}',
    ['warning request-pattern-narrowed'],
    ['warning response-pattern-widened'],
  ],
  [
    'another format',
    '{type: string, format: date}',
    '{type: string, format: date-time}',
    ['error format-changed'],
    ['error format-changed'],
  ],
  [
    'a wider number',
    '{type: integer, format: int32}',
    '{type: integer, format: int64}',
    ['info request-format-widened'],
    ['error response-format-widened'],
  ],
  [
    'a property that is gone',
    '{type: object, properties: {a: {type: string}, b: {}}}',
    '{type: object, properties: {b: {}}}',
    ['error request-property-removed'],
    ['error response-property-removed'],
  ],
  [
    'a deprecated property that is gone',
    '{type: object, properties: {a: {type: string, deprecated: true}}}',
    '{type: object}',
    ['warning request-property-removed'],
    ['warning response-property-removed'],
  ],
  [
    'a new property',
    '{type: object}',
    '{type: object, properties: {a: {type: string}}}',
    ['info request-property-added'],
    ['info response-property-added'],
  ],
  [
    'a new required property',
    '{type: object}',
    '{type: object, required: [a], properties: {a: {type: string}}}',
    ['error required-request-property-added'],
    ['info response-property-added'],
  ],
  [
    'a new required property with a default',
    '{type: object}',
    '{type: object, required: [a], properties: {a: {type: string, default: x}}}',
    ['warning required-request-property-added'],
    ['info response-property-added'],
  ],
  [
    'a property that became required',
    '{type: object, properties: {a: {type: string}}}',
    '{type: object, required: [a], properties: {a: {type: string}}}',
    ['error request-property-became-required'],
    ['info response-property-became-required'],
  ],
  [
    'a property that became optional',
    '{type: object, required: [a], properties: {a: {type: string}}}',
    '{type: object, properties: {a: {type: string}}}',
    ['info request-property-became-optional'],
    ['error response-property-became-optional'],
  ],
  [
    'a read-only property that became required',
    '{type: object, properties: {a: {type: string, readOnly: true}}}',
    '{type: object, required: [a], properties: {a: {type: string, readOnly: true}}}',
    [],
    ['info response-property-became-required'],
  ],
  [
    'a write-only property that is gone',
    '{type: object, properties: {a: {type: string, writeOnly: true}}}',
    '{type: object}',
    ['error request-property-removed'],
    [],
  ],
  [
    'a property that became read-only',
    '{type: object, properties: {a: {type: string}}}',
    '{type: object, properties: {a: {type: string, readOnly: true}}}',
    ['error request-property-became-read-only'],
    [],
  ],
  [
    'another default',
    '{type: object, properties: {a: {type: integer, default: 1}}}',
    '{type: object, properties: {a: {type: integer, default: 2}}}',
    ['warning request-default-changed'],
    [],
  ],
  [
    'no other properties any more',
    '{type: object, properties: {a: {}}}',
    '{type: object, properties: {a: {}}, additionalProperties: false}',
    ['error request-additional-properties-narrowed'],
    ['info response-additional-properties-narrowed'],
  ],
  [
    'other values of a map',
    '{type: object, additionalProperties: {type: string}}',
    '{type: object, additionalProperties: {type: integer}}',
    ['error type-changed'],
    ['error type-changed'],
  ],
  [
    'other items',
    '{type: array, items: {type: string}}',
    '{type: array, items: {type: integer}}',
    ['error type-changed'],
    ['error type-changed'],
  ],
  [
    'items in another order',
    '{type: array, prefixItems: [{type: string}, {type: integer}]}',
    '{type: array, prefixItems: [{type: integer}, {type: string}]}',
    ['error type-changed', 'error type-changed'],
    ['error type-changed', 'error type-changed'],
  ],
  [
    'another condition',
    '{type: object, not: {required: [a]}}',
    '{type: object, not: {required: [b]}}',
    ['warning request-condition-narrowed'],
    ['warning response-condition-widened'],
  ],
  [
    'one kind of object less',
    '{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}',
    '{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}]}',
    ['error request-choice-narrowed'],
    ['info response-choice-narrowed'],
  ],
];

describe('breaking changes of schemas', () => {
  for (const [name, before, after, request, response] of cases) {
    it(name, async () => {
      assert.deepEqual(await rulesOf(sent(before), sent(after)), request);
      assert.deepEqual(await rulesOf(received(before), received(after)), response);
    });
  }

  it('tells a change of a component once, with the operations that it reaches', async () => {
    const spec = (type: string) =>
      received("{type: array, items: {$ref: '#/components/schemas/User'}}", {
        User: `{type: object, properties: {boss: {$ref: '#/components/schemas/User'}, email: {type: ${type}}}}`,
      });
    const [change, ...others] = await changesOf(spec('string'), spec('integer'));
    assert.equal(others.length, 0);
    assert.equal(change?.message, 'The type of "User.email" changed from string to integer. (POST /things/{id})');
    assert.equal(change?.key, 'type-changed User.email');
    assert.equal(change?.at.pointer, '/components/schemas/User/properties/email/type');
    assert.equal(change?.was?.pointer, '/components/schemas/User/properties/email/type');
  });

  it('guesses what a property is called now', async () => {
    const before = received('{type: object, properties: {mail: {type: string, format: email}}}');
    const after = received('{type: object, properties: {email: {type: string, format: email}}}');
    const [gone] = await changesOf(before, after);
    assert.match(gone?.message ?? '', /"mail" of the 200 response was removed.* called "email" now/);
  });

  it('tells alternatives apart by their discriminator', async () => {
    const spec = (value: string) =>
      received(
        `{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {${value}: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}}`,
        {
          Cat: '{type: object, required: [kind], properties: {kind: {type: string}, mice: {type: integer}}}',
          Dog: '{type: object, required: [kind], properties: {kind: {type: string}, bones: {type: integer}}}',
        },
      );
    assert.deepEqual(await rulesOf(spec('cat'), spec('kitty')), ['error discriminator-changed']);
    assert.deepEqual(await rulesOf(spec('cat'), spec('cat')), []);
  });

  it('takes what is said twice for once', async () => {
    const union = { U: '{oneOf: [{type: string, format: binary}, {type: string, format: uri}]}' };
    const ref = "{$ref: '#/components/schemas/U'}";
    assert.deepEqual(await rulesOf(sent(ref, union), sent(`{allOf: [${ref}, ${ref}]}`, union)), []);
  });

  it('ends with schemas that contain themselves and differ everywhere', async () => {
    const spec = (type: string) =>
      sent("{$ref: '#/components/schemas/A'}", {
        A: `{type: object, properties: {b: {$ref: '#/components/schemas/B'}, v: {type: ${type}}}}`,
        B: `{type: object, properties: {a: {$ref: '#/components/schemas/A'}, w: {type: ${type}}}}`,
      });
    assert.deepEqual(await rulesOf(spec('string'), spec('integer')), ['error type-changed', 'error type-changed']);
  });

  it('is not slowed by unions that multiply', async () => {
    const union = (name: string) =>
      `{anyOf: [${Array.from({ length: 30 }, (_, at) => `{type: object, required: [${name}${at}]}`).join(', ')}]}`;
    const spec = (last: string) => sent(`{allOf: [${union('a')}, ${union('b')}, ${union('c')}, ${union(last)}]}`);
    assert.deepEqual(await rulesOf(spec('d'), spec('e')), ['info comparison-incomplete']);
  });

  it('ends with thousands of schemas in a row, with properties in a hundred parts, and with names of JavaScript', async () => {
    const chain = (type: string) =>
      Object.fromEntries(
        Array.from({ length: 3000 }, (_, at) => [
          `A${at}`,
          at === 2999 ? `{type: ${type}}` : `{allOf: [{$ref: '#/components/schemas/A${at + 1}'}], description: d}`,
        ]),
      );
    const first = "{$ref: '#/components/schemas/A0'}";
    assert.deepEqual(await rulesOf(sent(first, chain('string')), sent(first, chain('integer'))), []);
    const part = (type: string) => (_: unknown, at: number) =>
      `{type: object, properties: {__proto__: {type: ${type}}, constructor: {type: ${type}}, ${Array.from({ length: 30 }, (_, name) => `p${at}_${name}: {type: ${type}}`).join(', ')}}}`;
    const whole = (type: string) => sent(`{allOf: [${Array.from({ length: 100 }, part(type)).join(', ')}]}`);
    const rules = await rulesOf(whole('string'), whole('integer'));
    assert.equal(rules.length, 3002);
    assert.deepEqual([...new Set(rules)], ['error type-changed']);
  });
});
