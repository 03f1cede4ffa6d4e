import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reportCsv } from '../../../src/loadtest/output/csv.js';
import {
  bytes as byteText,
  change,
  count,
  digits,
  milliseconds,
  percent,
  percentRange,
  span,
} from '../../../src/loadtest/output/format.js';
import { readReport } from '../../../src/loadtest/output/readReport.js';
import { reportJson } from '../../../src/loadtest/output/reportJson.js';
import { columns, reportText } from '../../../src/loadtest/output/text.js';
import type { Report } from '../../../src/loadtest/report.js';
import { compareWithBaseline } from '../../../src/loadtest/verdict/baseline.js';
import { judge } from '../../../src/loadtest/verdict/judge.js';
import { parseThreshold } from '../../../src/loadtest/verdict/thresholds.js';
import { Problem } from '../../../src/text/problem.js';
import { dice, reportFrom, simulate, targetFrom } from './verdictSamples.js';

const { normal } = dice(3);
const target = targetFrom('GET /users', {
  seconds: Array.from({ length: 8 }, () => Array.from({ length: 100 }, () => 5 * Math.exp(0.4 * normal()))),
  failed: second => second % 2,
});
const report = reportFrom([{ ...target, errors: { reset: { count: 2, examples: ['read ECONNRESET'] } } }]);
const thresholds = () => [parseThreshold('p99<200'), parseThreshold('success>99.9')];
const verdicts = judge(report, { thresholds, rateLimit: true });
const plain = { style: (_: string, text: string) => text };
const saved = (of: Report) => JSON.stringify(reportJson(of, judge(of, { thresholds }), { full: true }));

describe('figures', () => {
  it('have three significant digits, units and thousands', () => {
    assert.deepEqual([0, 0.0421, 0.421, 4.213, 42.13, 99.97, 421.3, 12345.6, NaN].map(digits), [
      '0',
      '0.0421',
      '0.421',
      '4.21',
      '42.1',
      '100',
      '421',
      '12,346',
      '–',
    ]);
    assert.deepEqual([0, 0.084, 0.9997, 4.213, 999.6, 9999.4, 12_345].map(milliseconds), [
      '0 ms',
      '84 µs',
      '1.00 ms',
      '4.21 ms',
      '1,000 ms',
      '9,999 ms',
      '12.3 s',
    ]);
    assert.deepEqual([0, 0.00001, 0.1234, 0.99999, 1, 0.9986].map(percent), [
      '0 %',
      '< 0.01 %',
      '12.3 %',
      '> 99.99 %',
      '100 %',
      '99.86 %',
    ]);
    assert.deepEqual([0.5, 10, 59.97, 80, 3600, 7500].map(span), [
      '0.5 s',
      '10 s',
      '1 min',
      '1 min 20 s',
      '1 h',
      '2 h 5 min',
    ]);
    assert.deepEqual([999, 1234, 5e9].map(byteText), ['999 B', '1.23 kB', '5.00 GB']);
    assert.deepEqual([0.12, -0.034, 0.0001].map(change), ['+12 %', '−3.4 %', '±0.0 %']);
    assert.deepEqual(
      [percentRange(0.12, 0.18), percentRange(0.012, 0.004), percentRange(0.8762, 0.8761)],
      ['12–18 %', '0.4–1.2 %', '87.6 %'],
    );
    assert.equal(count(1234567), '1,234,567');
  });
});

describe('the report as JSON', () => {
  it('has the names that scripts know, in milliseconds', () => {
    const json = reportJson(report, verdicts, { full: false });
    const [result] = json.results;
    const names =
      'target_url method duration_seconds concurrency total_requests successful_requests failed_requests success_rate requests_per_second latency_min latency_avg latency_p50 latency_p90 latency_p95 latency_p99 latency_p999 latency_max latency_stddev errors_by_type status_codes total_bytes_received throughput_mbps recommendations';
    for (const name of names.split(' ')) assert.ok(name in result!, name);
    assert.equal(json.status, 'failed');
    assert.equal(result!.target_url, 'http://127.0.0.1:3000/users?limit=2');
    assert.equal(result!.total_requests, 802);
    assert.equal(result!.failed_requests, 6);
    assert.deepEqual(result!.errors_by_type, { reset: 2 });
    assert.deepEqual(
      result!.thresholds.map(({ passed }) => passed),
      [true, false, false],
    );
    assert.ok(!('report' in json));
    assert.ok(JSON.stringify(json).length < 10_000);
  });

  it('tells verdicts and ranking of a comparison', () => {
    const of = reportFrom(simulate({ seed: 1, factors: [1, 2, 1], slices: 20, perSlice: 40 }));
    const { comparison } = reportJson(of, judge(of, { thresholds: () => [] }), { full: false });
    assert.equal(comparison!.comparisons.length, 2);
    assert.equal(comparison!.ranking!.at(-1)!.name, 'B');
    assert.match(comparison!.verdicts[0]!, /^B’s p50 is/);
  });
});

describe('saved reports', () => {
  it('come back whole, and compare', () => {
    assert.deepEqual(
      readReport('/r.json', saved(report)),
      JSON.parse(JSON.stringify(reportJson(report, verdicts, { full: true }).report)),
    );
    const back = readReport('/r.json', `\uFEFF${JSON.stringify(reportJson(report, verdicts, { full: true }).report)}`);
    assert.deepEqual(back.targets, JSON.parse(JSON.stringify(report.targets)));
    assert.equal(compareWithBaseline(back, report, { seed: 1 })[0]!.outcome, 'none');
    const many = reportFrom(simulate({ seed: 1, factors: [1, 1], slices: 20, perSlice: 40 }));
    assert.deepEqual(
      judge(readReport('/r.json', saved(many)), { thresholds: () => [] }),
      judge(many, { thresholds: () => [] }),
    );
  });

  it('keep neither secrets nor bodies of any size', () => {
    const { plan } = report;
    const [first] = plan.targets;
    const flow = first!.flow;
    const variant = {
      path: '/x?token=s3cret-query',
      headers: [['authorization', 'Bearer s3cret-header']] as const,
      body: 'B'.repeat(50_000),
    };
    const secret: Report = {
      ...report,
      plan: {
        ...plan,
        targets: [
          {
            ...first!,
            connection: { ...first!.connection, tls: { verify: true, key: 's3cret-key', passphrase: 's3cret-pass' } },
            flow: {
              ...flow,
              variables: { password: 's3cret-variable' },
              data: { rows: [{ user: 's3cret-row' }], use: 'inOrder' },
              requests: [{ ...flow.requests[0]!, variants: new Array<typeof variant>(500).fill(variant) }],
            },
          },
        ],
      },
    };
    const text = JSON.stringify(reportJson(secret, verdicts, { full: true }).report);
    assert.doesNotMatch(text, /s3cret/);
    assert.ok(text.length < 40_000, String(text.length));
    readReport('/r.json', text);
  });

  it('that are none are told what to do', () => {
    const good = JSON.parse(saved(report)) as { report: Record<string, unknown> };
    const bad = (change: object) => JSON.stringify({ report: { ...good.report, ...change } });
    const cases: readonly [string, RegExp][] = [
      ['', /not JSON/],
      ['{"a":', /not JSON/],
      ['null', /no saved report/],
      ['[]', /no saved report/],
      ['{"x":1}', /no saved report.*-o FILE/],
      [JSON.stringify(reportJson(report, verdicts, { full: false })), /printed with --json.*-o FILE/],
      [bad({ version: 2 }), /version 2; this senior-backend reads version 1/],
      [bad({ targets: [] }), /damaged at targets/],
      [bad({ seconds: 'ten' }), /damaged at seconds: number is expected/],
      [bad({ startedAt: 'yesterday' }), /damaged at startedAt: no date/],
      [
        bad({
          targets: [{ ...target, latency: { ...target.latency, distribution: { values: [2, 1], counts: [1, 1] } } }],
        }),
        /values do not rise/,
      ],
      [
        bad({ targets: [{ ...target, latency: { ...target.latency, distribution: { values: [1], counts: [] } } }] }),
        /differ in length/,
      ],
      [
        bad({
          targets: [{ ...target, statusCodes: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [i, 1])) }],
        }),
        /too many entries/,
      ],
    ];
    for (const [text, message] of cases) {
      assert.throws(
        () => readReport('/r.json', text),
        error => error instanceof Problem && message.test(error.message) && error.place?.path === '/r.json',
        `${message}`,
      );
    }
  });

  it('never fail otherwise than by a Problem, whatever a place holds', () => {
    const good = JSON.parse(saved(report)) as { report: unknown };
    const places: string[][] = [];
    const visit = (value: unknown, where: string[]) => {
      if (typeof value !== 'object' || value === null || where.length > 6) return;
      for (const key of Object.keys(value).slice(0, 40)) {
        places.push([...where, key]);
        visit((value as Record<string, unknown>)[key], [...where, key]);
      }
    };
    visit(good.report, []);
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(-1, 1e308, '__proto__', '', [], {}, null));
    fc.assert(
      fc.property(fc.constantFrom(...places), junk, (where, value) => {
        const changed = structuredClone(good.report) as Record<string, unknown>;
        let at = changed;
        for (const key of where.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[where.at(-1)!] = value;
        try {
          const read = readReport('/r.json', JSON.stringify(changed));
          reportText(read, judge(read, { thresholds, baseline: report }), plain);
        } catch (error) {
          assert.ok(error instanceof Problem, `${where.join('.')}: ${error instanceof Error ? error.stack : error}`);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('the report as text', () => {
  it('has its sections in order, in 80 columns', () => {
    const text = reportText(report, verdicts, plain);
    const order = ['Target', 'Requests', 'Latency', 'Status codes', 'Errors', 'Thresholds', 'Recommendations'];
    const at = order.map(title => text.indexOf(`\n${title}\n`));
    assert.deepEqual(
      [...at].sort((a, b) => a - b),
      at,
    );
    assert.match(`\n${text}`, /\nTarget\n/);
    assert.match(text, /✓ p99 < 200 ms: [\d.]+ ms\n/);
    assert.match(text, /✗ success > 99\.9 %: 99\.25 %\n/);
    assert.match(text, /Failed: 2 of 3 checks failed\.\n$/);
    for (const line of text.split('\n')) assert.ok(columns(line) <= 80, line);
  });

  it('puts two targets side by side with what differs', () => {
    const of = reportFrom(simulate({ seed: 5, factors: [1, 1.5], slices: 20, perSlice: 60 }));
    const text = reportText(of, judge(of, { thresholds: () => [] }), plain);
    assert.match(text, /\nB against A\n/);
    assert.match(text, / {2}p50 +[\d.]+ ms +[\d.]+ ms {2}\d+–\d+ % slower\n/);
    assert.match(text, /B’s p50 is \d+–\d+ % slower/);
  });

  it('lets no text move the cursor, and none widen a line', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\u001b[2J', '\u0007', '\u202e', '\u009b', '\n', '\r', '界', '👍', '\ud800', 'x'.repeat(90)),
        fc.string({ minLength: 1, maxLength: 3 }),
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(hostile, fc.integer({ min: 40, max: 120 }), (name, width) => {
        const of = reportFrom([
          {
            ...target,
            name,
            errors: { protocol: { count: 1, examples: [name] } },
            byRequest: [0, 1].map(() => ({ name, answered: 1, failed: 1, statusCodes: {}, latency: target.latency })),
          },
        ]);
        const text = reportText(of, judge(of, { thresholds, baseline: of }), { ...plain, width });
        assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u);
        for (const line of text.split('\n')) assert.ok(columns(line) <= Math.max(70, width), line);
      }),
      { numRuns: 60 },
    );
  });

  it('colours by what is passed in', () => {
    const text = reportText(report, verdicts, { style: (style, text) => `<${style}>${text}</${style}>` });
    assert.match(text, /<green>✓<\/green>/);
    assert.match(text, /<red>Failed: /);
  });
});

describe('a saved report whose plan is of other targets', () => {
  it('is damaged', () => {
    const saved = reportJson(report, verdicts, { full: true }).report!;
    assert.equal(readReport('/b.json', JSON.stringify(saved)).targets.length, 1);
    for (const targets of [[], [...saved.plan.targets, ...saved.plan.targets]]) {
      const text = JSON.stringify({ ...saved, plan: { ...saved.plan, targets } });
      assert.throws(() => readReport('/b.json', text), /damaged at its root: the plan has other targets/);
    }
  });
});

describe('words that are pasted', () => {
  const plain = { style: (_: string, text: string) => text };

  it('can be pasted into a shell', () => {
    const text = reportText(report, { checks: [], comparisons: [], recommendations: [] }, plain);
    assert.match(text, /--threshold 'p99<200'$/m);
  });

  it('say nothing of the latency of a request that was never answered', () => {
    const none = { ...target.latency, count: 0, p50: 0, p95: 0, p99: 0 };
    const one = { name: 'a', answered: 1, failed: 0, statusCodes: {}, latency: target.latency };
    const byRequest = [one, { ...one, name: 'b', answered: 0, latency: none }];
    const text = reportText(reportFrom([{ ...target, byRequest }]), verdicts, plain);
    assert.match(text, /^ {2}b +0 +0 +– +– +–$/m);
  });
});

describe('the report as CSV', () => {
  it('has a row for each second, and no formulas', () => {
    const rows = reportCsv(reportFrom([{ ...target, name: '=cmd|"x"!A1' }])).split('\r\n');
    assert.equal(rows[0], 'target,second,answered,failed,latency_p50,latency_p95,latency_p99,latency_max,load');
    assert.equal(rows.length, 10);
    assert.match(rows[1]!, /^"'=cmd\|""x""!A1",0,100,0,[\d.]+,/);
    for (const name of ['\u0000=1+1', ' =1+1', '\n@x', '＝1+1', '-1', '+1']) {
      const [, row] = reportCsv(reportFrom([{ ...target, name }])).split('\r\n');
      assert.match(row!, /^'[\s\uFFFD]*[=@＝+-]/, JSON.stringify(name));
    }
  });

  it('has nothing that a terminal would obey', () => {
    const text = reportCsv(reportFrom([{ ...target, name: '\u001b]0;x\u0007\u202e' }]));
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u202e]/);
  });
});
