// What k6 prints, however it comes and whatever it is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Merge } from '../../../src/loadtest/engine/merge.js';
import { errorKind } from '../../../src/loadtest/k6/errorKind.js';
import { wordsOfFailure } from '../../../src/loadtest/k6/lastWords.js';
import { type Point, PointReader } from '../../../src/loadtest/k6/points.js';
import { PointTotals } from '../../../src/loadtest/k6/pointTotals.js';
import type { Snapshot } from '../../../src/loadtest/report.js';
import { closed, open, planOf, requestPlan, targetOf } from '../../support/loadWorker.js';

const start = Date.parse('2026-01-31T12:00:00Z');

function line(metric: string, seconds: number, value: number, tags: Record<string, string> | null = {}): string {
  const data = { time: new Date(start + seconds * 1000).toISOString(), value, tags };
  return `${JSON.stringify({ metric, type: 'Point', data })}\n`;
}

/** Reads a text that comes in pieces of these lengths. */
function read(text: string, lengths: readonly number[] = []): Point[] {
  const points: Point[] = [];
  const reader = new PointReader(point => points.push(point));
  let rest = Buffer.from(text);
  for (const length of lengths) {
    reader.push(rest.subarray(0, length));
    rest = rest.subarray(length);
  }
  reader.push(rest);
  reader.end();
  return points;
}

describe('the lines of k6', () => {
  it('are read as newer and as older versions write them', () => {
    const tags = { name: 'a"}', scenario: 'load' };
    const time = '2026-01-31T14:00:01.123456789+02:00';
    const data = { time, value: 4.5, tags };
    const expected = [{ metric: 'http_req_duration', at: start + 1123, value: 4.5, tags }];
    assert.deepEqual(read(JSON.stringify({ metric: 'http_req_duration', type: 'Point', data })), expected);
    assert.deepEqual(read(`${JSON.stringify({ type: 'Point', data, metric: 'http_req_duration' })}\r\n`), expected);
    assert.deepEqual(read(line('vus', 0, 3, null)), [{ metric: 'vus', at: start, value: 3, tags: {} }]);
  });

  it('are skipped when nobody reads them', () => {
    const metric = '{"type":"Metric","data":{"name":"vus","type":"gauge","thresholds":[]},"metric":"vus"}\n';
    assert.deepEqual(read(`${metric}\n${line('http_req_blocked', 0, 1)}{"metric":"iterations", not even JSON\n`), []);
  });

  it('are the same in whatever pieces they come', () => {
    const text = Array.from({ length: 5 }, (_, i) => line('http_req_duration', i, i, { name: 'ä€𝄞\u2028' })).join('');
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 20 }), lengths => {
        assert.deepEqual(read(text, lengths), read(text));
      }),
    );
  });

  it('are refused as such when they are none, and never kept without bound', () => {
    for (const text of [
      'k6 is not installed',
      '{}',
      '[1]',
      '{"type":"Point"}',
      line('vus', 0, 1).replace('2026', 'x'),
      'null',
    ])
      assert.throws(() => read(`${text}\n`), SyntaxError, text);
    assert.throws(() => read('x'.repeat(300_000)), SyntaxError);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        try {
          read(text);
        } catch (error) {
          assert.ok(error instanceof SyntaxError && error.message.length <= 120);
        }
      }),
    );
  });
});

describe('the figures of k6', () => {
  const answered = { name: '0', scenario: 'load', status: '200', expected_response: 'true' };
  const plan = (seconds: number, warmupSeconds = 0) =>
    planOf([targetOf('http://127.0.0.1:1', '/', { requests: [requestPlan('/a'), requestPlan('/b')] })], closed(2), {
      seconds,
      warmupSeconds,
    });

  function report(lines: string, of = plan(3), stoppedAfter?: number) {
    const snapshots: Snapshot[] = [];
    const merge = new Merge(of, 1, 200, each => snapshots.push(each));
    const totals = new PointTotals(of, merge, start);
    for (const point of read(lines)) totals.add(point, start + 10_000);
    totals.end(stoppedAfter === undefined ? undefined : start + stoppedAfter * 1000);
    return { report: merge.report(stoppedAfter === undefined ? undefined : 'stopped', undefined), snapshots };
  }

  const begun = line('load_begun', 0, start, { scenario: 'load' });

  it('are counted in the second in which they were measured', () => {
    const lines = [0.1, 0.2, 1.5, 2.9].flatMap(at => [
      line('http_req_duration', at, 100, answered),
      line('http_req_connecting', at, at < 0.2 ? 2 : 0, answered),
      line('http_req_waiting', at, 90, answered),
    ]);
    const [target] = report(begun + lines.join('')).report.targets;
    assert.deepEqual(
      target!.series.map(({ answered }) => answered),
      [2, 1, 1],
    );
    assert.deepEqual([target!.seconds, target!.connectionsOpened, target!.connect?.count], [3, 1, 1]);
    assert.deepEqual([target!.latency.p50, target!.firstByte.p50].map(Math.round), [100, 90]);
    assert.deepEqual(
      target!.byRequest.map(({ answered }) => answered),
      [4, 0],
    );
  });

  it('leave out the warm-up, setup and what is of no request', () => {
    const warm = { ...answered, scenario: 'warmup' };
    const lines = [
      line('load_begun', 0, start, { scenario: 'warmup' }),
      line('http_req_duration', 0.5, 1, warm),
      line('load_begun', 1, start + 1000, { scenario: 'load' }),
      line('http_req_duration', 1.5, 2, answered),
      line('http_req_duration', 1.5, 2, { ...answered, name: '7' }),
      line('http_req_duration', 1.5, 2, { name: 'x', group: '::setup', status: '200' }),
    ];
    const { report: made, snapshots } = report(lines.join(''), plan(2, 1));
    assert.deepEqual([made.seconds, made.targets[0]!.sent, made.targets[0]!.latency.count], [2, 1, 1]);
    assert.equal(snapshots[0]!.phase, 'warmup');
    assert.ok(snapshots.some(({ phase, targets }) => phase === 'warmup' && targets[0]!.interval.requests === 1));
  });

  it('have errors by kind; timeouts with the time that was waited', () => {
    const failed = (code: string, error: string, value: number) =>
      line('http_req_duration', 1, value, {
        ...answered,
        status: '0',
        expected_response: 'false',
        error_code: code,
        error,
      });
    const lines = [
      failed('1212', 'dial: connection refused', 0),
      failed('1050', 'request timeout', 500),
      failed('1211', 'dial: i/o timeout', 0),
    ];
    const [target] = report(begun + lines.join('')).report.targets;
    assert.deepEqual(
      Object.entries(target!.errors).map(([kind, { count, examples }]) => [kind, count, examples[0]]),
      [
        ['refused', 1, 'dial: connection refused'],
        ['responseTimeout', 1, 'request timeout'],
        ['connectTimeout', 1, 'dial: i/o timeout'],
      ],
    );
    assert.deepEqual([target!.latency.count, target!.latency.max, target!.answered], [2, 5000, 0]);
  });

  it('do not take the end of the run for a timeout', () => {
    const tags = { ...answered, status: '0', error_code: '1211', error: 'dial: i/o timeout' };
    const lines =
      line('http_req_duration', 2.99, 0, tags) + line('http_req_duration', 3.001, 40, { ...tags, error_code: '1050' });
    assert.deepEqual(report(begun + lines).report.targets[0]!.errors, {});
  });

  it('end when the run was stopped', () => {
    const lines = begun + line('http_req_duration', 0.4, 1, answered);
    assert.equal(report(lines, plan(60), 2.5).report.seconds, 2.5);
    assert.equal(report('', plan(60), 2.5).report.seconds, 0);
    assert.equal(report(begun, plan(3), 50).report.seconds, 3);
  });

  it('survive whatever k6 tells', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(start, 0, -1, 1e300));
    const tag = fc.oneof(
      fc.string(),
      fc.constantFrom('0', '1', 'load', 'warmup', '200', '999', '1e9', 'NaN', '-1', '1050', 'true'),
    );
    const point = fc.record({
      metric: fc.constantFrom(
        'load_begun',
        'http_req_duration',
        'http_req_waiting',
        'http_req_connecting',
        'data_sent',
        'dropped_iterations',
        'vus',
      ),
      at: fc.oneof(fc.integer({ min: start - 5000, max: start + 20_000 }), fc.constantFrom(0, 8.64e15)),
      value,
      tags: fc.dictionary(
        fc.constantFrom('name', 'scenario', 'status', 'error', 'error_code', 'expected_response', 'group'),
        tag,
      ),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), fc.boolean(), (points, isOpen) => {
        const of = isOpen ? { ...plan(3, 1), load: open(10) } : plan(3, 1);
        const merge = new Merge(of, 1, 200);
        const totals = new PointTotals(of, merge, start);
        for (const each of points) totals.add(each, start + 10_000);
        totals.end(start + 10_000);
        const made = merge.report('stopped', undefined);
        const { sent, answered: all, errors, latency } = made.targets[0]!;
        const failures = Object.values(errors).reduce((sum, { count }) => sum + count, 0);
        assert.equal(sent, all + failures);
        assert.ok(made.seconds >= 0 && made.seconds <= 3 && latency.max >= 0, `${made.seconds}`);
        assert.ok([latency.mean, latency.p99].every(Number.isFinite));
      }),
    );
  });
});

describe('the errors of k6', () => {
  it('are of our kinds', () => {
    const kinds: [number, string, string][] = [
      [1000, 'unexpected EOF', 'reset'],
      [1000, 'malformed HTTP response "x"', 'protocol'],
      [1101, 'lookup: no such host', 'dns'],
      [1110, 'ip is blacklisted', 'client'],
      [1210, 'dial: no route to host', 'refused'],
      [1220, 'read: connection reset by peer', 'reset'],
      [1311, 'x509: certificate doesn’t match hostname', 'tls'],
      [1613, 'http2: received GoAway', 'protocol'],
      [Number.NaN, '', 'protocol'],
    ];
    for (const [code, message, kind] of kinds) assert.equal(errorKind(code, message), kind, `${code}`);
  });
});

describe('the last words of k6', () => {
  it('are the last error, else the last line, without secrets', () => {
    const log = (level: string, msg: string) => JSON.stringify({ level, msg });
    const text = [log('info', 'a'), log('error', 'no token-1'), log('warning', 'Request Failed')].join('\n');
    assert.equal(wordsOfFailure(text, { TOKEN: 'token-1' }), 'no •••');
    assert.equal(wordsOfFailure('one\ntwo at http://a/b?key=c "d"\n\n', {}), 'two at http://a/b?••• "d"');
    assert.equal(wordsOfFailure('', { A: 'x' }), '');
  });

  it('never hold a secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(/\S/.test(secret) && !'•'.includes(secret) && !before.includes(secret) && !after.includes(secret));
        const text = JSON.stringify({ level: 'error', msg: `${before} ${secret} ${after}` });
        assert.ok(!wordsOfFailure(text, { SECRET: secret }).includes(secret));
      }),
    );
  });
});
