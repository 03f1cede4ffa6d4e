import assert from 'node:assert/strict';
import fc from 'fast-check';
import { correctedReport } from '../../../src/loadtest/engine/corrected.js';
import { addPacked } from '../../../src/loadtest/engine/packed.js';
import { Stalls } from '../../../src/loadtest/engine/stalls.js';
import { Standstill } from '../../../src/loadtest/engine/standstill.js';
import { createHistogram, percentile, record } from '../../../src/loadtest/histogram.js';

interface Simulated {
  readonly users: number;
  readonly milliseconds: number;
  /** How long the answer to a request takes that is sent then. */
  readonly takes: (at: number) => number;
  readonly standstill?: Standstill;
}

/** A closed run on a clock that is made up. */
function simulate({ users, milliseconds, takes, standstill = new Standstill() }: Simulated) {
  const latency = createHistogram();
  const stalls = new Stalls(standstill);
  const sentAt = Array.from({ length: users }, () => 0);
  const ends = sentAt.map(() => takes(0));
  for (;;) {
    const now = Math.min(...ends);
    if (now > milliseconds) break;
    const user = ends.indexOf(now);
    record(latency, (now - sentAt[user]!) * 1000);
    if (latency.count % 200 === 100) stalls.median = percentile(latency, 50) / 1000;
    stalls.answered(now, true, users);
    sentAt[user] = now;
    ends[user] = now + takes(now);
  }
  stalls.end(milliseconds, true, users);
  const tick = stalls.take();
  const missed = createHistogram();
  addPacked(missed, tick.missed);
  const totals = { missed, seconds: tick.seconds, threshold: tick.threshold };
  const report = correctedReport(latency, totals, users, 1, milliseconds / 1000);
  return { plain: { p50: percentile(latency, 50) / 1000, p99: percentile(latency, 99) / 1000 }, report, missed };
}

/** What arrivals at even times see. */
function openTruth(milliseconds: number, takes: (at: number) => number): number {
  const histogram = createHistogram();
  for (let at = 0.5; at < milliseconds; at++) record(histogram, takes(at) * 1000);
  return percentile(histogram, 99) / 1000;
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Stands still for `length` of every 5,000 ms. */
const stalling = (length: number) => (at: number) => {
  const into = at % 5000;
  return into > 5000 - length ? 5000 - into + 1 : 1;
};

describe('corrected percentiles of a closed run', () => {
  for (const users of [3, 10, 50]) {
    it(`are those of an open run when the server stands still (${users} users)`, () => {
      const { plain, report } = simulate({ users, milliseconds: 30_000, takes: stalling(1000) });
      const truth = openTruth(30_000, stalling(1000));
      assert.ok(plain.p99 < 5, `plain ${plain.p99}`);
      assert.ok(Math.abs(report!.p99 - truth) < truth * 0.1, `${report!.p99}, not ${truth}`);
      assert.equal(report!.misleads, true);
    });

    it(`are the plain ones when single answers are slow (${users} users)`, () => {
      const random = randomFrom(users);
      const { report } = simulate({ users, milliseconds: 30_000, takes: () => (random() < 0.01 ? 200 : 5) });
      const exact = simulate({ users, milliseconds: 30_000, takes: () => 5 });
      assert.equal(report!.misleads, false);
      assert.ok(report!.p95 < 6, `p95 ${report!.p95}`);
      assert.equal(exact.missed.count, 0);
    });
  }

  it('hold for any length of stall', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 2500 }), length => {
        const { report } = simulate({ users: 20, milliseconds: 20_000, takes: stalling(length) });
        const truth = openTruth(20_000, stalling(length));
        assert.ok(Math.abs(report!.p99 - truth) < truth * 0.1 + 2, `${report!.p99}, not ${truth}`);
      }),
      { numRuns: 15 },
    );
  });

  it('count a stall that lasts until the end', () => {
    const { report } = simulate({ users: 10, milliseconds: 4000, takes: at => (at > 3000 ? 60_000 : 1) });
    assert.ok(report!.p99 > 900 && report!.p99 < 1010, `${report!.p99}`);
  });

  it('cannot be told with one user', () => {
    assert.equal(simulate({ users: 1, milliseconds: 10_000, takes: stalling(1000) }).report, undefined);
  });

  it('do not blame the server when this side stood still', () => {
    const standstill = new Standstill();
    const takes = (at: number) => {
      const isBlocked = at > 4000 && at < 5000;
      if (isBlocked) standstill.expect(4010);
      else standstill.came(at);
      return isBlocked ? 5001 - at : 1;
    };
    assert.equal(simulate({ users: 10, milliseconds: 8000, takes, standstill }).missed.count, 0);
  });
});
