import assert from 'node:assert/strict';
import type { Snapshot } from '../../../src/loadtest/report.js';
import type { HostMessage, PanelTarget, RunState } from '../../../src/panel/panelMessages.js';
import { emptyState, receive, selectedRun } from '../../../src/panel/panelState.js';
import { spoken, statusOf, tilesOf } from '../../../src/panel/view.js';
import { bannersOf } from '../../../src/panel/viewBanners.js';
import { latencyChart, tailChart, throughputChart, trendChart } from '../../../src/panel/viewCharts.js';
import { errorRows, latencyTable, statusRows, targetTable } from '../../../src/panel/viewFigures.js';
import { comparisonView, historyView } from '../../../src/panel/viewResults.js';
import { historyOf, recordRun } from '../../support/panelRuns.js';
import { comparison, states, steady } from '../../support/panelStates.js';

const runIn = (state: string, more: readonly HostMessage[] = []) =>
  selectedRun([...states[state]!, ...more].reduce(receive, emptyState))!;

function statusText(run: RunState): string {
  const { word, detail } = statusOf(run);
  return `${word} ${detail}`;
}

/** The run with its report changed. */
function changed(
  state: string,
  how: Partial<PanelTarget>,
  endedBy: 'limit' | 'stopped' | 'server' | 'failure' = 'limit',
) {
  const run = runIn(state);
  const { report } = run.result!;
  const targets = report.targets.map(target => ({ ...target, ...how }));
  return { ...run, result: { ...run.result!, report: { ...report, endedBy, targets } } };
}

function live(how: Partial<Snapshot>): RunState {
  const last = states.live!.findLast(message => message.kind === 'snapshot')!;
  return runIn('live', [{ ...last, snapshot: { ...last.snapshot, ...how } }]);
}

describe('the load-test page in words', () => {
  it('says how far a run is and how it ended', () => {
    const texts: Record<string, string> = {
      starting: 'Connecting http://127.0.0.1:3000',
      live: 'Running 5 s left',
      stopping: 'Stopping waiting for the report',
      done: 'Passed 3 checks, in 10 s',
      'done-trouble': 'Failed 2 of 3 checks, in 20 s',
      failed: 'Failed after 5.6 s',
      compare: 'Done in 20 s',
    };
    for (const [state, text] of Object.entries(texts)) assert.equal(statusText(runIn(state)), text);
    assert.equal(statusText(live({ phase: 'setup' })), 'Setting up http://127.0.0.1:3000');
    assert.equal(statusText(live({ phase: 'warmup', at: -1.4 })), 'Warming up 2 s until it counts');
    assert.equal(statusText(live({ remainingSeconds: undefined, at: 75 })), 'Running for 1 min 15 s');
    assert.equal(statusText(changed('compare', {}, 'stopped')), 'Stopped after 20 s');
    assert.equal(statusText(changed('compare', {}, 'server')), 'Broken off ended after 20 s');
    assert.equal(statusText(changed('done', {}, 'failure')), 'Broken off ended after 10 s');
  });

  it('shows the figures of a report, and dashes where there are none', () => {
    const tiles = (run: RunState) => tilesOf(run).map(({ label, value, unit }) => `${label}: ${value} ${unit}`.trim());
    const found = tiles(runIn('done'));
    assert.deepEqual(found.slice(0, 4), [
      'p99 latency: 23.0 ms',
      'p50 latency: 7.97 ms',
      'Throughput: 4,833 req/s',
      'Success: 100 %',
    ]);
    assert.deepEqual(tiles(runIn('starting')), [
      'p99 latency: –',
      'p50 latency: –',
      'Throughput: –',
      'Success: –',
      'Requests: 0',
    ]);
    const [, , , success] = tilesOf(runIn('done-trouble'));
    assert.deepEqual([success!.tone, success!.detail], ['error', '106 errors, 1,793 by status']);
  });

  it('warns when figures are not what they seem', () => {
    const titles = (run: RunState) => bannersOf(run).map(({ title }) => title);
    assert.deepEqual(titles(runIn('done')), []);
    assert.deepEqual(titles(runIn('done-trouble')), [
      'The client was the bottleneck',
      'Rate limited: 1,450 × 429',
      '1,312 requests due and never sent',
    ]);
    const { latency } = runIn('done').result!.report.targets[0]!;
    const misled = changed('done', { corrected: { ...latency, p99: 900, misleads: true } });
    assert.match(bannersOf(misled)[0]!.detail, /p99 is 900 ms and not 23\.0 ms/);
    assert.deepEqual(titles(changed('done', { corrected: { ...latency, misleads: false } })), []);
    assert.deepEqual(titles(changed('compare', { succeeded: 0 })), [
      'main: no request succeeded',
      'branch: no request succeeded',
    ]);
    assert.equal(titles(changed('done', {}, 'server'))[0], 'The server stopped answering');
  });

  it('says that a server refuses, whether or not it was told who asks', () => {
    const [banner, ...others] = bannersOf(runIn('refused'));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [banner!.title, banner!.actions],
      ['100 % of the answers are 401 or 403', ['setToken', 'forgetToken']],
    );
    assert.match(banner!.detail, /“bearerAuth” is wrong, expired/);
    const run = runIn('refused');
    const [untold] = bannersOf({ ...run, info: { ...run.info, schemes: [] } });
    assert.match(untold!.detail, /^No token was sent/);
    assert.deepEqual(untold!.actions, ['setToken']);
    const forbidden = changed('refused', { statusCodes: { 200: 400, 403: 600 }, succeeded: 400 });
    assert.match(bannersOf(forbidden)[0]!.title, /^60 % of the answers are 403$/);
    assert.match(bannersOf(forbidden)[0]!.detail, /known there, and not allowed/);
    assert.deepEqual(bannersOf(changed('refused', { statusCodes: { 200: 600, 403: 400 }, succeeded: 600 })), []);
    const last = live({});
    const targets = last.latest!.targets.map(target => ({ ...target, statusCodes: { 401: 10 } }));
    assert.deepEqual(bannersOf({ ...last, latest: { ...last.latest!, targets } })[0]!.actions, []);
  });

  it('says who made the load when it was another program, and what was left behind', () => {
    const run = runIn('done');
    const report = {
      ...run.result!.report,
      engine: { name: 'k6', version: '1.4.0', notes: ['It does not tell this.', 'Nor that.'] },
      teardownFailure: 'DELETE /books/1: 500',
    } as const;
    const banners = bannersOf({ ...run, result: { ...run.result!, report } });
    assert.deepEqual(
      banners.map(({ tone, title, detail }) => `${tone}: ${title}: ${detail}`),
      [
        'warning: Not all was cleaned up after the load: DELETE /books/1: 500',
        'info: k6 1.4.0 made the load: It does not tell this. Nor that.',
      ],
    );
  });

  it('keeps a warning about this side for a while, so that the page stands still', () => {
    const busy = live({ client: { cpu: 0.97, lag: 1 } });
    assert.match(bannersOf(busy)[0]!.detail, /97 % busy/);
    const calm = { ...busy, latest: { ...busy.latest!, at: busy.latest!.at + 3, client: { cpu: 0.2, lag: 1 } } };
    assert.equal(bannersOf(calm).length, 1);
    assert.equal(bannersOf({ ...calm, latest: { ...calm.latest, at: calm.latest.at + 3 } }).length, 0);
  });

  it('says what failed, what to do, and that the load has ended', () => {
    const [banner] = bannersOf(runIn('failed'));
    assert.match(banner!.title, /worker thread/);
    assert.match(banner!.detail, /fewer connections.*The load was stopped/);
    assert.deepEqual(banner!.actions, ['showLog']);
    const [missing] = bannersOf(runIn('no-k6'));
    assert.equal(missing!.title, 'There is no k6 at "/opt/k6/bin/k6"');
    assert.match(missing!.detail, /^Install k6, .* is\. The settings say/);
    assert.deepEqual(missing!.actions, ['openSettings', 'showLog']);
  });

  it('is read out with the figures of each target and the verdict', () => {
    assert.match(
      spoken(runIn('live')),
      /^GET \/books\/\{bookId\}: Running, 56 percent, 5 s left\. 4,882 requests a second, p99 22\.9 ms, 0 failed\.$/,
    );
    assert.match(spoken(runIn('compare')), /main: 4,830 .* branch: 4,325 .* branch’s p99 is 12–18 % slower/);
    assert.match(spoken(runIn('failed')), /A worker thread of the load test died/);
  });

  it('lists answers, errors and latencies', () => {
    const trouble = runIn('done-trouble');
    assert.deepEqual(
      statusRows(trouble).map(({ code, phrase, tone }) => `${code} ${phrase} ${tone}`),
      [
        '200 OK good',
        '429 Too Many Requests warning',
        '500 Internal Server Error error',
        '503 Service Unavailable error',
      ],
    );
    const [first] = errorRows(trouble);
    assert.deepEqual([first!.title, first!.examples[0]], ['Connection reset', 'read ECONNRESET']);
    assert.deepEqual(errorRows(runIn('live-trouble'))[0]!.examples, ['read ECONNRESET']);
    assert.equal(latencyTable(runIn('live')), undefined);
    const table = latencyTable(runIn('compare'))!;
    assert.deepEqual(table.rows.map(({ name }) => name).slice(2, 4), ['main: Connect', 'branch: Latency']);
    assert.equal(table.rows[0]!.cells.length, table.head.length);
    assert.equal(targetTable(runIn('live')), undefined);
    assert.equal(targetTable(runIn('compare-live'))!.rows.length, 2);
  });

  it('puts a comparison on a scale that holds its intervals', () => {
    const view = comparisonView(comparison);
    assert.equal(view.scale, 0.2);
    assert.deepEqual(
      view.rows.map(({ metric, difference, word }) => [metric, difference, word]),
      [
        ['p50', '+11 % to +16 %', 'slower'],
        ['p95', '+11 % to +17 %', 'slower'],
        ['p99', '+12 % to +18 %', 'slower'],
        ['throughput', '−12 % to −7.0 %', 'less'],
        ['success', '−0.1 % to +0.1 %', 'no difference shown'],
      ],
    );
    const [row] = comparison.rows;
    const unknown = comparisonView({ ...comparison, rows: [{ ...row!, difference: undefined, outcome: 'unknown' }] });
    assert.deepEqual([unknown.scale, unknown.rows[0]!.difference], [0.05, 'not known']);
  });

  it('shows the newest run of a path first and weighs only runs of the same load', () => {
    const entries = historyOf(50, 'now');
    const { rows, sentence, trend } = historyView(entries, 'now', iso => iso);
    assert.equal(rows.length, 50);
    assert.deepEqual([rows[0]!.id, rows[0]!.current, rows[48]!.baseline], ['now', true, true]);
    assert.deepEqual(trend, entries);
    assert.ok(rows.every(({ server }) => server === undefined));
    const elsewhere = entries.map((entry, i) => ({ ...entry, server: i < 4 ? 'https://a.example' : 'http://b.test' }));
    const there = historyView(elsewhere, elsewhere[1]!.id, iso => iso);
    assert.deepEqual(there.trend, elsewhere.slice(0, 4));
    assert.equal(there.rows.at(-1)!.server, 'https://a.example');
    assert.match(sentence, /median of the 10 runs before it, of the same load on the same server/);
    const other = entries.map((entry, i) => (i < 49 ? { ...entry, load: 'another' } : entry));
    assert.equal(historyView(other, 'now', iso => iso).sentence, '');
    assert.equal(historyView([], 'now', iso => iso).sentence, '');
  });
});

describe('the charts of the load-test page', () => {
  it('have as many values in each line as places on the axis, in each state', () => {
    for (const state of Object.keys(states).filter(name => name !== 'empty')) {
      const run = runIn(state);
      for (const chart of [
        latencyChart(run, 'p95'),
        throughputChart(run),
        tailChart(run),
        trendChart(run.history, 'p99'),
      ]) {
        for (const { values } of chart.lines) assert.equal(values.length, chart.x.length);
        assert.equal(chart.nameOf.length, chart.x.length);
        assert.ok(
          chart.x.every((at, i) => !i || at > chart.x[i - 1]!),
          `${state}: ${chart.text}`,
        );
      }
    }
  });

  it('show a gap and not zero where nothing was answered', () => {
    const run = runIn('done');
    const [target] = run.result!.report.targets;
    const points = target!.timeline.points.map((point, i) => (i === 3 ? { ...point, requests: 0, p50: 0 } : point));
    const chart = latencyChart(changed('done', { timeline: { width: 1, points } }), 'p99');
    assert.deepEqual(
      chart.lines.map(({ values }) => values[3]),
      [null, null, null],
    );
  });

  it('draw what was due in an open run, and failures when there were some', () => {
    const labels = (state: string) => throughputChart(runIn(state)).lines.map(({ label }) => label);
    assert.deepEqual(labels('done'), ['req/s']);
    assert.deepEqual(labels('done-trouble'), ['req/s', 'due', 'failed']);
  });

  it('show three percentiles of a live run that has no curve yet', () => {
    const { snapshots } = recordRun([steady], 1);
    const bare = snapshots.at(-1)!;
    const targets = bare.targets.map(({ tail: _, ...target }) => target);
    const run = runIn('starting', [{ kind: 'snapshot', id: '1', snapshot: { ...bare, targets } }]);
    assert.deepEqual(tailChart(run).nameOf, ['p50', 'p95', 'p99']);
  });

  it('say in a sentence what they show', () => {
    assert.match(
      latencyChart(runIn('done'), 'p99').text,
      /^Latency over time in 10 s: p99 at most 24\.\d ms, last 22\.\d ms\.$/,
    );
    assert.match(tailChart(runIn('done')).text, /latency: p50 .* p99 23\.\d ms, p99\.9/);
    assert.match(throughputChart(runIn('starting')).text, /0 failures/);
  });
});
