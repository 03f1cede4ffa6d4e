import assert from 'node:assert/strict';
import { cacheFolder } from '../../../src/cli/cacheFolder.js';
import { comparisonJson } from '../../../src/cli/commands/database/compareJson.js';
import { comparisonLines } from '../../../src/cli/commands/database/compareText.js';
import { createPrinter } from '../../../src/cli/print.js';
import { progressLine } from '../../../src/cli/progressLine.js';
import type { Comparison } from '../../../src/database/compare/comparison.js';
import { progressText } from '../../../src/database/compare/output/compareProgress.js';
import { isProven } from '../../../src/database/compare/output/proofWords.js';
import { shownChanges } from '../../../src/database/compare/output/shownChanges.js';
import type { Statement } from '../../../src/schema/diff/statement.js';
import type { Proof } from '../../../src/schema/migration/proof.js';
import { segmentsOf } from '../../../src/schema/migration/segments.js';

const silent = { write: () => undefined };
const printer = createPrinter({ json: false, verbose: false }, { out: silent, err: silent }, {});
const proof: Proof = {
  engine: { kind: 'embedded', version: '18.4' },
  up: { isReached: true, missing: [] },
  down: { isReached: true, missing: [] },
  rows: { tables: 1, rows: 5, without: [], lost: [] },
  statements: [],
};
const up: readonly Statement[] = [
  { sql: 'DROP TABLE public.gone' },
  { sql: 'CREATE TABLE public.carts (\n  id integer\n)' },
  { sql: 'ALTER TABLE public.users ALTER COLUMN name SET NOT NULL' },
];
const lost = {
  kind: 'deletesData',
  reason: 'The rows are lost.',
  direction: 'up',
  sql: 'DROP TABLE public.gone',
} as const;
const waits = {
  kind: 'locks',
  reason: 'SHARE on public.users: nobody writes it meanwhile.',
  direction: 'down',
  sql: 'x',
} as const;

function comparison(changed: Partial<Comparison> = {}, proved: Proof = proof): Comparison {
  const migration = {
    ...{ slug: 'drop_table_gone', from: '0'.repeat(16), to: '1'.repeat(16), hazards: [lost, waits] },
    ...{ up: segmentsOf(up), down: segmentsOf([{ sql: 'DROP TABLE public.carts' }]) },
  };
  return {
    from: { label: 'old.sql', hash: '0'.repeat(16), tables: 2 },
    to: { label: 'new.sql', hash: '1'.repeat(16), tables: 2 },
    scope: { owners: false, grants: false, without: [] },
    migrations: [{ migration, proof: proved }],
    renames: [],
    possibleRenames: [],
    unmodelled: [],
    ...changed,
  };
}
const nothing = { written: [], output: undefined, unproven: false };

describe('a comparison for people', () => {
  it('tells what changes, what is at stake, the proof and the files', () => {
    const lines = comparisonLines(
      comparison({
        possibleRenames: [
          { kind: 'table', from: 'public.gone', to: 'carts', isCertain: false, reason: '1 of 1 columns is alike' },
          { kind: 'column', from: `public."it's".a`, to: 'b', isCertain: true, reason: 'equal' },
        ],
        unmodelled: ['cast (text AS integer)'],
      }),
      { ...nothing, written: ['out/a.sql'] },
      printer,
    );
    assert.deepEqual(lines, [
      'old.sql → new.sql  2 tables → 2 tables',
      '',
      'New:',
      '  + CREATE TABLE public.carts ( id integer )',
      '',
      'Changed:',
      '  ~ ALTER TABLE public.users ALTER COLUMN name SET NOT NULL',
      '',
      'Gone:',
      '  - DROP TABLE public.gone',
      '',
      'Hazards:',
      '  danger   up    deletes data: The rows are lost.',
      '  … and 1 of the way back (--verbose)',
      '',
      'Renamed? They are dropped and made now, with what they hold. Say so with',
      '  table public.gone → carts (1 of 1 columns is alike): --rename public.gone=carts',
      `  column public."it's".a → b (equal): --rename 'public."it'\\''s".a=b'`,
      '',
      'These differ as well, and are left as they are:',
      '  cast (text AS integer)',
      '',
      '✔ PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 5 rows in 1 table kept',
      '',
      'Written: out/a.sql',
    ]);
  });

  it('shows the SQL when nothing is written', () => {
    const lines = comparisonLines(comparison(), nothing, printer);
    assert.ok(lines.includes('ALTER TABLE public.users ALTER COLUMN name SET NOT NULL;'));
    assert.equal(lines.at(-1), 'To have them as files: --output DIR');
  });

  it('says why a proof does not hold, and writes nothing', () => {
    const bad: Proof = {
      ...proof,
      up: { isReached: false, missing: ['index public.i'] },
      down: { isReached: false, missing: [], refused: { sql: 'DROP TABLE public.carts', message: 'it is not there' } },
      rows: {
        ...proof.rows!,
        lost: [{ direction: 'up', table: 'public.users', column: 'name', count: 2, isExpected: false }],
      },
    };
    assert.equal(isProven(comparison({}, bad)), false);
    const text = comparisonLines(comparison({}, bad), { ...nothing, output: 'out' }, printer).join('\n');
    assert.match(text, /✘ PostgreSQL 18\.4 \(embedded\): up does NOT reach the target, down does NOT come back/);
    assert.match(text, /up: still differs: index public\.i/);
    assert.match(text, /down: PostgreSQL refuses DROP TABLE public\.carts: it is not there/);
    assert.match(text, /up: 2 values of public\.users\.name lost/);
    assert.match(text, /Nothing was written/);
  });

  it('is short when the schemas are equal', () => {
    assert.deepEqual(comparisonLines(comparison({ migrations: [] }), nothing, printer).slice(2), [
      '✔ The schemas are equal: there is nothing to do.',
    ]);
  });

  it('no name moves the cursor', () => {
    const evil = '\u001b[2J\u202e\r';
    const one = comparison({
      from: { label: evil, hash: '0'.repeat(16), tables: 0 },
      possibleRenames: [{ kind: 'table', from: evil, to: evil, isCertain: false, reason: evil }],
      unmodelled: [evil],
    });
    assert.doesNotMatch(comparisonLines(one, nothing, printer).join(''), /[\u001b\u202e\r]/);
  });
});

describe('a comparison as JSON', () => {
  it('keeps its names', async () => {
    const json = (await comparisonJson(comparison(), [])) as Record<string, unknown>;
    assert.deepEqual(Object.keys(json), [
      ...['status', 'is_equal', 'from', 'to', 'compares', 'up_sql', 'down_sql', 'files', 'hazards', 'proof'],
      ...['renames', 'possible_renames', 'unmodelled', 'added_tables', 'removed_tables'],
    ]);
    assert.equal(json['status'], 'success');
    assert.deepEqual([json['added_tables'], json['removed_tables']], [['carts'], ['gone']]);
    assert.match(String(json['up_sql']), /^BEGIN;\n[\s\S]*COMMIT;\n$/);
    const { up: there, down: back, engine } = json['proof'] as Record<string, unknown>;
    assert.deepEqual([there, back, engine], [true, true, 'PostgreSQL 18.4 (embedded)']);
    assert.deepEqual((json['hazards'] as object[])[1], { ...waits, severity: 'note' });
  });

  it('says that there is nothing to do', async () => {
    const json = (await comparisonJson(comparison({ migrations: [] }), [])) as Record<string, unknown>;
    assert.deepEqual([json['is_equal'], json['up_sql'], json['down_sql'], json['proof']], [true, '', '', null]);
  });
});

describe('statements as changes', () => {
  for (const [sql, down, expected] of [
    [['ALTER TABLE a ADD COLUMN b int'], [], ['add ALTER TABLE a ADD COLUMN b int']],
    [['ALTER TABLE "a b" DROP COLUMN b'], [], ['remove ALTER TABLE "a b" DROP COLUMN b']],
    [['DROP VIEW public.v', 'CREATE VIEW public.v AS SELECT 1'], [], ['change VIEW public.v is made anew']],
    [['DROP INDEX public.i', 'CREATE UNIQUE INDEX i ON a (b)'], [], ['change INDEX i is made anew']],
    [['DROP POLICY p ON a', 'CREATE POLICY p ON b'], [], ['remove DROP POLICY p ON a', 'add CREATE POLICY p ON b']],
    [['CREATE OR REPLACE FUNCTION f() …'], ['DROP FUNCTION f()'], ['add CREATE OR REPLACE FUNCTION f() …']],
    [['CREATE OR REPLACE FUNCTION f() …'], [], ['change CREATE OR REPLACE FUNCTION f() …']],
    [[`CREATE TABLE t (\n${'a'.repeat(200)}`], [], ['add CREATE TABLE t …']],
  ] as const) {
    it(expected.join(', '), () =>
      assert.deepEqual(
        shownChanges(sql, down).map(({ verb, text }) => `${verb} ${text}`),
        expected,
      ),
    );
  }
});

describe('around a comparison', () => {
  it('keeps caches where the system has them', () => {
    for (const [platform, env, home, expected] of [
      ['linux', {}, '/home/a', '/home/a/.cache/senior-backend'],
      ['linux', { XDG_CACHE_HOME: '/c' }, '/home/a', '/c/senior-backend'],
      ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/a', '/home/a/.cache/senior-backend'],
      ['darwin', {}, '/Users/a', '/Users/a/Library/Caches/senior-backend'],
      ['win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\Users\\a', 'C:\\L\\senior-backend\\cache'],
      ['win32', {}, 'C:\\Users\\a', 'C:\\Users\\a\\AppData\\Local\\senior-backend\\cache'],
    ] as const)
      assert.equal(cacheFolder(platform, env, home), expected);
  });

  it('says what it is at', () => {
    const one = { step: 'up', done: 3, of: 20, migration: 1, migrations: 1 } as const;
    assert.deepEqual(
      [
        progressText('plan'),
        progressText('proveUp', { ...one, step: 'prepare', done: 0, of: 1 }),
        progressText('proveUp', { ...one, step: 'rows' }),
        progressText('proveUp', one),
        progressText('proveDown', { ...one, step: 'down', migration: 2, migrations: 3 }),
      ],
      [
        'Finding the way there and back…',
        'Proving the way there: making the schema…',
        'Proving the way there: sample rows, table 3 of 20…',
        'Proving the way there: statement 3 of 20…',
        'Proving the way back (migration 2 of 3): statement 3 of 20…',
      ],
    );
  });

  it('shows progress on a terminal only, and takes it back', () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    progressLine({ write }, {}).show('x');
    progressLine({ write, isTTY: true }, { TERM: 'dumb' }).show('x');
    assert.deepEqual(written, []);
    const line = progressLine({ write, isTTY: true, columns: 5 }, {});
    line.show('a long line');
    line.clear();
    line.clear();
    assert.deepEqual(written, ['a lo', '\r\u001b[K']);
  });
});
