import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createHistogram, distributionOf, percentile, record } from '../../../src/loadtest/histogram.js';
import { percentileAt, tailOf, tailPosition } from '../../../src/loadtest/tail.js';

function histogram(milliseconds: readonly number[]) {
  const made = createHistogram();
  for (const value of milliseconds) record(made, value * 1000);
  return made;
}

describe('the curve of percentiles', () => {
  it('gives each further nine the same room', () => {
    const places = [90, 99, 99.9, 99.99].map(at => Math.log10(tailPosition(at)));
    assert.deepEqual(
      places.map(place => Math.round(place * 1000) / 1000),
      [1, 2, 3, 4],
    );
    assert.equal(tailPosition(0), 1);
    assert.ok(Number.isFinite(tailPosition(100)));
    assert.ok(Math.abs(percentileAt(tailPosition(99.5)) - 99.5) < 1e-9);
  });

  it('of nothing is empty, of one request is that request', () => {
    assert.deepEqual(tailOf({ values: [], counts: [] }), []);
    assert.ok(tailOf(distributionOf(histogram([5]))).every(([, value]) => Math.abs(value - 5) < 0.01));
  });

  it('rises, says no percentile that so few requests do not have, and is bounded', () => {
    const latencies = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(latencies, values => {
        const tail = tailOf(distributionOf(histogram(values)));
        for (const [i, [at, value]] of tail.entries()) {
          const before = tail[i - 1];
          assert.ok(!before || (at >= before[0] - 1e-9 && value >= before[1]), `${before} then ${at},${value}`);
          assert.ok(at <= percentileAt(values.length) + 1e-9);
        }
        assert.ok(tail.length <= 2 * 24 * 5);
      }),
      { numRuns: 100 },
    );
  });

  it('agrees with the histogram at its points', () => {
    const whole = histogram(Array.from({ length: 20_000 }, (_, i) => 1 + (i % 997) ** 2 / 5000));
    for (const [at, value] of tailOf(distributionOf(whole))) {
      const [low, high] = [percentile(whole, Math.max(0, at - 0.5)), percentile(whole, Math.min(100, at + 0.5))];
      assert.ok(value * 1000 >= low * 0.998 && value * 1000 <= high * 1.002, `p${at}: ${value}, ${low} to ${high}`);
    }
  });
});
