// What the command line says of migrations that are applied or tried.
import assert from 'node:assert/strict';
import { parseWords } from '../../../src/cli/args.js';
import { dryRunJson, outcomeJson } from '../../../src/cli/commands/database/applyJson.js';
import { readRunWords } from '../../../src/cli/commands/database/applyOptions.js';
import { dryRunLines, outcomeLines } from '../../../src/cli/commands/database/applyText.js';
import { databaseForm, modeOf } from '../../../src/cli/commands/database/form.js';
import { createPrinter } from '../../../src/cli/print.js';
import { holdsPassword } from '../../../src/cli/serverConnection.js';
import type { DryRun } from '../../../src/database/apply/dryRunTypes.js';
import type { Outcome } from '../../../src/database/apply/outcome.js';

const silent = { write: () => true };
const printer = createPrinter({ json: false, verbose: false }, { out: silent, err: silent }, {});
const place = (line: number) => ({ line, character: 0 });

const failed: Outcome = {
  ...{ status: 'failed', name: '1_a', path: '/m/1_a.sql', checksum: 'c', milliseconds: 1234.567, notes: ['A note.'] },
  segments: { total: 3, before: 0, done: 1 },
  statements: [
    { position: place(0), head: 'create table a ()', state: 'done', milliseconds: 1.006, rows: 2 },
    {
      position: place(1),
      head: 'create table b ()',
      state: 'done',
      milliseconds: 1,
      notices: ['WARNING: \u001b[31mred'],
    },
    { position: place(2), head: 'select \u001b[2J', state: 'failed' },
    { position: place(3), head: 'select 1', state: 'notRun' },
  ],
  failure: {
    ...{
      kind: 'refused',
      message: 'PostgreSQL refuses this statement: no.',
      path: '/m/1_a.sql',
      position: place(2),
      statement: 2,
    },
    ...{ code: '42601', server: 'no', detail: 'a detail', hint: 'a hint', attempts: 1, blockers: [] },
  },
};

describe('migrate and rollback on the command line', () => {
  const wordsOf = (...words: string[]) => parseWords(words, databaseForm);

  it('have words of their own', () => {
    assert.equal(modeOf(wordsOf('--migrate', 'a.sql', '--dry-run')), 'migrate');
    assert.equal(modeOf(wordsOf('--rollback', 'last', '--connection', 'x')), 'rollback');
    assert.throws(() => modeOf(wordsOf('--migrate', 'a.sql', '--rollback', 'last')), /exclude each other/);
    assert.throws(() => modeOf(wordsOf('a.sql', '--yes')), /--yes goes with --migrate or --rollback/);
    assert.deepEqual(readRunWords(wordsOf('--rollback', 'last', '--lock-timeout', '0.5', '--wait', '0', '--yes')), {
      ...{ file: 'last', connection: undefined, engine: undefined, isDry: false, yes: true },
      apply: { anySchema: false, lockTimeout: 500, patience: 0 },
    });
    for (const bad of ['0', '-1', 'x', '1e3', '99999999'])
      assert.throws(() => readRunWords(wordsOf('--migrate', 'a.sql', '--lock-timeout', bad)), /--lock-timeout is/);
    assert.throws(() => readRunWords(wordsOf('--migrate', 'a.sql', 'b.sql')), /one word too many/);
  });

  it('see a password where it is typed', () => {
    for (const given of [
      'postgresql://a:b@h/d',
      'postgres://:b@h',
      'host=h password=b',
      'password=b',
      'postgresql://h/d?x=1&password=b',
      'postgresql://a:p/w@h/d',
    ])
      assert.equal(holdsPassword(given), true, given);
    for (const given of [
      'postgresql://a@h:5432/d',
      'postgresql://h:5432/d',
      'host=h user=a',
      'env:PASSWORD',
      'service=password',
      'postgresql://h:5432/d?application_name=a@b',
    ])
      assert.equal(holdsPassword(given), false, given);
  });

  it('say what failed, what stays, and what not', () => {
    assert.deepEqual(outcomeLines(failed, 'shop on h:5432 as ann', printer), [
      '✖ 1_a failed on shop on h:5432 as ann.',
      'error: /m/1_a.sql:3:1 PostgreSQL refuses this statement: no.',
      '  detail: a detail',
      '  hint: a hint',
      '  done        line 1: create table a () and 1 more statement',
      '  failed      line 3: select \uFFFD[2J',
      '  not run     line 4: select 1',
      '1 of 3 pieces are done and stay. Run it again: it goes on behind them.',
      '  line 2: WARNING: \uFFFD[31mred',
      'note: A note.',
    ]);
    const undone: Outcome = {
      ...failed,
      segments: { total: 1, before: 0, done: 0 },
      statements: failed.statements.slice(2),
      notes: [],
    };
    assert.ok(outcomeLines(undone, 's', printer).includes('Nothing of it is left in the database.'));
  });

  it('write JSON', () => {
    const json = JSON.parse(JSON.stringify(outcomeJson(failed, 's')));
    assert.deepEqual(Object.keys(json), [
      'status',
      'applied',
      'name',
      'file',
      'checksum',
      'server',
      'pieces',
      'statements',
      'error',
      'notes',
      'history',
      'duration_ms',
    ]);
    assert.deepEqual([json.status, json.applied, json.duration_ms], ['failed', false, 1234.57]);
    assert.deepEqual(json.statements[3], {
      line: 4,
      column: 1,
      sql: 'select 1',
      state: 'not_run',
      duration_ms: null,
      rows: null,
      notices: [],
    });
    assert.deepEqual([json.error.line, json.error.code, json.error.server_message], [3, '42601', 'no']);
  });

  it('tell of a dry run', () => {
    const run: DryRun = {
      ...{
        status: 'fine',
        direction: 'up',
        name: '1_a',
        path: '/m/1_a.sql',
        where: 'clone',
        notes: [],
        milliseconds: 12,
      },
      ...{ engine: { kind: 'embedded', version: '18.4' }, reason: 'vacuum' },
      statements: [
        {
          ...{
            position: place(0),
            head: 'update t',
            state: 'undone',
            milliseconds: 2,
            rows: 1,
            rewrites: ['public.t'],
          },
          locks: [
            { relation: 'public.t', mode: 'ROW EXCLUSIVE' },
            { relation: 'public.u', mode: 'ACCESS SHARE' },
          ],
          plan: { cost: 1.5, rows: 3, sequentialScans: ['t'] },
        },
      ],
      queries: [{ sql: 'select 1', before: { cost: 2, rows: 1, sequentialScans: [] } }],
    };
    assert.deepEqual(dryRunLines(run, 's', printer), [
      '✔ 1_a would be applied: tried on a clone of the schema of s, without rows (PostgreSQL 18.4, embedded), as no transaction undoes vacuum, in 12 ms.',
      '  undone      line 1: update t  2 ms, 1 row',
      '              ROW EXCLUSIVE on public.t',
      '              writes all rows of public.t anew',
      '              cost 1.5',
      '              reads all of t',
      '  cost 2 → –  select 1',
    ]);
    const json = JSON.parse(JSON.stringify(dryRunJson(run, 's')));
    assert.deepEqual(
      [json.status, json.where, json.engine.kind, json.statements[0].plan.sequential_scans],
      ['success', 'clone', 'embedded', ['t']],
    );
  });
});
