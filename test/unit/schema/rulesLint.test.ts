import assert from 'node:assert/strict';
import { ruleGuard } from '../../../src/schema/lint/lintGuard.js';
import { applied, lintFiles, shown } from './rulesHarness.js';

const table = 'CREATE TABLE t (a int);\n';

async function names(files: Record<string, string>, given: Partial<Parameters<typeof lintFiles>[0]> = {}) {
  return (await lintFiles({ files, ...given })).map(({ rule, path }) => `${path} ${rule}`);
}

describe('schema lint', () => {
  it('reports a broken statement and goes on', async () => {
    const sql = `CREATE TABLE u (id int PRIMARY KEY;\n${table}`;
    const findings = await lintFiles({ files: { '/s.sql': sql } });
    assert.deepEqual(
      findings.map(({ rule, severity, category }) => [rule, severity, category]),
      [
        ['syntax-error', 'error', 'syntax'],
        ['missing-primary-key', 'error', 'key'],
      ],
    );
  });

  it('reports conflicts of migrations and single files, not of folders nor behind a condition', async () => {
    const sql = 'CREATE TABLE t (id int PRIMARY KEY);\nDROP TABLE t;\nALTER TABLE t ADD COLUMN a int;\n';
    const findings = await lintFiles({ files: { '/s.sql': sql } });
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [['schema-conflict', 'warning']],
    );
    assert.ok(shown(findings, sql)[0]!.startsWith('«ALTER TABLE t ADD COLUMN a int» '));
    assert.deepEqual(await names({ '/s.sql': sql }, { kind: 'folder' }), []);
    const conditional = `CREATE TABLE t (id int PRIMARY KEY);\nDROP TABLE t;\nDO $$ BEGIN IF true THEN ALTER TABLE t ADD COLUMN a int; END IF; END $$;`;
    assert.deepEqual(await names({ '/s.sql': conditional }), []);
  });

  it('says once that the target of a foreign key is not unique', async () => {
    const sql = (later: string) =>
      `CREATE TABLE p (id int PRIMARY KEY, a int);\nCREATE TABLE c (id int PRIMARY KEY, a int);\nCREATE INDEX ON c (a);\nALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES p (a) ON DELETE CASCADE;\n${later}`;
    assert.deepEqual(await names({ '/s.sql': sql('') }), ['/s.sql foreign-key-to-non-unique-target']);
    // In the end it is unique, but not yet where the key is made.
    const later = 'ALTER TABLE p ADD UNIQUE (a);\n';
    assert.ok((await names({ '/s.sql': sql(later) })).includes('/s.sql schema-conflict'));
  });

  it('says nothing of what the files never make: it is kept elsewhere', async () => {
    const elsewhere = [
      'ALTER TABLE nowhere ADD COLUMN a int;',
      'ALTER TABLE app.nowhere ADD COLUMN a int;',
      'CREATE INDEX nowhere_a ON nowhere (a);',
      'COMMENT ON TABLE "odd.name" IS NULL;',
      "ALTER TYPE mood ADD VALUE 'sad';",
      'CREATE TABLE t (id int PRIMARY KEY, other_id int REFERENCES nowhere (id));\nCREATE INDEX ON t (other_id);',
      'CREATE TABLE t (PRIMARY KEY (id)) INHERITS (nowhere);\nALTER TABLE t ADD COLUMN a int;',
      'CREATE TRIGGER g AFTER INSERT ON nowhere FOR EACH ROW EXECUTE FUNCTION f();',
      'DROP TABLE nowhere;',
      'DROP INDEX nowhere_a;',
      'DROP FUNCTION f(integer);',
      'DROP FUNCTION f;',
      'CREATE VIEW v AS SELECT a FROM nowhere;',
    ];
    for (const sql of elsewhere) {
      const found = await lintFiles({ files: { '/s.sql': sql } });
      assert.deepEqual(
        shown(
          found.filter(({ rule }) => rule === 'schema-conflict'),
          sql,
        ),
        [],
      );
    }
  });

  it('asks about a misspelled table when nothing else is missing', async () => {
    const tables =
      'CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders_2023 (id int PRIMARY KEY);\nCREATE TABLE events_us (id int PRIMARY KEY);\n';
    const conflicts = async (change: string, kind: 'migrations' | 'folder' = 'migrations') => {
      const found = await lintFiles({ files: { '/1.sql': tables, '/2.sql': change }, kind });
      return found.filter(({ rule }) => rule === 'schema-conflict').map(({ message }) => message);
    };
    const asked = ['relation "usres" does not exist; did you mean "users"?'];
    assert.deepEqual(await conflicts('ALTER TABLE usres ADD COLUMN a int;'), asked);
    assert.deepEqual(await conflicts('CREATE INDEX usres_id ON usres (id);'), asked);
    assert.deepEqual(await conflicts('CREATE TABLE t (id int PRIMARY KEY, u int REFERENCES usres);'), asked);
    for (const change of [
      'ALTER TABLE usres ADD COLUMN a int;\nALTER TABLE accounts ADD COLUMN a int;',
      'ALTER TABLE user ADD COLUMN a int;',
      'ALTER TABLE orders_2024 ADD COLUMN a int;',
      'ALTER TABLE offers ADD COLUMN a int;',
      'ALTER TABLE events_eu ADD COLUMN a int;',
      'DROP TABLE usres;',
      'ALTER TABLE IF EXISTS usres ADD COLUMN a int;',
      'ALTER TABLE xsers ADD COLUMN a int;',
    ])
      assert.deepEqual(await conflicts(change), [], change);
    assert.deepEqual(await conflicts('ALTER TABLE usres ADD COLUMN a int;', 'folder'), []);
  });

  it('still says what comes too early, and what a later file makes', async () => {
    const sql = 'CREATE INDEX u_a ON u (a);\nCREATE TABLE u (id int PRIMARY KEY, a int);\n';
    assert.deepEqual(await names({ '/s.sql': sql }), ['/s.sql schema-conflict']);
    const files = {
      '/1.sql': 'ALTER TABLE u ADD COLUMN b int;',
      '/2.sql': 'CREATE TABLE u (id int PRIMARY KEY, a int);',
    };
    assert.deepEqual(await names(files, { kind: 'migrations' }), ['/1.sql schema-conflict']);
    const column = 'CREATE TABLE u (id int PRIMARY KEY, a int);\nALTER TABLE u DROP COLUMN b;';
    assert.deepEqual(await names({ '/s.sql': column }), ['/s.sql schema-conflict']);
  });

  it('keeps the tables of a folder in which another file drops them', async () => {
    const made = 'DROP TABLE IF EXISTS t;\nCREATE TABLE t (a int);\nDROP TABLE u;\nCREATE TABLE u (a int);\n';
    const drops = 'DROP TABLE t, u;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n';
    const cases: Record<string, string>[] = [
      { '/a_drop.sql': drops, '/b.sql': made },
      { '/b.sql': made, '/c_drop.sql': drops },
    ];
    for (const files of cases) {
      assert.deepEqual(await names(files, { kind: 'folder' }), [
        '/b.sql missing-primary-key',
        '/b.sql missing-primary-key',
      ]);
    }
  });

  it('lets foreign keys point ahead where servers or their dumps allow it', async () => {
    const sql =
      'CREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id));\nCREATE TABLE b (id int PRIMARY KEY);\n';
    for (const dialect of ['mysql', 'mariadb', 'sqlite'] as const) {
      const found = await names({ '/s.sql': sql }, { dialect });
      assert.ok(!found.includes('/s.sql schema-conflict'), dialect);
    }
    assert.ok((await names({ '/s.sql': sql })).includes('/s.sql schema-conflict'));
  });

  it('says nothing of conflicts while a statement is broken', async () => {
    assert.deepEqual(
      await names({ '/s.sql': 'CREATE TABLE t (id int PRIMARY KEY;\nALTER TABLE t ADD COLUMN a int;' }),
      ['/s.sql syntax-error'],
    );
  });

  it('takes levels from settings', async () => {
    const files = { '/s.sql': table };
    assert.deepEqual(await names(files, { levels: { 'missing-primary-key': 'off' } }), []);
    const [finding] = await lintFiles({ files, levels: { 'missing-primary-key': 'hint' } });
    assert.equal(finding?.severity, 'hint');
  });

  it('keeps to what comments turn off', async () => {
    const line = (rules: string) => ({
      '/s.sql': `-- senior-backend-disable-next-line${rules}\n${table}${table.replace('t', 'u')}`,
    });
    const two = (rules: string) =>
      `CREATE TABLE x (a int);\n-- senior-backend-disable-next-line${rules}\nCREATE TABLE y (a int);\n`;
    assert.deepEqual(await names({ '/s.sql': two(' missing-primary-key') }), ['/s.sql missing-primary-key']);
    assert.deepEqual(await names({ '/s.sql': two('') }), ['/s.sql missing-primary-key']);
    assert.deepEqual(await names({ '/s.sql': two(' other-rule') }), [
      '/s.sql missing-primary-key',
      '/s.sql missing-primary-key',
    ]);
    assert.deepEqual(await names({ '/s.sql': `-- senior-backend-disable missing-primary-key\n${table}` }), []);
    assert.ok(line(''));
  });

  it('offers to turn a rule off for a line, and adds to a comment that is there', async () => {
    const sql =
      'CREATE TABLE p (id bigint PRIMARY KEY);\r\nCREATE TABLE t (\r\n  id int PRIMARY KEY,\r\n  p int REFERENCES p ON DELETE CASCADE\r\n);\r\n';
    const findings = await lintFiles({ files: { '/s.sql': sql } });
    const fix = findings.find(({ rule }) => rule === 'unindexed-foreign-key')!.fixes.at(-1)!;
    assert.equal(fix.title, 'Disable unindexed-foreign-key for this line');
    const once = applied(sql, fix.edits);
    assert.equal(
      once,
      sql.replace('  p int', '  -- senior-backend-disable-next-line unindexed-foreign-key\r\n  p int'),
    );
    const rest = await lintFiles({ files: { '/s.sql': once } });
    assert.ok(!rest.some(({ rule }) => rule === 'unindexed-foreign-key'));
    const other = rest.find(({ rule }) => rule === 'foreign-key-type-mismatch')!;
    const twice = applied(once, other.fixes.at(-1)!.edits);
    assert.ok(
      twice.includes('-- senior-backend-disable-next-line foreign-key-type-mismatch unindexed-foreign-key\r\n'),
    );
    assert.deepEqual(
      (await lintFiles({ files: { '/s.sql': twice } })).map(({ rule }) => rule),
      [],
    );
  });

  it('comes in the order of files and places, the same each time', async () => {
    const files = {
      '/b.sql': 'CREATE TABLE z (a int);\nCREATE TABLE y (a int);\n',
      '/a.sql': 'CREATE TABLE x (a int);\n',
    };
    const run = () => lintFiles({ files, kind: 'folder' });
    const findings = await run();
    assert.deepEqual(
      findings.map(({ table: name }) => name),
      ['z', 'y', 'x'],
    );
    assert.deepEqual(await run(), findings);
  });

  it('sees an index in another file', async () => {
    const files = {
      '/a.sql':
        'CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE);\n',
      '/b.sql': 'CREATE INDEX ON c (p);\n',
    };
    assert.deepEqual(await names(files, { kind: 'folder' }), []);
  });

  it('loses only the rule that throws', () => {
    const guard = ruleGuard({});
    const rule = { id: 'broken', category: 'key', level: 'error' } as const;
    const broken = guard.run(rule, () => {
      throw new Error('oops');
    });
    assert.deepEqual(broken, []);
    assert.deepEqual(guard.failures(), [{ rule: 'broken', reason: 'oops' }]);
    assert.equal(guard.isOn(rule), false);
    assert.equal(guard.isOn({ ...rule, id: 'other' }), true);
  });

  it('survives a file that is empty or no SQL', async () => {
    assert.deepEqual(await names({ '/s.sql': '' }), []);
    assert.deepEqual(await names({ '/s.sql': '-- nothing' }), []);
    assert.deepEqual(await names({ '/s.sql': 'hello world' }), ['/s.sql syntax-error']);
  });
});
