// Rules about migrations on SQL that nobody would write: they never fail, and stay within the file.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lintMigration, nextFile, offsetOf, schema } from './migrationHarness.js';

const statements = [
  ...schema.split(/;\n(?=CREATE)/),
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  "SET lock_timeout = '1s'",
  'SET LOCAL statement_timeout = DEFAULT',
  'RESET ALL',
  'CREATE INDEX ON orders (total)',
  'CREATE INDEX CONCURRENTLY "x""y" ON "orders" (lower(note)) WHERE total > 3',
  'DROP INDEX CONCURRENTLY IF EXISTS orders_state_idx',
  'DROP INDEX orders_state_idx, orders_lower_idx CASCADE',
  'ALTER TABLE orders ADD CHECK (total > 0), ALTER COLUMN customer_id SET NOT NULL, ADD UNIQUE (state), ADD COLUMN x serial UNIQUE CHECK (x > 0)',
  'ALTER TABLE nothing.at_all ADD FOREIGN KEY (a, b) REFERENCES nowhere, DROP CONSTRAINT c, VALIDATE CONSTRAINT d',
  'ALTER TABLE orders ADD COLUMN n int CONSTRAINT "c d" NOT NULL CONSTRAINT e REFERENCES customers (id) ON DELETE SET NULL',
  "ALTER TABLE orders ALTER COLUMN created_at TYPE timestamptz USING created_at AT TIME ZONE 'UTC'",
  'ALTER TABLE orders ALTER COLUMN missing TYPE text, DROP COLUMN missing, DROP COLUMN state CASCADE',
  'ALTER TABLE orders RENAME TO "Orders 2"',
  'ALTER TABLE "Orders 2" RENAME COLUMN state TO "Z"',
  'ALTER TABLE orders SET SCHEMA archive',
  "ALTER TYPE order_status ADD VALUE 'it''s' BEFORE 'new'",
  "UPDATE orders SET status = 'it''s'",
  'DELETE FROM customers USING orders',
  'INSERT INTO orders (id) SELECT id FROM customers',
  'WITH a AS (DELETE FROM orders RETURNING *), b AS (UPDATE customers SET email = NULL) SELECT 1',
  'TRUNCATE orders, customers CASCADE',
  'VACUUM (FULL) orders, customers',
  'CLUSTER',
  'REINDEX (VERBOSE) INDEX CONCURRENTLY orders_state_idx',
  'REFRESH MATERIALIZED VIEW order_totals WITH NO DATA',
  "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM (MINVALUE) TO ('2027-01-01')",
  'ALTER TABLE events DETACH PARTITION events_2025 FINALIZE',
  'DO $$ BEGIN IF true THEN ALTER TABLE orders ADD COLUMN q int NOT NULL; DROP TABLE customers; END IF; END $$',
  'DROP TABLE orders, order_items, customers CASCADE',
  'DROP SCHEMA public CASCADE',
  'DROP TYPE order_status CASCADE',
  'DROP TRIGGER orders_touch ON orders',
  'GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC, "PUBLIC"',
  'ALTER DOMAIN quantity ADD CHECK (VALUE <> 3)',
  'ALTER TABLE orders DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY, SET UNLOGGED, SET TABLESPACE x',
  'ALTER TABLE order_items DROP CONSTRAINT order_items_pkey, ADD PRIMARY KEY USING INDEX nothing',
  'CREATE TABLE orders (id bigint REFERENCES orders, x bigint REFERENCES customers)',
  'this is no SQL',
  '',
];

describe('rules about migrations, on anything', () => {
  it('find what they find within the file, and fix it there', async function () {
    this.timeout(60_000);
    const tools = [undefined, 'dbmate', 'goose', 'sqlx', 'flyway', 'diesel', 'drizzle', 'prisma', 'plain'] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...statements), { maxLength: 8 }),
        fc.constantFrom(';', ';\n', '; -- 🐘\r\n', ';\n\n/* a; */ '),
        fc.constantFrom(...tools),
        fc.constantFrom(true, false, undefined),
        async (chosen, between, tool, transaction) => {
          const sql = chosen.join(between);
          const given = {
            newMigration: nextFile,
            ...(tool && { tool }),
            ...(transaction !== undefined && { transaction }),
          };
          for (const finding of await lintMigration(sql, undefined, given)) {
            assert.notEqual(finding.rule, 'lint-incomplete', finding.message);
            const [start, end] = [offsetOf(sql, finding.range.start), offsetOf(sql, finding.range.end)];
            assert.ok(start < end && end <= sql.length, `${finding.rule} at ${start}–${end} of ${sql.length}`);
            assert.ok(!finding.message.includes('undefined'), finding.message);
            for (const { range, path, newFile } of finding.fixes.flatMap(({ edits }) => edits)) {
              if (newFile) continue;
              assert.equal(path, '/2.sql');
              assert.ok(offsetOf(sql, range.start) <= offsetOf(sql, range.end));
              assert.ok(offsetOf(sql, range.end) <= sql.length);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
