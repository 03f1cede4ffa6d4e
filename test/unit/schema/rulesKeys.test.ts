import assert from 'node:assert/strict';
import { applied, lintOne, places } from './rulesHarness.js';

const parent = 'CREATE TABLE customers (id bigint PRIMARY KEY);\n';

describe('rule missing-primary-key', () => {
  const rule = 'missing-primary-key';

  it('names the table, says why, and adds an identity column', async () => {
    const sql = 'CREATE TABLE visits (\n  page text\n);\n';
    const [finding, ...rest] = await lintOne(rule, sql);
    assert.deepEqual(rest, []);
    assert.equal(
      finding?.message,
      '`visits` has no primary key: its rows cannot be told apart, and logical replication refuses to update or delete them.',
    );
    assert.deepEqual(finding.range, { start: { line: 0, character: 13 }, end: { line: 0, character: 19 } });
    assert.equal(finding.table, 'visits');
    assert.equal(
      finding.suggestion,
      'ALTER TABLE visits ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;',
    );
    assert.equal(
      applied(sql, finding.fixes[0]!.edits),
      'CREATE TABLE visits (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  page text\n);\n',
    );
  });

  it('makes a unique key or an id the primary key', async () => {
    const unique = 'CREATE TABLE t (code text NOT NULL UNIQUE, name text);';
    const [first] = await lintOne(rule, unique);
    assert.equal(first?.suggestion, 'ALTER TABLE t DROP CONSTRAINT t_code_key, ADD PRIMARY KEY (code);');
    const [index] = await lintOne(rule, 'CREATE TABLE t (a int NOT NULL);\nCREATE UNIQUE INDEX i ON t (a);');
    assert.equal(index?.suggestion, 'ALTER TABLE t ADD PRIMARY KEY USING INDEX i;');
    assert.equal(
      applied(unique, first.fixes[0]!.edits),
      'CREATE TABLE t (code text PRIMARY KEY NOT NULL UNIQUE, name text);',
    );
    const [second] = await lintOne(rule, 'CREATE TABLE t (id int, name text);');
    assert.equal(second?.suggestion, 'ALTER TABLE t ADD PRIMARY KEY (id);');
    const [third] = await lintOne(rule, 'CREATE TABLE t (id jsonb);');
    assert.equal(third?.suggestion, 'ALTER TABLE t ADD COLUMN t_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;');
  });

  it('finds tables of every manner', async () => {
    assert.deepEqual(await places(rule, 'CREATE TABLE app."Order Items" (a int);'), ['app."Order Items"']);
    assert.deepEqual(await places(rule, 'CREATE UNLOGGED TABLE t (a int);'), ['t']);
    assert.deepEqual(await places(rule, 'CREATE TABLE t AS SELECT 1 AS a;'), ['t']);
    assert.deepEqual(await places(rule, 'CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE c () INHERITS (p);'), [
      'c',
    ]);
    const dropped = 'CREATE TABLE t (id int CONSTRAINT k PRIMARY KEY);\nALTER TABLE t DROP CONSTRAINT k;';
    assert.deepEqual(await places(rule, dropped), ['t']);
  });

  it('spares tables with a key, wherever it was added', async () => {
    const right = [
      'CREATE TABLE t (id int PRIMARY KEY);',
      'CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));',
      'CREATE TABLE public.t (id int);\nALTER TABLE ONLY public.t ADD CONSTRAINT k PRIMARY KEY (id);',
      'CREATE TEMP TABLE t (a int);',
      '-- CREATE TABLE t (a int);\n/* CREATE TABLE u (a int); */',
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE t (a int); END $$;',
      'CREATE TABLE t (id int PRIMARY KEY, d date) ;\nCREATE TABLE u (LIKE t INCLUDING ALL);',
      'CREATE TABLE t (a int);\nDROP TABLE t;',
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });

  it('says it once for a partitioned table, and not when each partition has a key', async () => {
    const table = 'CREATE TABLE t (a int NOT NULL, d date NOT NULL) PARTITION BY RANGE (d);\n';
    const partition = "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n";
    assert.deepEqual(await places(rule, table + partition), ['t']);
    assert.deepEqual(await places(rule, `${table + partition}ALTER TABLE t1 ADD PRIMARY KEY (a);`), []);
    const [finding] = await lintOne(rule, table + partition);
    assert.equal(
      finding?.suggestion,
      'ALTER TABLE t ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY, ADD PRIMARY KEY (id, d);',
    );
  });
});

describe('rule unindexed-foreign-key', () => {
  const rule = 'unindexed-foreign-key';
  const child = (more = '') =>
    `${parent}CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers${more});\n`;

  it('names the key, says why, and puts the index behind the table', async () => {
    const sql = `${child()}CREATE TABLE z (id int PRIMARY KEY);\n`;
    const [finding, ...rest] = await lintOne(rule, sql);
    assert.deepEqual(rest, []);
    assert.equal(
      finding?.message,
      'No index of `orders` starts with `customer_id` of the foreign key `orders_customer_id_fkey`: each delete in `customers`, and each join from there, reads the whole table.',
    );
    assert.deepEqual(
      [finding.table, finding.column, finding.objects],
      ['orders', 'customer_id', ['orders_customer_id_fkey']],
    );
    assert.equal(finding.suggestion, 'CREATE INDEX orders_customer_id_idx ON orders (customer_id);');
    assert.equal(
      applied(sql, finding.fixes[0]!.edits),
      `${child()}\nCREATE INDEX orders_customer_id_idx ON orders (customer_id);\nCREATE TABLE z (id int PRIMARY KEY);\n`,
    );
  });

  it('puts the index behind a key that was added later, before a comment elsewhere, and adds a missing semicolon', async () => {
    const key = 'ALTER TABLE ONLY public.orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customers (id)';
    const sql = `${parent}CREATE TABLE public.orders (id int PRIMARY KEY, customer_id bigint); -- orders\n${key}`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(
      applied(sql, finding!.fixes[0]!.edits),
      `${sql};\nCREATE INDEX orders_customer_id_idx ON public.orders (customer_id);`,
    );
  });

  it('finds keys that no index serves', async () => {
    const wrong = [
      child(),
      `${child()}CREATE INDEX ON orders (id, customer_id);`,
      `${child()}CREATE INDEX ON orders (customer_id) WHERE id > 5;`,
      `${child()}CREATE INDEX ON orders (customer_id) WHERE id IS NOT NULL;`,
      `${child()}CREATE INDEX ON orders ((customer_id + 0));`,
      `${child()}CREATE INDEX ON orders (id) INCLUDE (customer_id);`,
      `${child()}CREATE INDEX ON orders USING brin (customer_id);`,
      `${child()}CREATE INDEX i ON orders (customer_id);\nDROP INDEX i;`,
    ];
    for (const sql of wrong) assert.equal((await lintOne(rule, sql)).length, 1, sql);
  });

  it('counts every index that serves equality of the columns', async () => {
    const right = [
      `${child()}CREATE INDEX ON orders (customer_id);`,
      `${child()}CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.orders USING btree (customer_id DESC, id);`,
      `${child()}CREATE INDEX ON orders USING hash (customer_id);`,
      `${child()}CREATE INDEX ON orders (customer_id) WHERE customer_id IS NOT NULL;`,
      child(' UNIQUE'),
      `${parent}CREATE TABLE o (customer_id bigint PRIMARY KEY REFERENCES customers);`,
      `${parent}CREATE TABLE o (customer_id bigint REFERENCES customers, n int, PRIMARY KEY (customer_id, n));`,
      `${parent}CREATE TABLE o (id int PRIMARY KEY, customer_id bigint REFERENCES customers, n int, UNIQUE (customer_id, n));`,
      `CREATE EXTENSION btree_gist;\n${parent}CREATE TABLE o (id int PRIMARY KEY, customer_id bigint REFERENCES customers, r int4range,
        EXCLUDE USING gist (customer_id WITH =, r WITH &&));`,
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });

  it('takes the columns of a composite key in any order', async () => {
    const sql = `CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (id int PRIMARY KEY, x int, y int, z int, FOREIGN KEY (x, y) REFERENCES p);\n`;
    assert.deepEqual(await places(rule, `${sql}CREATE INDEX ON c (y, x, z);`), []);
    assert.deepEqual(await places(rule, `${sql}CREATE INDEX ON c (x, z, y);`), ['FOREIGN KEY (x, y) REFERENCES p']);
    const [finding] = await lintOne(rule, sql);
    assert.deepEqual([finding?.column, finding?.suggestion], [undefined, 'CREATE INDEX c_x_y_idx ON c (x, y);']);
  });

  it('says it once for a partitioned table, and takes a valid index of the parent', async () => {
    const sql = `${parent}CREATE TABLE o (customer_id bigint REFERENCES customers, d int) PARTITION BY LIST (d);
CREATE TABLE o1 PARTITION OF o FOR VALUES IN (1);\n`;
    assert.equal((await lintOne(rule, sql)).length, 1);
    assert.equal((await lintOne(rule, `${sql}CREATE INDEX ON o (customer_id);`)).length, 0);
    assert.equal((await lintOne(rule, `${sql}CREATE INDEX ON ONLY o (customer_id);`)).length, 1);
  });

  it('builds the index without a lock in migrations, in a new one when the file has run', async () => {
    const files = { '/1.sql': child(), '/2.sql': 'SELECT 1;' };
    const written: unknown[] = [];
    const [finding] = await lintOne(rule, '', {
      files,
      role: 'migration',
      kind: 'migrations',
      newMigration: (...given) => {
        written.push(given);
        return { path: '/3.sql', text: `-- up\n${given[1]}\n` };
      },
    });
    const sql = 'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);';
    written.length = 0;
    assert.equal(finding?.suggestion, sql);
    assert.deepEqual(written, [['create_orders_customer_id_idx', sql, { transaction: false }]]);
    assert.equal(finding.fixes[0]!.title, 'Create index orders_customer_id_idx in a new migration');
    assert.deepEqual(finding.fixes[0]!.edits, [
      {
        path: '/3.sql',
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        text: `-- up\n${sql}\n`,
        newFile: true,
      },
    ]);
  });

  it('writes into the newest migration: plainly beside the table, CONCURRENTLY for an older one', async () => {
    const beside = await lintOne(rule, '', { files: { '/1.sql': child() }, role: 'migration', kind: 'migrations' });
    assert.equal(beside[0]?.suggestion, 'CREATE INDEX orders_customer_id_idx ON orders (customer_id);');
    assert.deepEqual(
      beside[0]?.fixes[0]?.edits.map(({ path }) => path),
      ['/1.sql'],
    );
    const files = {
      '/1.sql': `${parent}CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint);`,
      '/2.sql': 'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;\n',
    };
    const [later] = await lintOne(rule, '', { files, role: 'migration', kind: 'migrations' });
    assert.equal(
      applied(files['/2.sql'], later!.fixes[0]!.edits),
      'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;\nCREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);\n',
    );
    // In a transaction CONCURRENTLY is refused, and there is no way to make another file here.
    const inside = await lintOne(rule, '', { files, role: 'migration', kind: 'migrations', transaction: true });
    assert.deepEqual(
      inside[0]?.fixes.map(({ title }) => title),
      ['Disable unindexed-foreign-key for this line'],
    );
  });

  it('gives each index a name that is free', async () => {
    const sql = `${child()}CREATE INDEX orders_customer_id_idx ON orders (id);`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(finding?.suggestion, 'CREATE INDEX orders_customer_id_idx1 ON orders (customer_id);');
  });

  it('quotes what needs it', async () => {
    const sql = `CREATE SCHEMA "App";
CREATE TABLE "App"."User" (id bigint PRIMARY KEY);
CREATE TABLE "App"."Order" (id bigint PRIMARY KEY, "userId" bigint REFERENCES "App"."User");`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(finding?.suggestion, 'CREATE INDEX "Order_userId_idx" ON "App"."Order" ("userId");');
  });
});

describe('rule foreign-key-type-mismatch', () => {
  const rule = 'foreign-key-type-mismatch';
  const pair = (target: string, own: string) =>
    `CREATE TABLE p (id ${target} PRIMARY KEY);\nCREATE TABLE c (id int PRIMARY KEY, p_id ${own} REFERENCES p);`;

  it('names both types and what follows', async () => {
    const [finding] = await lintOne(rule, pair('bigint', 'integer'));
    assert.equal(
      finding?.message,
      '`c.p_id` is integer, but `p.id`, to which it refers, is bigint: it cannot hold every value of its target.',
    );
    assert.equal(finding.suggestion, 'ALTER TABLE c ALTER COLUMN p_id TYPE bigint;');
    assert.equal(applied(pair('bigint', 'integer'), finding.fixes[0]!.edits), pair('bigint', 'bigint'));
  });

  it('changes all columns that foreign keys tie together', async () => {
    const sql = `CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE c (p_id int PRIMARY KEY REFERENCES p);
CREATE TABLE d (id int PRIMARY KEY, c_id int REFERENCES c);`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(
      finding?.suggestion,
      'ALTER TABLE c ALTER COLUMN p_id TYPE bigint;\nALTER TABLE d ALTER COLUMN c_id TYPE bigint;',
    );
    const mended = applied(sql, finding.fixes[0]!.edits);
    assert.equal(mended, sql.replace('p_id int', 'p_id bigint').replace('c_id int', 'c_id bigint'));
  });

  it('compares what is behind serials, domains and limits', async () => {
    assert.deepEqual(await places(rule, pair('serial', 'integer')), []);
    assert.deepEqual(await places(rule, pair('bigserial', 'int8')), []);
    assert.deepEqual(await places(rule, pair('serial', 'bigint')), ['bigint']);
    assert.deepEqual(await places(rule, `CREATE DOMAIN key AS bigint;\n${pair('key', 'bigint')}`), []);
    assert.deepEqual(await places(rule, pair('text', 'varchar')), []);
    assert.deepEqual(await places(rule, pair('varchar(20)', 'varchar(50)')), []);
    assert.deepEqual(await places(rule, pair('varchar(50)', 'varchar(20)')), ['varchar(20)']);
    assert.deepEqual(await places(rule, pair('text', 'varchar(20)')), ['varchar(20)']);
    assert.deepEqual(await places(rule, pair('uuid', 'uuid')), []);
  });

  it('looks at each column of a composite key', async () => {
    const sql = `CREATE TABLE p (a int, b bigint, PRIMARY KEY (a, b));
CREATE TABLE c (id int PRIMARY KEY, x int, y smallint, FOREIGN KEY (x, y) REFERENCES p (a, b));`;
    assert.deepEqual(await places(rule, sql), ['smallint']);
  });
});

describe('rule foreign-key-to-non-unique-target', () => {
  const rule = 'foreign-key-to-non-unique-target';

  it('finds what PostgreSQL refuses', async () => {
    const sql = `CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL);\nCREATE TABLE c (id int PRIMARY KEY, a int REFERENCES p (a));`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(
      finding?.message,
      '`c_a_fkey` refers to `a` of `p`, where no primary key or unique constraint holds exactly these columns: PostgreSQL refuses it.',
    );
    assert.equal(finding.suggestion, 'ALTER TABLE p ADD CONSTRAINT p_a_key UNIQUE (a);');
    const partial = `CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL);\nCREATE UNIQUE INDEX ON p (a) WHERE a > 0;\nCREATE TABLE c (a int REFERENCES p (a));`;
    assert.equal((await lintOne(rule, partial)).length, 1);
    const none = 'CREATE TABLE p (id int);\nCREATE TABLE c (a int REFERENCES p);';
    assert.deepEqual(
      (await lintOne(rule, none)).map(({ message }) => message),
      ['`c_a_fkey` refers to the primary key of `p`, which has none: PostgreSQL refuses it.'],
    );
  });

  it('spares unique targets in any order, and unknown ones', async () => {
    const right = [
      'CREATE TABLE p (a int, b int, UNIQUE (a, b));\nCREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p (b, a));',
      'CREATE TABLE p (a int);\nCREATE UNIQUE INDEX ON p (a);\nCREATE TABLE c (x int REFERENCES p (a));',
      'CREATE TABLE c (x int REFERENCES elsewhere (a));',
      'CREATE TABLE c (id int PRIMARY KEY, parent int REFERENCES c);',
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });
});

describe('rule undeclared-reference', () => {
  const rule = 'undeclared-reference';
  const column = (text: string, tables = 'CREATE TABLE customers (id bigint PRIMARY KEY);') =>
    `${tables}\nCREATE TABLE orders (id bigint PRIMARY KEY, ${text});`;

  it('names the table that is meant', async () => {
    const [finding] = await lintOne(rule, column('customer_id bigint'));
    assert.equal(
      finding?.message,
      '`orders.customer_id` is named like a reference to `customers` but has no foreign key: rows that it means can disappear.',
    );
    assert.equal(
      finding.suggestion,
      'CREATE INDEX orders_customer_id_idx ON orders (customer_id);\nALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);',
    );
  });

  it('knows singular, plural and irregular names, and camelCase', async () => {
    const table = (name: string) => `CREATE TABLE ${name} (id bigint PRIMARY KEY);`;
    assert.equal((await places(rule, column('customer_id bigint', table('customer')))).length, 1);
    assert.equal((await places(rule, column('category_id bigint', table('categories')))).length, 1);
    assert.equal((await places(rule, column('person_id bigint', table('people')))).length, 1);
    assert.equal((await places(rule, column('address_id bigint', table('addresses')))).length, 1);
    assert.equal((await places(rule, column('"customerId" bigint', table('"Customer"')))).length, 1);
    assert.equal((await places(rule, column('order_item_id int', table('order_items')))).length, 1);
  });

  it('spares what means something else', async () => {
    const right = [
      column('customer_id bigint REFERENCES customers'),
      column('stripe_customer_id bigint'),
      column('customer_id bigint, customer_type text'),
      column('customer_id text'),
      column('customers bigint'),
      column('paid int'),
      'CREATE TABLE customer (customer_id bigint PRIMARY KEY);',
      column('customer_id bigint', 'CREATE TABLE customers (name text);'),
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });

  it('validates in a second step where there are rows', async () => {
    const files = { '/1.sql': column('customer_id bigint'), '/2.sql': 'SELECT 1;' };
    const [finding] = await lintOne(rule, '', { files, role: 'migration', kind: 'migrations' });
    assert.equal(
      finding?.suggestion,
      'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);\nALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;',
    );
  });
});

describe('rule missing-on-delete', () => {
  const rule = 'missing-on-delete';

  it('offers what it does today, and the other ways', async () => {
    const sql = `${parent}CREATE TABLE o (id int PRIMARY KEY, customer_id bigint REFERENCES customers (id) DEFERRABLE, n int);`;
    const [finding] = await lintOne(rule, sql);
    const texts = finding!.fixes.slice(0, 3).map(fix => applied(sql, fix.edits).split('\n')[1]);
    const expected = (action: string) =>
      `CREATE TABLE o (id int PRIMARY KEY, customer_id bigint REFERENCES customers (id) ON DELETE ${action} DEFERRABLE, n int);`;
    assert.deepEqual(texts, ['NO ACTION', 'CASCADE', 'SET NULL'].map(expected));
  });

  it('spares written ones and dumps', async () => {
    for (const action of ['NO ACTION', 'CASCADE', 'RESTRICT', 'SET NULL', 'SET DEFAULT']) {
      assert.deepEqual(
        await places(rule, `${parent}CREATE TABLE o (c bigint REFERENCES customers ON DELETE ${action});`),
        [],
      );
    }
    const dump = `SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.p (id int PRIMARY KEY);\nCREATE TABLE public.c (x int REFERENCES public.p);`;
    assert.deepEqual(await places(rule, dump), []);
  });
});

describe('rule nullable-unique', () => {
  const rule = 'nullable-unique';

  it('says what gets in twice', async () => {
    const sql = 'CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, CONSTRAINT k UNIQUE (a, b));';
    const [finding] = await lintOne(rule, sql);
    assert.equal(finding?.message, '`k` lets the same `a` in many times while `b` is NULL: NULLs are never equal.');
    assert.equal(finding.suggestion, 'ALTER TABLE t ALTER COLUMN b SET NOT NULL;');
    assert.equal(
      applied(sql, finding.fixes[0]!.edits),
      'CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, CONSTRAINT k UNIQUE (a, b));',
    );
    assert.equal((await lintOne(rule, 'CREATE TABLE t (email text UNIQUE);')).length, 1);
  });

  it('spares what cannot be or is meant', async () => {
    const right = [
      'CREATE TABLE t (a int NOT NULL UNIQUE, b int PRIMARY KEY);',
      'CREATE TABLE t (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));',
      'CREATE TABLE t (a int);\nCREATE UNIQUE INDEX ON t (a) WHERE a IS NOT NULL;',
      `${parent}CREATE TABLE t (customer_id bigint UNIQUE REFERENCES customers);`,
      'CREATE TABLE t (a int NOT NULL, b int, UNIQUE (a, b));\nCREATE UNIQUE INDEX ON t (a) WHERE b IS NULL;',
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });
});

describe('rule n-plus-one-risk', () => {
  const rule = 'n-plus-one-risk';

  it('finds children that only a name tells of, and says nothing of declared keys', async () => {
    const sql = `${parent}CREATE TABLE orders (id int PRIMARY KEY, customer_id bigint);`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(
      finding?.message,
      'No index of `orders` starts with `orders.customer_id`: a list of `customers` with its `orders` reads the whole table once for each row.',
    );
    assert.equal(finding.suggestion, 'CREATE INDEX orders_customer_id_idx ON orders (customer_id);');
    assert.deepEqual(await places(rule, `${sql}\nCREATE INDEX ON orders (customer_id);`), []);
    assert.deepEqual(
      await places(rule, `${parent}CREATE TABLE o (id int PRIMARY KEY, customer_id bigint REFERENCES customers);`),
      [],
    );
  });
});
