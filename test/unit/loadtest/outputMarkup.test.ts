import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Chart, chartHtml, niceStep } from '../../../src/loadtest/output/chart.js';
import { reportHtml } from '../../../src/loadtest/output/html.js';
import { reportJunit } from '../../../src/loadtest/output/junit.js';
import { reportMarkdown } from '../../../src/loadtest/output/markdown.js';
import type { Report } from '../../../src/loadtest/report.js';
import { judge } from '../../../src/loadtest/verdict/judge.js';
import { parseThreshold } from '../../../src/loadtest/verdict/thresholds.js';
import { dice, reportFrom, simulate, targetFrom } from './verdictSamples.js';

const { normal } = dice(3);
const target = targetFrom('GET /users', {
  seconds: Array.from({ length: 8 }, () => Array.from({ length: 100 }, () => 5 * Math.exp(0.4 * normal()))),
});
const thresholds = () => [parseThreshold('p99<200'), parseThreshold('p50<1')];

/** Everything that comes from outside holds the text. */
function hostile(text: string): Report {
  const report = reportFrom([
    {
      ...target,
      name: text,
      statusCodes: { 200: 1, [text]: 1 },
      errors: { tls: { count: 1, examples: [text] } },
      byRequest: [0, 1].map(() => ({ name: text, answered: 1, failed: 0, statusCodes: {}, latency: target.latency })),
      rateLimit: { firstAfter: 1, count: 1, headers: [[text, text]] },
    },
    { ...target, name: `${text}2` },
  ]);
  return { ...report, machine: { cpu: text, cores: 1, platform: text, node: text } };
}
const attacks = [
  '</title></style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '&lt;&#60;&amp;',
  ']]><x/>&boom;',
  '\u0000\u0008\ud800\uffff',
  '| a | b\n\n# h\n[x](javascript:alert(1)) ![i](http://evil) <b> `c` **d** @everyone https://evil www.evil.example',
];
const judged = (report: Report) => judge(report, { thresholds, statuses: ['400'], rateLimit: true, baseline: report });

/** Well formed, and only with elements and attributes of the kind that we write: names of tags in order. @throws when not. */
function tags(markup: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const rest = markup.replace(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s*(\/?)>/g,
    (_, close: string, name: string, attributes: string, self: string) => {
      assert.doesNotMatch(attributes.replace(/"[^"]*"/g, ''), /\son[a-z]+=/i);
      if (close) assert.equal(open.pop(), name, 'closes what is open');
      else if (!self && !/^(meta|link|br)$/.test(name)) open.push(name);
      seen.push(name);
      return '';
    },
  );
  assert.equal(/.{0,60}[<>].{0,60}/.exec(rest)?.[0], undefined, 'no stray < or >');
  assert.doesNotMatch(rest, /&(?!(amp|lt|gt|quot|#39|#9|#10|#13);)/, 'no stray &');
  assert.deepEqual(open, []);
  return seen;
}

describe('the report as HTML', () => {
  const page = (report: Report) => reportHtml(report, judged(report));
  const body = (html: string) => tags(html.replace('<!doctype html>', '').replace(/<style>[\s\S]*?<\/style>/, ''));

  it('is one well-formed page that loads nothing and runs nothing', () => {
    const html = page(reportFrom([target]));
    const seen = body(html);
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'a', 'form', 'use', 'image'])
      assert.ok(!seen.includes(name), name);
    assert.doesNotMatch(html, /https?:\/\/(?!127\.0\.0\.1)|url\(|@import|style="|javascript:/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(
      html.includes(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`),
    );
  });

  it('describes its charts to people who do not see them', () => {
    const html = page(reportFrom([target]));
    const charts = html.match(/<svg class="chart"[\s\S]*?<\/svg>/g)!;
    assert.equal(charts.length, 3);
    for (const chart of charts) {
      const [, title, description] = /role="img" aria-labelledby="([\w-]+) ([\w-]+)"/.exec(chart)!;
      assert.ok(chart.includes(`<title id="${title}">`) && chart.includes(`<desc id="${description}">`));
      assert.doesNotMatch(chart, /NaN|Infinity|undefined/);
    }
    assert.match(html, /prefers-color-scheme:dark/);
  });

  it('lets no text become markup', () => {
    const expected = body(page(hostile('harmless')));
    for (const attack of attacks) assert.deepEqual(body(page(hostile(attack))), expected, attack);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(fc.constantFrom(...'<>&"\'/=!-'), fc.string({ maxLength: 2 })) }),
        text => void body(page(hostile(text))),
      ),
      { numRuns: 40 },
    );
  });

  it('shows what was not answered, ran for a moment, or was compared', () => {
    const dead = targetFrom(
      'dead',
      { seconds: [] },
      { errors: { refused: { count: 3, examples: ['connect ECONNREFUSED'] } } },
    );
    for (const report of [
      reportFrom([dead]),
      reportFrom([targetFrom('t', { seconds: [[3]] })]),
      reportFrom(simulate({ seed: 1, factors: [1, 2, 1], slices: 20, perSlice: 30 })),
    ]) {
      const html = page(report);
      body(html);
      assert.doesNotMatch(html, /NaN|Infinity|undefined/);
    }
  });

  it('thins an hour, and keeps its spikes', () => {
    const series = Array.from({ length: 3600 }, (_, at) => ({
      at,
      answered: 100,
      failed: 0,
      p50: 1,
      p95: 2,
      p99: at === 1801 ? 777 : 3,
      max: 900,
      load: 10,
    }));
    const html = page(reportFrom([{ ...target, seconds: 3600, series }]));
    assert.ok(html.length < 60_000, String(html.length));
    assert.match(html, />800<\/text>/, 'the scale reaches the spike');
  });
});

describe('charts', () => {
  it('have scales of round numbers', () => {
    assert.deepEqual([0, 0.013, 0.3, 1, 3, 26, 120].map(niceStep), [1, 0.02, 0.5, 1, 5, 50, 200]);
  });

  it('stay within their frame whatever the figures', () => {
    const value = fc.double({ min: 0, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 20 }), points => {
        const sorted = points.sort(([a], [b]) => a - b);
        const to = Math.max(1, ...sorted.map(([x]) => x));
        const chart: Chart = {
          id: 'c',
          title: 't',
          description: 'd',
          unit: 'ms',
          lines: [{ name: 'l', colour: 9, points: sorted }],
          ticks: [],
          from: 0,
          to,
        };
        const html = chartHtml(chart, false);
        tags(html);
        for (const [, path] of html.matchAll(/ d="([^"]*)"/g)) {
          const numbers = path!.match(/-?[\d.]+/g)?.map(Number) ?? [];
          assert.ok(numbers.every(number => number >= 0 && number <= 640));
        }
      }),
    );
  });
});

describe('the report as JUnit XML', () => {
  it('has one case for each threshold and expectation, and a failure for each that failed', () => {
    const report = reportFrom([target]);
    const xml = reportJunit(report, judged(report));
    assert.equal(xml.match(/<testcase /g)!.length, 5);
    assert.match(xml, /<testsuites name="load test" tests="5" failures="3" errors="0"/);
    assert.match(xml, /<failure message="p50 &lt; 1 ms: [\d.]+ ms" type="threshold"\/>/);
  });

  it('is well formed whatever the texts', () => {
    const shape = (text: string) => {
      const report = hostile(text);
      const xml = reportJunit(report, judged(report));
      assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
      return tags(xml.replace(/^<\?xml[^>]*\?>/, ''));
    };
    const expected = shape('harmless');
    for (const attack of attacks) assert.deepEqual(shape(attack), expected, attack);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => void shape(text)),
      { numRuns: 40 },
    );
  });

  it('is whole with nothing to judge', () => {
    const report = reportFrom([target]);
    tags(reportJunit(report, judge(report, { thresholds: () => [] })).replace(/^<\?xml[^>]*\?>/, ''));
  });
});

describe('the report as Markdown', () => {
  it('has headings and tables', () => {
    const report = reportFrom([target]);
    const text = reportMarkdown(report, judge(report, { thresholds }));
    assert.match(text, /^# Load test: GET \/users ❌ failed\n/);
    assert.match(text, /\n## Latency\n\n\| {2}\| Total \| First byte \|\n\| --- \| ---: \| ---: \|\n/);
    assert.match(text, /- ✅ \*\*p99 \\< 200 ms: /);
  });

  it('lets no text become Markdown', () => {
    const lines = (text: string) => reportMarkdown(hostile(text), judged(hostile(text))).split('\n');
    const expected = lines('harmless');
    for (const attack of attacks) {
      const shown = lines(attack);
      assert.equal(shown.length, expected.length, attack);
      for (const [i, line] of shown.entries()) {
        const bars = (of: string) => of.match(/(?<!\\)\|/g)?.length ?? 0;
        assert.equal(bars(line), bars(expected[i]!), line);
        assert.doesNotMatch(line, /(?<!\\)<|(?<!\\)\]\(|https?:\/\/|@\w|(?<!\\)`/, line);
      }
    }
  });
});
