// What rules about migrations say, and where: indexes.
import { describeRules } from './migrationHarness.js';

describeRules('migrations: indexes', {
  'index-without-concurrently': [
    [
      'CREATE INDEX x ON orders (total);',
      [
        '«CREATE INDEX x» Building this index holds a SHARE lock on `orders`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`.',
      ],
    ],
    [
      'CREATE UNIQUE INDEX ON orders (total);',
      [
        '«CREATE UNIQUE INDEX ON orders» Building this index holds a SHARE lock on `orders`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`.',
      ],
    ],
    [
      'BEGIN;\nCREATE /* a */ UNIQUE -- b\n INDEX x ON public.orders (total);\nCOMMIT;',
      [
        '«CREATE /* a */ UNIQUE -- b\n INDEX x» Building this index holds a SHARE lock on `orders`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`; it cannot run in a transaction, so move it behind the `COMMIT`.',
      ],
    ],
    [
      'CREATE INDEX x ON events (id);',
      [
        '«CREATE INDEX x» Building this index holds a SHARE lock on `events`: inserts, updates and deletes wait until it is done. `CONCURRENTLY` does not work on a partitioned table: create the index `ON ONLY` it, build one CONCURRENTLY on each partition, and attach those with `ALTER INDEX … ATTACH PARTITION`.',
      ],
    ],
    [
      'CREATE INDEX x ON unknown_table (id);',
      [
        '«CREATE INDEX x» Building this index holds a SHARE lock on `unknown_table`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`.',
      ],
    ],
    [
      'CREATE INDEX x ON order_totals (orders);',
      [
        '«CREATE INDEX x» Building this index holds a SHARE lock on `order_totals`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`.',
      ],
    ],
    [
      'DO $$ BEGIN CREATE INDEX x ON orders (total); END $$;',
      [
        '«CREATE INDEX x» Building this index holds a SHARE lock on `orders`: inserts, updates and deletes wait until it is done. Build it with `CONCURRENTLY`, outside of the DO block.',
      ],
    ],
  ],
  'drop-index-without-concurrently': [
    [
      'DROP INDEX orders_state_idx;',
      [
        '«orders_state_idx» Dropping `orders_state_idx` takes an ACCESS EXCLUSIVE lock on `orders`: it waits for every running query, and all reads and writes wait behind it. Drop it with `CONCURRENTLY`.',
      ],
    ],
    [
      'DROP INDEX orders_state_idx, nothing;',
      [
        '«orders_state_idx» Dropping `orders_state_idx` takes an ACCESS EXCLUSIVE lock on `orders`: it waits for every running query, and all reads and writes wait behind it. Drop it with `CONCURRENTLY`.',
        '«nothing» Dropping `nothing` takes an ACCESS EXCLUSIVE lock on its table: it waits for every running query, and all reads and writes wait behind it. Drop it with `CONCURRENTLY`.',
      ],
    ],
  ],
  'concurrently-in-transaction': [
    [
      'BEGIN;\nDROP INDEX CONCURRENTLY orders_state_idx;\nCOMMIT;',
      [
        '«DROP INDEX CONCURRENTLY orders_state_idx» `DROP INDEX CONCURRENTLY` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.',
      ],
    ],
    [
      'BEGIN;\nREINDEX TABLE CONCURRENTLY orders;\nCOMMIT;',
      [
        '«REINDEX TABLE CONCURRENTLY orders» `REINDEX CONCURRENTLY` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.',
      ],
    ],
    [
      'BEGIN;\nALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;\nCOMMIT;',
      [
        '«DETACH PARTITION events_2025 CONCURRENTLY» `DETACH PARTITION CONCURRENTLY` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.',
      ],
    ],
    [
      'DO $$ BEGIN CREATE INDEX CONCURRENTLY x ON orders (total); END $$;',
      [
        '«CREATE INDEX CONCURRENTLY x» `CREATE INDEX CONCURRENTLY` cannot run in a DO block, which is a transaction: PostgreSQL refuses it, and the migration fails. To run it, move it out of the block.',
      ],
    ],
  ],
  'command-in-transaction': [
    [
      'BEGIN;\nVACUUM;\nCOMMIT;',
      [
        '«VACUUM» `VACUUM` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.',
      ],
    ],
    [
      'BEGIN;\nCREATE DATABASE x;\nCOMMIT;',
      [
        '«CREATE DATABASE x» `CREATE DATABASE` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.',
      ],
    ],
    [
      "BEGIN;\nALTER SYSTEM SET work_mem = '1MB';\nCOMMIT;",
      [
        "«ALTER SYSTEM SET work_mem = '1MB'» `ALTER SYSTEM` cannot run in the transaction that `BEGIN` opened: PostgreSQL refuses it, and the migration fails. To run it, move it behind the `COMMIT`.",
      ],
    ],
  ],
  'reindex-without-concurrently': [
    [
      'REINDEX INDEX orders_state_idx;',
      [
        '«REINDEX INDEX orders_state_idx» `REINDEX` holds a SHARE lock on the table and an ACCESS EXCLUSIVE lock on the index: writes wait until it is done, and so do reads, as planning a query looks at every index. Use `CONCURRENTLY`.',
      ],
    ],
    [
      'REINDEX (VERBOSE) TABLE orders;',
      [
        '«REINDEX (VERBOSE) TABLE orders» `REINDEX` holds a SHARE lock on `orders` and an ACCESS EXCLUSIVE lock on the index: writes wait until it is done, and so do reads, as planning a query looks at every index. Use `CONCURRENTLY`.',
      ],
    ],
  ],
  'refresh-without-concurrently': [
    [
      'REFRESH MATERIALIZED VIEW order_totals;',
      [
        '«REFRESH MATERIALIZED VIEW order_totals» `REFRESH MATERIALIZED VIEW` holds an ACCESS EXCLUSIVE lock on `order_totals` until it is done: reads wait. Use `CONCURRENTLY`.',
      ],
    ],
    [
      'REFRESH MATERIALIZED VIEW order_states;',
      [
        '«REFRESH MATERIALIZED VIEW order_states» `REFRESH MATERIALIZED VIEW` holds an ACCESS EXCLUSIVE lock on `order_states` until it is done: reads wait. Give it a unique index (of columns, without `WHERE`) and use `CONCURRENTLY`.',
      ],
    ],
  ],
  'vacuum-full': [
    [
      'VACUUM (FULL, ANALYZE) orders;',
      [
        '«orders» `VACUUM FULL` rewrites `orders` and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. A plain `VACUUM` blocks neither; pg_repack or pg_squeeze give space back without the lock.',
      ],
    ],
    [
      'VACUUM FULL;',
      [
        '«VACUUM FULL» `VACUUM FULL` rewrites every table and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. A plain `VACUUM` blocks neither; pg_repack or pg_squeeze give space back without the lock.',
      ],
    ],
  ],
  'cluster-lock': [
    [
      'CLUSTER;',
      [
        '«CLUSTER» `CLUSTER` rewrites every clustered table and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. pg_repack puts rows into the order of an index without the lock.',
      ],
    ],
    [
      'CLUSTER orders USING orders_state_idx;',
      [
        '«CLUSTER orders USING orders_state_idx» `CLUSTER` rewrites `orders` and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. pg_repack puts rows into the order of an index without the lock.',
      ],
    ],
  ],
  'storage-change-that-rewrites': [
    [
      'ALTER TABLE orders SET LOGGED;',
      [
        '«SET LOGGED» `SET LOGGED` copies `orders` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done.',
      ],
    ],
    [
      'ALTER TABLE orders SET TABLESPACE fast;',
      [
        '«SET TABLESPACE fast» `SET TABLESPACE` copies `orders` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done.',
      ],
    ],
    [
      'ALTER TABLE orders SET ACCESS METHOD heap2;',
      [
        '«SET ACCESS METHOD heap2» `SET ACCESS METHOD` copies `orders` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done.',
      ],
    ],
  ],
  'attach-partition-without-check': [
    [
      "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);",
      [
        '«events_2026» Attaching `events_2026` scans it under an ACCESS EXCLUSIVE lock, and reads and writes of it wait, as no `CHECK` says that its rows are within the bounds. Add one `NOT VALID`, validate it, attach the partition, and drop the `CHECK`.',
      ],
    ],
    [
      'ALTER TABLE events ATTACH PARTITION events_2026 DEFAULT;',
      [
        '«events_2026» Attaching `events_2026` scans it under an ACCESS EXCLUSIVE lock, and reads and writes of it wait, as no `CHECK` says that its rows are within the bounds. Add one `NOT VALID`, validate it, attach the partition, and drop the `CHECK`.',
      ],
    ],
  ],
  'detach-partition-without-concurrently': [
    [
      'ALTER TABLE events DETACH PARTITION events_2025;',
      [
        '«DETACH PARTITION events_2025» `DETACH PARTITION` takes an ACCESS EXCLUSIVE lock on `events`: it waits for every running query of any partition, and all reads and writes wait behind it. Use `CONCURRENTLY` (PostgreSQL 14, not with a default partition).',
      ],
    ],
  ],
});
