import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addHistogram,
  clearHistogram,
  createHistogram,
  distributionOf,
  highestMicroseconds,
  histogramOf,
  mean,
  percentile,
  record,
  standardDeviation,
} from '../../../src/loadtest/histogram.js';

const percents = [0.1, 1, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100];
/** Evenly over all orders of magnitude, edges of buckets among them. */
const microseconds = fc.oneof(
  fc.integer({ min: 0, max: 4096 }),
  fc.integer({ min: 0, max: highestMicroseconds }),
  fc.double({ min: 0, max: Math.log(highestMicroseconds), noNaN: true }).map(Math.exp),
  fc
    .tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: -2, max: 2 }))
    .map(([bit, off]) => Math.max(0, 2 ** bit + off)),
);
const latencies = fc.array(microseconds, { minLength: 1, maxLength: 400 });

function filled(values: readonly number[]) {
  const histogram = createHistogram();
  for (const value of values) record(histogram, value);
  return histogram;
}

/** Nearest rank. */
function exact(values: readonly number[], percent: number): number {
  const sorted = values
    .map(value => Math.min(highestMicroseconds, Math.max(1, Math.round(value))))
    .sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length - 1e-9)) - 1]!;
}

describe('the histogram', () => {
  it('is within 0.1 % or 1 µs of the exact percentile', () => {
    fc.assert(
      fc.property(latencies, values => {
        const histogram = filled(values);
        for (const percent of percents) {
          const truth = exact(values, percent);
          const found = percentile(histogram, percent);
          assert.ok(Math.abs(found - truth) <= Math.max(1, truth * 0.001), `p${percent}: ${found}, not ${truth}`);
        }
        const whole = values.map(value => exact([value], 50));
        assert.equal(histogram.min, Math.min(...whole));
        assert.equal(histogram.max, Math.max(...whole));
      }),
    );
  });

  it('knows the mean and the deviation of what was recorded', () => {
    fc.assert(
      fc.property(latencies, values => {
        const whole = values.map(value => exact([value], 50));
        const average = whole.reduce((sum, value) => sum + value, 0) / whole.length;
        const deviation = Math.sqrt(whole.reduce((sum, value) => sum + (value - average) ** 2, 0) / whole.length);
        const histogram = filled(values);
        assert.ok(Math.abs(mean(histogram) - average) <= 1e-9 * average);
        assert.ok(Math.abs(standardDeviation(histogram) - deviation) <= 1e-6 * Math.max(...whole) + 1e-6);
      }),
    );
  });

  it('of two halves is that of the whole', () => {
    fc.assert(
      fc.property(latencies, latencies, (one, two) => {
        const merged = filled(one);
        addHistogram(merged, filled(two));
        const whole = filled([...one, ...two]);
        assert.deepEqual(distributionOf(merged), distributionOf(whole));
        assert.deepEqual([merged.count, merged.min, merged.max], [whole.count, whole.min, whole.max]);
        for (const percent of percents) assert.equal(percentile(merged, percent), percentile(whole, percent));
      }),
    );
  });

  it('comes back from its distribution, and from JSON', () => {
    fc.assert(
      fc.property(latencies, values => {
        const distribution = distributionOf(filled(values));
        const back = histogramOf(JSON.parse(JSON.stringify(distribution)));
        assert.deepEqual(distributionOf(back), distribution);
        assert.equal(back.count, values.length);
        for (const percent of percents) {
          const truth = exact(values, percent);
          assert.ok(Math.abs(percentile(back, percent) - truth) <= Math.max(1, truth * 0.001));
        }
      }),
    );
  });

  it('counts the same value many times at once', () => {
    const histogram = createHistogram();
    record(histogram, 5000, 99);
    record(histogram, 200_000);
    assert.ok(Math.abs(percentile(histogram, 99) - 5000) <= 5);
    assert.equal(percentile(histogram, 99.5), 200_000);
  });

  it('counts beyond 32 bits', () => {
    const histogram = createHistogram();
    for (let i = 0; i < 3; i++) record(histogram, 5000, 2 ** 32 - 1);
    record(histogram, 5001, 2 ** 31);
    assert.equal(histogram.count, 3 * (2 ** 32 - 1) + 2 ** 31);
    const { counts } = distributionOf(histogram);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      histogram.count,
    );
  });

  it('holds the places that it needs', () => {
    const histogram = filled(Array.from({ length: 10_000 }, (_, i) => 4000 + i));
    const bytes = histogram.blocks.reduce((sum, block) => sum + (block?.byteLength ?? 0), 0);
    assert.ok(bytes > 0 && bytes < 20_000, `${bytes}`);
  });

  it('says 0 of nothing, and is empty after it was cleared', () => {
    const histogram = filled([1, 2, 3]);
    clearHistogram(histogram);
    assert.deepEqual({ ...histogram, blocks: [] }, createHistogram());
    assert.deepEqual(distributionOf(histogram), { values: [], counts: [] });
    assert.deepEqual([percentile(histogram, 99), mean(histogram), standardDeviation(histogram)], [0, 0, 0]);
  });

  it('counts what lasts longer than it can tell at its end', () => {
    const histogram = filled([1e12, Number.MAX_VALUE]);
    assert.equal(percentile(histogram, 50), highestMicroseconds);
    assert.equal(histogram.count, 2);
  });
});
