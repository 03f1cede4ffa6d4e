// What rules about migrations say, and where: constraints.
import { describeRules } from './migrationHarness.js';

describeRules('migrations: constraints', {
  'constraint-without-not-valid': [
    [
      'ALTER TABLE orders ADD CHECK (total > 0);',
      [
        '«ADD CHECK (total > 0)» Every row of `orders` is checked under an ACCESS EXCLUSIVE lock: reads and writes wait until the scan is done. Add it `NOT VALID` and validate it in a statement of its own, which blocks neither.',
      ],
    ],
    [
      'ALTER TABLE orders ADD CONSTRAINT "Odd" CHECK (total > 0), ADD COLUMN x int;',
      [
        '«ADD CONSTRAINT "Odd" CHECK (total > 0)» Every row of `orders` is checked under an ACCESS EXCLUSIVE lock: reads and writes wait until the scan is done. Add it `NOT VALID` and validate it in a statement of its own, which blocks neither.',
      ],
    ],
    [
      'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;',
      [
        '«ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE» Every row of `orders` is checked under a SHARE ROW EXCLUSIVE lock on `orders` and `customers`: writes to both wait until the scan is done. Add it `NOT VALID` and validate it in a statement of its own, which blocks neither.',
      ],
    ],
    [
      'ALTER TABLE orders ADD CONSTRAINT s FOREIGN KEY (customer_id) REFERENCES orders;',
      [
        '«ADD CONSTRAINT s FOREIGN KEY (customer_id) REFERENCES orders» Every row of `orders` is checked under a SHARE ROW EXCLUSIVE lock on `orders`: writes wait until the scan is done. Add it `NOT VALID` and validate it in a statement of its own, which blocks neither.',
      ],
    ],
    [
      'ALTER TABLE orders ADD COLUMN x integer NOT NULL DEFAULT 1 CHECK (x > 0);',
      [
        '«CHECK (x > 0)» Every row of `orders` is checked under an ACCESS EXCLUSIVE lock: reads and writes wait until the scan is done. Add the column without it, then the constraint `NOT VALID`, and validate it in a statement of its own.',
      ],
    ],
    [
      'ALTER TABLE orders ADD COLUMN x bigint DEFAULT 1 REFERENCES customers (id);',
      [
        '«REFERENCES customers (id)» Every row of `orders` is checked under a SHARE ROW EXCLUSIVE lock on `orders` and `customers`: writes to both wait until the scan is done. Add the column without it, then the constraint `NOT VALID`, and validate it in a statement of its own.',
      ],
    ],
    [
      'ALTER TABLE orders ADD CONSTRAINT n NOT NULL customer_id;',
      [
        '«ADD CONSTRAINT n NOT NULL customer_id» Every row of `orders` is checked under an ACCESS EXCLUSIVE lock: reads and writes wait until the scan is done. Add it `NOT VALID` and validate it in a statement of its own, which blocks neither.',
      ],
    ],
    [
      'ALTER TABLE events ADD FOREIGN KEY (id) REFERENCES customers;',
      [
        '«ADD FOREIGN KEY (id) REFERENCES customers» Every row of `events` is checked under a SHARE ROW EXCLUSIVE lock on `events` and `customers`: writes to both wait until the scan is done. A partitioned table takes `NOT VALID` from PostgreSQL 18 on; before, add the key to each partition `NOT VALID`, validate those, then add it to the parent.',
      ],
    ],
  ],
  'foreign-key-lock': [
    [
      'ALTER TABLE orders ADD COLUMN x bigint REFERENCES customers;',
      [
        '«customers» This foreign key takes a SHARE ROW EXCLUSIVE lock on `customers`: it waits for every transaction that writes there, and other writes wait behind it. Set a `lock_timeout` first.',
      ],
    ],
    [
      'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;',
      [
        '«customers» This foreign key takes a SHARE ROW EXCLUSIVE lock on `customers`: it waits for every transaction that writes there, and other writes wait behind it. Set a `lock_timeout` first.',
      ],
    ],
    [
      'CREATE TABLE t (a bigint REFERENCES orders, b bigint REFERENCES orders, c bigint REFERENCES customers);',
      [
        '«orders» This foreign key takes a SHARE ROW EXCLUSIVE lock on `orders`: it waits for every transaction that writes there, and other writes wait behind it. Set a `lock_timeout` first.',
        '«customers» This foreign key takes a SHARE ROW EXCLUSIVE lock on `customers`: it waits for every transaction that writes there, and other writes wait behind it. Set a `lock_timeout` first.',
      ],
    ],
  ],
  'validate-in-same-transaction': [
    [
      'ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID, VALIDATE CONSTRAINT c;',
      [
        '«VALIDATE CONSTRAINT c» `c` is validated in this statement, which still holds the lock that adding it took (ACCESS EXCLUSIVE) on `orders`: reads and writes wait until all rows are checked. Validate it in a statement of its own.',
      ],
    ],
    [
      'BEGIN;\nALTER TABLE orders ADD COLUMN x int;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nCOMMIT;',
      [
        '«VALIDATE CONSTRAINT c» `c` is validated in the transaction that `BEGIN` opened, which still holds an earlier lock (ACCESS EXCLUSIVE) on `orders`: reads and writes wait until all rows are checked. Validate it in a later transaction.',
      ],
    ],
  ],
  'not-null-on-existing-column': [
    [
      'ALTER TABLE orders ALTER COLUMN customer_id SET NOT NULL;',
      [
        '«ALTER COLUMN customer_id SET NOT NULL» `SET NOT NULL` scans all of `orders` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Since PostgreSQL 12 a valid `CHECK (customer_id IS NOT NULL)` spares it the scan: add that `NOT VALID` first.',
      ],
    ],
    [
      'ALTER TABLE orders ADD COLUMN x int;\nALTER TABLE orders ALTER x SET NOT NULL;',
      [
        '«ALTER x SET NOT NULL» `SET NOT NULL` scans all of `orders` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Since PostgreSQL 12 a valid `CHECK (x IS NOT NULL)` spares it the scan: add that `NOT VALID` first.',
      ],
    ],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY u ON events_2026 (id);\nALTER TABLE order_items DROP CONSTRAINT order_items_pkey;\nCREATE UNIQUE INDEX CONCURRENTLY v ON order_items (amount);\nALTER TABLE order_items ADD PRIMARY KEY USING INDEX v;',
      [
        '«ADD PRIMARY KEY USING INDEX v» This primary key makes `amount` NOT NULL, which scans all of `order_items` under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Make the column NOT NULL before, by way of a valid CHECK.',
      ],
    ],
  ],
  'unique-constraint-lock': [
    [
      'ALTER TABLE orders ADD UNIQUE (customer_id, total);',
      [
        '«ADD UNIQUE (customer_id, total)» The index is built under an ACCESS EXCLUSIVE lock on `orders`: reads and writes wait until it is done. Build a unique index `CONCURRENTLY`, and give it to the constraint with `USING INDEX`.',
      ],
    ],
    [
      'ALTER TABLE events_2026 ADD PRIMARY KEY (id);',
      [
        '«ADD PRIMARY KEY (id)» The index is built under an ACCESS EXCLUSIVE lock on `events_2026`: reads and writes wait until it is done. Build a unique index `CONCURRENTLY`, and give it to the constraint with `USING INDEX`.',
      ],
    ],
    [
      'ALTER TABLE order_items DROP CONSTRAINT order_items_pkey, ADD PRIMARY KEY (amount);',
      [
        '«ADD PRIMARY KEY (amount)» The index is built under an ACCESS EXCLUSIVE lock on `order_items`: reads and writes wait until it is done. Build a unique index `CONCURRENTLY`, and give it to the constraint with `USING INDEX`. First make `amount` NOT NULL by way of a valid CHECK, or all rows are scanned as well.',
      ],
    ],
    [
      'ALTER TABLE orders ADD COLUMN x text UNIQUE;',
      [
        '«UNIQUE» The index is built under an ACCESS EXCLUSIVE lock on `orders`: reads and writes wait until it is done. Add the column without `UNIQUE`, build a unique index `CONCURRENTLY`, and give it to the constraint with `USING INDEX`.',
      ],
    ],
    [
      'ALTER TABLE orders ADD EXCLUDE USING btree (total WITH =);',
      [
        '«ADD EXCLUDE USING btree (total WITH =)» The index is built under an ACCESS EXCLUSIVE lock on `orders`: reads and writes wait until it is done. An exclusion constraint cannot take over an index that was built `CONCURRENTLY`: add it when the table is small or idle, with a `lock_timeout`.',
      ],
    ],
    [
      'ALTER TABLE events ADD PRIMARY KEY (id, at);',
      [
        '«ADD PRIMARY KEY (id, at)» The index is built under an ACCESS EXCLUSIVE lock on `events`: reads and writes wait until it is done. A partitioned table takes no `USING INDEX`: build the unique indexes of the partitions `CONCURRENTLY` first; the one of the parent then takes them over.',
      ],
    ],
  ],
  'drop-primary-key': [
    [
      'ALTER TABLE order_items DROP CONSTRAINT order_items_pkey;',
      [
        '«DROP CONSTRAINT order_items_pkey» `order_items_pkey` is the primary key of `order_items`: without it rows are no longer told apart, `ON CONFLICT` on it fails, and logical replication refuses updates and deletes. Put the new key in its place in the same statement.',
      ],
    ],
    [
      'ALTER TABLE orders DROP CONSTRAINT orders_pkey;',
      [
        '«DROP CONSTRAINT orders_pkey» `orders_pkey` is the primary key of `orders`: PostgreSQL refuses to drop it while foreign keys point at it: `order_items.order_items_order_id_fkey`.',
      ],
    ],
    [
      'ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE;',
      [
        '«DROP CONSTRAINT orders_pkey CASCADE» `orders_pkey` is the primary key of `orders`: `CASCADE` drops the foreign keys that point at it as well: `order_items.order_items_order_id_fkey`.',
      ],
    ],
  ],
  'disabled-trigger': [
    [
      'ALTER TABLE orders DISABLE TRIGGER orders_touch;',
      [
        '«DISABLE TRIGGER orders_touch» Rows that any session writes to `orders` pass by its triggers, from now on, as nothing here enables them again. Disable and enable them in one transaction, which keeps other writers waiting.',
      ],
    ],
    [
      'ALTER TABLE orders DISABLE TRIGGER ALL;\nALTER TABLE orders ENABLE TRIGGER ALL;',
      [
        '«DISABLE TRIGGER ALL» Rows that any session writes to `orders` pass by its triggers, and foreign keys are not checked, until they are enabled again. Disable and enable them in one transaction, which keeps other writers waiting.',
      ],
    ],
  ],
  'disabled-row-security': [
    [
      'ALTER TABLE orders DISABLE ROW LEVEL SECURITY;',
      [
        '«DISABLE ROW LEVEL SECURITY» Every role with rights on `orders` sees and changes all of its rows from now on: its policies stay, but are not asked.',
      ],
    ],
    [
      'ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;',
      [
        '«NO FORCE ROW LEVEL SECURITY» The owner of `orders` sees and changes all of its rows, whatever the policies say from now on.',
      ],
    ],
  ],
  'add-domain-constraint': [
    [
      'ALTER DOMAIN quantity ADD CONSTRAINT c CHECK (VALUE < 9);',
      [
        '«ALTER DOMAIN quantity ADD CONSTRAINT c CHECK (VALUE < 9)» PostgreSQL checks every row of every table that has this domain, under a SHARE lock on each: writes to all of them wait until the scans are done. Add it `NOT VALID`: then it holds for new values only, and `VALIDATE CONSTRAINT` can wait for a quiet hour.',
      ],
    ],
    [
      'ALTER DOMAIN quantity SET NOT NULL;',
      [
        '«ALTER DOMAIN quantity SET NOT NULL» PostgreSQL checks every row of every table that has this domain, under a SHARE lock on each: writes to all of them wait until the scans are done.',
      ],
    ],
  ],
  'grant-to-public': [
    [
      'GRANT SELECT,\n  INSERT ON orders TO reader, PUBLIC;',
      [
        '«GRANT SELECT,\n  INSERT ON orders TO reader, PUBLIC» `SELECT, INSERT` is granted to `PUBLIC`: to every role of the server, also those that are made later. Grant it to the roles that need it.',
      ],
    ],
  ],
});
