import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type LimitResult,
  type LimitSearch,
  type LimitStep,
  limitStep,
  nextStep,
} from '../../../src/loadtest/verdict/limit.js';
import { parseThreshold } from '../../../src/loadtest/verdict/thresholds.js';
import { reportFrom, targetFrom } from './verdictSamples.js';

/** A server with one queue (M/M/1): p99 is 4.6 times the mean of 1 / (capacity − rate); above its capacity it answers no more than that. */
function measured(capacity: number, milliseconds: number) {
  return (rate: number): LimitStep => {
    const left = capacity - rate;
    const p99 = left > 0 ? (4.6 / left) * 1000 : 30_000;
    return {
      rate,
      held: p99 < milliseconds,
      reason: 'p99',
      clientBound: false,
      answeredPerSecond: Math.min(rate, capacity),
      p50: p99 / 6.6,
      p99,
    };
  };
}

function find(step: (rate: number) => LimitStep, search: LimitSearch): LimitResult {
  const steps: LimitStep[] = [];
  for (let i = 0; i < 200; i++) {
    const next = nextStep(steps, search);
    if (next.kind === 'done') return next.result;
    assert.ok(next.rate >= 1 && next.rate <= search.highest && Number.isInteger(next.rate));
    assert.ok(!steps.some(({ rate }) => rate === next.rate), 'no rate is tried twice');
    steps.push(step(next.rate));
  }
  throw new Error('it does not end');
}

describe('the search for the limit', () => {
  it('finds where a queue breaks the threshold', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 90_000 }),
        fc.integer({ min: 20, max: 1000 }),
        (capacity, milliseconds) => {
          // p99 = 4600 / (capacity − rate) < milliseconds
          const truth = capacity - 4600 / milliseconds;
          fc.pre(truth > 5);
          const { limit, failedAt, endedBy, steps } = find(measured(capacity, milliseconds), {
            highest: 200_000,
            mostSteps: 30,
          });
          assert.equal(endedBy, 'limit');
          assert.ok(
            limit! <= truth + 1e-6 && failedAt! >= truth - 1e-6 && failedAt! - limit! <= Math.max(1, 0.05 * failedAt!),
          );
          assert.ok(steps.length <= 20);
        },
      ),
    );
  });

  it('tells the knee below the limit', () => {
    const { knee, limit } = find(measured(5000, 500), { highest: 100_000, mostSteps: 30 });
    assert.ok(knee! < limit! && knee! >= 1600 && knee! <= 3200, String(knee));
  });

  it('ends for other reasons, and says which', () => {
    const fine = measured(1e9, 100);
    assert.deepEqual(
      [find(fine, { highest: 3000, mostSteps: 30 }).endedBy, find(fine, { highest: 3000, mostSteps: 30 }).limit],
      ['highest', 3000],
    );
    const budget = find(measured(50_000, 100), { highest: 1e6, mostSteps: 4 });
    assert.deepEqual([budget.endedBy, budget.limit, budget.steps.length], ['budget', 800, 4]);
    const never = find(measured(0.5, 1), { highest: 1e6, mostSteps: 30 });
    assert.deepEqual([never.endedBy, never.limit, never.failedAt], ['lowest', undefined, 1]);
    const client = find(
      rate => ({ ...fine(rate), held: rate < 1000, clientBound: rate >= 1000, reason: 'the client' }),
      { highest: 1e6, mostSteps: 30 },
    );
    assert.equal(client.endedBy, 'client');
  });

  it('does not believe a step that held above one that did not', () => {
    const lucky = (rate: number): LimitStep => ({ ...measured(1e9, 100)(rate), held: rate < 300 || rate === 375 });
    const { limit, failedAt } = find(lucky, { highest: 1e6, mostSteps: 30, start: 100 });
    assert.ok(limit! < 300 && failedAt! >= 300);
  });

  it('reads a step from a report', () => {
    const target = targetFrom('t', { seconds: [Array.from({ length: 100 }, () => 5)] });
    const thresholds = [parseThreshold('p99<10')];
    assert.equal(limitStep(100, reportFrom([target]), thresholds).held, true);
    assert.match(limitStep(100, reportFrom([target]), [parseThreshold('p99<1')]).reason!, /^p99 < 1 ms: 5\.00 ms$/);
    assert.equal(
      limitStep(200, reportFrom([{ ...target, unsent: 90 }]), [parseThreshold('errors<1%')]).reason,
      '100 of 200 requests a second were answered',
    );
    const step = (bottleneck: 'cpu' | 'lag' | 'rate', limit = 'p99<10') => {
      const client = { cpu: 1, lag: 0, bottlenecks: [bottleneck] };
      const { held, clientBound } = limitStep(100, reportFrom([target], { client }), [parseThreshold(limit)]);
      return { held, clientBound };
    };
    // A busy client that held the rate has shown what the server can do.
    assert.deepEqual(step('lag'), { held: true, clientBound: false });
    assert.deepEqual(step('cpu', 'p99<1'), { held: false, clientBound: true });
    assert.deepEqual(step('rate'), { held: false, clientBound: true });
    const { held } = limitStep(100, reportFrom([{ ...target, answered: 90, sent: 100, inFlight: 10 }]), thresholds);
    assert.equal(held, false, '10 in flight at 100 a second are more than answers of 5 ms explain');
    assert.equal(limitStep(100, reportFrom([targetFrom('t', { seconds: [] })]), []).held, false);
  });
});
