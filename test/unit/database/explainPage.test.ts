import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlanReport } from '../../../src/database/explain/explainQuery.js';
import { misestimate, nodeFacts } from '../../../src/database/explain/output/nodeFacts.js';
import { type PlanPage, planHtml } from '../../../src/database/explain/output/planHtml.js';
import { readPlan } from '../../../src/database/explain/readPlan.js';

const scan = {
  'Node Type': 'Seq Scan',
  'Relation Name': 'orders',
  Alias: 'o',
  Schema: 'public',
  'Total Cost': 900,
  'Plan Rows': 5,
  'Plan Width': 40,
  'Actual Rows': 1200,
  'Actual Loops': 2,
  'Actual Total Time': 40,
  'Rows Removed by Filter': 60000,
  Filter: "(status = 'open'::text)",
  'Shared Hit Blocks': 100,
  'Shared Read Blocks': 28,
};
const sort = {
  'Node Type': 'Sort',
  'Total Cost': 1000,
  'Plan Rows': 5,
  'Actual Rows': 2400,
  'Actual Loops': 1,
  'Actual Total Time': 100,
  'Sort Method': 'external merge',
  'Sort Space Used': 4096,
  'Sort Space Type': 'Disk',
  'Sort Key': ['total'],
  Plans: [scan],
};

function page(more: Partial<PlanReport> = {}, root: object = sort, rest: Partial<PlanPage> = {}): PlanPage {
  return {
    report: {
      sql: 'select * from orders o where status = $1',
      analyzed: true,
      generic: false,
      renamed: [{ written: ':status', number: 1 }],
      version: '18.4',
      plan: readPlan([{ Plan: root, 'Execution Time': 101, 'Planning Time': 0.5 }]),
      findings: [
        {
          kind: 'sequentialScan',
          node: 1,
          message: 'All of orders is read.',
          advice: 'Make an index.',
          sql: 'CREATE INDEX ON orders (status);',
          source: 'https://www.postgresql.org/docs/current/indexes.html',
        },
      ],
      ...more,
    },
    values: ['open'],
    database: { name: 'shop', stage: 'production', description: 'shop on localhost:5432 as ann' },
    takenAt: '12:00:00',
    actions: [{ label: 'Again', href: 'command:again', title: 'Once more' }],
    copySql: finding => `command:copy-${finding}`,
    ...rest,
  };
}

const text = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/\n\s*/g, '\n');

describe('the page of a plan', () => {
  it('shows steps with what was expected and what was there', () => {
    const shown = text(planHtml(page()));
    for (const words of [
      /production/,
      /run and rolled back at 12:00:00/,
      /2,400 rows\n5 expected/,
      /240 times more than expected/,
      /external merge, 4 MB spilled to disk/,
      /Rows removed by the filter\n120,000 rows/,
      /2, 1,200 rows each on average/,
      /100 pages \(800 kB\) from memory, 28 pages \(224 kB\) read/,
      /\$1\n:status\n&#39;open&#39;/,
      /Copy Statement/,
    ])
      assert.match(shown, words);
  });

  it('marks what is costly in words, and leads from a step to its finding and back', () => {
    const html = planHtml(page());
    assert.match(
      html,
      /<li class="costly" id="node-1">.*?costly<\/span> .*?<a class="badge" href="#finding-0">what to do: 1</s,
    );
    assert.match(html, /<li id="finding-0">.*href="command:copy-0".*href="#node-1"/s);
  });

  it('says that nothing was run, and what it was before', () => {
    const { 'Actual Rows': _rows, 'Actual Loops': _loops, 'Actual Total Time': _time, ...plain } = scan;
    const planned = planHtml(
      page({ analyzed: false, findings: [], generic: true }, plain, { before: { analyzed: true, cost: 90, time: 3 } }),
    );
    assert.match(text(planned), /not run at/);
    assert.match(text(planned), /before: 90, 10 times as little/);
    assert.match(text(planned), /Nothing stands out. Analyze runs it/);
    assert.match(text(planned), /generic plan/);
    assert.match(text(planned), /\n5 rows\n/);
  });

  it('lets nothing in: no script, no style, no address but its own', () => {
    const hostile = `"'><img src=x onerror=alert(1)></style></pre></code><a href="command:evil">\u202e\u001b[31m`;
    const root = {
      ...sort,
      'Node Type': hostile,
      'Sort Key': [hostile],
      Plans: [{ ...scan, Filter: hostile, 'Relation Name': hostile, Alias: hostile }],
    };
    const { report } = page();
    const findings = [
      { ...report.findings[0]!, message: hostile, advice: hostile, sql: hostile, source: `javascript:${hostile}` },
    ];
    const html = planHtml(
      page({ sql: hostile, findings, renamed: [{ written: hostile, number: 1 }], version: hostile }, root, {
        values: [hostile],
        database: { name: hostile, stage: 'production', description: hostile },
      }),
    );
    assert.doesNotMatch(html, /<img|command:evil"|javascript:|\u202e|\u001b/);
    assert.match(html, /default-src 'none'; style-src 'sha256-[\w+/]+=*'; base-uri 'none'/);
    assert.doesNotMatch(html, /<script|style=|<link|<iframe/);
    assert.deepEqual(
      [...html.matchAll(/href="([^"#]*)"/g)].map(([, href]) => href),
      ['command:again', 'command:copy-0'],
    );
  });

  it('is well-formed whatever the names are', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '!', '-', 'p', 'ul', '\u0000', '\ud83d', '\u2028', '`'),
        }),
        name => {
          const html = planHtml(page({ sql: name, findings: [] }, { ...scan, 'Relation Name': name, Filter: name }));
          const tags = (kind: string) => html.split(`<${kind}`).length - html.split(`</${kind}`).length;
          for (const kind of ['div', 'span', 'ul', 'details', 'pre', 'dl']) assert.equal(tags(kind), 0);
        },
      ),
    );
  });
});

describe('the facts of a step', () => {
  it('are warned of where they cost something', () => {
    const { root } = readPlan([{ Plan: sort }]);
    assert.deepEqual(
      nodeFacts(root)
        .filter(({ tone }) => tone === 'warn')
        .map(({ name }) => name),
      ['Sort'],
    );
    assert.deepEqual(
      nodeFacts(root.children[0]!)
        .filter(({ tone }) => tone === 'warn')
        .map(({ name }) => name),
      ['Rows removed by the filter'],
    );
  });

  it('name estimates that are wrong by ten times, where it matters', () => {
    assert.equal(misestimate(1, 99), undefined);
    assert.equal(misestimate(11, 100), undefined);
    assert.equal(misestimate(10, 100), '10 times more than expected');
    assert.equal(misestimate(5000, 0), '5,000 times fewer than expected');
  });
});
