// Flags of load-test become a load and its limits.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseWords } from '../../../src/cli/args.js';
import { loadTestForm } from '../../../src/cli/loadTest/form.js';
import { createLiveLine } from '../../../src/cli/loadTest/liveLine.js';
import { limitsOf, loadOf, parseStages } from '../../../src/cli/loadTest/loadOf.js';
import { parseSeconds, readOptions } from '../../../src/cli/loadTest/options.js';
import { createPrinter } from '../../../src/cli/print.js';
import { k6Threshold } from '../../../src/loadtest/k6/thresholds.js';
import { parseThreshold } from '../../../src/loadtest/verdict/thresholds.js';
import { Problem } from '../../../src/text/problem.js';

const options = (...words: string[]) => readOptions(parseWords(['http://localhost', ...words], loadTestForm));
const load = (...words: string[]) => loadOf(options(...words));
const limits = (...words: string[]) => limitsOf(options(...words), 1);
const refused = (words: string[], message: RegExp) =>
  assert.throws(
    () => load(...words),
    (error: unknown) => error instanceof Problem && message.test(error.message),
    words.join(' '),
  );

describe('the load of a load test', () => {
  it('is ten connections for ten seconds', () => {
    assert.deepEqual(load(), {
      model: 'closed',
      stages: [{ target: 10, seconds: 0, holdSeconds: 0 }],
      thinkMilliseconds: 0,
    });
    assert.equal(limits().seconds, 10);
    assert.equal(limits().threads, 1);
  });

  it('is open at a rate', () => {
    const open = load('--rate', '0.5', '-c', '7');
    assert.deepEqual(open, { model: 'open', stages: [{ target: 0.5, seconds: 0, holdSeconds: 0 }], maxConnections: 7 });
  });

  it('follows stages of users or of requests a second', () => {
    const staged = load('--stages', '30s:100, 1m:20');
    assert.deepEqual(
      staged.stages.map(({ target, seconds }) => [target, seconds]),
      [
        [100, 30],
        [20, 60],
      ],
    );
    assert.equal(staged.model, 'closed');
    assert.equal(limits('--stages', '30s:100,1m:20').seconds, 90);
    assert.equal(load('--stages', '500ms:2.5/s').model, 'open');
    for (const wrong of ['', '30s', '30s:x', '30s:10,5s:10/s', '0s:10', '-1s:10', '30s:1.5', '30s:10,']) {
      assert.throws(() => parseStages(wrong), Problem, wrong);
    }
  });

  it('has a usual timeout that never outlives the run, and a typed one as typed', () => {
    assert.equal(limits('-d', '1').timeoutMilliseconds, 1000);
    assert.equal(limits('-d', '5m').timeoutMilliseconds, 30_000);
    assert.equal(limits('-n', '5').timeoutMilliseconds, 30_000);
    assert.equal(limits('-d', '1', '-t', '20').timeoutMilliseconds, 20_000);
    assert.equal(limitsOf(options('-d', '2'), 3).seconds, 6);
    assert.equal(limitsOf(options('-d', '2'), 3).timeoutMilliseconds, 2000);
  });

  it('ends by a number of requests, by a time, or by what comes first', () => {
    assert.deepEqual([limits('-n', '5').requests, limits('-n', '5').seconds], [5, undefined]);
    assert.deepEqual([limits('-n', '5', '-d', '3').requests, limits('-n', '5', '-d', '3').seconds], [5, 3]);
  });

  it('gives way from a scenario file to flags', () => {
    const file = { model: 'open', stages: [{ target: 9, seconds: 0, holdSeconds: 0 }], maxConnections: 4 } as const;
    assert.deepEqual(loadOf(options(), file), file);
    assert.equal(loadOf(options('-c', '3'), file).model, 'closed');
    assert.equal(limitsOf(options(), 1, { seconds: 4, threads: 2 }).seconds, 4);
    assert.equal(limitsOf(options('-d', '7'), 1, { seconds: 4, requests: 9 }).requests, undefined);
  });

  it('refuses what is no number, and what contradicts itself', () => {
    for (const [flag, ...values] of [
      ['-d', '-1', '0', 'NaN', 'Infinity', '1e999', 'ten', '1x', '99999999'],
      ['-t', '-1', '0', 'NaN'],
      ['-c', '-1', '0', '1.5', 'NaN', '1e9', '0x10'],
      ['-n', '0', '-5'],
      ['--rate', '0', '-1', 'NaN', '1e999'],
      ['--threads', '0'],
      ['--pipelining', '0'],
      ['--think', '-1'],
    ] as const) {
      for (const value of values) refused([flag!, value], /not "/);
    }
    refused(['--rate', '5', '--stages', '1s:5'], /exclude each other/);
    refused(['--cert', 'a.pem'], /--cert and --key/);
    refused(['--export', 'jmeter'], /--export is k6/);
    refused(['--parallelism', '2'], /--export k6/);
  });

  it('answers any words with options or a Problem', () => {
    const flag = fc.constantFrom(...loadTestForm.flags.map(({ name }) => `--${name}`), '-c', '-H', '--');
    const value = fc.oneof(fc.string(), fc.constantFrom('1', '-1', '1e3', '30s:5', 'k6', 'a=b', '0', 'Infinity'));
    fc.assert(
      fc.property(fc.array(fc.oneof(flag, value), { maxLength: 8 }), words => {
        try {
          const read = options(...words);
          assert.ok(limitsOf(read, 1).timeoutMilliseconds > 0);
          assert.ok(loadOf(read).stages.every(({ target }) => target >= 0 && Number.isFinite(target)));
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
    );
  });

  it('reads every time that it can write', () => {
    const units = { ms: 0.001, s: 1, m: 60, h: 3600 } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.constantFrom(...(['ms', 's', 'm', 'h'] as const)), (n, unit) => {
        assert.equal(parseSeconds('x', `${n}${unit}`), n * units[unit]);
      }),
    );
    fc.assert(
      fc.property(fc.string(), text => {
        try {
          assert.ok(parseSeconds('x', text) > 0);
        } catch (error) {
          assert.ok(error instanceof Problem);
        }
      }),
    );
  });
});

describe('thresholds in k6', () => {
  it('says the same in its words', () => {
    const said = (text: string) => {
      const found = k6Threshold(parseThreshold(text));
      return found && `${found.metric}: ${found.expression}`;
    };
    assert.equal(said('p99.9<=1s'), 'http_req_duration: p(99.9)<=1000');
    assert.equal(said('avg<0.5'), 'http_req_duration: avg<0.5');
    assert.equal(said('success>99.5'), 'http_req_failed: rate<0.005');
    assert.equal(said('errors<1%'), 'http_req_failed: rate<0.01');
    assert.equal(said('rps>500'), 'http_reqs: rate>500');
    assert.equal(said('errors<10'), undefined);
  });
});

describe('the live line', () => {
  const figures = { requests: 100, failed: 2, perSecond: 500, p50: 1, p95: 2, p99: 3 };
  const snapshot = {
    at: 1,
    phase: 'running',
    progress: 0.5,
    remainingSeconds: 1,
    targets: [
      {
        interval: { seconds: 0.2, ...figures },
        total: figures,
        inFlight: 1,
        connections: 1,
        statusCodes: {},
        errors: {},
      },
    ],
    client: { cpu: 0, lag: 0 },
  } as const;
  const shown = (screen: { isTTY?: boolean; columns?: number }, environment: Record<string, string>, json = false) => {
    let text = '';
    const write = (more: string) => {
      text += more;
    };
    const printer = createPrinter({ json, verbose: false }, { out: { write }, err: { write } }, { NO_COLOR: '1' });
    const live = createLiveLine(printer, { ...screen, write }, environment);
    live.show(snapshot);
    live.clear();
    return text;
  };

  it('tells rate, percentiles, errors and what is left', () => {
    const text = shown({ isTTY: true, columns: 120 }, {});
    for (const part of ['500 req/s', 'p50 1.00 ms', 'p95 2.00 ms', 'p99 3.00 ms', '2 failed', '1 s left']) {
      assert.ok(text.includes(part), part);
    }
    assert.ok(text.endsWith('\r\u001b[2K'));
  });

  it('fits any terminal', () => {
    for (let columns = 20; columns < 130; columns++) {
      const line = shown({ isTTY: true, columns }, {}).split('\u001b[2K')[1]!.replace('\r', '');
      assert.ok(line.length < columns, `${columns}: ${line}`);
    }
  });

  it('is silent where nobody watches', () => {
    assert.equal(shown({}, {}), '');
    assert.equal(shown({ isTTY: true }, { CI: 'true' }), '');
    assert.equal(shown({ isTTY: true }, { TERM: 'dumb' }), '');
    assert.equal(shown({ isTTY: true }, {}, true), '');
  });
});
