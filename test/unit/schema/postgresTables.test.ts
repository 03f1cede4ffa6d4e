import { strict as assert } from 'node:assert';
import type { Command } from '../../../src/schema/commands.js';
import { assertHas, cases, commandsOf, loadPostgres, shown } from './postgresReading.js';

describe('PostgreSQL: CREATE TABLE', () => {
  before(loadPostgres);

  describe('names and kinds', () => {
    cases({
      'CREATE TABLE users (id int)': {
        kind: 'createTable',
        span: 'CREATE TABLE users (id int)',
        name: { schema: undefined, name: 'users', span: 'users' },
        tableKind: 'table',
        persistence: 'permanent',
        ifNotExists: false,
        inherits: [],
        like: [],
        indexes: [],
        partitionOf: undefined,
        partitionKey: undefined,
        asQuery: undefined,
      },
      'CREATE TABLE IF NOT EXISTS App . "Order Items" ()': {
        name: { schema: 'app', name: 'Order Items', span: 'App . "Order Items"' },
        ifNotExists: true,
        columns: [],
      },
      'CREATE TABLE /* of */ "日本""x" -- 🙂\n (id int)': { name: { name: '日本"x', span: '"日本""x"' } },
      'CREATE TABLE Ünï (id int)': { name: { span: 'Ünï' } },
      'CREATE UNLOGGED TABLE t (id int)': { persistence: 'unlogged' },
      'CREATE TEMP TABLE t (id int) ON COMMIT DROP': { persistence: 'temporary' },
      'CREATE GLOBAL TEMPORARY TABLE t (id int)': { persistence: 'temporary' },
      "CREATE FOREIGN TABLE f (id int OPTIONS (column_name 'x') NOT NULL) SERVER s OPTIONS (a 'b')": {
        kind: 'createTable',
        tableKind: 'foreign',
        columns: [{ name: 'id', typeSpan: 'int', notNull: true, notNullSpan: 'NOT NULL' }],
      },
      'CREATE TABLE db.app.t (id int)': { name: { schema: 'app', name: 't', span: 'db.app.t' } },
      'CREATE TABLE t (id int) INHERITS (a, app.b) WITH (fillfactor=70) TABLESPACE x': {
        inherits: [
          { name: 'a', span: 'a' },
          { schema: 'app', name: 'b', span: 'app.b' },
        ],
      },
      'CREATE TABLE t OF app.ty (id WITH OPTIONS PRIMARY KEY, n DEFAULT 1)': {
        ofType: { schema: 'app', name: 'ty', span: 'app.ty' },
        columns: [
          { name: 'id', type: { name: 'unknown' }, typeSpan: '' },
          { name: 'n', default: { text: '1' }, defaultSpan: 'DEFAULT 1' },
        ],
        constraints: [{ kind: 'primaryKey', columns: ['id'] }],
      },
    });
  });

  describe('partitions', () => {
    cases({
      'CREATE TABLE m (a int, b int) PARTITION BY RANGE (a, lower(b::text))': {
        tableKind: 'partitioned',
        partitionKey: { strategy: 'range', columns: ['a', undefined] },
      },
      'CREATE TABLE m (a int) PARTITION BY LIST (a COLLATE "C" text_ops)': {
        partitionKey: { strategy: 'list', columns: ['a'] },
      },
      'CREATE TABLE m (a int) PARTITION BY HASH (a)': { partitionKey: { strategy: 'hash' } },
      "CREATE TABLE p PARTITION OF app.m FOR VALUES FROM ('a') TO (MAXVALUE)": {
        partitionOf: { parent: { schema: 'app', name: 'm', span: 'app.m' }, isDefault: false },
        inherits: [],
        tableKind: 'table',
      },
      'CREATE TABLE p PARTITION OF m (a WITH OPTIONS NOT NULL, b DEFAULT 2, CHECK (a > 0)) DEFAULT': {
        partitionOf: { isDefault: true },
        columns: [
          { name: 'a', notNull: true, span: 'a WITH OPTIONS NOT NULL' },
          { name: 'b', default: { text: '2' } },
        ],
        constraints: [{ kind: 'check', expression: { text: 'a > 0' } }],
      },
      'CREATE TABLE p PARTITION OF m FOR VALUES WITH (MODULUS 4, REMAINDER 0) PARTITION BY LIST (b)': {
        tableKind: 'partitioned',
        partitionOf: { parent: { name: 'm' } },
      },
    });
  });

  describe('columns', () => {
    cases({
      'CREATE TABLE t (\n  id bigint, -- surrogate, key\n  /* the, mail */ email text -- last\n)': {
        columns: [
          { name: 'id', nameSpan: 'id', span: 'id bigint', typeSpan: 'bigint' },
          { name: 'email', span: 'email text', typeSpan: 'text' },
        ],
      },
      "CREATE TABLE t (a text DEFAULT 'in progress' NOT NULL, b text DEFAULT 'NOT NULL', c text DEFAULT 'x);y', d int)":
        {
          columns: [
            { name: 'a', default: { text: "'in progress'", constant: 'in progress' }, notNull: true },
            { name: 'b', defaultSpan: "DEFAULT 'NOT NULL'", notNull: false },
            { name: 'c', default: { constant: 'x);y' } },
            { name: 'd' },
          ],
        },
      "CREATE TABLE t (a int DEFAULT (1 + (2)), b text[] DEFAULT ARRAY['x', ']']::text[] NOT NULL, c text DEFAULT $$);$$, d text DEFAULT E'\\'')":
        {
          columns: [
            { defaultSpan: 'DEFAULT (1 + (2))', default: { text: '(1 + (2))' } },
            { default: { text: "ARRAY['x', ']']::text[]" }, notNullSpan: 'NOT NULL' },
            { default: { text: '$$);$$', constant: ');' } },
            { default: { text: "E'\\''", constant: "'" } },
          ],
        },
      'CREATE TABLE t (a text COLLATE "de_DE" DEFAULT lower(\'X\') CONSTRAINT d NOT NULL, b text NOT NULL COLLATE app."C x")':
        {
          columns: [
            {
              collation: 'de_DE',
              typeSpan: 'text',
              defaultSpan: "DEFAULT lower('X')",
              notNullSpan: 'CONSTRAINT d NOT NULL',
            },
            { collation: 'C x', typeSpan: 'text', notNullSpan: 'NOT NULL' },
          ],
          constraints: [{ kind: 'notNull', name: 'd', nameSpan: 'd', columns: ['a'], inline: true }],
        },
      'CREATE TABLE t (a int NULL, b int CONSTRAINT dd DEFAULT 1, c text STORAGE EXTERNAL COMPRESSION lz4 NOT NULL)': {
        columns: [
          { explicitNull: true, notNull: false },
          { default: { text: '1' }, defaultSpan: 'CONSTRAINT dd DEFAULT 1' },
          { typeSpan: 'text', notNull: true },
        ],
      },
      'CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int GENERATED BY DEFAULT AS IDENTITY (START 3) PRIMARY KEY)':
        {
          columns: [{ identity: 'always' }, { identity: 'by default' }],
          constraints: [{ kind: 'primaryKey', columns: ['b'], inline: true, span: 'PRIMARY KEY' }],
        },
      'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * (2)) STORED, c int GENERATED ALWAYS AS (t.a) VIRTUAL, d int GENERATED ALWAYS AS (a))':
        {
          columns: [
            {},
            { generated: { expression: { text: 'a * (2)', columns: ['a'] }, stored: true } },
            { generated: { expression: { key: 'a' }, stored: false } },
            { generated: { stored: false } },
          ],
        },
      'CREATE TABLE t (id serial, "UNIQUE" bigserial, "primary" int)': {
        columns: [
          { type: { name: 'serial' } },
          { name: 'UNIQUE', nameSpan: '"UNIQUE"', type: { name: 'bigserial' } },
          { name: 'primary' },
        ],
        constraints: [],
      },
      'CREATE TABLE "表" ("né" int, "😀😀" varchar(20), z int)': {
        columns: [{ span: '"né" int' }, { span: '"😀😀" varchar(20)', typeSpan: 'varchar(20)' }, { span: 'z int' }],
      },
    });
  });

  describe('constraints', () => {
    cases({
      'CREATE TABLE t (id uuid CONSTRAINT "T pk" PRIMARY KEY USING INDEX TABLESPACE x, code text UNIQUE NULLS NOT DISTINCT)':
        {
          constraints: [
            {
              kind: 'primaryKey',
              name: 'T pk',
              nameSpan: '"T pk"',
              span: 'CONSTRAINT "T pk" PRIMARY KEY USING INDEX TABLESPACE x',
              columns: ['id'],
              inline: true,
            },
            { kind: 'unique', name: undefined, nullsNotDistinct: true, span: 'UNIQUE NULLS NOT DISTINCT' },
          ],
        },
      'CREATE TABLE t (a int, b int, PRIMARY KEY (a, b) INCLUDE (c), CONSTRAINT u UNIQUE (b) DEFERRABLE)': {
        constraints: [
          { kind: 'primaryKey', columns: ['a', 'b'], include: ['c'], inline: false, deferrable: false },
          { kind: 'unique', name: 'u', columns: ['b'], deferrable: true, span: 'CONSTRAINT u UNIQUE (b) DEFERRABLE' },
        ],
      },
      'CREATE TABLE t (u int REFERENCES app."Users" ON UPDATE CASCADE NOT NULL, v int REFERENCES v (id) ON DELETE NO ACTION)':
        {
          columns: [{ notNull: true }, {}],
          constraints: [
            {
              kind: 'foreignKey',
              columns: ['u'],
              target: { schema: 'app', name: 'Users', span: 'app."Users"' },
              targetColumns: [],
              onUpdate: 'cascade',
              onDelete: 'no action',
              onDeleteWritten: false,
              span: 'REFERENCES app."Users" ON UPDATE CASCADE',
            },
            { targetColumns: ['id'], onDelete: 'no action', onDeleteWritten: true },
          ],
        },
      'CREATE TABLE t (a int, FOREIGN KEY (a, b) REFERENCES x (c, d) MATCH FULL ON DELETE SET NULL (a) ON UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED)':
        {
          constraints: [
            {
              kind: 'foreignKey',
              columns: ['a', 'b'],
              target: { name: 'x', span: 'x' },
              targetColumns: ['c', 'd'],
              onDelete: 'set null',
              onUpdate: 'set default',
              onDeleteWritten: true,
              deferrable: true,
            },
          ],
        },
      'CREATE TABLE t (a int REFERENCES b ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE CHECK (a > 0) NO INHERIT, c int REFERENCES d INITIALLY DEFERRED UNIQUE NOT DEFERRABLE)':
        {
          constraints: [
            {
              kind: 'foreignKey',
              onDelete: 'restrict',
              deferrable: true,
              span: 'REFERENCES b ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE',
            },
            { kind: 'check', noInherit: true, span: 'CHECK (a > 0) NO INHERIT', expression: { text: 'a > 0' } },
            { kind: 'foreignKey', deferrable: true },
            { kind: 'unique', deferrable: false },
          ],
        },
      "CREATE TABLE t (s text CHECK (s IN ('a', ')')), CONSTRAINT c CHECK ((s <> 'x') AND t.s IS NOT NULL))": {
        constraints: [
          { kind: 'check', inline: true, expression: { text: "s IN ('a', ')')", columns: ['s'] } },
          { kind: 'check', name: 'c', inline: false, noInherit: false, expression: { columns: ['s'] } },
        ],
      },
      'CREATE TABLE t (a int, CHECK (a > 0) NOT ENFORCED, FOREIGN KEY (a) REFERENCES b NOT VALID)': {
        constraints: [{ notValid: true }, { notValid: true }],
      },
      'CREATE TABLE t (a int, b int CONSTRAINT nn NOT NULL, CONSTRAINT n2 NOT NULL a NO INHERIT)': {
        constraints: [
          { kind: 'notNull', name: 'nn', columns: ['b'], inline: true },
          { kind: 'notNull', name: 'n2', columns: ['a'], inline: false },
        ],
      },
      "CREATE TABLE r (room int, during tsrange, EXCLUDE USING gist (room WITH =, (lower(during) + interval '1 day') WITH pg_catalog.&&) WHERE (room > 0) DEFERRABLE)":
        {
          constraints: [
            {
              kind: 'exclusion',
              method: 'gist',
              deferrable: true,
              keys: [
                { column: 'room' },
                { expression: { text: "lower(during) + interval '1 day'", columns: ['during'] } },
              ],
              predicate: { text: 'room > 0' },
            },
          ],
        },
      'CREATE TABLE t (id int, EXCLUDE (id WITH =))': { constraints: [{ kind: 'exclusion', method: 'btree' }] },
      'CREATE TABLE t (id int4range, v tstzrange, PRIMARY KEY (id, v WITHOUT OVERLAPS), FOREIGN KEY (id, PERIOD v) REFERENCES x (id, PERIOD v))':
        {
          constraints: [
            { kind: 'primaryKey', columns: ['id', 'v'] },
            { kind: 'foreignKey', columns: ['id', 'v'], targetColumns: ['id', 'v'] },
          ],
        },
    });
  });

  describe('LIKE', () => {
    cases({
      'CREATE TABLE t (a int, LIKE app.x, b int, LIKE y INCLUDING ALL)': {
        columns: [{ name: 'a' }, { name: 'b' }],
        like: [
          { table: { schema: 'app', name: 'x', span: 'app.x' }, including: [], before: 1 },
          { table: { name: 'y' }, including: ['all'], before: 2 },
        ],
      },
      'CREATE TABLE t (LIKE x INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STORAGE)': {
        like: [{ including: ['defaults', 'indexes'], before: 0 }],
      },
      'CREATE TABLE t (LIKE x INCLUDING ALL EXCLUDING CONSTRAINTS EXCLUDING COMMENTS)': {
        like: [{ including: ['defaults', 'generated', 'identity', 'indexes'] }],
      },
    });
  });

  describe('from queries', () => {
    cases({
      'CREATE TABLE app.t AS SELECT id, name AS n FROM users': {
        kind: 'createTable',
        name: { schema: 'app', name: 't', span: 'app.t' },
        columns: [],
        asQuery: {
          verb: 'select',
          relations: [{ table: { name: 'users', span: 'users' } }],
          output: [{ name: 'id' }, { name: 'n' }],
        },
      },
      'CREATE TEMP TABLE IF NOT EXISTS t (a, "B b") AS TABLE users WITH NO DATA': {
        persistence: 'temporary',
        ifNotExists: true,
        columns: [
          { name: 'a', nameSpan: 'a', type: { name: 'unknown' } },
          { name: 'B b', nameSpan: '"B b"' },
        ],
      },
      'CREATE TABLE t AS EXECUTE prepared(1)': { kind: 'createTable', asQuery: undefined },
      'SELECT id INTO UNLOGGED app.t FROM users': {
        kind: 'createTable',
        name: { schema: 'app', name: 't', span: 'app.t' },
        persistence: 'unlogged',
        asQuery: { verb: 'select' },
      },
      'SELECT 1 AS a INTO t UNION SELECT 2': { kind: 'createTable', name: { name: 't', span: 't' } },
    });
  });

  it('does not take what is commented out or quoted for a table', () => {
    assert.deepEqual(commandsOf('-- CREATE TABLE a (id int);\n/* CREATE TABLE b (id int); */'), []);
    const [command, ...rest] = commandsOf(
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE c (id int); END $$; SELECT 'CREATE TABLE d (id int);'",
    );
    assert.equal(command?.kind, 'createFunction');
    assert.deepEqual(
      rest.map(({ kind }) => kind),
      ['query'],
    );
  });

  it('needs no final semicolon, and gives spans relative to the statement', () => {
    const commands = commandsOf('SELECT 1;\n\n  CREATE TABLE a (id int)') as readonly Command[];
    assert.deepEqual(commands[1]?.span, { start: 0, end: 23 });
  });

  it('keeps the columns of a table with a thousand of them apart', () => {
    const columns = Array.from({ length: 1000 }, (_, at) => `c${at} numeric(10, 2) DEFAULT ${at} NOT NULL`);
    const [table] = shown(`CREATE TABLE wide (${columns.join(', ')})`);
    assertHas(table, { columns: columns.map((span, at) => ({ name: `c${at}`, span, notNullSpan: 'NOT NULL' })) });
  });
});
