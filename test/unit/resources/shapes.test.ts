import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/openapi/values.js';
import { tightest } from '../../../src/resources/bounds.js';
import { compareDecimals } from '../../../src/resources/decimals.js';
import { bounded, orNull, shapeOf } from '../../../src/resources/shapes.js';
import type { Bounds, ColumnType } from '../../../src/schema/relation.js';
import { enumOf, typeOf } from './madeRelations.js';

const shape = (type: string | ColumnType, ...bounds: readonly Bounds[]) =>
  shapeOf(typeof type === 'string' ? typeOf(type) : type, bounds, false);
const asNumber = (type: string, ...bounds: readonly Bounds[]) => shapeOf(typeOf(type), bounds, true);
const text = (pattern: string) => ({ type: 'string', pattern });

const shapes: Readonly<Record<string, unknown>> = {
  smallint: { type: 'integer', format: 'int32', minimum: -32768, maximum: 32767 },
  integer: { type: 'integer', format: 'int32' },
  oid: { type: 'integer', format: 'int64', minimum: 0, maximum: 4294967295 },
  bigint: { ...text('^-?(0|[1-9]\\d*)$'), maxLength: 20 },
  'numeric(10,2)': { ...text('^-?(0|[1-9]\\d{0,7})(\\.\\d{1,2})?$'), maxLength: 12 },
  'numeric(5,0)': { ...text('^-?(0|[1-9]\\d{0,4})$'), maxLength: 6 },
  'numeric(2,2)': { ...text('^-?0(\\.\\d{1,2})?$'), maxLength: 5 },
  'numeric(3,2)': { ...text('^-?\\d(\\.\\d{1,2})?$'), maxLength: 5 },
  'numeric(2,-3)': { ...text('^-?(0|[1-9]\\d{0,4})$'), maxLength: 6 },
  numeric: { ...text('^-?(0|[1-9]\\d*)(\\.\\d+)?$'), maxLength: 1000 },
  real: { type: 'number', format: 'float' },
  'double precision': { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  text: { type: 'string' },
  'character varying(20)': { type: 'string', maxLength: 20 },
  'character(3)': { type: 'string', maxLength: 3 },
  '"char"': { type: 'string', maxLength: 1 },
  name: { type: 'string', maxLength: 63 },
  uuid: { type: 'string', format: 'uuid' },
  date: { type: 'string', format: 'date' },
  'timestamp with time zone': { type: 'string', format: 'date-time' },
  'time with time zone': { type: 'string', format: 'time' },
  'timestamp without time zone': text('^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?$'),
  'time without time zone': text('^\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?$'),
  interval: { ...text('^-?P'), description: 'A duration of ISO 8601: P1DT12H.' },
  bytea: { type: 'string', contentEncoding: 'base64' },
  json: {},
  jsonb: {},
  'bit(3)': text('^[01]{3}$'),
  'bit varying(3)': text('^[01]{0,3}$'),
  'bit varying': text('^[01]*$'),
  'integer[]': { type: 'array', items: { type: 'integer', format: 'int32' } },
  inet: { type: 'string', description: 'As PostgreSQL writes a value of the type inet.' },
  money: { type: 'string', description: 'As PostgreSQL writes a value of the type money.' },
};

describe('types in JSON', () => {
  for (const [type, is] of Object.entries(shapes)) it(type, () => assert.deepEqual(shape(type), is));

  it('bigint and numeric as numbers, when asked for', () => {
    assert.deepEqual(asNumber('bigint'), {
      type: 'integer',
      format: 'int64',
      minimum: -9007199254740991,
      maximum: 9007199254740991,
    });
    assert.deepEqual(asNumber('numeric(10,2)'), { type: 'number', exclusiveMinimum: -1e8, exclusiveMaximum: 1e8 });
    assert.deepEqual(asNumber('numeric(5,0)', { minimum: '0' }), {
      type: 'integer',
      exclusiveMaximum: 1e5,
      minimum: 0,
    });
    assert.deepEqual(asNumber('numeric'), { type: 'number' });
  });

  it('enums, and what a CHECK leaves of them', () => {
    const mood = enumOf('mood', 'sad', 'ok');
    assert.deepEqual(shape(mood), { type: 'string', enum: ['sad', 'ok'] });
    assert.deepEqual(shape(mood, { oneOf: ['ok', 'other'] }), { type: 'string', enum: ['ok'] });
  });

  it('ranges, and several of them', () => {
    const range: ColumnType = { ...typeOf('int8range'), kind: 'range', element: typeOf('bigint') };
    const end = { type: ['string', 'null'], pattern: '^-?(0|[1-9]\\d*)$', maxLength: 20 };
    const is = shape(range);
    assert.deepEqual((is.properties as Record<string, unknown>).lower, end);
    assert.deepEqual(is.required, ['empty', 'lower', 'upper', 'lower_inclusive', 'upper_inclusive']);
    assert.deepEqual(shape({ ...range, kind: 'multirange' }), { type: 'array', items: is });
  });

  it('rows as text', () => {
    const address: ColumnType = {
      ...typeOf('public.address'),
      kind: 'composite',
      attributes: [
        { name: 'street', type: typeOf('text') },
        { name: 'zip', type: typeOf('text') },
      ],
    };
    assert.deepEqual(shape(address), { type: 'string', description: 'A row as PostgreSQL writes it: (street, zip).' });
  });

  it('domains with their bounds, also of elements', () => {
    const percent: ColumnType = {
      ...typeOf('integer'),
      domains: [{ schema: 'public', name: 'percent', bounds: [{ minimum: '0', maximum: '100' }] }],
    };
    const is = { type: 'integer', format: 'int32', minimum: 0, maximum: 100 };
    assert.deepEqual(shape(percent), is);
    assert.deepEqual(shape({ ...typeOf('integer[]'), element: percent }), { type: 'array', items: is });
  });
});

describe('bounds in JSON', () => {
  it('of numbers', () => {
    assert.deepEqual(shape('integer', { exclusiveMinimum: '0', maximum: '10' }), {
      type: 'integer',
      format: 'int32',
      exclusiveMinimum: 0,
      maximum: 10,
    });
    assert.deepEqual(shape('smallint', { minimum: '1' }), {
      type: 'integer',
      format: 'int32',
      maximum: 32767,
      minimum: 1,
    });
    assert.deepEqual(shape('real', { oneOf: ['0.5', '1'] }), { type: 'number', format: 'float', enum: [0.5, 1] });
  });

  it('of numbers that are texts, by the pattern and in words', () => {
    assert.deepEqual(shape('numeric(4,2)', { minimum: '0' }), {
      ...text('^(0|[1-9]\\d{0,1})(\\.\\d{1,2})?$'),
      maxLength: 5,
    });
    assert.deepEqual(shape('bigint', { exclusiveMinimum: '0' }), { ...text('^[1-9]\\d*$'), maxLength: 19 });
    assert.deepEqual(shape('bigint', { minimum: '5', maximum: '12345678901234567890' }), {
      ...text('^[1-9]\\d*$'),
      maxLength: 19,
      description: 'At least 5, at most 12345678901234567890.',
    });
    const positive = new RegExp(shape('numeric(6,2)', { exclusiveMinimum: '0' }).pattern as string, 'u');
    for (const [value, fits] of [
      ['0', false],
      ['0.00', false],
      ['0.01', true],
      ['10', true],
      ['-1', false],
    ] as const) {
      assert.equal(positive.test(value), fits, value);
    }
    assert.deepEqual(shape('bigint', { oneOf: ['1', '2'] }), { type: 'string', enum: ['1', '2'] });
  });

  it('of texts', () => {
    assert.deepEqual(shape('text', { minLength: 1 }, { maxLength: 80, pattern: '^a' }), {
      type: 'string',
      minLength: 1,
      maxLength: 80,
      pattern: '^a',
    });
    assert.deepEqual(shape('character varying(5)', { maxLength: 80 }), { type: 'string', maxLength: 5 });
    assert.deepEqual(shape('text', { oneOf: ['a', 'b'], maxLength: 5 }), { type: 'string', enum: ['a', 'b'] });
  });

  it('say nothing of a type that goes by other rules', () => {
    assert.deepEqual(shape({ ...typeOf('public.citext'), extension: 'citext' }, { oneOf: ['a'], pattern: 'a' }), {
      type: 'string',
    });
    assert.deepEqual(shape('character(3)', { oneOf: ['a'] }), { type: 'string', maxLength: 3 });
    assert.deepEqual(shape('character(1)', { oneOf: ['Y', 'N'] }), { type: 'string', enum: ['Y', 'N'] });
    assert.deepEqual(shape('text', { pattern: '^(a+)+$' }), { type: 'string' });
    assert.deepEqual(shape('date', { minimum: '5' }), { type: 'string', format: 'date' });
  });

  it('that contradict each other are left to the server', () => {
    assert.deepEqual(tightest([{ minimum: '5' }, { maximum: '4' }, { minLength: 3 }, { maxLength: 2 }]), {});
  });
});

describe('null and requests', () => {
  it('null is one value more', () => {
    assert.deepEqual(orNull({ type: 'string', enum: ['a'] }), { type: ['string', 'null'], enum: ['a', null] });
    assert.deepEqual(orNull({}), {});
  });

  it('texts and arrays of requests have an end', () => {
    assert.deepEqual(bounded({ type: 'string' }), { type: 'string', maxLength: 65536 });
    assert.deepEqual(bounded({ type: ['array', 'null'], items: { type: 'string' } }), {
      type: ['array', 'null'],
      items: { type: 'string', maxLength: 65536 },
      maxItems: 1000,
    });
    const closed: readonly JsonObject[] = [
      { type: 'string', format: 'uuid' },
      { type: 'string', enum: ['a'] },
      text('^[01]{3}$'),
      {},
    ];
    for (const one of closed) {
      assert.deepEqual(bounded(one), one);
    }
  });
});

describe('decimal numbers', () => {
  it('are compared without losing digits', () => {
    assert.ok(compareDecimals('9007199254740993', '9007199254740992') > 0);
    assert.ok(compareDecimals('-0.5', '-0.49') < 0);
    assert.equal(compareDecimals('1.0', '1'), 0);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        assert.equal(Math.sign(compareDecimals(String(a), String(b))), Math.sign(a - b));
      }),
    );
  });
});
