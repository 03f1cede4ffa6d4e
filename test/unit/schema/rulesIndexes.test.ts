import assert from 'node:assert/strict';
import { applied, lintOne, places } from './rulesHarness.js';

const table = 'CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, flag boolean, tags text[], doc jsonb);\n';
const with_ = (...indexes: string[]) => table + indexes.map(index => `CREATE ${index};\n`).join('');

describe('rule duplicate-index', () => {
  const rule = 'duplicate-index';

  it('names both and deletes the later', async () => {
    const sql = with_('INDEX one ON t (a)', 'INDEX two ON t USING btree (a ASC NULLS LAST)');
    const [finding, ...rest] = await lintOne(rule, sql);
    assert.deepEqual(rest, []);
    assert.equal(
      finding?.message,
      '`two` of `t` is the same index as `one`: every write keeps both, and no query is faster for it.',
    );
    assert.deepEqual([finding.objects, finding.suggestion], [['one', 'two'], 'DROP INDEX two;']);
    assert.equal(applied(sql, finding.fixes[0]!.edits), with_('INDEX one ON t (a)'));
  });

  it('keeps the primary key, then a constraint', async () => {
    assert.deepEqual(await places(rule, with_('UNIQUE INDEX one ON t (id)')), ['one']);
    assert.deepEqual(
      await places(rule, `${with_('UNIQUE INDEX one ON t (a)')}ALTER TABLE t ADD CONSTRAINT k UNIQUE (a);`),
      ['one'],
    );
    const two =
      'CREATE TABLE t (\n  a int,\n  b int,\n  CONSTRAINT x UNIQUE (a, b),\n  n int\n);\nALTER TABLE t ADD CONSTRAINT y UNIQUE (a, b);\n';
    const [finding] = await lintOne(rule, two);
    assert.equal(finding?.suggestion, 'ALTER TABLE t DROP CONSTRAINT y;');
    assert.ok(!applied(two, finding.fixes[0]!.edits).includes('ALTER'));
  });

  it('takes out an element of a table with its comma, and words of a column', async () => {
    const key = ');\nALTER TABLE t ADD PRIMARY KEY (a);\n';
    const pairs = [
      ['CREATE TABLE t (\n  a int,\n  CONSTRAINT u UNIQUE (a),\n  b int\n', 'CREATE TABLE t (\n  a int,\n  b int\n'],
      ['CREATE TABLE t (a int CONSTRAINT u UNIQUE, b int', 'CREATE TABLE t (a int, b int'],
    ] as const;
    for (const [before, after] of pairs) {
      const [finding] = await lintOne(rule, before + key);
      assert.equal(finding?.suggestion, 'ALTER TABLE t DROP CONSTRAINT u;');
      assert.equal(applied(before + key, finding.fixes[0]!.edits), after + key);
    }
  });

  it('never takes out a table with the key that is in it', async () => {
    const sql = 'CREATE TABLE t (a int NOT NULL, KEY one (a), KEY two (a), PRIMARY KEY (a));';
    const [finding] = await lintOne(rule, sql, { dialect: 'mysql' });
    assert.deepEqual(
      finding?.fixes.map(({ title }) => title),
      ['Disable duplicate-index for this line'],
    );
  });

  it('spares indexes that differ', async () => {
    const pairs = [
      ['INDEX one ON t (a)', 'INDEX two ON t (a DESC)'],
      ['INDEX one ON t (a)', 'INDEX two ON t (a) WHERE b > 0'],
      ['INDEX one ON t (a)', 'INDEX two ON t USING hash (a)'],
      ['INDEX one ON t (a)', 'UNIQUE INDEX two ON t (a)'],
      ['INDEX one ON t (a) INCLUDE (b)', 'INDEX two ON t (a)'],
      ['INDEX one ON t (a, b)', 'INDEX two ON t (b, a)'],
      ['INDEX one ON t ((a + 1))', 'INDEX two ON t ((a + 2))'],
      ['INDEX one ON t USING gin (doc)', 'INDEX two ON t USING gin (doc jsonb_path_ops)'],
    ] as const;
    for (const pair of pairs) assert.deepEqual(await places(rule, with_(...pair)), [], pair.join());
  });

  it('compares expressions and conditions, not how they are written', async () => {
    const pairs = [
      ['INDEX one ON t (lower(b::text))', 'INDEX two ON t (LOWER( (b)::TEXT ))'],
      ['INDEX one ON t (a) WHERE b IS NULL', 'INDEX two ON t (a) WHERE (b is null)'],
    ] as const;
    for (const pair of pairs) assert.equal((await lintOne(rule, with_(...pair))).length, 1, pair.join());
  });

  it('offers no SQL where a foreign key leans on one of them', async () => {
    const sql =
      'CREATE TABLE p (a int UNIQUE);\nCREATE UNIQUE INDEX i ON p (a);\nCREATE TABLE c (x int REFERENCES p (a));';
    const [finding] = await lintOne(rule, sql);
    assert.deepEqual([finding?.suggestion, finding?.fixes.length], [undefined, 1]);
  });

  it('drops concurrently where the table has rows', async () => {
    const files = {
      '/1.sql': table,
      '/2.sql': 'CREATE INDEX one ON t (a);\nCREATE INDEX two ON t (a);',
      '/3.sql': 'SELECT 1;',
    };
    const [finding] = await lintOne(rule, '', { files, role: 'migration', kind: 'migrations' });
    assert.equal(finding?.suggestion, 'DROP INDEX CONCURRENTLY two;');
  });
});

describe('rule redundant-index', () => {
  const rule = 'redundant-index';

  it('names both and drops the shorter', async () => {
    const sql = with_('INDEX short ON t (a)', 'INDEX long ON t (a, b)');
    const [finding, ...rest] = await lintOne(rule, sql);
    assert.deepEqual(rest, []);
    assert.equal(
      finding?.message,
      '`short` of `t` is the beginning of `long`, which finds the same rows: every write keeps both.',
    );
    assert.deepEqual([finding.objects, finding.suggestion], [['short', 'long'], 'DROP INDEX short;']);
  });

  it('finds beginnings', async () => {
    const pairs = [
      ['INDEX short ON t (a)', 'UNIQUE INDEX long ON t (a, b)'],
      ['INDEX short ON t (a)', 'UNIQUE INDEX long ON t (a)'],
      ['INDEX short ON t (a DESC)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a) INCLUDE (b)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a) WHERE b = 1', 'INDEX long ON t (a, id) WHERE b = 1'],
      ['INDEX short ON t (id)'],
    ];
    for (const pair of pairs) assert.deepEqual(await places(rule, with_(...pair)), ['short'], pair.join());
  });

  it('names only one of two that serve each other', async () => {
    assert.deepEqual(await places(rule, with_('INDEX one ON t (a)', 'INDEX two ON t (a DESC)')), ['two']);
  });

  it('spares what the longer one does not do', async () => {
    const pairs = [
      ['UNIQUE INDEX short ON t (a)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (b)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a) WHERE b = 1', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a)', 'INDEX long ON t (a, b) WHERE b = 1'],
      ['INDEX short ON t (a) INCLUDE (tags)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a, b)', 'INDEX long ON t (a, b DESC, id)'],
      ['INDEX short ON t USING hash (a)', 'INDEX long ON t (a, b)'],
      ['INDEX short ON t (a NULLS FIRST)', 'INDEX long ON t (a, b)'],
    ];
    for (const pair of pairs) assert.deepEqual(await places(rule, with_(...pair)), [], pair.join());
  });
});

describe('rule boolean-index', () => {
  it('finds an index of one boolean and nothing else', async () => {
    assert.deepEqual(await places('boolean-index', with_('INDEX i ON t (flag)')), ['i']);
    const right = [
      'INDEX i ON t (flag) WHERE flag',
      'INDEX i ON t (flag, a)',
      'INDEX i ON t (a) WHERE flag',
      'UNIQUE INDEX i ON t (flag)',
    ];
    for (const index of right) assert.deepEqual(await places('boolean-index', with_(index)), [], index);
  });
});

describe('rule btree-on-document', () => {
  const rule = 'btree-on-document';

  it('makes it a GIN index', async () => {
    const sql = with_('INDEX i ON t (tags)');
    const [finding] = await lintOne(rule, sql);
    assert.equal(finding?.suggestion, 'CREATE INDEX t_tags_gin ON t USING gin (tags);\nDROP INDEX i;');
    assert.equal(applied(sql, finding.fixes[0]!.edits), with_('INDEX i ON t USING gin (tags)'));
    assert.deepEqual(await places(rule, with_('INDEX i ON t (doc)')), ['i']);
    assert.deepEqual(await places(rule, with_("INDEX i ON t (to_tsvector('english', b::text))")), ['i']);
  });

  it('spares other methods, unique ones and keys of an expression', async () => {
    const right = [
      'INDEX i ON t USING gin (tags)',
      'UNIQUE INDEX i ON t (tags)',
      "INDEX i ON t ((doc ->> 'x'))",
      'INDEX i ON t USING hash (doc)',
    ];
    for (const index of right) assert.deepEqual(await places(rule, with_(index)), [], index);
  });
});

describe('rule unindexed-filter-column', () => {
  const rule = 'unindexed-filter-column';
  const column = (text: string, more = '') =>
    `CREATE TABLE customers (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY, c int REFERENCES customers, ${text});\n${more}`;

  it('finds whole words', async () => {
    for (const text of [
      'status text',
      'state order_state',
      'order_status varchar(20)',
      'type int',
      'order_type text',
      '"orderStatus" text',
      'category text',
    ]) {
      const types = "CREATE TYPE order_state AS ENUM ('a');\n";
      assert.equal((await lintOne(rule, types + column(text))).length, 1, text);
    }
  });

  it('spares look-alikes, what is indexed, and small tables', async () => {
    const right = [
      ...[
        'statement_text text',
        'estate text',
        'prototype_name text',
        'content_type text',
        'status jsonb',
        'status_changed date',
        'state text, city text',
      ].map(text => column(text)),
      column('status text', 'CREATE INDEX ON orders (c, status);'),
      column('status text', "CREATE INDEX ON orders (c) WHERE status = 'x';"),
      column('status text UNIQUE'),
      'CREATE TABLE kinds (id int PRIMARY KEY, name text, type text);',
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });
});

describe('rule unindexed-timestamp-column', () => {
  const rule = 'unindexed-timestamp-column';
  const column = (text: string, more = '') =>
    `CREATE TABLE events (id int PRIMARY KEY, a int, b int, ${text});\n${more}`;

  it('finds times by which rows are sorted or picked', async () => {
    for (const text of ['created_at timestamptz', '"createdAt" timestamp(3)', 'expires_at date']) {
      assert.equal((await lintOne(rule, column(text))).length, 1, text);
    }
  });

  it('spares the rest', async () => {
    const right = [
      ...['updated_at timestamptz', 'created_at text', 'date_created_attempts int', 'recreated_at timestamptz'].map(
        text => column(text),
      ),
      column('created_at timestamptz', 'CREATE INDEX ON events (a, created_at);'),
      'CREATE TABLE pairs (a int, b int, created_at timestamptz, PRIMARY KEY (a, b));',
    ];
    for (const sql of right) assert.deepEqual(await places(rule, sql), [], sql);
  });
});

describe('rule too-many-indexes', () => {
  it('counts those of keys', async () => {
    const columns = Array.from({ length: 15 }, (_, at) => `c${at}`);
    const sql = `CREATE TABLE t (id int PRIMARY KEY, ${columns.map(name => `${name} int`).join(', ')});\n`;
    const indexes = columns.map(name => `CREATE INDEX ON t (${name});\n`);
    assert.deepEqual(await places('too-many-indexes', sql + indexes.slice(1).join('')), []);
    const [finding] = await lintOne('too-many-indexes', sql + indexes.join(''));
    assert.match(finding!.message, /^`t` has 16 indexes: /);
  });
});

describe('rule name-too-long', () => {
  const rule = 'name-too-long';
  const long = 'a'.repeat(64);

  it('says what is kept and writes it', async () => {
    const sql = `CREATE TABLE t (id int PRIMARY KEY);\nCREATE INDEX ${long} ON t (id);`;
    const [finding] = await lintOne(rule, sql);
    assert.equal(
      finding?.message,
      `\`${long}\` has 64 bytes; PostgreSQL keeps 63: it is called \`${'a'.repeat(63)}\`.`,
    );
    assert.equal(applied(sql, finding.fixes[0]!.edits), sql.replace(long, 'a'.repeat(63)));
  });

  it('counts bytes, looks at every kind of name, and through schemas and quotes', async () => {
    const wrong = [
      `CREATE TABLE ${long} (id int);`,
      `CREATE TABLE app."${'é'.repeat(32)}" (id int);`,
      `CREATE TABLE t (${long} int);`,
      `CREATE TABLE t (a int CONSTRAINT ${long} UNIQUE);`,
      `CREATE TABLE t (a int);\nALTER TABLE t ADD CONSTRAINT ${long} CHECK (a > 0);`,
      `CREATE TABLE t (a int);\nALTER TABLE t RENAME COLUMN a TO ${long};`,
      `CREATE VIEW ${long} AS SELECT 1 AS a;`,
      `CREATE TYPE ${long} AS ENUM ('a');`,
    ];
    for (const sql of wrong) assert.equal((await lintOne(rule, sql)).length, 1, sql);
    assert.deepEqual(await places(rule, `CREATE TABLE "${'é'.repeat(31)}" (${'b'.repeat(63)} int);`), []);
  });

  it('tells when two names become one', async () => {
    const sql = `CREATE TABLE t (id int);\nCREATE INDEX ${long}x ON t (id);\nCREATE INDEX ${long}y ON t (id);`;
    const findings = await lintOne(rule, sql);
    assert.equal(findings.length, 2);
    assert.ok(findings[1]!.message.endsWith(`, which is also what is left of \`${long}x\`.`));
  });
});
