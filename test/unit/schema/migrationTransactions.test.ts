// What rules about migrations say, and where: transactions.
import { describeRules } from './migrationHarness.js';

describeRules('migrations: transactions', {
  'missing-lock-timeout': [
    [
      'ALTER TABLE orders ADD COLUMN x int;\nALTER TABLE customers ADD COLUMN x int;',
      [
        '«ALTER TABLE orders» This takes a lock on `orders` (ACCESS EXCLUSIVE) without a `lock_timeout`: while it waits for a long query or transaction, all reads and writes of the table wait behind it. With a limit it gives up, and can be tried again.',
      ],
    ],
    [
      'SET lock_timeout = 0;\nCREATE INDEX x ON orders (total);',
      [
        '«CREATE INDEX x» This takes a lock on `orders` (SHARE) without a `lock_timeout`: while it waits for a long query or transaction, all writes of the table wait behind it. With a limit it gives up, and can be tried again.',
      ],
    ],
    [
      'CREATE TABLE t (id bigint PRIMARY KEY);\nDROP INDEX orders_state_idx;',
      [
        '«DROP INDEX orders_state_idx» This takes a lock on `orders` (ACCESS EXCLUSIVE) without a `lock_timeout`: while it waits for a long query or transaction, all reads and writes of the table wait behind it. With a limit it gives up, and can be tried again.',
      ],
    ],
  ],
  'missing-statement-timeout': [
    [
      'ALTER TABLE orders ADD COLUMN x int;\nALTER TABLE orders ALTER COLUMN x SET NOT NULL;',
      [
        '«ALTER TABLE orders» This scans `orders` under a lock (ACCESS EXCLUSIVE) without a `statement_timeout`: nothing ends it when the table is larger than expected.',
      ],
    ],
    [
      'CREATE INDEX x ON orders (total);',
      [
        '«CREATE INDEX x» This indexes `orders` under a lock (SHARE) without a `statement_timeout`: nothing ends it when the table is larger than expected.',
      ],
    ],
  ],
  'locks-on-several-tables': [
    [
      'BEGIN;\nALTER TABLE orders ADD COLUMN x int;\nALTER TABLE orders ADD COLUMN y int;\nDROP TRIGGER t ON customers;\nALTER TABLE order_items ADD COLUMN x int;\nCOMMIT;',
      [
        '«DROP TRIGGER t» This locks `customers` (ACCESS EXCLUSIVE) in the transaction that `BEGIN` opened, which still holds its lock on `orders`: one waits while the other is blocked, and a transaction that uses both in another order deadlocks. One table a transaction is safer.',
      ],
    ],
  ],
  'missing-if-exists': [
    [
      'DROP TABLE order_items;\nSELECT 1;',
      [
        '«DROP TABLE order_items» This `DROP` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.',
      ],
    ],
    [
      'ALTER TABLE orders DROP note;\nALTER TABLE order_items DROP CONSTRAINT order_items_pkey;',
      [
        '«DROP note» This `DROP COLUMN` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.',
        '«DROP CONSTRAINT order_items_pkey» This `DROP CONSTRAINT` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.',
      ],
    ],
    [
      'DROP MATERIALIZED VIEW order_totals;\nDROP INDEX CONCURRENTLY orders_state_idx;',
      [
        '«DROP MATERIALIZED VIEW order_totals» This `DROP` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.',
        '«DROP INDEX CONCURRENTLY orders_state_idx» This `DROP` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF EXISTS` it can be run again.',
      ],
    ],
  ],
  'missing-if-not-exists': [
    [
      "CREATE TABLE t (id bigint PRIMARY KEY);\nCREATE UNIQUE INDEX t_x ON t (id);\nALTER TABLE orders ADD COLUMN x int;\nALTER TYPE order_status ADD VALUE 'sent';\nCREATE SCHEMA s;\nCREATE EXTENSION hstore;\nCREATE SEQUENCE q;",
      [
        '«CREATE TABLE t» This `CREATE TABLE` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
        '«CREATE UNIQUE INDEX t_x» This `CREATE INDEX` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
        '«x» This `ADD COLUMN` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
        "«ALTER TYPE order_status ADD VALUE 'sent'» This `ADD VALUE` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.",
        '«CREATE SCHEMA s» This `CREATE SCHEMA` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
        '«CREATE EXTENSION hstore» This `CREATE EXTENSION` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
        '«CREATE SEQUENCE q» This `CREATE SEQUENCE` runs outside of a transaction: when a later statement fails, this one stays done and fails in the next run. With `IF NOT EXISTS` it can be run again.',
      ],
    ],
  ],
  'nested-transaction': [
    ['COMMIT;', []],
    [
      'BEGIN;\nBEGIN;\nCOMMIT;\nROLLBACK;',
      ['«BEGIN» A transaction is open already: this `BEGIN` does nothing but warn, and the next `COMMIT` ends both.'],
    ],
  ],
  'uncommitted-transaction': [
    [
      'BEGIN;\nSELECT 1;',
      [
        '«BEGIN» This transaction has no `COMMIT`: when the session ends everything from here on is undone, without an error.',
      ],
    ],
  ],
});
