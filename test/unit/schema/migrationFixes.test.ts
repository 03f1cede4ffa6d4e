// What quick fixes write, tool by tool.
import assert from 'node:assert/strict';
import { lintMigration, type MigrationCase, mending, nextFile, withEdits } from './migrationHarness.js';

async function fixed(rule: string, sql: string, given: MigrationCase = {}) {
  const [finding] = await lintMigration(sql, rule, given);
  assert.ok(finding, 'nothing was found');
  const [fix] = mending(finding);
  return fix && { title: fix.title, ...withEdits(sql, fix.edits) };
}

const index = 'CREATE INDEX x ON orders (total);\n';
const built = 'CREATE INDEX CONCURRENTLY x ON orders (total);\n';

describe('fixes of rules about migrations', () => {
  it('build an index outside of a transaction', async () => {
    assert.deepEqual(await fixed('index-without-concurrently', index), {
      title: 'Build the index CONCURRENTLY',
      text: built,
      files: {},
    });
  });

  const marked: Readonly<
    Record<string, [sql: string, given: MigrationCase, text: string, files?: Record<string, string>]>
  > = {
    dbmate: [
      `-- migrate:up\n${index}\n-- migrate:down\n`,
      { tool: 'dbmate', transaction: true },
      `-- migrate:up transaction:false\n${built}\n-- migrate:down\n`,
    ],
    goose: [
      `-- +goose Up\n${index}`,
      { tool: 'goose', transaction: true },
      `-- +goose NO TRANSACTION\n-- +goose Up\n${built}`,
    ],
    sqlx: [index, { tool: 'sqlx', transaction: true }, `-- no-transaction\n${built}`],
    flyway: [index, { tool: 'flyway', transaction: true }, built, { '/2.sql.conf': 'executeInTransaction=false\n' }],
    diesel: [
      index,
      { tool: 'diesel', transaction: true, path: '/m/2/up.sql' },
      built,
      { '/m/2/metadata.toml': 'run_in_transaction = false\n' },
    ],
    'sql-migrate': [
      `-- +migrate Up\n${index}`,
      { tool: 'plain', transaction: true },
      `-- +migrate Up notransaction\n${built}`,
    ],
    'golang-migrate': [index, { tool: 'golang-migrate', transaction: false }, built],
  };
  for (const [tool, [sql, given, text, files = {}]] of Object.entries(marked)) {
    it(`say to ${tool} that no transaction is wanted`, async () => {
      const { title: _, ...rest } = (await fixed('index-without-concurrently', sql, given))!;
      assert.deepEqual(rest, { text, files });
    });
  }

  it('keep the line ends of the file', async () => {
    const given = { tool: 'sqlx', transaction: true } as const;
    const { text } = (await fixed('index-without-concurrently', 'CREATE INDEX x ON orders (total);\r\n', given))!;
    assert.equal(text, '-- no-transaction\r\nCREATE INDEX CONCURRENTLY x ON orders (total);\r\n');
  });

  it('move what cannot run in the transaction of a tool into a migration of its own', async () => {
    const sql = `ALTER TABLE orders ADD COLUMN y integer;\n${index}`;
    for (const tool of ['dbmate', 'prisma', 'golang-migrate', 'drizzle'] as const) {
      assert.deepEqual(
        await fixed('index-without-concurrently', sql, { tool, transaction: true, newMigration: nextFile }),
        {
          title: 'Build the index CONCURRENTLY, outside of the transaction',
          text: 'ALTER TABLE orders ADD COLUMN y integer;\n',
          files: { '/3.sql': `-- create_x, no transaction\n${built}` },
        },
      );
    }
  });

  it('move it behind the COMMIT of the file', async () => {
    const sql = `BEGIN;\n${index}SELECT 1;\nCOMMIT;\n`;
    assert.equal((await fixed('index-without-concurrently', sql))!.text, `BEGIN;\nSELECT 1;\nCOMMIT;\n${built}`);
  });

  it('do nothing where there is no way', async () => {
    const sql = `SELECT 1;\n${index}`;
    assert.equal(await fixed('index-without-concurrently', sql, { tool: 'drizzle', transaction: true }), undefined);
    assert.equal(await fixed('index-without-concurrently', `DO $$ BEGIN ${index} END $$;`), undefined);
    assert.equal(await fixed('index-without-concurrently', 'CREATE INDEX x ON events (id);'), undefined);
  });

  it('leave a migration alone that has likely run', async () => {
    assert.equal(await fixed('index-without-concurrently', index, { newest: false }), undefined);
  });

  it('know that some tools send a file without transaction as one string', async () => {
    const sql = `-- no-transaction\nSELECT 1;\n${built}`;
    const [finding] = await lintMigration(sql, 'concurrently-in-transaction', { tool: 'sqlx', transaction: false });
    assert.match(finding!.message, /the one transaction in which sqlx runs the whole file/);
    assert.deepEqual(
      await lintMigration(sql, 'concurrently-in-transaction', { tool: 'goose', transaction: false }),
      [],
    );
  });

  it('name a constraint so that it can be validated, here or later', async () => {
    const sql = 'ALTER TABLE orders ADD CHECK (total > 0);\n';
    assert.equal(
      (await fixed('constraint-without-not-valid', sql))!.text,
      'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\n',
    );
    assert.deepEqual(
      await fixed('constraint-without-not-valid', sql, { tool: 'goose', transaction: true, newMigration: nextFile }),
      {
        title: 'Add NOT VALID, and a migration that validates it',
        text: 'ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;\n',
        files: {
          '/3.sql': '-- validate_orders_total_check\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\n',
        },
      },
    );
    assert.equal(
      (await fixed('constraint-without-not-valid', `BEGIN;\n${sql}COMMIT;\n`))!.text,
      'BEGIN;\nALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID;\nCOMMIT;\nALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\n',
    );
  });

  it('set NOT NULL in four steps, three of them later', async () => {
    const sql = 'ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;\n';
    const given = { tool: 'goose', transaction: true, newMigration: nextFile } as const;
    assert.deepEqual(await fixed('not-null-on-existing-column', sql, given), {
      title: 'Add a CHECK NOT VALID, and a migration that sets NOT NULL',
      text: 'ALTER TABLE orders ADD CONSTRAINT orders_customer_id_not_null_check CHECK (customer_id IS NOT NULL) NOT VALID;\n',
      files: {
        '/3.sql':
          '-- validate_customer_id_not_null\nALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_not_null_check;\nALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT orders_customer_id_not_null_check;\n',
      },
    });
  });

  it('set timeouts behind the comments at the top, and only for the transaction', async () => {
    const sql = '-- migrate:up\n\n/* why */\nALTER TABLE orders ADD COLUMN x integer;\n';
    assert.equal(
      (await fixed('missing-lock-timeout', sql, { tool: 'dbmate', transaction: true }))!.text,
      "-- migrate:up\n\n/* why */\nSET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN x integer;\n",
    );
    assert.equal(
      (await fixed('missing-lock-timeout', '  BEGIN;\n  SELECT 1;\n  DROP INDEX orders_state_idx;\n  COMMIT;\n'))!.text,
      "  BEGIN;\n  SET LOCAL lock_timeout = '5s';\n  SELECT 1;\n  DROP INDEX orders_state_idx;\n  COMMIT;\n",
    );
  });

  it('add IF EXISTS and IF NOT EXISTS where the words are', async () => {
    const texts: readonly (readonly [rule: string, sql: string, text: string])[] = [
      [
        'missing-if-exists',
        'ALTER TABLE orders DROP note;\nSELECT 1;',
        'ALTER TABLE orders DROP COLUMN IF EXISTS note;\nSELECT 1;',
      ],
      [
        'missing-if-exists',
        'ALTER TABLE orders DROP CONSTRAINT orders_note_check;\nSELECT 1;',
        'ALTER TABLE orders DROP CONSTRAINT IF EXISTS orders_note_check;\nSELECT 1;',
      ],
      [
        'missing-if-exists',
        'DROP TRIGGER orders_touch ON orders;\nSELECT 1;',
        'DROP TRIGGER IF EXISTS orders_touch ON orders;\nSELECT 1;',
      ],
      [
        'missing-if-not-exists',
        'ALTER TABLE orders ADD x integer;\nSELECT 1;',
        'ALTER TABLE orders ADD COLUMN IF NOT EXISTS x integer;\nSELECT 1;',
      ],
      [
        'missing-if-not-exists',
        "ALTER TYPE order_status ADD VALUE 'x';\nSELECT 1;",
        "ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'x';\nSELECT 1;",
      ],
      [
        'missing-if-not-exists',
        'CREATE UNLOGGED TABLE t (id int PRIMARY KEY);\nSELECT 1;',
        'CREATE UNLOGGED TABLE IF NOT EXISTS t (id int PRIMARY KEY);\nSELECT 1;',
      ],
      [
        'missing-if-not-exists',
        'CREATE UNIQUE INDEX x ON orders (total);\nSELECT 1;',
        'CREATE UNIQUE INDEX IF NOT EXISTS x ON orders (total);\nSELECT 1;',
      ],
    ];
    for (const [rule, sql, text] of texts) assert.equal((await fixed(rule, sql))?.text, text);
  });

  it('take BEGIN and COMMIT out of the transaction of a tool', async () => {
    const sql = 'BEGIN;\nSELECT 1;\nCOMMIT;\n';
    const given = { tool: 'goose', transaction: true } as const;
    const findings = await lintMigration(sql, 'nested-transaction', given);
    assert.deepEqual(
      findings.map(({ message }) => message),
      [
        'goose already runs this file in a transaction: `BEGIN` does nothing but warn, and the `COMMIT` that belongs to it ends the transaction of goose.',
        'This `COMMIT` ends the transaction in which goose runs this file: what follows is no longer undone when it fails, and what goose notes of the migration is not part of it.',
      ],
    );
    assert.equal((await fixed('nested-transaction', sql, given))!.text, 'SELECT 1;\nCOMMIT;\n');
  });

  it('leave BEGIN and COMMIT alone where the transaction of the tool is only that of one query', async () => {
    for (const tool of ['golang-migrate', 'prisma', 'supabase'] as const) {
      const messages = async (sql: string) =>
        (await lintMigration(sql, 'nested-transaction', { tool, transaction: true })).map(({ message }) => message);
      assert.deepEqual(await messages('BEGIN;\nSELECT 1;\nCOMMIT;\n'), []);
      assert.deepEqual(await messages('SELECT 1;\nBEGIN;\nSELECT 1;\nEND;\nSELECT 2;'), []);
      const uncommitted = await lintMigration('BEGIN;\nSELECT 1;', 'uncommitted-transaction', {
        tool,
        transaction: true,
      });
      assert.equal(uncommitted.length, 1);
      assert.match((await messages('BEGIN;\nBEGIN;\nCOMMIT;')).join(), /^A transaction is open already/);
      assert.deepEqual(await messages('SELECT 1;\nCOMMIT;\nSELECT 2;'), [
        `This \`COMMIT\` ends the one transaction in which PostgreSQL runs this file: what follows is undone alone when it fails.`,
      ]);
    }
  });

  it('count characters as the editor does', async () => {
    const sql = "SELECT '🐘🐘 猫';\nALTER TABLE orders ADD CONSTRAINT c CHECK (note <> '🐘');\n";
    assert.equal(
      (await fixed('constraint-without-not-valid', sql))!.text,
      "SELECT '🐘🐘 猫';\nALTER TABLE orders ADD CONSTRAINT c CHECK (note <> '🐘') NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\n",
    );
  });
});
