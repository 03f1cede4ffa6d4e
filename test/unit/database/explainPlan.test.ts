import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readExplainable } from '../../../src/database/explain/explainable.js';
import type { PlanReport } from '../../../src/database/explain/explainQuery.js';
import { shownBytes, shownNumber, shownTime } from '../../../src/database/explain/finding.js';
import { nodesOf } from '../../../src/database/explain/plan.js';
import { planMarkdown } from '../../../src/database/explain/planMarkdown.js';
import { planLines } from '../../../src/database/explain/planText.js';
import { planView, shareBar } from '../../../src/database/explain/planView.js';
import { readPlan } from '../../../src/database/explain/readPlan.js';
import { highestParameter, replaceParameters } from '../../../src/database/explain/sqlTokens.js';
import { Problem } from '../../../src/text/problem.js';

const node = (type: string, cost: number, more: object = {}) => ({
  'Node Type': type,
  'Total Cost': cost,
  'Plan Rows': 1,
  ...more,
});

function reportOf(plan: object): PlanReport {
  return {
    sql: 'select 1',
    analyzed: false,
    generic: false,
    renamed: [],
    version: '18.4',
    plan: readPlan([{ Plan: plan }]),
    findings: [],
  };
}

describe('EXPLAIN’s JSON', () => {
  it('gives each node its own cost and time', () => {
    const { root } = readPlan([
      {
        Plan: node('Hash Join', 100, {
          'Actual Total Time': 10,
          'Actual Rows': 5,
          'Actual Loops': 1,
          Plans: [
            node('Seq Scan', 60, {
              'Relation Name': 'a',
              Schema: 'public',
              'Actual Total Time': 6,
              'Actual Rows': 5,
              'Actual Loops': 1,
            }),
            node('Hash', 30, { 'Actual Total Time': 3, 'Actual Rows': 5, 'Actual Loops': 1 }),
          ],
        }),
      },
    ]);
    assert.deepEqual(
      nodesOf(root).map(({ costShare, timeShare }) => [costShare, timeShare]),
      [
        [0.1, 0.1],
        [0.6, 0.6],
        [0.3, 0.3],
      ],
    );
  });

  it('counts the inner side of a nested loop once for each outer row, and workers once', () => {
    const loop = readPlan([
      {
        Plan: node('Nested Loop', 1010, {
          Plans: [
            node('Seq Scan', 10, { 'Plan Rows': 100 }),
            node('Index Scan', 10, { 'Parent Relationship': 'Inner' }),
          ],
        }),
      },
    ]).root;
    assert.deepEqual(
      nodesOf(loop).map(({ costShare }) => Math.round(costShare * 100)),
      [0, 1, 99],
    );
    const { root } = readPlan([
      {
        Plan: node('Gather', 100, {
          ...{
            'Workers Planned': 2,
            'Workers Launched': 2,
            'Actual Total Time': 12,
            'Actual Rows': 3,
            'Actual Loops': 1,
          },
          Plans: [node('Seq Scan', 90, { 'Actual Total Time': 10, 'Actual Rows': 1, 'Actual Loops': 3 })],
        }),
      },
    ]);
    assert.equal(root.children[0]?.actual?.time, 10);
    assert.equal(root.actual?.ownTime, 2);
  });

  it('is refused when it is none', () => {
    for (const value of [undefined, null, [], [{}], [{ Plan: { 'Node Type': 5 } }], {}])
      assert.throws(() => readPlan(value), /no plan of EXPLAIN/);
  });

  it('is shown whatever names and conditions hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { minLength: 4, maxLength: 4 }),
        ([a = '', b = '', c = '', d = '']) => {
          const plan = node('Seq Scan', 5, {
            'Relation Name': a,
            Schema: b,
            Alias: c,
            Filter: `\`\`\`\n${d}`,
            Plans: [node('Sort', 1, { 'Sort Key': [d] })],
          });
          const report = { ...reportOf(plan), sql: d };
          for (const { text } of planLines(report)) assert.doesNotMatch(text, /[\r\n]/);
          const markdown = planMarkdown(report);
          assert.equal(markdown.split('\n').filter(line => line === '# Plan').length >= 1, true);
          assert.equal(planView(report).rows.length, 2);
          assert.deepEqual(JSON.parse(JSON.stringify(planView(report))), planView(report));
        },
      ),
    );
  });
});

describe('one statement to explain', () => {
  it('is read or refused with a Problem, whatever the text is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async text => {
        await readExplainable(text).catch(error => assert.ok(error instanceof Problem, `${text}: ${error}`));
      }),
    );
  });

  it('has numbers for the placeholders of drivers', async () => {
    const of = async (sql: string) => (await readExplainable(sql)).sql;
    assert.equal(
      await of(`select * from t where a = :a and b = ? and c = :a and d = '?:a'`),
      `select * from t where a = $1 and b = $2 and c = $1 and d = '?:a'`,
    );
    assert.equal(await of('select * from t where a = $2 and b = :b'), 'select * from t where a = $2 and b = $3');
    assert.equal(
      await of(`select now() - interval $1, date '2026-01-01'`),
      `select now() - $1::interval, date '2026-01-01'`,
    );
    assert.equal(await of('select data ? $1 from t'), 'select data ? $1 from t');
  });

  it('reads unless it writes', async () => {
    const reads = async (sql: string) => (await readExplainable(sql)).reads;
    for (const sql of ['select 1', 'values (1)', 'with a as (select 1) select * from a', 'table t'])
      assert.equal(await reads(sql), true, sql);
    for (const sql of [
      'select 1 from t for update',
      'with a as (delete from t returning *) select * from a',
      'update t set a = 1',
      'create table a as select 1',
    ])
      assert.equal(await reads(sql), false, sql);
  });

  it('has its parameters replaced outside of strings, names and comments only', () => {
    const sql = `select $1, '$1', "$1", $$ $1 $$, /* $1 */ $12 -- $3`;
    assert.equal(
      replaceParameters(sql, number => `<${number}>`),
      `select <1>, '$1', "$1", $$ $1 $$, /* $1 */ <12> -- $3`,
    );
    assert.equal(highestParameter(sql), 12);
  });
});

describe('numbers for people', () => {
  it('are short', () => {
    assert.deepEqual([0, 1.25, 9.99, 1234, 1234567].map(shownNumber), ['0', '1.3', '10.0', '1,234', '1,234,567']);
    assert.deepEqual([0.0412, 12.3, 999, 1500, 65_000].map(shownTime), [
      '0.041 ms',
      '12 ms',
      '999 ms',
      '1.5 s',
      '65 s',
    ]);
    assert.deepEqual([5, 1536, 5e6].map(shownBytes), ['5 B', '1.5 kB', '4.8 MB']);
    assert.deepEqual(
      [0, 0.5, 1].map(share => shareBar(share)),
      ['        ', '████    ', '████████'],
    );
  });
});
