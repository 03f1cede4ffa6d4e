import assert from 'node:assert/strict';
import { interval, pairedBlockLength, resampledWeights, tQuantile } from '../../../src/loadtest/verdict/bootstrap.js';
import { compareTargets } from '../../../src/loadtest/verdict/compare.js';
import { differenceText } from '../../../src/loadtest/verdict/sentences.js';
import { createSliceTable, latencyCount, weightedPercentile } from '../../../src/loadtest/verdict/sliceTable.js';
import type { ComparisonRow } from '../../../src/loadtest/verdict/verdict.js';
import { dice, simulate, sliceFrom, targetFrom } from './verdictSamples.js';

const row = (targets: Parameters<typeof compareTargets>[0], metric: string): ComparisonRow =>
  compareTargets(targets, { seed: 1 }).comparisons[0]!.rows.find(row => row.metric === metric)!;

describe('comparing targets of one run', () => {
  it('finds no difference between equals, in at least 95 of 100 runs over all metrics', () => {
    const noises = [
      { slices: 20, perSlice: 100, drift: 0.05, jitter: 0.05, pauses: 0.1 },
      { slices: 20, perSlice: 100, drift: 0.15, jitter: 0.15, pauses: 0.3 },
      { slices: 40, perSlice: 120, drift: 0.02, jitter: 0.01, pauses: 0.03 },
      { slices: 60, perSlice: 60, drift: 0.05, jitter: 0.3, pauses: 0.1 },
    ];
    const runs = process.env.CI ? 200 : 400;
    let none = 0;
    for (let seed = 0; seed < runs; seed++) {
      const targets = simulate({ seed, factors: [1, 1], failureRates: [0.01, 0.01], ...noises[seed % noises.length]! });
      if (compareTargets(targets, { seed }).comparisons[0]!.outcome === 'none') none++;
    }
    assert.ok(none >= 0.95 * runs, `no difference in ${none} of ${runs}`);
  });

  it('finds that a target is 20 % slower, and in which direction', () => {
    const runs = 40;
    const found = { p50: 0, throughput: 0 };
    for (let seed = 0; seed < runs; seed++) {
      const targets = simulate({ seed: seed + 1000, factors: [1, 1.2], slices: 30, perSlice: 100 });
      const { rows } = compareTargets(targets, { seed }).comparisons[0]!;
      for (const { metric, outcome } of rows) {
        assert.notEqual(outcome, 'better', `${metric} of run ${seed}`);
        if (outcome === 'worse' && metric in found) found[metric as keyof typeof found]++;
      }
    }
    assert.ok(found.p50 >= 0.9 * runs && found.throughput >= 0.9 * runs, JSON.stringify(found));
  });

  /** 10 s for each at 1,000 requests a second, as the engine cuts them: 40 slices of 250 ms. */
  const usual = { slices: 40, perSlice: 250, drift: 0.03, jitter: 0.03, pauses: 0 };

  it('finds a p99 that is 20 % slower in most runs of the usual length, and none that is not', function () {
    this.timeout(120_000);
    const runs = 100;
    const found = { slower: 0, equal: 0 };
    for (let seed = 0; seed < runs; seed++) {
      for (const [kind, factor] of [
        ['slower', 1.2],
        ['equal', 1],
      ] as const) {
        const slowKind = { share: 0.03, times: 8, factors: [1, factor] };
        const targets = simulate({ seed: seed + 9000, factors: [1, 1], slowKind, ...usual });
        const { rows } = compareTargets(targets, { seed, resamples: 1000 }).comparisons[0]!;
        const of = rows.find(({ metric }) => metric === 'p99')!;
        if (of.outcome === 'worse') found[kind]++;
        assert.ok(kind === 'equal' || of.outcome !== 'better');
      }
    }
    // Of 10,000 latencies 100 are beyond p99: with no more than that, the best of tests finds about 70 of 100.
    assert.ok(found.slower >= 55 && found.equal <= 5, JSON.stringify(found));
  });

  it('gives an interval that holds the truth', () => {
    const runs = 60;
    let held = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { low, high } = row(simulate({ seed: seed + 5000, factors: [1, 1.5], slices: 24, perSlice: 100 }), 'p50')
        .difference!;
      if (low <= 0.5 && high >= 0.5) held++;
    }
    assert.ok(held >= 0.95 * runs, `${held} of ${runs}`);
  });

  it('says the same each time', () => {
    const targets = simulate({ seed: 4, factors: [1, 1.1], slices: 20, perSlice: 50 });
    assert.deepEqual(compareTargets(targets, { seed: 9 }), compareTargets(targets, { seed: 9 }));
  });

  it('calls less throughput lower, not higher', () => {
    const slow = row(
      simulate({ seed: 1, factors: [1, 8], slices: 20, perSlice: 400, jitter: 0.01, drift: 0.01 }),
      'throughput',
    );
    assert.equal(slow.outcome, 'worse');
    assert.match(differenceText(slow), /^8[678](\.\d)?(–8[789])? % lower$/);
    const fast = row(
      simulate({ seed: 1, factors: [8, 1], slices: 20, perSlice: 400, jitter: 0.01, drift: 0.01 }),
      'throughput',
    );
    assert.match(differenceText(fast), /times as high$/);
    assert.equal(fast.outcome, 'better');
  });

  it('sees that one side fails more often', () => {
    const targets = simulate({ seed: 2, factors: [1, 1], slices: 30, perSlice: 100, failureRates: [0.001, 0.05] });
    const { verdict, caveats, outcome } = compareTargets(targets, { seed: 1 }).comparisons[0]!;
    assert.equal(outcome, 'worse');
    assert.match(verdict, /^B’s success rate is [\d.–]+ points lower \(95 % confidence\)\.$/);
    assert.match(caveats.join(), /read success first/);
  });

  it('does not make a verdict of microseconds', () => {
    const targets = [0.06, 0.066].map((median, i) => ({
      ...targetFrom('AB'[i]!, { seconds: [[1]] }),
      answered: 2000,
      succeeded: 2000,
      slices: Array.from({ length: 20 }, (_, at) =>
        sliceFrom(
          at,
          1,
          Array.from({ length: 100 }, (_, k) => median + (k % 5) / 1000),
        ),
      ),
    }));
    const { outcome, verdict, caveats } = compareTargets(targets, { seed: 1 }).comparisons[0]!;
    assert.deepEqual([outcome, verdict], ['none', 'No difference that this run can show.']);
    assert.match(caveats.join(), /certain and too small to matter/);
  });

  it('says who is dead', () => {
    const [a, b] = simulate({ seed: 3, factors: [1, 1], slices: 20, perSlice: 20 }) as [
      ReturnType<typeof targetFrom>,
      ReturnType<typeof targetFrom>,
    ];
    const kill = (target: typeof a) => ({
      ...target,
      answered: 0,
      succeeded: 0,
      errors: { refused: { count: 9, examples: [] } },
      slices: target.slices.map(({ at, seconds }) => ({ ...sliceFrom(at, seconds, []), failed: 1 })),
    });
    const verdict = (...targets: (typeof a)[]) =>
      compareTargets(targets, { seed: 1 }).comparisons.map(({ verdict, outcome }) => [verdict, outcome])[0];
    assert.deepEqual(verdict(kill(a), kill(b)), ['Neither A nor B answered: there is nothing to compare.', 'unknown']);
    assert.deepEqual(verdict(a, kill(b)), ['B did not answer, A did.', 'worse']);
    assert.deepEqual(verdict(kill(a), b), ['A did not answer, B did.', 'better']);
  });

  it('has no verdict of a few slices, or of none', () => {
    for (const slices of [0, 1, 3, 7]) {
      const targets = simulate({ seed: 3, factors: [1, 5], slices: Math.max(1, slices), perSlice: 100 });
      const cut = targets.map(target => ({ ...target, slices: target.slices.slice(0, slices) }));
      const { outcome, caveats } = compareTargets(cut, { seed: 1 }).comparisons[0]!;
      assert.equal(outcome, 'unknown');
      assert.match(caveats[0]!, /too few for a verdict/);
    }
  });

  it('does not judge a p99 of ten answers', () => {
    assert.equal(row(simulate({ seed: 3, factors: [1, 9], slices: 20, perSlice: 10 }), 'p99').outcome, 'unknown');
  });

  it('ranks three and more, equals on one place and the dead on none', () => {
    const targets = simulate({ seed: 8, factors: [2, 1, 1, 1], slices: 30, perSlice: 200, drift: 0.02, jitter: 0.02 });
    const dead = { ...targets[3]!, answered: 0, succeeded: 0 };
    const { comparisons, ranking } = compareTargets([...targets.slice(0, 3), dead], { seed: 1 });
    assert.deepEqual(
      comparisons.map(({ base, other, outcome }) => [base, other, outcome]),
      [
        ['A', 'B', 'better'],
        ['A', 'C', 'better'],
        ['A', 'D', 'worse'],
      ],
    );
    assert.deepEqual(Object.fromEntries(ranking!.map(({ name, place }) => [name, place])), {
      A: 3,
      B: 1,
      C: 1,
      D: undefined,
    });
    assert.deepEqual(
      ranking!.slice(2).map(({ name }) => name),
      ['A', 'D'],
    );
  });
});

describe('the bootstrap', () => {
  it('takes as many slices as there are, in blocks', () => {
    for (const slices of [1, 2, 7, 20, 61]) {
      for (const weights of resampledWeights(slices, 20, 3, pairedBlockLength(slices))) {
        assert.equal(
          weights.reduce((sum, weight) => sum + weight, 0),
          slices,
        );
      }
    }
  });

  it('finds the percentile of any mix of slices', () => {
    const { next } = dice(5);
    const slices = Array.from({ length: 6 }, (_, at) =>
      sliceFrom(
        at,
        1,
        Array.from({ length: 50 }, () => Math.round(next() * 1900) / 1000 + 0.001),
      ),
    );
    const table = createSliceTable({ ...targetFrom('t', { seconds: [[1]] }), slices });
    const weights = Float64Array.from([2, 0, 1, 3, 0, 1]);
    const all = slices
      .flatMap(({ latency }, s) =>
        Array.from({ length: weights[s]! }, () =>
          latency.values.flatMap((value, i) => new Array<number>(latency.counts[i]!).fill(value)),
        ).flat(),
      )
      .sort((a, b) => a - b);
    const count = latencyCount(table, weights);
    assert.equal(count, all.length);
    for (const percent of [1, 50, 95, 99, 100]) {
      assert.equal(weightedPercentile(table, weights, percent, count), all[Math.ceil((percent / 100) * count) - 1]);
    }
  });

  it('knows Student’s quantiles', () => {
    // NIST/SEMATECH e-Handbook, table 1.3.6.7.2.
    const table: readonly [number, number, number][] = [
      [0.975, 1, 12.706],
      [0.975, 2, 4.303],
      [0.975, 5, 2.571],
      [0.99, 9, 2.821],
      [0.995, 14, 2.977],
      [0.975, 30, 2.042],
    ];
    for (const [share, freedom, value] of table)
      assert.ok(Math.abs(tQuantile(share, freedom) / value - 1) < 0.005, `${share} ${freedom}`);
  });

  it('has intervals around the estimate', () => {
    const [low, high] = interval(1, Float64Array.from([0.9, 1.1, 1, 0.8, 1.2]), 0.05, 10);
    assert.ok(low <= 0.8 && high >= 1.2);
  });
});
