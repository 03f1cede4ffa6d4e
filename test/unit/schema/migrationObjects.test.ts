// What rules about migrations say, and where: objects.
import { describeRules } from './migrationHarness.js';

describeRules('migrations: objects', {
  'drop-table': [
    [
      'DROP TABLE order_items, customers CASCADE;',
      [
        '«order_items» Once the table `order_items` is dropped, every query of a running application that names it fails, and its rows are lost. Deploy code that no longer uses it first, then drop it. `CASCADE` also drops the views and foreign keys that depend on it.',
        '«customers» Once the table `customers` is dropped, every query of a running application that names it fails, and its rows are lost. Deploy code that no longer uses it first, then drop it. `CASCADE` also drops the views and foreign keys that depend on it.',
      ],
    ],
    [
      'DROP VIEW paid_orders;',
      [
        '«paid_orders» Once the view `paid_orders` is dropped, every query of a running application that names it fails. Deploy code that no longer uses it first, then drop it.',
      ],
    ],
    [
      'DROP TABLE events_2025;',
      [
        '«events_2025» Dropping the partition `events_2025` loses its rows, under an ACCESS EXCLUSIVE lock on its parent: detach it `CONCURRENTLY` first.',
      ],
    ],
  ],
  'drop-schema-cascade': [
    [
      'DROP SCHEMA archive CASCADE;',
      [
        '«archive» `DROP SCHEMA archive CASCADE` drops every table in it with all rows, and what depends on them elsewhere, without naming any. Drop what is in it by name, then the schema without `CASCADE`.',
      ],
    ],
    [
      'DROP DATABASE shop;',
      [
        '«DROP DATABASE shop» `DROP DATABASE` loses all data in it, and no backup is asked for. It does not belong into a migration.',
      ],
    ],
    [
      'DROP OWNED BY joe;',
      [
        '«DROP OWNED BY joe» `DROP OWNED` loses all data in it, and no backup is asked for. It does not belong into a migration.',
      ],
    ],
  ],
  'drop-type-cascade': [
    [
      'DROP DOMAIN quantity CASCADE;',
      [
        '«quantity» `CASCADE` drops every column of this type with its values, and the functions and views that use it, without naming any. Change or drop the columns by name first, then drop `quantity` without `CASCADE`.',
      ],
    ],
    [
      'DROP EXTENSION hstore CASCADE;',
      [
        '«hstore» `CASCADE` drops every column of a type of this extension with its values, and the functions and views that use it, without naming any. Change or drop the columns by name first, then drop `hstore` without `CASCADE`.',
      ],
    ],
  ],
  'rename-table': [
    [
      'ALTER TABLE public.orders RENAME TO purchases;',
      [
        '«public.orders» Once `orders` is called `purchases`, every query of a running application that names it fails. Leave a view under the old name in the same transaction until all code has moved.',
      ],
    ],
    [
      'ALTER TABLE orders SET SCHEMA archive;',
      [
        '«orders» Once `orders` is in `archive`, every query of a running application that names it finds it no longer, unless the `search_path` leads there. Leave a view under the old name in the same transaction until all code has moved.',
      ],
    ],
    [
      'ALTER VIEW paid_orders RENAME TO settled;',
      [
        '«paid_orders» Once `paid_orders` is called `settled`, every query of a running application that names it fails. Leave a view under the old name in the same transaction until all code has moved.',
      ],
    ],
    [
      'ALTER SCHEMA archive RENAME TO attic;',
      [
        '«archive» Once the schema `archive` is called `attic`, every query of a running application that names it fails, and so does every `search_path` that has it.',
      ],
    ],
  ],
  'rename-enum-value': [
    [
      "ALTER TYPE order_status RENAME VALUE 'new' TO 'it''s';",
      [
        "«ALTER TYPE order_status RENAME VALUE 'new' TO 'it''s'» Once `new` is called `it's`, running applications that write or compare `new` fail (\"invalid input value for enum\"), and those that read meet a value they do not know. Add `it's`, move code and rows over, and leave `new` unused.",
      ],
    ],
  ],
  'enum-value-in-transaction': [
    [
      "BEGIN;\nALTER TYPE order_status ADD VALUE 'sent';\nALTER TABLE orders ALTER COLUMN status SET DEFAULT 'sent';\nCOMMIT;",
      [
        "«'sent'» `'sent'` is a new value of `order_status`, added in the transaction that `BEGIN` opened: PostgreSQL refuses to use it before that has ended (\"unsafe use of new value\"). Add the value in a migration of its own.",
      ],
    ],
    [
      "BEGIN;\nALTER TYPE order_status ADD VALUE 'sent';\nSELECT 'sent'::order_status;\nCOMMIT;",
      [
        "«'sent'» `'sent'` is a new value of `order_status`, added in the transaction that `BEGIN` opened: PostgreSQL refuses to use it before that has ended (\"unsafe use of new value\"). Add the value in a migration of its own.",
      ],
    ],
  ],
  'update-without-where': [
    [
      "UPDATE orders SET note = 'x';",
      [
        "«UPDATE orders SET note = 'x'» This `UPDATE` has no `WHERE`: every row of `orders` is changed and stays locked until the transaction ends, so other writers of these rows wait, and the table can grow to twice its size. Say which rows, and update them in batches with a commit after each.",
      ],
    ],
    [
      "WITH u AS (UPDATE public.orders SET note = 'x' RETURNING id) SELECT * FROM u;",
      [
        "«UPDATE public.orders SET note = 'x' RETURNING id» This `UPDATE` has no `WHERE`: every row of `orders` is changed and stays locked until the transaction ends, so other writers of these rows wait, and the table can grow to twice its size. Say which rows, and update them in batches with a commit after each.",
      ],
    ],
  ],
  'delete-without-where': [
    [
      'DELETE FROM orders;',
      [
        '«DELETE FROM orders» This `DELETE` has no `WHERE`: every row of `orders` is deleted, and so are rows of other tables by `ON DELETE CASCADE`. Say which rows are meant, or `WHERE true` when it is all of them.',
      ],
    ],
    [
      'DELETE FROM customers;',
      [
        '«DELETE FROM customers» This `DELETE` has no `WHERE`: every row of `customers` is deleted. Say which rows are meant, or `WHERE true` when it is all of them.',
      ],
    ],
  ],
  'backfill-in-ddl-transaction': [
    [
      "BEGIN;\nALTER TABLE customers ADD COLUMN x int;\nUPDATE orders\nSET note = 'x'\nWHERE total > 3;\nCOMMIT;",
      [
        '«UPDATE orders» This writes rows of `orders` in a transaction that already holds a lock on `customers` (ACCESS EXCLUSIVE): reads and writes of `customers` wait until the last row is written. Write them in a transaction of their own, in batches.',
      ],
    ],
    [
      'BEGIN;\nALTER TABLE orders ADD COLUMN x int;\nINSERT INTO customers (id) SELECT id FROM orders;\nCOMMIT;',
      [
        '«INSERT INTO customers (id) SELECT id FROM orders» This writes rows of `customers` in a transaction that already holds a lock on `orders` (ACCESS EXCLUSIVE): reads and writes of `orders` wait until the last row is written. Write them in a transaction of their own, in batches.',
      ],
    ],
  ],
  'truncate-cascade': [
    [
      'TRUNCATE orders CASCADE;',
      [
        '«orders» `CASCADE` also empties every table that refers to `orders`, and those that refer to them: `order_items`. Name all tables that are to be emptied instead.',
      ],
    ],
    [
      'TRUNCATE unknown_table CASCADE;',
      [
        '«unknown_table» `CASCADE` also empties every table that refers to `unknown_table`, and those that refer to them. Name all tables that are to be emptied instead.',
      ],
    ],
  ],
});
