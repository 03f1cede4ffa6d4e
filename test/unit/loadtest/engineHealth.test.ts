import assert from 'node:assert/strict';
import { HealthTotals } from '../../../src/loadtest/engine/clientHealth.js';
import { Counters } from '../../../src/loadtest/engine/counters.js';
import { takeHistogram } from '../../../src/loadtest/engine/packed.js';
import { createSlicePlan } from '../../../src/loadtest/engine/slices.js';
import { SliceTotals } from '../../../src/loadtest/engine/sliceTotals.js';
import { createHistogram, record } from '../../../src/loadtest/histogram.js';
import type { PoolTick, Tick } from '../../../src/loadtest/messages.js';
import type { Load } from '../../../src/loadtest/plan.js';

const stages = [{ target: 1000, seconds: 0, holdSeconds: 0 }];
const open: Load = { model: 'open', stages, maxConnections: 10 };
const closed: Load = { model: 'closed', stages, thinkMilliseconds: 0 };

interface Told {
  readonly at?: number;
  readonly cpu?: number;
  /** Milliseconds, of every pulse and of every request. */
  readonly lag?: number;
  readonly late?: number;
  readonly pool?: Partial<PoolTick>;
}

function tickOf({ at = 1, cpu = 0.1, lag = 0, late, pool }: Told): Tick {
  const lags = createHistogram();
  record(lags, lag * 1000, 20);
  const counters = new Counters(1);
  if (late !== undefined) record(counters.late, late * 1000, 20);
  const stalls = { missed: undefined, seconds: 0, threshold: 0 };
  const target = counters.take({
    ...{ inFlight: 0, unsent: 0, connections: 0, connectionsOpened: 0, stalls },
    pool: { waited: 0, unhurried: 0, unhurriedMilliseconds: 0, ...pool },
  });
  return { at, seconds: 0.2, cpu, lag, lags: takeHistogram(lags), targets: [target] };
}

function healthOf(ticks: readonly Told[], load: Load = open, p99 = 10) {
  const health = new HealthTotals();
  for (const [worker, tick] of ticks.entries()) health.add(worker, tickOf(tick));
  return health.report({ p99, sent: 100, load });
}

describe('the health of the client', () => {
  it('is fine with room to spare', () => {
    assert.deepEqual(healthOf([{ lag: 1, late: 0.2 }]).bottlenecks, []);
  });

  it('is that of the busiest thread', () => {
    const { cpu, bottlenecks } = healthOf([{ cpu: 0.2 }, { cpu: 0.97 }], closed);
    assert.ok(Math.abs(cpu - 0.97) < 1e-9);
    assert.deepEqual(bottlenecks, ['cpu']);
  });

  it('matters when its delays are a good part of the latency', () => {
    assert.deepEqual(healthOf([{ lag: 20 }], closed, 50).bottlenecks, ['lag']);
    assert.deepEqual(healthOf([{ lag: 20 }], closed, 900).bottlenecks, []);
    assert.deepEqual(healthOf([{ late: 30 }], open, 100).bottlenecks, ['rate']);
  });

  it('is not blamed for a server that gets slower: waits count only when fast answers, too, need all connections', () => {
    const slow = { waited: 50, unhurried: 10, unhurriedMilliseconds: 10 * 20 };
    assert.deepEqual(healthOf([{ pool: slow }]).bottlenecks, ['connections']);
    const saturated = { waited: 50, unhurried: 10, unhurriedMilliseconds: 10 * 2 };
    assert.deepEqual(healthOf([{ pool: saturated }]).bottlenecks, []);
    assert.deepEqual(healthOf([{ pool: { ...slow, waited: 0 } }]).bottlenecks, []);
  });

  it('shows the warm-up in snapshots and leaves it out of the report', () => {
    const health = new HealthTotals();
    health.add(0, tickOf({ at: -1, cpu: 1, lag: 100, late: 100 }));
    assert.deepEqual([health.takeInterval().lag, health.takeInterval().lag], [100, 0]);
    assert.deepEqual(health.report({ p99: 10, sent: 0, load: open }), { cpu: 0, lag: 0, bottlenecks: [] });
  });
});

describe('slices of a run without an end', () => {
  it('are joined rather than kept without bound, and lose nothing', () => {
    const plan = createSlicePlan(2, undefined, 1)!;
    const totals = new SliceTotals();
    const counters = new Counters(1);
    const slices = 6000;
    for (let index = 0; index < slices; index++) {
      counters.setSlice(index);
      counters.slice!.inFlight++;
      counters.answer(0, 200, index % 3 > 0, 5, 1, 1, counters.slice);
      const idle = { inFlight: 0, unsent: 0, connections: 0, connectionsOpened: 0 };
      const stalls = { missed: undefined, seconds: 0, threshold: 0 };
      totals.add(
        counters.take({ ...idle, stalls, pool: { waited: 0, unhurried: 0, unhurriedMilliseconds: 0 } }).slices,
      );
    }
    const report = totals.report(plan, slices * plan.seconds);
    assert.ok(report.length > 500 && report.length <= 1200, `${report.length}`);
    assert.equal(
      report.reduce((sum, { answered }) => sum + answered, 0),
      slices,
    );
    assert.equal(
      report.reduce((sum, { failed }) => sum + failed, 0),
      slices / 3,
    );
    const seconds = report.reduce((sum, each) => sum + each.seconds, 0);
    assert.ok(Math.abs(seconds - slices * (plan.seconds - plan.settleSeconds)) < 1e-6);
    assert.deepEqual(report[0]!.latency.values.length, 1);
  });
});
