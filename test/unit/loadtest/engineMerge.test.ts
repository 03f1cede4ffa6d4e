import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Counters } from '../../../src/loadtest/engine/counters.js';
import { addPacked, joinPacked, takeHistogram } from '../../../src/loadtest/engine/packed.js';
import { emptyPool } from '../../../src/loadtest/engine/runContext.js';
import { Series } from '../../../src/loadtest/engine/series.js';
import { TargetTotals } from '../../../src/loadtest/engine/targetTotals.js';
import { addHistogram, createHistogram, distributionOf, record } from '../../../src/loadtest/histogram.js';

const idle = {
  ...{ inFlight: 0, unsent: 0, connections: 0, connectionsOpened: 0 },
  ...{ stalls: { missed: undefined, seconds: 0, threshold: 0 }, pool: emptyPool },
};
const times = fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }));

describe('what workers count', () => {
  it('crosses the thread without loss and leaves nothing behind', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [one, other, whole] = [createHistogram(), createHistogram(), createHistogram()];
        for (const value of a) record(one, value * 1000);
        for (const value of b) record(other, value * 1000);
        addHistogram(whole, one);
        addHistogram(whole, other);
        const [first, second] = [takeHistogram(one), takeHistogram(other)];
        const [added, joined] = [createHistogram(), createHistogram()];
        addPacked(added, first);
        addPacked(added, second);
        addPacked(joined, joinPacked(first, second));
        // Sums may differ in their last digit: they are added in another order.
        for (const each of [added, joined]) {
          assert.deepEqual({ ...each, sum: 0, sumOfSquares: 0 }, { ...whole, sum: 0, sumOfSquares: 0 });
          assert.ok(Math.abs(each.sum - whole.sum) <= 1e-9 * whole.sum);
        }
        assert.deepEqual([one.count, one.sum, distributionOf(one).values], [0, 0, []]);
      }),
      { numRuns: 20 },
    );
  });

  it('adds up over ticks and workers: codes, classes, errors with their first examples', () => {
    const totals = new TargetTotals();
    const workers = [new Counters(2), new Counters(2)];
    for (let tick = 0; tick < 3; tick++) {
      for (const [worker, counters] of workers.entries()) {
        for (let i = 0; i < 10; i++) {
          counters.sent++;
          if (i < 7) counters.answer(i % 2, i < 5 ? 200 : 500, i < 5, 3, 1, 50, undefined);
          else counters.fail(0, i < 9 ? 'reset' : 'responseTimeout', `${i}`, i < 9 ? undefined : 1000, undefined);
        }
        totals.add(worker, counters.take({ ...idle, connectionsOpened: 5 }), tick + 0.5, 1);
      }
    }
    assert.deepEqual(totals.counts, { answered: 42, succeeded: 30, failures: 18 });
    assert.deepEqual(totals.statusCodes, { 200: 30, 500: 12 });
    assert.deepEqual(totals.errors, {
      reset: { count: 12, examples: ['7', '8'] },
      responseTimeout: { count: 6, examples: ['9'] },
    });
    assert.deepEqual([...totals.byStatusClass.keys()], ['2xx', '5xx']);
    const shown = totals.snapshot(3, 3);
    assert.deepEqual(shown.errorExamples, { reset: '7', responseTimeout: '9' });
    assert.deepEqual(
      shown.tail?.map(([, ms]) => Math.round(ms)).filter((ms, i, all) => ms !== all[i - 1]),
      [3, 1000],
    );
    // A curve of all so far is told once a second.
    assert.equal(totals.snapshot(0.2, 3.2).tail, undefined);
    assert.notEqual(totals.snapshot(0.8, 4).tail, undefined);
    // A timeout counts as long as it was waited for; what was reset took no time that means anything.
    assert.equal(totals.latency.count, 48);
    assert.equal(totals.latency.max, 1_000_000);
    assert.equal(totals.byRequest[0]!.answered + totals.byRequest[1]!.answered, 42);
    assert.equal(totals.inFlight, 0);
    assert.equal(totals.connectionsOpened, 10);
    assert.equal(shown.interval.requests, 60);
    assert.equal(totals.snapshot(1, 5).interval.requests, 0);
    assert.deepEqual(
      totals.series.end(3).map(({ at, answered, failed }) => [at, answered, failed]),
      [0, 1, 2].map(at => [at, 14, 10]),
    );
  });

  it('keeps a second for each of an hour, and wider ones after it', () => {
    const series = new Series();
    const counters = new Counters(1);
    const seconds = 10_000;
    for (let at = 0; at < seconds; at++) {
      for (let i = 0; i < 2; i++) counters.answer(0, 200, true, at % 100 === 0 ? 50 : 1, 1, 1, undefined);
      series.add(at + 0.5, counters.take(idle), 1, at);
    }
    const entries = series.end(seconds);
    assert.ok(entries.length > 1800 && entries.length <= 3600, `${entries.length}`);
    assert.equal(
      entries.reduce((sum, { answered }) => sum + answered, 0),
      2 * seconds,
    );
    assert.equal(
      entries.reduce((sum, { failed }) => sum + failed, 0),
      seconds,
    );
    assert.equal(entries[1]!.at, 4);
    assert.equal(entries[1]!.seconds, 4);
    assert.ok(entries[0]!.max > 49);
  });
});
