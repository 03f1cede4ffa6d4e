import assert from 'node:assert/strict';
import type { Report } from '../../../src/loadtest/report.js';
import { compareWithBaseline } from '../../../src/loadtest/verdict/baseline.js';
import { loadText } from '../../../src/loadtest/verdict/sameSetting.js';
import { dice, reportFrom, targetFrom } from './verdictSamples.js';

/** Twenty seconds of a server; runs differ a little from each other as real ones do. */
function run(seed: number, factor = 1, more: Partial<Report> = {}, failed = 0): Report {
  const { normal } = dice(seed);
  const weather = 1 + 0.02 * normal();
  const seconds = Array.from({ length: 20 }, () => {
    const scale = 5 * factor * weather * Math.exp(0.04 * normal());
    return Array.from({ length: Math.round(400 / factor) }, () => scale * Math.exp(0.4 * normal()));
  });
  return reportFrom([targetFrom('GET /users', { seconds, failed: () => failed })], more);
}
const against = (base: Report, now: Report, tolerance?: number) =>
  compareWithBaseline(base, now, { seed: 1, ...(tolerance === undefined ? {} : { tolerance }) })[0]!;

describe('a baseline', () => {
  it('of the same server is as the new run', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { outcome, verdict } = against(run(seed), run(seed + 100));
      assert.equal(outcome, 'none', verdict);
      assert.match(verdict, /^No difference of more than 10 %/);
    }
  });

  it('is left behind by what is slower, and by what is faster', () => {
    for (let seed = 0; seed < 10; seed++) {
      const slower = against(run(seed), run(seed + 100, 1.3));
      assert.equal(slower.outcome, 'worse');
      assert.match(
        slower.verdict,
        /^This run’s p50 is \d+–\d+ % slower.*throughput is [\d.–]+ % lower \(95 % confidence\)\.$/,
      );
      assert.equal(against(run(seed), run(seed + 100, 0.7)).outcome, 'better');
    }
  });

  it('takes as a difference what the tolerance says', () => {
    assert.equal(against(run(1), run(2, 1.3), 0.5).outcome, 'none');
  });

  it('sees that answers fail which did not', () => {
    const { outcome, verdict } = against(run(1), run(2, 1, {}, 8));
    assert.equal(outcome, 'worse');
    assert.match(verdict, /success rate is .* points lower/);
  });

  it('of another machine or load is not compared', () => {
    const base = run(1);
    const { machine, plan } = base;
    const cases: readonly [Report, RegExp][] = [
      [
        run(2, 3, { machine: { ...machine, cpu: 'Other CPU' } }),
        /^Not comparable: the processor was Test CPU @ 2\.10GHz, now Other CPU\.$/,
      ],
      [
        run(2, 3, { machine: { ...machine, cores: 64, platform: 'darwin arm64' } }),
        /cores was 2, now 64; the platform was linux x64, now darwin/,
      ],
      [run(2, 3, { machine: { ...machine, node: 'v24.0.0' } }), /Node\.js was 22, now 24/],
      [
        run(2, 3, {
          plan: {
            ...plan,
            load: { model: 'open', stages: [{ target: 500, seconds: 0, holdSeconds: 0 }], maxConnections: 50 },
          },
        }),
        /the load was 10 users, now 500 requests a second/,
      ],
    ];
    for (const [now, message] of cases) {
      const { outcome, verdict, rows } = against(base, now);
      assert.match(verdict, message);
      assert.equal(outcome, 'unknown');
      assert.ok(rows.every(row => row.outcome === 'unknown' && row.difference === undefined && row.base > 0));
    }
    assert.match(
      against(base, run(2, 1, { machine: { ...machine, node: 'v22.20.0' } })).caveats.join(),
      /Node\.js was v22\.19\.1/,
    );
  });

  it('of a dead server says so', () => {
    const dead = reportFrom([
      targetFrom('GET /users', { seconds: [] }, { errors: { refused: { count: 1, examples: [] } } }),
    ]);
    assert.deepEqual(
      [against(run(1), dead).outcome, against(dead, run(1)).outcome, against(dead, dead).outcome],
      ['worse', 'better', 'unknown'],
    );
  });

  it('of a run of two seconds gives no interval', () => {
    const short = reportFrom([
      targetFrom('GET /users', {
        seconds: [
          [1, 2],
          [3, 4],
        ],
      }),
    ]);
    assert.equal(against(short, short).rows.find(({ metric }) => metric === 'p50')!.outcome, 'unknown');
  });

  it('is matched by name, or when there is only one', () => {
    const two = reportFrom([targetFrom('a', { seconds: [[1]] }), targetFrom('b', { seconds: [[1]] })]);
    assert.deepEqual(
      compareWithBaseline(two, reportFrom([targetFrom('b', { seconds: [[1]] }), targetFrom('c', { seconds: [[1]] })]), {
        seed: 1,
      }).map(({ other }) => other),
      ['this run of b'],
    );
    assert.match(
      against(reportFrom([targetFrom('old', { seconds: [[1]] })]), run(1)).caveats.join(),
      /the baseline is of old/,
    );
  });

  it('says loads in words', () => {
    assert.equal(
      loadText({ model: 'closed', stages: [{ target: 1, seconds: 0, holdSeconds: 0 }], thinkMilliseconds: 5 }),
      '1 user, thinking 5 ms',
    );
    assert.equal(
      loadText({
        model: 'open',
        stages: [
          { target: 50, seconds: 10, holdSeconds: 30 },
          { target: 0, seconds: 5, holdSeconds: 0 },
        ],
        maxConnections: 9,
      }),
      'requests a second: to 50 in 10 s, held 30 s; to 0 in 5 s',
    );
  });
});
