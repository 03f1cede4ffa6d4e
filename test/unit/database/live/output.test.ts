import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { reportHtml } from '../../../../src/database/live/output/html.js';
import { escapeHtml } from '../../../../src/database/live/output/htmlSections.js';
import { reportJson } from '../../../../src/database/live/output/json.js';
import { escaped, reportMarkdown } from '../../../../src/database/live/output/markdown.js';
import { partsOf } from '../../../../src/database/live/output/plainText.js';
import { reportText } from '../../../../src/database/live/output/text.js';
import type { DatabaseFinding, DatabaseReport } from '../../../../src/database/live/report.js';
import { tableFacts } from '../../../../src/database/live/tableFacts.js';
import {
  bytesText,
  countText,
  millisecondsText,
  percentText,
  shortCountText,
  spanText,
} from '../../../../src/database/live/words.js';
import { index, report, server, statement, table } from './example.js';

const hostile = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom(
        '`',
        '|',
        '<',
        '>',
        '"',
        "'",
        '\n',
        '*',
        '_',
        '[',
        ']',
        '(',
        '&',
        '\\',
        '~',
        '#',
        ' ',
        'a',
        '\u202e',
        '\u001b',
        '-',
        '/',
      ),
    }),
  )
  // Nothing in the database has an empty name.
  .filter(text => text.trim() !== '');

/** A report in which every text that a database can hold is this one. */
function reportOf(text: string): DatabaseReport {
  const finding: DatabaseFinding = {
    ...{
      rule: 'unused-index',
      severity: 'warning',
      category: 'index',
      message: `No query has used \`${text}\` of \`${text}\`.`,
      table: text,
      object: text,
    },
    ...{
      objects: [text],
      why: 'Why.',
      remedy: `See ${text}`,
      suggestion: `DROP INDEX "${text}";\nSELECT 1;`,
      statements: ['1'],
    },
    ...{ source: 'https://www.postgresql.org/docs/current/x.html', numbers: { bytes: 1 }, cost: 1 },
  };
  return report({
    server: { ...server, database: text, user: text },
    tables: [table({ schema: text, name: text, indexes: [index({ name: text })] })],
    sequences: [
      {
        schema: text,
        name: text,
        lastValue: 9,
        increment: 1,
        limit: 10,
        cycles: false,
        used: 0.9,
        columns: [{ schema: text, table: text, column: text, type: text }],
      },
    ],
    statements: [statement({ sql: text })],
    findings: [finding, finding],
    unseen: [{ what: text, why: text, how: text }],
  });
}

describe('reports of a living database', () => {
  it('HTML: has no markup but ours, whatever a name is', () => {
    const shape = (html: string) =>
      (html.match(/<[^>]*>/g) ?? [])
        .map(tag => tag.replace(/ .*/s, ''))
        .filter(tag => tag !== '<code' && tag !== '<code>' && tag !== '</code>');
    const usual = shape(reportHtml(reportOf('a')));
    fc.assert(
      fc.property(hostile, text => assert.deepEqual(shape(reportHtml(reportOf(text))), usual)),
      { numRuns: 200 },
    );
  });

  it('HTML: lets only its own style in', () => {
    const html = reportHtml(report());
    const [, style] = /<style>(.*?)<\/style>/s.exec(html)!;
    const hash = createHash('sha256').update(style!).digest('base64');
    assert.ok(
      html.includes(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`),
    );
    assert.ok(!/<script|<link|<img|style=/.test(html));
    assert.equal(escapeHtml(`<a href="x">'&`), '&lt;a href=&quot;x&quot;&gt;&#39;&amp;');
  });

  it('Markdown: has the same lines and cells, whatever a name is', () => {
    const outside = (markdown: string) => {
      const lines: string[] = [];
      let fence: string | undefined;
      for (const line of markdown.split('\n')) {
        const [, run] = /^ {2}(`{3,})(?:sql)?$/.exec(line) ?? [];
        if (fence === undefined && run !== undefined) fence = run;
        else if (fence !== undefined && line === `  ${fence}`) fence = undefined;
        else if (fence === undefined) lines.push(line);
      }
      assert.equal(fence, undefined, 'every fence is closed');
      return lines;
    };
    const shape = (text: string) =>
      outside(reportMarkdown(reportOf(text))).map(line =>
        line.startsWith('| ') ? line.replace(/\\./g, '').split('|').length : line.slice(0, 2),
      );
    const usual = shape('a');
    fc.assert(
      fc.property(hostile, text => assert.deepEqual(shape(text), usual)),
      { numRuns: 200 },
    );
  });

  it('Markdown: escapes what would be read', () => {
    assert.equal(escaped('a|b <i> [x](y) @me 1'), 'a\\|b \\<i\\> \\[x\\](y) @\u2060me 1');
    assert.match(reportMarkdown(reportOf('a')), /^- ⚠️ No query has used `a` of `a`\. \(\[unused-index\]\(https:/m);
  });

  it('text: moves no cursor', () => {
    const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
    fc.assert(
      fc.property(hostile, text => assert.ok(!control.test(reportText(reportOf(text))))),
      { numRuns: 100 },
    );
    assert.match(
      reportText(report()),
      /^Database\n {2}Server {6}PostgreSQL 18\.4\n[\s\S]*0 errors, 0 warnings, 0 suggestions\.\n$/,
    );
  });

  it('JSON: keeps the names of an analysis of files', () => {
    const json = reportJson(reportOf('a'));
    assert.deepEqual(Object.keys(json), [
      'status',
      'tables_count',
      'issues',
      'issues_detail',
      'server',
      'tables',
      'sequences',
      'statements',
      'unseen',
    ]);
    const {
      issues,
      issues_detail: details,
      tables_count: count,
    } = json as { issues: object; issues_detail: object[]; tables_count: number };
    assert.deepEqual([issues, count], [{ errors: 0, warnings: 2, suggestions: 0 }, 1]);
    for (const name of ['severity', 'category', 'rule', 'table', 'column', 'message', 'suggestion', 'file', 'line'])
      assert.ok(name in details[0]!);
    const advice = {
      sections: [{ kind: 'facts' as const, title: 'Index advice', rows: [['a', 'b'] as const] }],
      json: { suggestions_count: 0 },
    };
    const advised = report({ advice });
    assert.deepEqual((reportJson(advised) as { advice: object }).advice, { suggestions_count: 0 });
    for (const text of [reportText(advised), reportMarkdown(advised), reportHtml(advised)])
      assert.match(text, /Index advice/);
  });

  it('why is said once where a rule speaks twice', () => {
    assert.equal(reportText(reportOf('a')).match(/Why\./g)?.length, 1);
  });

  it('parts of a message: names in backticks, unless they do not close', () => {
    assert.deepEqual(partsOf('use `a` now'), [
      { isCode: false, text: 'use ' },
      { isCode: true, text: 'a' },
      { isCode: false, text: ' now' },
    ]);
    assert.deepEqual(partsOf('a ` b'), [{ isCode: false, text: 'a ` b' }]);
  });
});

describe('facts for an editor', () => {
  it('have a title for each table and index', () => {
    const [facts] = tableFacts(
      report({
        tables: [
          table({ rows: 1200, indexes: [index({ scans: 1200, bytes: 8 * 1024 ** 2 }), index({ isValid: false })] }),
        ],
      }),
    );
    assert.equal(facts?.title, '~1.2 k rows, 16.0 KB');
    assert.deepEqual(
      facts?.indexes.map(({ title }) => title),
      ['used 1,200 times · 8.0 MB', 'not valid · used 1 time · 16.0 KB'],
    );
    const { bytes: _, rows: __, ...bare } = table({ kind: 'foreign' });
    assert.equal(tableFacts(report({ tables: [bare] }))[0]?.title, 'rows unknown');
  });
});

describe('numbers for people', () => {
  it('are short and never round up to all', () => {
    assert.deepEqual([0, 1023, 1024, 1.5 * 1024 ** 3, 200 * 1024 ** 2].map(bytesText), [
      '0 bytes',
      '1023 bytes',
      '1.0 KB',
      '1.5 GB',
      '200 MB',
    ]);
    assert.deepEqual([0, 999, 1000, 1234567.4].map(countText), ['0', '999', '1,000', '1,234,567']);
    assert.deepEqual([0, 999, 1000, 1240, 9960, 999_400, 999_600, 1_234_567, 5e13].map(shortCountText), [
      '0',
      '999',
      '1 k',
      '1.2 k',
      '10 k',
      '999 k',
      '1 M',
      '1.2 M',
      '50 T',
    ]);
    assert.deepEqual([0, 0.5, 0.9999, 1, 0.123].map(percentText), ['0 %', '50 %', '99.9 %', '100 %', '12.3 %']);
    assert.deepEqual([5, 119, 120, 7200, 172800].map(spanText), ['5 s', '119 s', '2 min', '2 h', '2 days']);
    assert.deepEqual([0.44, 120, 3200, 300000].map(millisecondsText), ['0.4 ms', '120 ms', '3.2 s', '5 min']);
  });
});
