import assert from 'node:assert/strict';
import fc from 'fast-check';
import { catalogRules } from '../../../src/schema/rules/catalogRules.js';
import { applied, lintFiles, offsetOf } from './rulesHarness.js';

const levels = Object.fromEntries(catalogRules.map(({ id }) => [id, 'warning' as const]));

const name = fc.constantFrom(
  't',
  'u',
  '"Order Items"',
  '"😀 ü"',
  '"a.b"',
  '"x""y"',
  'app.t',
  '"user"',
  `"${'é'.repeat(40)}"`,
);
const plain = fc.constantFrom(
  'id',
  'a',
  '"aB"',
  'user_id',
  'status',
  'created_at',
  'price',
  '"Ünïcode"',
  't_id',
  '"order"',
);
const type = fc.constantFrom(
  'int',
  'serial',
  'text',
  'varchar(255)',
  'char(3)',
  'real',
  'money',
  'json',
  'jsonb',
  'text[]',
  'timestamp',
  'boolean',
  'e',
  'd',
);
const suffix = fc.constantFrom(
  '',
  ' PRIMARY KEY',
  ' UNIQUE',
  ' NOT NULL',
  ' REFERENCES t',
  ' REFERENCES u (a)',
  " DEFAULT 'x\n y'",
  ' -- why\n',
  ' /* a\n b */',
);
const column = fc.tuple(plain, type, suffix).map(parts => `${parts[0]} ${parts[1]}${parts[2]}`);
const blank = fc.constantFrom(' ', '\n', '\r\n  ');

const statement = fc.oneof(
  fc
    .tuple(name, fc.uniqueArray(column, { minLength: 1, maxLength: 5, selector: text => text.split(' ')[0] }), blank)
    .map(([table, columns, gap]) => `CREATE TABLE ${table} (${gap}${columns.join(`,${gap}`)}${gap})`),
  fc.tuple(name, plain, plain).map(([table, a, b]) => `CREATE INDEX ON ${table} (${a}, ${b})`),
  fc.tuple(name, plain).map(([table, a]) => `CREATE UNIQUE INDEX i ON ${table} (${a})`),
  fc
    .tuple(name, plain, name)
    .map(([table, a, other]) => `ALTER TABLE ${table} ADD FOREIGN KEY (${a}) REFERENCES ${other}`),
  fc.tuple(name, column).map(([table, one]) => `ALTER TABLE ${table}\n  ADD COLUMN ${one}`),
  fc.tuple(name, plain).map(([table, a]) => `ALTER TABLE ${table} DROP COLUMN ${a} CASCADE`),
  fc.tuple(name, plain, type).map(([table, a, to]) => `ALTER TABLE ${table} ALTER COLUMN ${a} TYPE ${to}`),
  fc.tuple(name, column).map(([table, one]) => `DO $$ BEGIN\n  CREATE TABLE ${table} (${one}\n);\nEND $$`),
  fc.constantFrom(
    "CREATE TYPE e AS ENUM ('low', 'high', 'medium')",
    'CREATE DOMAIN d AS d',
    'CREATE DOMAIN d AS real',
    'CREATE POLICY p ON t USING (true)',
    'CREATE TABLE p PARTITION OF t DEFAULT',
    'CREATE TABLE c () INHERITS (t, u)',
    'ALTER TABLE t INHERIT t',
    'CREATE VIEW v AS SELECT * FROM t JOIN u USING (id)',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$',
    'CREATE TABLE t (id int',
    "SELECT 'never closed",
    'DROP TABLE t CASCADE',
    'ALTER TABLE t RENAME TO u',
  ),
);
const script = fc.array(statement, { maxLength: 7 }).map(statements => statements.map(text => `${text};\n`).join(''));

describe('rules about a schema, whatever the schema', () => {
  it('never fail, and stay within the file', async () => {
    await fc.assert(
      fc.asyncProperty(script, async text => {
        for (const { rule, message, range, fixes } of await lintFiles({ files: { '/s.sql': text }, levels })) {
          assert.notEqual(rule, 'lint-incomplete', message);
          const [start, end] = [offsetOf(text, range.start), offsetOf(text, range.end)];
          assert.ok(0 <= start && start <= end && end <= text.length, `${rule} ${start} ${end}`);
          assert.ok(fixes.length > 0, rule);
          for (const { edits } of fixes) {
            const sorted = [...edits].sort((a, b) => offsetOf(text, a.range.start) - offsetOf(text, b.range.start));
            for (const [at, edit] of sorted.entries()) {
              const from = at === 0 ? 0 : offsetOf(text, sorted[at - 1]!.range.end);
              assert.ok(from <= offsetOf(text, edit.range.start), `${rule}: edits overlap`);
              assert.ok(offsetOf(text, edit.range.end) <= text.length);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  // Where a string is never closed nobody can tell what is a comment.
  it('are turned off by the comment that their fix writes, in whatever parses', async () => {
    const count = (findings: Awaited<ReturnType<typeof lintFiles>>, rule: string) =>
      findings.filter(finding => finding.rule === rule).length;
    await fc.assert(
      fc.asyncProperty(script, fc.nat(), async (text, at) => {
        const all = await lintFiles({ files: { '/s.sql': text }, levels });
        if (all.some(({ rule }) => rule === 'syntax-error')) return;
        const findings = all.filter(({ category }) => category !== 'syntax');
        if (findings.length === 0) return;
        const { rule, fixes } = findings[at % findings.length]!;
        const mended = applied(text, fixes.at(-1)!.edits);
        const after = await lintFiles({ files: { '/s.sql': mended }, levels });
        assert.ok(count(after, rule) < count(findings, rule), `${rule}\n${mended}`);
      }),
      { numRuns: 200 },
    );
  });

  it('say the same of the same text', async () => {
    await fc.assert(
      fc.asyncProperty(script, async text => {
        const run = () => lintFiles({ files: { '/s.sql': text }, levels });
        assert.deepEqual(await run(), await run());
      }),
      { numRuns: 50 },
    );
  });
});
