import assert from 'node:assert/strict';
import type { Report, TargetReport } from '../../../src/loadtest/report.js';
import { recommend } from '../../../src/loadtest/verdict/recommendations.js';
import { reportFrom, type Seconds, targetFrom } from './verdictSamples.js';

const steady: Seconds = {
  seconds: Array.from({ length: 12 }, () => Array.from({ length: 100 }, (_, i) => 5 + (i % 10) / 10)),
};
const ids = (target: Partial<TargetReport>, more: Partial<Report> = {}, seconds = steady) =>
  recommend(reportFrom([targetFrom('t', seconds, target)], more)).map(({ id }) => id);
const base = targetFrom('t', steady);

describe('recommendations', () => {
  it('are none when nothing stands out', () => {
    assert.deepEqual(ids({}), []);
  });

  it('follow from the figures', () => {
    const growing: Seconds = {
      seconds: Array.from({ length: 12 }, (_, s) => Array.from({ length: 100 }, () => 5 * 1.4 ** s)),
    };
    const tail: Seconds = {
      seconds: Array.from({ length: 12 }, () => Array.from({ length: 100 }, (_, i) => (i < 97 ? 5 : 300))),
    };
    const series = base.series.map((second, i) => ({
      ...second,
      load: i < 6 ? 100 : 400,
      p50: i < 6 ? 5 : 40,
      answered: i < 6 ? 100 : 120,
    }));
    const cases: readonly [string, string[]][] = [
      ['client', ids({}, { client: { cpu: 1, lag: 3, bottlenecks: ['cpu'] } })],
      [
        'dead',
        ids({
          answered: 0,
          succeeded: 0,
          statusCodes: {},
          errors: { refused: { count: 9, examples: ['connect ECONNREFUSED'] } },
        }),
      ],
      [
        'limited',
        ids({
          statusCodes: { 200: 1100, 429: 100 },
          rateLimit: { firstAfter: 60, count: 100, headers: [['Retry-After', '30']] },
        }),
      ],
      ['500', ids({ statusCodes: { 200: 1100, 503: 100 }, succeeded: 1100 })],
      ['timeouts', ids({ errors: { responseTimeout: { count: 5, examples: [] } } })],
      ['lost', ids({ errors: { reset: { count: 5, examples: [] } } })],
      ['stalls', ids({ corrected: { ...base.latency, p99: 30, misleads: true } })],
      ['unsent', ids({ unsent: 5 })],
      ['queue', ids({}, {}, growing)],
      ['tail', ids({}, {}, tail)],
      ['churn', ids({ connectionsOpened: 1200 })],
      ['saturated', ids({ series })],
      ['connect', ids({ connect: { ...base.latency, mean: 3, count: 1000 } })],
    ];
    assert.deepEqual(cases, [
      ['client', ['client-bound']],
      ['dead', ['nothing-succeeded']],
      ['limited', ['rate-limited']],
      ['500', ['server-errors']],
      ['timeouts', ['timeouts']],
      ['lost', ['connections-lost']],
      ['stalls', ['stalls']],
      ['unsent', ['unsent']],
      ['queue', ['queueing']],
      ['tail', ['long-tail']],
      ['churn', ['connection-churn']],
      ['saturated', ['saturation']],
      ['connect', ['connect-cost']],
    ]);
  });

  it('name the target when there are several, and the figures', () => {
    const [first] = recommend(reportFrom([base, { ...targetFrom('other', steady), unsent: 1234 }]));
    assert.equal(first!.title, 'other: The rate was higher than the server takes');
    assert.equal(first!.because, '1,234 requests were due and never sent; 100 req/s were answered');
    assert.equal(first!.index, 1);
  });
});
