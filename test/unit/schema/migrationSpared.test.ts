// What rules about migrations leave alone: objects of the same file, safe forms, Down halves, files that are no migrations.
import assert from 'node:assert/strict';
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import type { FileRole } from '../../../src/schema/rule.js';
import { migrationRules } from '../../../src/schema/rules/migrationRules.js';
import { lintMigration } from './migrationHarness.js';
import { usual } from './rulesHarness.js';

const ids: ReadonlySet<string> = new Set(migrationRules.map(({ id }) => id));
const found = async (sql: string, given = {}) =>
  (await lintMigration(sql, undefined, given)).filter(({ rule }) => ids.has(rule)).map(({ rule }) => rule);

const everything = `
CREATE TABLE a (id bigint PRIMARY KEY, b text, c integer, d timestamp);
CREATE TABLE z (id bigint PRIMARY KEY, a_id bigint REFERENCES a (id));
INSERT INTO a (id) VALUES (1);
CREATE INDEX a_b_idx ON a (b);
ALTER TABLE a ADD CHECK (c > 0);
ALTER TABLE a ADD UNIQUE (b);
ALTER TABLE z ADD FOREIGN KEY (a_id) REFERENCES a (id);
ALTER TABLE a ALTER COLUMN b SET NOT NULL;
ALTER TABLE a ALTER COLUMN b DROP NOT NULL;
ALTER TABLE a ALTER COLUMN c TYPE bigint;
ALTER TABLE a ALTER COLUMN d TYPE timestamptz;
ALTER TABLE a ADD COLUMN e serial;
ALTER TABLE a ADD COLUMN f uuid NOT NULL;
ALTER TABLE a ADD COLUMN g uuid DEFAULT gen_random_uuid();
ALTER TABLE a ADD COLUMN h integer GENERATED ALWAYS AS (c + 1) STORED;
ALTER TABLE a ADD COLUMN i bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE a DROP COLUMN e;
ALTER TABLE a RENAME COLUMN f TO k;
ALTER TABLE a DISABLE TRIGGER ALL;
ALTER TABLE a SET UNLOGGED;
ALTER TABLE a DISABLE ROW LEVEL SECURITY;
UPDATE a SET b = 'x';
DELETE FROM a;
TRUNCATE a CASCADE;
DROP INDEX a_b_idx;
REINDEX TABLE a;
CLUSTER a USING a_pkey;
CREATE MATERIALIZED VIEW m AS SELECT id FROM a;
REFRESH MATERIALIZED VIEW m;
CREATE TYPE t AS ENUM ('x', 'y');
ALTER TYPE t RENAME VALUE 'x' TO 'w';
CREATE TABLE p (id bigint) PARTITION BY RANGE (id);
CREATE TABLE p1 (id bigint);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (2);
ALTER TABLE p DETACH PARTITION p1;
CREATE TEMP TABLE s (id bigint);
CREATE INDEX ON s (id);
ALTER TABLE s ADD COLUMN x integer NOT NULL;
DROP TABLE s;
ALTER TABLE z RENAME TO y;
CREATE INDEX y_idx ON y (a_id);
DROP MATERIALIZED VIEW m;
DROP TABLE a CASCADE;
`;

describe('rules about migrations leave alone', () => {
  it('all that the same file has made', async () => {
    assert.deepEqual(await found(`BEGIN;${everything}COMMIT;`), []);
    assert.deepEqual(await found(everything, { transaction: true }), []);
  });

  it('Down halves', async () => {
    const up = 'SELECT 1;\n';
    const down = '-- down\nDROP TABLE orders CASCADE;\nDELETE FROM customers;\nCREATE INDEX x ON orders (total);\n';
    assert.deepEqual(await found(up + down, { downFrom: up.length }), []);
  });

  it('files that are no migrations', async () => {
    await loadParser('postgresql');
    const sql = 'CREATE TABLE t (id bigint PRIMARY KEY);';
    const more = 'ALTER TABLE t ADD COLUMN x serial;\nDROP TABLE t;';
    for (const role of ['schema', 'query'] as const) {
      const roles: FileRole[] = [
        { file: parseFile('/1.sql', sql, { dialect: 'postgresql', cache: createParseCache() }), role: 'schema' },
        { file: parseFile('/2.sql', more, { dialect: 'postgresql', cache: createParseCache() }), role },
      ];
      const { findings } = replayAndLint({ kind: 'folder', roles, levels: {}, conventions: usual });
      assert.deepEqual(
        findings.filter(({ rule }) => ids.has(rule)),
        [],
      );
    }
  });

  const safe: readonly string[] = [
    'CREATE INDEX CONCURRENTLY x ON orders (total);',
    'DROP INDEX CONCURRENTLY orders_state_idx;',
    'REINDEX TABLE CONCURRENTLY orders;',
    'REINDEX (CONCURRENTLY) TABLE orders;',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;',
    'VACUUM orders;',
    'VACUUM (ANALYZE) orders;',
    'CREATE TABLE t (id bigint PRIMARY KEY);',
    'CREATE VIEW v AS SELECT 1;',
    "COMMENT ON TABLE orders IS 'x';",
    'ALTER TABLE orders VALIDATE CONSTRAINT c;',
    'ALTER TABLE orders SET (fillfactor = 80);',
    "UPDATE orders SET note = 'x' WHERE id = 1;",
    'DELETE FROM orders WHERE true;',
    'INSERT INTO customers (id) VALUES (9) ON CONFLICT DO NOTHING;',
    'SELECT * FROM orders;',
    'WITH gone AS (DELETE FROM orders WHERE id = 1 RETURNING id) SELECT * FROM gone;',
    'GRANT SELECT ON orders TO reader;',
    'GRANT USAGE ON SCHEMA archive TO PUBLIC;',
    'GRANT EXECUTE ON FUNCTION touch() TO PUBLIC;',
    'REVOKE ALL ON orders FROM PUBLIC;',
    'GRANT SELECT ON public.orders TO reader;',
    'DROP SCHEMA archive;',
    'DROP TYPE order_status;',
    'DROP TABLE IF EXISTS nothing_of_that_name;',
    'DROP INDEX IF EXISTS nothing_of_that_name;',
    "ALTER TYPE order_status ADD VALUE 'sent';",
    'ALTER DOMAIN quantity ADD CONSTRAINT c CHECK (VALUE < 9) NOT VALID;',
    'ALTER DOMAIN quantity DROP CONSTRAINT quantity_check;',
    'ALTER DOMAIN quantity SET DEFAULT 5;',
    'BEGIN;\nSELECT 1;\nCOMMIT;',
    'BEGIN;\nSAVEPOINT s;\nROLLBACK TO s;\nCOMMIT;',
    'BEGIN;\nREFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;\nCOMMIT;',
  ];
  for (const sql of safe) it(sql.replaceAll('\n', ' '), async () => assert.deepEqual(await found(sql), []));

  /** With a limit set, nothing is left to say. */
  const limited: readonly string[] = [
    'CREATE INDEX x ON ONLY events (id);',
    'ALTER TABLE orders ADD COLUMN x integer;',
    'ALTER TABLE orders ADD COLUMN x integer NOT NULL DEFAULT 5;',
    'ALTER TABLE orders ADD COLUMN x timestamptz NOT NULL DEFAULT now();',
    "ALTER TABLE orders ADD COLUMN x date DEFAULT (now() + interval '1 day');",
    'ALTER TABLE orders ADD COLUMN x text DEFAULT home();',
    'ALTER TABLE orders ADD COLUMN x bigint REFERENCES customers;',
    'ALTER TABLE orders ADD COLUMN x plain_quantity;',
    'ALTER TABLE orders ADD COLUMN x numeric GENERATED ALWAYS AS (total * 2) VIRTUAL;',
    'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;',
    'ALTER TABLE orders ADD CHECK (total > 0) NOT VALID;',
    'ALTER TABLE orders ALTER COLUMN state SET NOT NULL;',
    'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;',
    'ALTER TABLE orders ALTER COLUMN total TYPE numeric(12, 2);',
    'ALTER TABLE customers ALTER COLUMN name TYPE varchar(30);',
    'ALTER TABLE customers ALTER COLUMN name TYPE text USING name::text;',
    'ALTER TABLE orders ALTER COLUMN state DROP DEFAULT, ALTER COLUMN state SET DEFAULT 3;',
    'ALTER TABLE orders DROP COLUMN IF EXISTS nothing;',
    'ALTER TABLE orders ADD COLUMN x integer;\nALTER TABLE orders RENAME COLUMN x TO y;\nALTER TABLE orders DROP COLUMN y;',
    'ALTER TABLE orders ENABLE ROW LEVEL SECURITY;',
    'DROP VIEW paid_orders;\nCREATE VIEW paid_orders AS SELECT id, total FROM orders;',
    'CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();',
  ];
  const limits = "SET lock_timeout = '5s';\nSET statement_timeout = '1min';\n";
  for (const sql of limited) {
    it(`${sql.replaceAll('\n', ' ')} with limits`, async () => {
      assert.deepEqual(await found(`BEGIN;\n${limits}${sql}\nCOMMIT;`), []);
    });
  }
});

describe('rules about dropped and renamed tables leave a table alone that the file rebuilds', () => {
  const about = async (before: string, sql: string) =>
    (await lintMigration(sql, undefined, { before }))
      .filter(({ rule }) => rule === 'drop-table' || rule === 'rename-table')
      .map(({ rule }) => rule);
  const before = 'CREATE TABLE t (id bigint PRIMARY KEY);';

  it('under a new name that takes the old one', async () => {
    const sql =
      'CREATE TABLE t_new (id bigint PRIMARY KEY);\nINSERT INTO t_new SELECT id FROM t;\nDROP TABLE t;\nALTER TABLE t_new RENAME TO t;';
    assert.deepEqual(await about(before, sql), []);
  });

  it('under the old name, the old one aside', async () => {
    const sql =
      'ALTER TABLE t RENAME TO t_old;\nCREATE TABLE t (id bigint PRIMARY KEY);\nINSERT INTO t SELECT id FROM t_old;\nDROP TABLE t_old;';
    assert.deepEqual(await about(before, sql), []);
  });

  it('but not one whose rows nobody copied', async () => {
    assert.deepEqual(await about(before, 'DROP TABLE t;\nCREATE TABLE t (id bigint PRIMARY KEY);'), ['drop-table']);
  });

  it('but not one that is gone', async () => {
    assert.deepEqual(await about(before, 'ALTER TABLE t RENAME TO t_old;\nDROP TABLE t_old;'), [
      'rename-table',
      'drop-table',
    ]);
    assert.deepEqual(await about(before, 'CREATE TABLE u (id bigint PRIMARY KEY);\nDROP TABLE t;'), ['drop-table']);
  });
});
