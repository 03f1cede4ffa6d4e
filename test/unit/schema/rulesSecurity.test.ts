import assert from 'node:assert/strict';
import { applied, lintOne, places } from './rulesHarness.js';

const table = 'CREATE TABLE notes (id int PRIMARY KEY, author name);\n';
const enable = 'ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n';
const policy = (text: string) => `CREATE POLICY p ON notes ${text};\n`;

describe('rules about row-level security', () => {
  it('rls-without-policy', async () => {
    assert.deepEqual(await places('rls-without-policy', table + enable), ['notes']);
    assert.deepEqual(await places('rls-without-policy', table + enable + policy('USING (true)')), []);
    assert.deepEqual(
      await places('rls-without-policy', `${table}${enable}ALTER TABLE notes DISABLE ROW LEVEL SECURITY;`),
      [],
    );
  });

  it('policy-without-rls', async () => {
    const sql = table + policy('USING (author = current_user)');
    const [finding] = await lintOne('policy-without-rls', sql);
    assert.equal(
      finding?.message,
      'Row-level security is not enabled for `notes`: `p` has no effect, and everybody with rights on the table sees all rows.',
    );
    assert.equal(
      applied(sql, finding.fixes[0]!.edits),
      `${sql.trimEnd()}\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n`,
    );
    assert.deepEqual(await places('policy-without-rls', sql + enable), []);
    assert.deepEqual(await places('policy-without-rls', `${sql}DROP POLICY p ON notes;`), []);
  });

  it('always-true-policy', async () => {
    const wrong = [
      'USING (true)',
      'FOR UPDATE USING (TRUE)',
      'FOR DELETE TO public USING ((true))',
      'FOR INSERT TO anon WITH CHECK (true)',
      'FOR ALL TO authenticated USING (true) WITH CHECK (author = current_user)',
    ];
    for (const text of wrong)
      assert.deepEqual(await places('always-true-policy', table + enable + policy(text)), ['p'], text);
    const right = [
      'FOR SELECT USING (true)',
      'FOR UPDATE USING (author = current_user)',
      'TO admin USING (true)',
      'AS RESTRICTIVE USING (true)',
      'FOR UPDATE USING (author = current_user) WITH CHECK (true)',
    ];
    for (const text of right)
      assert.deepEqual(await places('always-true-policy', table + enable + policy(text)), [], text);
  });
});

describe('rule security-definer-search-path', () => {
  const rule = 'security-definer-search-path';
  const make = (text: string) => `CREATE FUNCTION app.f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql ${text};\n`;

  it('sets the path', async () => {
    const sql = make('SECURITY DEFINER AS $$ SELECT 1 $$');
    const [finding] = await lintOne(rule, sql);
    assert.equal(finding?.suggestion, 'ALTER FUNCTION app.f(integer, text) SET search_path = app, pg_temp;');
    assert.equal(
      applied(sql, finding.fixes[0]!.edits),
      `${sql.trimEnd().slice(0, -1)}\nSET search_path = app, pg_temp;\n`,
    );
  });

  it('spares functions that have one, whose names are bound, or that run as the caller', async () => {
    const right = [
      make('SECURITY DEFINER SET search_path = app AS $$ SELECT 1 $$'),
      make("SECURITY DEFINER SET search_path TO '' AS $$ SELECT 1 $$"),
      make('AS $$ SELECT 1 $$'),
      make('SECURITY DEFINER RETURN 1'),
      make('SECURITY DEFINER BEGIN ATOMIC SELECT 1; END'),
      `${make('SECURITY DEFINER AS $$ SELECT 1 $$')}ALTER FUNCTION app.f(int, text) SET search_path = app;`,
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });
});

describe('rules in other dialects', () => {
  it('are silent where they speak of PostgreSQL', async () => {
    const sql = 'CREATE TABLE t (id int PRIMARY KEY, a varchar(255), b char(3), c timestamp, d json);';
    for (const rule of [
      'unneeded-varchar',
      'char-type',
      'timestamp-without-time-zone',
      'json-type',
      'int-primary-key',
    ]) {
      assert.deepEqual(await places(rule, sql, { dialect: 'mysql' }), [], rule);
    }
  });
});
