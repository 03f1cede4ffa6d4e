// The rows of an INSERT that are left out before the parser: what is made of the statement is the same as with them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutLiteralRows } from '../../../src/schema/reading/literalRows.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import type { Statement } from '../../../src/schema/statement.js';

before(() => loadParser('postgresql'));

const heads = [
  'INSERT INTO t VALUES',
  'insert into app.t (a, b) values ',
  'INSERT INTO "T ""x"""."ü 🙂" AS x ("a b", c) OVERRIDING SYSTEM VALUE VALUES\n',
  'INSERT INTO t AS x (a) VALUES ',
  'INSERT INTO t (a[1], b.c) VALUES ',
  'INSERT INTO t -- rows\n VALUES ',
  'WITH q AS (SELECT 1) INSERT INTO t VALUES ',
  'INSERT INTO select VALUES ',
];
const plain = [
  '1',
  '-1.5e-10',
  "''",
  "'it''s; ( -- /* $$ :x ?'",
  "'表 ü 🙂'",
  "'\ud800'",
  "'back\\slash'",
  'NULL',
  'true',
  'DEFAULT',
  'now()',
  'CURRENT_TIMESTAMP',
  "'{}'::jsonb",
  "'2020-01-01'::timestamptz",
  '1::int',
  "'a\nb'",
];
/** Ones that mean more than themselves, and ones that are none. */
const others = [
  '(SELECT a FROM u WHERE u.id NOT IN (SELECT 1))',
  'ARRAY[1, 2]',
  "E'\\n'",
  "E'\\u12'",
  '$$dollar$$',
  "B'01'",
  "'a'\n'b'",
  "'a' 'b'",
  "'a'::text[]",
  "'a'::numeric(3,2)",
  "'a'::public.kind",
  'a + 1',
  '1 -- one\n',
  '1..2',
  '1a',
  '- 1',
  '--1\n2',
  'nullx',
  'null.a',
  '',
  ',',
  ')',
  "'open",
  ':name',
  '1 2',
  '\ufeff1',
  '\u00a01',
  'now',
  'current_timestamp(3)',
  "'x'::timestamp with time zone",
];
const tails = [
  '',
  ' ON CONFLICT DO NOTHING',
  '\nON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a WHERE t."ü" NOT IN (SELECT b FROM "表" WHERE c = 1) RETURNING *, a AS "🙂"',
  ' RETURNING id, (SELECT max(x) FROM u)',
  ' RETURNIN id',
  'RETURNIN id',
  'RETURNING id',
  "'x'",
  ',',
  ' (',
  " 'x'",
  ' WHERE true',
  ' UNION SELECT a FROM u',
  '\nexcept VALUES (1) ORDER BY 1 LIMIT 5',
  ' Intersect (TABLE u)',
];

const pad = `'${'x'.repeat(400)}'`;
const row = (value: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 4 }), fc.constantFrom(', ', ',', ' ,\n', ',\t'))
    .map(([values, comma]) => `(${values.join(comma)})`);
const rows = fc
  .tuple(
    fc.array(row(fc.constantFrom(...plain)), { minLength: 1, maxLength: 6 }),
    fc.array(row(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...plain) }, fc.constantFrom(...others))), {
      maxLength: 3,
    }),
    fc.array(row(fc.constantFrom(...plain)), { maxLength: 3 }),
  )
  .map(lists => lists.flat());
const insert = fc
  .tuple(fc.constantFrom(...heads), rows, fc.constantFrom(',', ', ', ',\n  ', ' , '), fc.constantFrom(...tails))
  .map(([head, list, comma, tail]) => `${head}(${pad})${comma}${list.join(comma)}${tail}`);

function read(text: string): readonly Statement[] {
  return parseFile('/a.sql', text, { dialect: 'postgresql' }).statements;
}

describe('rows of literals', () => {
  it('are left out, and all else stays', () => {
    const text = `INSERT INTO t (a) VALUES (1), (2),\n('${'x'.repeat(400)}'), (now()) RETURNING a`;
    const short = withoutLiteralRows(text)!;
    assert.equal(short.text, 'INSERT INTO t (a) VALUES (1) RETURNING a');
    assert.equal(short.toWhole(short.text.indexOf('RETURNING')), text.indexOf('RETURNING'));
    assert.equal(short.toWhole(3), 3);
    assert.equal(short.toWhole(short.text.length), text.length);
  });

  it('are read when they hold more, when there is one, or when the head is not plain', () => {
    for (const text of [
      `INSERT INTO t VALUES (${pad}), (f(1)), (2)`,
      `INSERT INTO t VALUES (${pad})`,
      `INSERT INTO t VALUES (f(${pad})), (2), (3)`,
      `INSERT INTO t (a[1]) VALUES (${pad}), (2)`,
      `UPDATE t SET a = ${pad}`,
      'INSERT INTO t VALUES (1), (2)',
    ])
      assert.equal(withoutLiteralRows(text), undefined, text);
  });

  it('make no difference to what is understood, nor to errors and their places', () => {
    // A comment between the first word and the second makes the head one that is not looked at.
    const plainWay = (text: string) => text.replace(/^(insert)\s/i, '$1/**/');
    fc.assert(
      fc.property(insert, text => {
        const whole = plainWay(text);
        const shift = whole.length - text.length;
        assert.equal(withoutLiteralRows(whole), undefined);
        const moved = JSON.stringify(read(whole), (key, value: unknown) =>
          typeof value === 'number' && (key === 'start' || key === 'end') && value > 6 ? value - shift : value,
        );
        assert.deepEqual(JSON.parse(JSON.stringify(read(text))), JSON.parse(moved), text);
      }),
      { numRuns: 1500 },
    );
  });

  it('are found in time that grows with the text', () => {
    const many = `INSERT INTO t VALUES ${Array.from({ length: 40_000 }, (_, at) => `(${at}, 'a''b')`).join(',')}`;
    assert.ok(withoutLiteralRows(many)!.text.length < 60);
    for (const hostile of [
      `INSERT INTO t (${'a, '.repeat(100_000)}`,
      `INSERT INTO t VALUES (1)${' '.repeat(500_000)}`,
      `INSERT INTO t VALUES ('${"''".repeat(500_000)}`,
      `INSERT INTO "${'""'.repeat(300_000)}`,
      `INSERT INTO t VALUES (${'1, '.repeat(300_000)}`,
      `INSERT INTO${' '.repeat(300_000)}t${' '.repeat(300_000)}VALUES${' '.repeat(300_000)}`,
    ]) {
      const before = process.cpuUsage();
      withoutLiteralRows(hostile);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 500_000, `${user / 1000} ms: ${hostile.slice(0, 40)}`);
    }
  });
});
