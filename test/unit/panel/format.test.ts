import assert from 'node:assert/strict';
import fc from 'fast-check';
import { counted, percent, percentileName } from '../../../src/loadtest/output/format.js';
import { bytes, change, lasted, milliseconds, rate, span } from '../../../src/panel/format.js';

function table(of: (value: number) => string, cases: readonly (readonly [number, string])[]) {
  for (const [value, text] of cases) assert.equal(of(value), text);
}

describe('figures of the load-test page', () => {
  it('show times with three digits and their unit', () => {
    table(milliseconds, [
      [0, '0 ms'],
      [0.4213, '421 µs'],
      [4.213, '4.21 ms'],
      [42.13, '42.1 ms'],
      [421.3, '421 ms'],
      [4213, '4,213 ms'],
      [12_345, '12.3 s'],
      [Number.NaN, '–'],
    ]);
  });

  it('never round into a better result', () => {
    table(percent, [
      [1, '100 %'],
      [0.99999, '> 99.99 %'],
      [0.9997, '99.97 %'],
      [0.99499, '99.49 %'],
      [0.5, '50 %'],
      [0.00001, '< 0.01 %'],
      [0, '0 %'],
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), share => {
        assert.equal(percent(share) === '100 %', share === 1);
        assert.equal(percent(share) === '0 %', share === 0);
      }),
    );
  });

  it('show rates, spans, sizes, counts and differences', () => {
    table(rate, [
      [4821.4, '4,821'],
      [9.5, '9.50'],
      [0.25, '0.25'],
    ]);
    table(span, [
      [0.2, '1 s'],
      [59.2, '1 min'],
      [80, '1 min 20 s'],
      [7500, '2 h 5 min'],
      [7200, '2 h'],
    ]);
    table(lasted, [
      [4.23, '4.2 s'],
      [10, '10 s'],
      [90, '1 min 30 s'],
    ]);
    table(bytes, [
      [999, '999 B'],
      [1840, '1.8 kB'],
      [999_900, '1.0 MB'],
      [3.2e12, '3.2 TB'],
    ]);
    table(change, [
      [0.12, '+12 %'],
      [-0.034, '−3.4 %'],
      [0.0001, '±0.0 %'],
      [12.5, '+1,250 %'],
    ]);
    table(
      value => counted(value, 'run'),
      [
        [1, '1 run'],
        [1200, '1,200 runs'],
      ],
    );
    table(percentileName, [
      [50, 'p50'],
      [99.9, 'p99.9'],
    ]);
  });
});
