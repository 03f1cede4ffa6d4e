import assert from 'node:assert/strict';
import { reportHtml } from '../../../src/loadtest/output/html.js';
import { reportMarkdown } from '../../../src/loadtest/output/markdown.js';
import { reportText } from '../../../src/loadtest/output/text.js';
import type { Report, TargetReport } from '../../../src/loadtest/report.js';
import { judge } from '../../../src/loadtest/verdict/judge.js';
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

  it('are said in words for the command line and the editor alike; an option is named apart', () => {
    const all = [
      ...recommend(reportFrom([{ ...base, unsent: 5, statusCodes: { 200: 900, 429: 300 } }])),
      ...recommend(reportFrom([base], { client: { cpu: 1, lag: 3, bottlenecks: ['cpu', 'lag'] } })),
      ...recommend(reportFrom([{ ...base, corrected: { ...base.latency, p99: 30, misleads: true } }])),
    ];
    assert.deepEqual(
      all.map(({ id, option }) => `${id} ${option}`),
      ['rate-limited --connections', 'unsent --find-limit', 'client-bound --threads', 'stalls --rate'],
    );
    for (const { title, detail, because } of all) assert.doesNotMatch(`${title} ${detail} ${because}`, /--\w/);
    const report = reportFrom([{ ...base, unsent: 5 }]);
    const verdicts = judge(report, { thresholds: () => [] });
    assert.match(reportText(report, verdicts, { style: (_, text) => text }), /\(--find-limit\)/);
    for (const other of [reportMarkdown(report, verdicts), reportHtml(report, verdicts)]) {
      assert.doesNotMatch(other, /--find-limit/);
    }
  });

  it('do not blame the server where this side was at its limit', () => {
    const growing: Seconds = {
      seconds: Array.from({ length: 12 }, (_, s) => Array.from({ length: 100 }, () => 5 * 1.4 ** s)),
    };
    const client: Report['client'] = { cpu: 1, lag: 30, bottlenecks: ['cpu', 'rate'] };
    assert.deepEqual(ids({ unsent: 5 }, { client }, growing), ['client-bound']);
    const connections: Report['client'] = { cpu: 0.2, lag: 1, bottlenecks: ['connections'] };
    assert.deepEqual(ids({ unsent: 5 }, { client: connections }), ['client-bound', 'unsent']);
  });

  it('do not advise against what was asked for', () => {
    const report = reportFrom([{ ...base, statusCodes: { 200: 900, 429: 300 } }]);
    assert.deepEqual(judge(report, { thresholds: () => [], rateLimit: true }).recommendations, []);
    assert.equal(judge(report, { thresholds: () => [] }).recommendations[0]!.id, 'rate-limited');
  });

  it('call a few refusals a few', () => {
    const title = (limited: number) =>
      recommend(reportFrom([{ ...base, statusCodes: { 200: 1200 - limited, 429: limited } }]))[0]!.title;
    assert.equal(title(3), 'A rate limit refused some of the requests');
    assert.equal(title(600), 'A rate limit was measured, not the work behind it');
  });

  it('name the target when there are several, and the figures', () => {
    const [first] = recommend(reportFrom([base, { ...targetFrom('other', steady), unsent: 1234 }]));
    assert.equal(first!.title, 'other: The rate was higher than the server takes');
    assert.equal(first!.because, '1,234 requests were due and never sent; 100 req/s were answered');
    assert.equal(first!.index, 1);
  });
});
