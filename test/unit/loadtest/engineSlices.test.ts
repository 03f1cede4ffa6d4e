import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createSlicePlan, slice, sliceAt } from '../../../src/loadtest/engine/slices.js';
import { measuredSeconds } from '../../../src/loadtest/engine/sliceTotals.js';

const targets = fc.integer({ min: 2, max: 5 });
const seconds = fc.double({ min: 1, max: 7200, noNaN: true });
const seed = fc.integer();

describe('slices of a comparison', () => {
  it('are not made for a single target', () => {
    assert.equal(createSlicePlan(1, 10, 1), undefined);
  });

  it('give each target at least 20 turns, and no more than a report can hold', () => {
    fc.assert(
      fc.property(targets, seconds, seed, (count, length, seeded) => {
        const plan = createSlicePlan(count, length, seeded)!;
        const turns = length / plan.seconds / count;
        assert.ok(turns >= 20 - 1e-6 && turns <= 301, `${turns} turns of ${plan.seconds} s`);
        if (length >= count * 5 && length <= 300 * count) assert.ok(plan.seconds >= 0.25 && plan.seconds <= 1);
        assert.ok(plan.settleSeconds <= plan.seconds / 5);
      }),
    );
  });

  it('follow each other without a gap, each target once in each block, every other block mirrored', () => {
    fc.assert(
      fc.property(targets, seed, fc.nat(500), (count, seeded, block) => {
        const plan = createSlicePlan(count, 60, seeded)!;
        const pair = block - (block % 2);
        const order = (at: number) => Array.from({ length: count }, (_, i) => slice(plan, at * count + i).target);
        assert.deepEqual(
          [...order(block)].sort(),
          Array.from({ length: count }, (_, i) => i),
        );
        assert.deepEqual(order(pair + 1), order(pair).reverse());
        const one = slice(plan, block);
        assert.equal(one.end, slice(plan, block + 1).start);
        assert.deepEqual(sliceAt(plan, (one.start + one.end) / 2), one);
        assert.deepEqual(sliceAt(plan, one.start), one);
      }),
    );
  });

  it('depend on the seed', () => {
    const orders = [1, 2, 3, 4, 5, 6].map(each => {
      const plan = createSlicePlan(3, 60, each)!;
      return Array.from({ length: 30 }, (_, i) => slice(plan, i).target).join('');
    });
    assert.equal(new Set(orders).size, 6);
  });

  it('add up to the time of the run, settling left out', () => {
    const plan = createSlicePlan(2, 20, 7)!;
    const whole = measuredSeconds(plan, 0, 20) + measuredSeconds(plan, 1, 20);
    const slices = 20 / plan.seconds;
    assert.ok(Math.abs(whole - (20 - slices * plan.settleSeconds)) < 1e-6);
  });
});
