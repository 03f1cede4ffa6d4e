import assert from 'node:assert/strict';
import { readShapeOf } from '../../../src/resources/readShapes.js';
import { orNull } from '../../../src/resources/shapes.js';
import type { Bounds, ColumnType } from '../../../src/schema/relation.js';
import { typeOf } from './madeRelations.js';

const shape = (type: string | ColumnType, ...bounds: readonly Bounds[]) =>
  readShapeOf(typeof type === 'string' ? typeOf(type) : type, bounds, false);
const arrayOf = (element: ColumnType): ColumnType => ({ ...element, modifiers: [], kind: 'array', element });

/** Whether a text fits: by its pattern, or as one of several. */
function fits({ anyOf, pattern }: ReturnType<typeof shape>, text: string): boolean {
  if (Array.isArray(anyOf)) return anyOf.some(one => fits(one as ReturnType<typeof shape>, text));
  return typeof pattern === 'string' && new RegExp(pattern, 'u').test(text);
}

describe('what columns can hold', () => {
  it('is more than the formats of JSON Schema know', () => {
    const cases: readonly [type: string, texts: readonly string[], others: readonly string[]][] = [
      ['date', ['infinity', '-infinity', '0044-03-15 BC', '5874897-12-31'], ['Infinity', 'x', '2026-1-1']],
      ['timestamp with time zone', ['infinity', '0044-03-15T00:00:00Z BC', '10000-01-01T00:00:00.5Z'], ['2026-01-01']],
      ['timestamp without time zone', ['-infinity', '294276-12-31T23:59:59'], ['2026-01-01T00:00:00Z']],
      ['time with time zone', ['24:00:00Z', '10:00:00-15:59:59'], ['10:00:00']],
      ['interval', ['P1D', '-P1D', 'infinity', '-infinity'], ['1 day']],
      ['numeric', ['NaN', 'Infinity', '-Infinity', '1.50'], ['nan', '', 'x']],
      ['numeric(4,2)', ['NaN', '-12.34'], ['Infinity', '123']],
    ];
    for (const [type, texts, others] of cases) {
      for (const text of texts) assert.ok(fits(shape(type), text), `${type}: ${text}`);
      for (const text of others) assert.ok(!fits(shape(type), text), `${type}: ${text}`);
    }
  });

  it('is not more than a CHECK lets in', () => {
    const positive = shape('numeric', { exclusiveMinimum: '0' });
    for (const text of ['NaN', 'Infinity', '1']) assert.ok(fits(positive, text), text);
    for (const text of ['-Infinity', '0', '-1']) assert.ok(!fits(positive, text), text);
    assert.ok(!fits(shape('numeric', { maximum: '9' }), 'NaN'));
    const between = shape('double precision', { minimum: '-90', maximum: '90' });
    assert.deepEqual(between, { type: 'number', format: 'double', minimum: -90, maximum: 90 });
  });

  it('is null where JSON has no word for it', () => {
    assert.deepEqual(shape('double precision'), { type: ['number', 'null'], format: 'double' });
    assert.deepEqual(shape(arrayOf(typeOf('text'))), { type: 'array', items: { type: ['string', 'null'] } });
    const grid = shape(arrayOf(arrayOf(typeOf('integer'))));
    const row = { type: 'array', items: { type: ['integer', 'null'], format: 'int32' } };
    assert.deepEqual(grid, { type: 'array', items: row });
    assert.deepEqual(orNull(shape('date')).anyOf, [...(shape('date').anyOf as readonly object[]), { type: 'null' }]);
  });
});
