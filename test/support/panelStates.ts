/** The states of the load-test page that its tests and its pictures show, as the messages that bring it there. */
import type { Comparison } from '../../src/loadtest/verdict/verdict.js';
import type { HostMessage, RunResult } from '../../src/panel/panelMessages.js';
import { panelReport } from '../../src/panel/panelReport.js';
import { historyOf, infoOf, recordRun, type Server } from './panelRuns.js';

export const steady: Server = { name: 'GET /books/{bookId}', perSecond: 4800, median: 8, spread: 0.45 };
const troubled: Server = {
  name: 'POST /orders',
  perSecond: 1200,
  median: 24,
  spread: 0.6,
  stallEvery: 4,
  statuses: { 429: 0.06, 500: 0.012, 503: 0.004 },
  errors: {
    reset: { share: 0.003, examples: ['read ECONNRESET', 'socket hang up after 0 of 812 bytes'] },
    responseTimeout: { share: 0.001, examples: ['no whole answer within 5,000 ms: <script>alert(1)</script>'] },
  },
};
const slower: Server = { ...steady, name: 'branch', perSecond: 4350, median: 9.1 };
const sides: readonly Server[] = [{ ...steady, name: 'main' }, slower];

export const comparison: Comparison = {
  against: 'target',
  base: 'main',
  other: 'branch',
  verdict: 'branch’s p99 is 12–18 % slower (95 %).',
  outcome: 'worse',
  caveats: [],
  rows: [
    row('p50', 'ms', 8, 9.1, [0.11, 0.16], 'worse'),
    row('p95', 'ms', 16.8, 19.1, [0.105, 0.165], 'worse'),
    row('p99', 'ms', 22.9, 26.2, [0.12, 0.18], 'worse'),
    row('throughput', 'perSecond', 4800, 4350, [-0.12, -0.07], 'worse'),
    row('success', 'share', 1, 1, [-0.0005, 0.0005], 'none'),
  ],
};

const baseline: Comparison = {
  against: 'baseline',
  base: 'baseline of 3 May',
  other: 'this run',
  verdict: 'No difference that this run can show.',
  outcome: 'none',
  caveats: ['The baseline was made on another kind of machine: 4 cores, linux.'],
  rows: [
    row('p50', 'ms', 7.9, 8, [-0.03, 0.05], 'none'),
    row('p99', 'ms', 23.5, 22.9, [-0.08, 0.03], 'none'),
    row('throughput', 'perSecond', 4750, 4800, [-0.01, 0.03], 'none'),
  ],
};

const locked: Server = { ...steady, name: 'POST /orders', median: 0.4, statuses: { 401: 0.97, 403: 0.03 } };
const dead: Server = {
  ...steady,
  name: 'GET /books',
  median: 0.2,
  errors: { refused: { share: 1, examples: ['connect ECONNREFUSED 127.0.0.1:3000'] } },
};
const longName =
  'GET /organizations/{organizationId}/repositories/{repositoryName}/environments/{environmentName}/deployment-branch-policies';

const good = recordRun([steady], 10);
const bad = recordRun([troubled], 20, 'open');
const both = recordRun(sides, 20);

const refused = recordRun([locked], 10);
const unanswered = recordRun([dead], 10);
const nothing = {
  count: 0,
  min: 0,
  mean: 0,
  deviation: 0,
  p50: 0,
  p75: 0,
  p90: 0,
  p95: 0,
  p99: 0,
  p999: 0,
  p9999: 0,
  max: 0,
};

const goodResult: RunResult = {
  report: panelReport(good.report),
  checks: [
    { target: 'GET', text: 'p99 < 200 ms', actual: '22.9 ms', outcome: 'passed', source: '.senior-backend/slo.json' },
    { target: 'GET', text: 'success > 99.5 %', actual: '100 %', outcome: 'passed', source: '.senior-backend/slo.json' },
    { target: 'GET', text: 'rps > 500', actual: '4,796', outcome: 'passed' },
  ],
  comparisons: [baseline],
  recommendations: [
    {
      id: 'find-limit',
      title: 'Room to spare',
      because: 'p99 is 2.9 × the median, no errors, client at 42 %.',
      detail: 'Find the limit with a stepped run: senior-backend load-test --find-limit.',
    },
  ],
  canSaveBaseline: true,
};

const badReport = panelReport({
  ...bad.report,
  endedBy: 'limit',
  client: { cpu: 0.97, lag: 84, late: 12, bottlenecks: ['cpu', 'lag'] },
  targets: bad.report.targets.map(target => ({
    ...target,
    unsent: 1312,
    rateLimit: { firstAfter: 1000, count: 1450, headers: [['Retry-After', '30'] as const] },
  })),
});

const badResult: RunResult = {
  report: badReport,
  checks: [
    { target: 'GET', text: 'p99 < 200 ms', actual: '487 ms', outcome: 'failed', source: '.senior-backend/slo.json' },
    { target: 'GET', text: 'success > 99.5 %', actual: '92 %', outcome: 'failed', source: '.senior-backend/slo.json' },
    {
      target: 'POST /orders',
      text: 'status 429 appears',
      actual: '1,450 × 429',
      outcome: 'passed',
      warnings: ['Retry-After is 30 s, longer than the run.'],
    },
  ],
  comparisons: [],
  recommendations: [
    {
      id: 'x',
      because: 'Seconds 3, 7, 11, 15 and 19: p99 500 ms and more; the others below 100 ms.',
      title: 'A stall every 4 s',
      detail:
        'p99 is 20 × the median in every fourth second. Look for garbage collection, a timer, or a lock that is held.',
    },
    {
      id: 'x',
      because: 'Seconds 3, 7, 11, 15 and 19: p99 500 ms and more; the others below 100 ms.',
      title: 'Errors under load',
      detail: '1.6 % of answers are 5XX from the first second on. See the log of the server for POST /orders.',
    },
    {
      id: 'x',
      because: 'Seconds 3, 7, 11, 15 and 19: p99 500 ms and more; the others below 100 ms.',
      title: 'The limiter answers first',
      detail: '429 after 1,000 answers. Raise the limit for the test, or stay under it, to measure the work behind it.',
    },
  ],
  canSaveBaseline: true,
};

const refusedResult: RunResult = {
  report: panelReport({
    ...refused.report,
    targets: refused.report.targets.map(target => ({ ...target, succeeded: 0 })),
  }),
  checks: [
    { target: 'POST', text: 'some requests succeed', actual: 'every answer was 401, 403', outcome: 'failed', index: 0 },
  ],
  comparisons: [],
  recommendations: [],
  canSaveBaseline: true,
};

const unansweredResult: RunResult = {
  report: panelReport({
    ...unanswered.report,
    endedBy: 'server',
    targets: unanswered.report.targets.map(({ connect: _, ...target }) => ({
      ...target,
      answered: 0,
      succeeded: 0,
      inFlight: 0,
      bytesReceived: 0,
      statusCodes: {},
      connectionsOpened: 0,
      latency: nothing,
      firstByte: nothing,
      series: target.series.map(second => ({
        ...second,
        answered: 0,
        failed: second.answered,
        p50: 0,
        p95: 0,
        p99: 0,
        max: 0,
      })),
    })),
  }),
  checks: [
    {
      target: 'GET /books',
      text: 'some requests succeed',
      actual: 'connect ECONNREFUSED 127.0.0.1:3000',
      outcome: 'failed',
      index: 0,
    },
  ],
  comparisons: [],
  recommendations: [
    {
      id: 'nothing-succeeded',
      title: 'No request succeeded',
      detail: 'Try one request by hand first: the address, the method, the token. The latencies are those of failures.',
      because: '48,340 × refused: connect ECONNREFUSED 127.0.0.1:3000',
    },
  ],
  canSaveBaseline: true,
};

/** Messages by the name of the state. */
export const states: Readonly<Record<string, readonly HostMessage[]>> = {
  empty: [],
  starting: [{ kind: 'start', run: infoOf('1', [steady]), history: [] }],
  live: [
    { kind: 'start', run: infoOf('1', [steady]), history: historyOf(12, 'none') },
    ...good.snapshots.slice(0, 38).map(snapshot => ({ kind: 'snapshot', id: '1', snapshot }) as const),
  ],
  'live-trouble': [
    {
      kind: 'start',
      run: infoOf('1', [troubled], { model: 'open', load: '1,200 requests a second for 20 s' }),
      history: [],
    },
    ...bad.snapshots.slice(0, 60).map(snapshot => ({ kind: 'snapshot', id: '1', snapshot: busy(snapshot) }) as const),
  ],
  stopping: [
    { kind: 'start', run: infoOf('1', [steady]), history: [] },
    ...good.snapshots.slice(0, 30).map(snapshot => ({ kind: 'snapshot', id: '1', snapshot }) as const),
    { kind: 'stopping', id: '1' },
  ],
  done: [
    { kind: 'start', run: infoOf('1', [steady]), history: historyOf(24, '1') },
    { kind: 'result', id: '1', result: goodResult },
  ],
  'done-trouble': [
    {
      kind: 'start',
      run: infoOf('1', [troubled], { model: 'open', load: '1,200 requests a second for 20 s' }),
      history: [],
    },
    { kind: 'result', id: '1', result: badResult },
  ],
  failed: [
    { kind: 'start', run: infoOf('1', [steady]), history: historyOf(5, 'none') },
    ...good.snapshots.slice(0, 38).map(snapshot => ({ kind: 'snapshot', id: '1', snapshot }) as const),
    {
      kind: 'failure',
      id: '1',
      failure: {
        message: 'A worker thread of the load test died: JavaScript heap out of memory.',
        advice: 'Run it again with fewer connections, or with a smaller body limit.',
      },
    },
  ],
  interrupted: [
    { kind: 'start', run: infoOf('1', [steady]), history: historyOf(5, 'none') },
    {
      kind: 'failure',
      id: '1',
      failure: {
        message: 'The window was closed or reloaded, which stopped this run',
        advice: 'There is no report of it: run it again for one.',
        interrupted: true,
      },
    },
  ],
  'no-k6': [
    { kind: 'start', run: infoOf('1', [steady], { load: '10 connections for 10 s, by k6' }), history: [] },
    {
      kind: 'failure',
      id: '1',
      failure: {
        message: 'There is no k6 at "/opt/k6/bin/k6". Install k6, or say where its executable is.',
        advice: 'The settings say whether k6 makes the load, and where it is.',
        settings: ['seniorBackend.loadTest.engine'],
      },
    },
  ],
  refused: [
    { kind: 'start', run: infoOf('1', [locked], { schemes: ['bearerAuth'] }), history: [] },
    { kind: 'result', id: '1', result: refusedResult },
  ],
  unanswered: [
    { kind: 'start', run: infoOf('1', [dead]), history: historyOf(3, 'none') },
    { kind: 'result', id: '1', result: unansweredResult },
  ],
  'long-names': [
    {
      kind: 'start',
      run: infoOf('1', [{ ...steady, name: longName }], {
        targets: [{ name: longName, origin: 'https://a-rather-long-subdomain.staging.eu-central-1.example.com:8443' }],
      }),
      history: historyOf(2, '1'),
    },
    { kind: 'result', id: '1', result: goodResult },
    {
      kind: 'start',
      run: infoOf('2', sides, {
        title: `${longName} on 2 servers`,
        targets: sides.map((_, i) => ({
          name: `a-long-subdomain-${i}.staging.eu-central-1.example.com:8443/v1`,
          origin: `http://127.0.0.1:300${i}`,
        })),
      }),
      history: [],
    },
    ...both.snapshots.slice(0, 60).map(snapshot => ({ kind: 'snapshot', id: '2', snapshot }) as const),
  ],
  compare: [
    { kind: 'start', run: infoOf('1', sides, { title: 'GET /books: main and branch' }), history: [] },
    {
      kind: 'result',
      id: '1',
      result: {
        ...goodResult,
        report: panelReport(both.report),
        checks: [],
        comparisons: [comparison],
        recommendations: [],
      },
    },
  ],
  'compare-live': [
    { kind: 'start', run: infoOf('1', sides, { title: 'GET /books: main and branch' }), history: [] },
    ...both.snapshots.slice(0, 60).map(snapshot => ({ kind: 'snapshot', id: '1', snapshot }) as const),
  ],
  several: [
    { kind: 'start', run: infoOf('1', [troubled]), history: [] },
    { kind: 'result', id: '1', result: badResult },
    { kind: 'start', run: infoOf('2', [steady]), history: [] },
    { kind: 'result', id: '2', result: goodResult },
    { kind: 'start', run: infoOf('3', [{ ...steady, name: 'GET /books' }]), history: [] },
    ...good.snapshots.slice(0, 45).map(snapshot => ({ kind: 'snapshot', id: '3', snapshot }) as const),
  ],
};

function busy(snapshot: (typeof bad.snapshots)[number]) {
  return { ...snapshot, client: { cpu: 0.97, lag: 84 } };
}

function row(
  metric: Comparison['rows'][number]['metric'],
  unit: Comparison['rows'][number]['unit'],
  base: number,
  other: number,
  [low, high]: readonly [number, number],
  outcome: Comparison['outcome'],
): Comparison['rows'][number] {
  return { metric, unit, base, other, difference: { low, high, confidence: 0.95 }, outcome };
}
