import { cases, loadPostgres } from './postgresReading.js';

describe('PostgreSQL: CREATE INDEX', () => {
  before(loadPostgres);
  const index = (expected: object) => ({ kind: 'createIndex', index: expected });

  cases({
    'CREATE INDEX ON t (a)': index({
      name: undefined,
      nameSpan: undefined,
      table: { name: 't', span: 't' },
      method: 'btree',
      keys: [
        { column: 'a', expression: undefined, order: 'asc', nulls: 'last', opclass: undefined, collation: undefined },
      ],
      include: [],
      predicate: undefined,
      unique: false,
      nullsNotDistinct: false,
      concurrently: false,
      ifNotExists: false,
      only: false,
    }),
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "I i" ON ONLY app."T" USING btree (a DESC, b NULLS FIRST, c DESC NULLS LAST) INCLUDE (d, "E") NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE x WHERE a > 0 AND (b) IS NOT NULL':
      index({
        name: 'I i',
        nameSpan: '"I i"',
        table: { schema: 'app', name: 'T', span: 'app."T"' },
        keys: [
          { column: 'a', order: 'desc', nulls: 'first' },
          { column: 'b', order: 'asc', nulls: 'first' },
          { column: 'c', order: 'desc', nulls: 'last' },
        ],
        include: ['d', 'E'],
        predicate: { text: 'a > 0 AND (b) IS NOT NULL', columns: ['a', 'b'], notNullOf: undefined },
        unique: true,
        nullsNotDistinct: true,
        concurrently: true,
        ifNotExists: true,
        only: true,
      }),
    "CREATE INDEX i ON t USING GIN (data jsonb_path_ops, (tags -> 'x)') , to_tsvector('simple'::regconfig, body))":
      index({
        method: 'gin',
        keys: [
          { column: 'data', opclass: 'jsonb_path_ops' },
          { column: undefined, expression: { text: "tags -> 'x)'", columns: ['tags'] } },
          {
            expression: {
              text: "to_tsvector('simple'::regconfig, body)",
              functions: ['to_tsvector'],
              columns: ['body'],
            },
          },
        ],
      }),
    'CREATE INDEX i ON t (lower(name) COLLATE pg_catalog."de_DE" app.my_ops (a = 1) DESC, (t.a), pg_catalog.upper("日本"))':
      index({
        keys: [
          { expression: { text: 'lower(name)' }, collation: 'de_DE', opclass: 'my_ops', order: 'desc' },
          { expression: { text: 't.a', key: 'a', columns: ['a'] } },
          { expression: { text: 'pg_catalog.upper("日本")', functions: ['upper'] } },
        ],
      }),
    "CREATE INDEX i ON t (COALESCE(a, b), CAST(c AS date), date_trunc('day', d AT TIME ZONE 'UTC'))": index({
      keys: [
        { expression: { text: 'COALESCE(a, b)', columns: ['a', 'b'] } },
        { expression: { text: 'CAST(c AS date)' } },
        { expression: { columns: ['d'] } },
      ],
    }),
    'CREATE INDEX i ON t (a) WHERE (deleted_at IS NULL)': index({ predicate: { text: '(deleted_at IS NULL)' } }),
    'CREATE INDEX i ON t (a, b) WHERE a IS NOT NULL AND (t.b IS NOT NULL)': index({
      predicate: { notNullOf: ['a', 'b'] },
    }),
  });
});

describe('PostgreSQL: types, sequences, schemas and extensions', () => {
  before(loadPostgres);

  cases({
    "CREATE TYPE app.\"Status\" AS ENUM ('new', 'it''s', '')": {
      kind: 'createEnum',
      name: { schema: 'app', name: 'Status', span: 'app."Status"' },
      values: ['new', "it's", ''],
    },
    'CREATE TYPE e AS ENUM ()': { kind: 'createEnum', values: [] },
    "ALTER TYPE app.e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'": {
      kind: 'addEnumValue',
      name: { schema: 'app', name: 'e', span: 'app.e' },
      value: 'x',
      before: 'y',
      after: undefined,
      ifNotExists: true,
    },
    "ALTER TYPE e ADD VALUE 'x' AFTER 'y'": { before: undefined, after: 'y', ifNotExists: false },
    "ALTER TYPE e RENAME VALUE 'a' TO 'b'": {
      kind: 'renameEnumValue',
      name: { name: 'e', span: 'e' },
      from: 'a',
      to: 'b',
    },
    'CREATE TYPE app.pair AS (a int[], "B" text COLLATE "C")': {
      kind: 'createComposite',
      name: { schema: 'app', name: 'pair', span: 'app.pair' },
      fields: [
        { name: 'a', type: { name: 'integer', array: true } },
        { name: 'B', type: { name: 'text' } },
      ],
    },
    'CREATE TYPE r AS RANGE (subtype = float8)': {
      kind: 'createOtherType',
      typeKind: 'range',
      name: { name: 'r', span: 'r' },
    },
    'CREATE TYPE app.s': {
      kind: 'createOtherType',
      typeKind: 'shell',
      name: { schema: 'app', name: 's', span: 'app.s' },
    },
    'CREATE TYPE b (INPUT = i, OUTPUT = o)': { kind: 'createOtherType', typeKind: 'base' },
    "CREATE DOMAIN app.mail AS varchar(20) DEFAULT 'x' NOT NULL CHECK (VALUE ~ '@') CONSTRAINT k CHECK (length(value) > 3)":
      {
        kind: 'createDomain',
        name: { schema: 'app', name: 'mail', span: 'app.mail' },
        base: { name: 'character varying', modifiers: [20] },
        notNull: true,
        checks: [{ text: "VALUE ~ '@'" }, { text: 'length(value) > 3', functions: ['length'] }],
      },
    'CREATE DOMAIN d AS text': { kind: 'createDomain', notNull: false, checks: [] },
    'ALTER DOMAIN d ADD CHECK (value > 0)': { kind: 'other', tag: 'ALTER DOMAIN' },
    'CREATE SEQUENCE IF NOT EXISTS app.s AS smallint START 5 OWNED BY app."T t".id': {
      kind: 'createSequence',
      name: { schema: 'app', name: 's', span: 'app.s' },
      ifNotExists: true,
      type: 'smallint',
      ownedBy: { table: { schema: 'app', name: 'T t', span: 'app."T t"' }, column: 'id' },
    },
    'CREATE TEMP SEQUENCE s': { kind: 'createSequence', type: undefined, ownedBy: undefined },
    'ALTER SEQUENCE s OWNED BY t.id': {
      kind: 'alterSequence',
      ownedBy: { table: { name: 't', span: 't' }, column: 'id' },
    },
    'ALTER SEQUENCE IF EXISTS s OWNED BY NONE': { kind: 'alterSequence', ownedBy: 'none' },
    'ALTER SEQUENCE s AS bigint RESTART': { kind: 'alterSequence', type: 'bigint' },
    'CREATE SCHEMA IF NOT EXISTS "My app"': {
      kind: 'createSchema',
      name: 'My app',
      nameSpan: '"My app"',
      ifNotExists: true,
    },
    'CREATE SCHEMA AUTHORIZATION bob': { kind: 'createSchema', name: 'bob', nameSpan: 'bob' },
    'CREATE SCHEMA app AUTHORIZATION bob': { kind: 'createSchema', name: 'app', nameSpan: 'app' },
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA ext VERSION \'1\' CASCADE': {
      kind: 'createExtension',
      name: 'uuid-ossp',
      nameSpan: '"uuid-ossp"',
      ifNotExists: true,
      schema: 'ext',
    },
    'CREATE EXTENSION pgcrypto': { kind: 'createExtension', schema: undefined, ifNotExists: false },
    'CREATE OR REPLACE PROCEDURAL LANGUAGE plpgsql': { kind: 'createExtension', name: 'plpgsql', nameSpan: 'plpgsql' },
    'CREATE SCHEMA app CREATE TABLE a (id int PRIMARY KEY, "é" text) CREATE VIEW v AS SELECT id FROM a GRANT CREATE, USAGE ON SCHEMA app TO x CREATE INDEX i ON a (id) CREATE SEQUENCE public.s CREATE TABLE b (a int REFERENCES a, c int REFERENCES public.c)':
      [
        { kind: 'createSchema', name: 'app', nameSpan: 'app' },
        {
          kind: 'createTable',
          name: { schema: 'app', name: 'a', span: 'a' },
          span: 'CREATE TABLE a (id int PRIMARY KEY, "é" text)',
          columns: [{}, { span: '"é" text' }],
        },
        {
          kind: 'createView',
          name: { schema: 'app', name: 'v', span: 'v' },
          span: 'CREATE VIEW v AS SELECT id FROM a',
          query: { relations: [{ table: { name: 'a', span: 'a' } }] },
        },
        { kind: 'other', tag: 'GRANT', span: 'GRANT CREATE, USAGE ON SCHEMA app TO x' },
        { kind: 'createIndex', index: { name: 'i', nameSpan: 'i', table: { schema: 'app', name: 'a', span: 'a' } } },
        { kind: 'createSequence', name: { schema: 'public', name: 's', span: 'public.s' } },
        {
          kind: 'createTable',
          constraints: [
            { target: { schema: 'app', name: 'a', span: 'a' } },
            { target: { schema: 'public', name: 'c' } },
          ],
        },
      ],
  });
});

describe('PostgreSQL: views, functions, triggers and policies', () => {
  before(loadPostgres);

  cases({
    'CREATE OR REPLACE TEMP RECURSIVE VIEW app.v (a, "B") AS SELECT 1, 2': {
      kind: 'createView',
      replace: true,
      columns: ['a', 'B'],
    },
    'CREATE VIEW app."V" WITH (security_barrier) AS SELECT id, n AS m FROM t WITH CHECK OPTION': {
      kind: 'createView',
      name: { schema: 'app', name: 'V', span: 'app."V"' },
      materialized: false,
      replace: false,
      columns: [],
      query: { verb: 'select', output: [{ name: 'id' }, { name: 'm' }] },
    },
    'CREATE MATERIALIZED VIEW IF NOT EXISTS app.v (a) USING heap TABLESPACE x AS SELECT 1 WITH NO DATA': {
      kind: 'createView',
      name: { schema: 'app', name: 'v', span: 'app.v' },
      materialized: true,
      ifNotExists: true,
      columns: ['a'],
    },
    'REFRESH MATERIALIZED VIEW CONCURRENTLY app.v': {
      kind: 'refreshView',
      name: { name: 'v', span: 'app.v' },
      concurrently: true,
    },
    "CREATE OR REPLACE FUNCTION app.\"F f\"(a int, b character varying(20) DEFAULT 'x', OUT c text, INOUT d numeric(3)[], VARIADIC e text[]) RETURNS record LANGUAGE PLpgSQL STABLE SECURITY DEFINER SET search_path TO 'app', pg_temp SET Work_Mem = '1MB' AS $f$ BEGIN DROP TABLE x; END $f$":
      {
        kind: 'createFunction',
        name: { schema: 'app', name: 'F f', span: 'app."F f"' },
        routine: 'function',
        replace: true,
        arguments: ['integer', 'character varying', 'numeric[]', 'text[]'],
        returns: 'record',
        language: 'plpgsql',
        securityDefiner: true,
        settings: ['search_path', 'work_mem'],
        volatility: 'stable',
      },
    "CREATE FUNCTION f(t.c%TYPE) RETURNS SETOF app.t IMMUTABLE LANGUAGE sql SET search_path FROM CURRENT AS 'select 1'":
      {
        arguments: ['t.c%TYPE'],
        returns: 'SETOF app.t',
        settings: ['search_path'],
        volatility: 'immutable',
        securityDefiner: false,
      },
    'CREATE FUNCTION f() RETURNS TABLE (a int, b timestamptz[]) LANGUAGE sql BEGIN ATOMIC SELECT 1, 2; SELECT 3; END': {
      arguments: [],
      returns: 'TABLE(a integer, b timestamp with time zone[])',
      language: 'sql',
    },
    'CREATE FUNCTION f(a int) RETURNS int RETURN a + 1': { language: 'sql', returns: 'integer' },
    'CREATE PROCEDURE app.p(INOUT a int) LANGUAGE sql SECURITY INVOKER AS $$ SELECT 1 $$': {
      kind: 'createFunction',
      routine: 'procedure',
      name: { span: 'app.p' },
      returns: undefined,
      securityDefiner: false,
    },
    'CREATE OR REPLACE AGGREGATE app.s(int, VARIADIC text[]) (SFUNC = f, STYPE = int)': {
      kind: 'createFunction',
      routine: 'aggregate',
      name: { schema: 'app', name: 's', span: 'app.s' },
      arguments: ['integer', 'text[]'],
      replace: true,
    },
    'CREATE AGGREGATE s (BASETYPE = int4, SFUNC = f, STYPE = int)': { routine: 'aggregate', arguments: ['integer'] },
    'ALTER FUNCTION app.f(int) SECURITY DEFINER SET search_path = app RESET work_mem': {
      kind: 'alterFunction',
      name: { schema: 'app', name: 'f', span: 'app.f' },
      arguments: ['integer'],
      securityDefiner: true,
      setSettings: ['search_path'],
      resetSettings: ['work_mem'],
    },
    'ALTER PROCEDURE p RESET ALL': {
      kind: 'alterFunction',
      arguments: undefined,
      securityDefiner: undefined,
      resetSettings: 'all',
    },
    'ALTER FUNCTION f SECURITY INVOKER': { securityDefiner: false, setSettings: [], resetSettings: [] },
    'ALTER FUNCTION f(int) OWNER TO bob': { kind: 'other', tag: 'ALTER FUNCTION' },
    'CREATE TRIGGER "T t" BEFORE INSERT OR UPDATE OF a, b ON app.x FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION app.f(\'y\')':
      {
        kind: 'createTrigger',
        name: 'T t',
        nameSpan: '"T t"',
        table: { schema: 'app', name: 'x', span: 'app.x' },
        timing: 'before',
        events: ['insert', 'update'],
        function: { schema: 'app', name: 'f', span: 'app.f' },
        replace: false,
      },
    'CREATE OR REPLACE TRIGGER t INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE PROCEDURE f()': {
      timing: 'instead of',
      events: ['delete'],
      replace: true,
    },
    'CREATE CONSTRAINT TRIGGER t AFTER TRUNCATE OR DELETE ON x FROM y DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "F"()':
      {
        kind: 'createTrigger',
        nameSpan: 't',
        timing: 'after',
        events: ['delete', 'truncate'],
        function: { name: 'F', span: '"F"' },
      },
    'CREATE POLICY "P p" ON app.x AS RESTRICTIVE FOR UPDATE TO public, bob, CURRENT_USER USING (owner = auth.uid() AND EXISTS (SELECT 1 FROM m WHERE m.user_id = a AND m.x_id = x.id)) WITH CHECK (true)':
      {
        kind: 'createPolicy',
        name: 'P p',
        nameSpan: '"P p"',
        table: { schema: 'app', name: 'x', span: 'app.x' },
        command: 'update',
        permissive: false,
        roles: ['public', 'bob', 'current_user'],
        using: {
          text: 'owner = auth.uid() AND EXISTS (SELECT 1 FROM m WHERE m.user_id = a AND m.x_id = x.id)',
          columns: ['owner', 'id'],
          functions: ['uid'],
        },
        withCheck: { text: 'true', constant: true },
      },
    'CREATE POLICY p ON x': {
      command: 'all',
      permissive: true,
      roles: ['public'],
      using: undefined,
      withCheck: undefined,
    },
    'ALTER POLICY p ON x TO bob USING (a)': {
      kind: 'alterPolicy',
      nameSpan: 'p',
      roles: ['bob'],
      using: { text: 'a' },
    },
    'ALTER POLICY p ON x WITH CHECK ((b))': { roles: [], using: undefined, withCheck: { text: '(b)' } },
  });
});

describe('PostgreSQL: settings, transactions, maintenance and the rest', () => {
  before(loadPostgres);

  cases({
    'SET search_path TO App, "My app", public': {
      kind: 'setSearchPath',
      schemas: ['app', 'My app', 'public'],
      local: false,
    },
    "SET LOCAL search_path = ''": { kind: 'setSearchPath', schemas: [], local: true },
    'SET SESSION search_path TO "$user", public': { schemas: ['public'], local: false },
    'SET search_path TO DEFAULT': { kind: 'setSearchPath', schemas: 'default' },
    'RESET search_path': { kind: 'setSearchPath', schemas: 'default' },
    'RESET ALL': { kind: 'setSearchPath', schemas: 'default' },
    "SET SCHEMA 'app'": { kind: 'setSearchPath', schemas: ['app'] },
    "SELECT pg_catalog.set_config('search_path', '', false)": { kind: 'setSearchPath', schemas: [], local: false },
    "SELECT set_config('search_path'::text, 'App, \"B b\",public', TRUE)": {
      schemas: ['app', 'B b', 'public'],
      local: true,
    },
    "SELECT set_config('lock_timeout', '5s', true) AS x": {
      kind: 'set',
      name: 'lock_timeout',
      value: '5s',
      local: true,
    },
    "SELECT set_config('search_path', current_setting('x'), false)": { kind: 'query' },
    "SET lock_timeout = '2s'": { kind: 'set', name: 'lock_timeout', value: '2s', local: false },
    'SET LOCAL statement_timeout TO 5000': { kind: 'set', name: 'statement_timeout', value: '5000', local: true },
    'SET Client_Min_Messages TO warning': { kind: 'set', name: 'client_min_messages', value: 'warning' },
    "SET TIME ZONE 'UTC'": { kind: 'set', name: 'timezone', value: 'UTC' },
    'SET app.list = a, b': { kind: 'set', name: 'app.list', value: 'a, b' },
    'RESET lock_timeout': { kind: 'set', name: 'lock_timeout', value: undefined },
    'SET ROLE bob': { kind: 'set', name: 'role', value: 'bob' },
    'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE': { kind: 'set' },
    BEGIN: { kind: 'transaction', change: 'begin' },
    'START TRANSACTION READ ONLY': { kind: 'transaction', change: 'begin' },
    'COMMIT AND CHAIN': { kind: 'transaction', change: 'commit' },
    END: { kind: 'transaction', change: 'commit' },
    ABORT: { kind: 'transaction', change: 'rollback' },
    'SAVEPOINT a': { kind: 'transaction', change: 'other' },
    'ROLLBACK TO a': { kind: 'transaction', change: 'other' },
    'TRUNCATE a, ONLY app."B" RESTART IDENTITY CASCADE': {
      kind: 'truncate',
      tables: [{ span: 'a' }, { schema: 'app', name: 'B', span: 'app."B"' }],
      cascade: true,
    },
    'VACUUM FULL a, app.b (c)': { kind: 'vacuum', full: true, tables: [{ name: 'a' }, { span: 'app.b' }] },
    'VACUUM (ANALYZE, FULL off)': { kind: 'vacuum', full: false, tables: [] },
    'VACUUM (FULL true) t': { full: true },
    'ANALYZE t': { kind: 'other', tag: 'ANALYZE' },
    'CLUSTER app.t USING i': { kind: 'cluster', table: { span: 'app.t' } },
    CLUSTER: { kind: 'cluster', table: undefined },
    'REINDEX TABLE CONCURRENTLY app.t': { kind: 'reindex', concurrently: true, table: { span: 'app.t' } },
    'REINDEX (CONCURRENTLY, VERBOSE) INDEX i': { concurrently: true, table: undefined },
    'REINDEX DATABASE d': { kind: 'reindex', concurrently: false },
    "SELECT create_distributed_table('t', 'id')": { kind: 'query', query: { verb: 'select' } },
    'INSERT INTO t VALUES (1)': { kind: 'query', query: { verb: 'insert' } },
    'UPDATE t SET a = 1': { kind: 'query', query: { verb: 'update' } },
    'DELETE FROM t': { kind: 'query', query: { verb: 'delete' } },
    'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE': { kind: 'query', query: { verb: 'merge' } },
    'VALUES (1), (2)': { kind: 'query', query: { verb: 'values' } },
    'TABLE t': { kind: 'query', query: { verb: 'select' } },
    'WITH a AS (SELECT 1) DELETE FROM t': { kind: 'query', query: { verb: 'delete' } },
    'EXPLAIN ANALYZE SELECT 1': { kind: 'query', query: { verb: 'select' } },
    'PREPARE p (int) AS SELECT $1': { kind: 'query' },
    'DECLARE c CURSOR FOR SELECT 1': { kind: 'query' },
    'EXPLAIN EXECUTE p': { kind: 'other', tag: 'EXPLAIN' },
    'GRANT SELECT ON t TO bob': { kind: 'other', tag: 'GRANT' },
    'REVOKE ALL ON SCHEMA public FROM public': { kind: 'other', tag: 'REVOKE' },
    'GRANT a TO b': { kind: 'other', tag: 'GRANT ROLE' },
    'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO x': { kind: 'other', tag: 'ALTER DEFAULT PRIVILEGES' },
    'COPY t FROM stdin': { kind: 'other', tag: 'COPY' },
    'LOCK TABLE t IN ACCESS EXCLUSIVE MODE': { kind: 'other', tag: 'LOCK TABLE' },
    'CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING': { kind: 'other', tag: 'CREATE RULE' },
    'CREATE ROLE r LOGIN': { kind: 'other', tag: 'CREATE ROLE' },
    'CREATE DATABASE d': { kind: 'other', tag: 'CREATE DATABASE' },
    'ALTER DATABASE d SET x TO y': { kind: 'other', tag: 'ALTER DATABASE' },
    'ALTER ROLE r SET search_path TO x': { kind: 'other', tag: 'ALTER ROLE' },
    'ALTER SYSTEM SET x TO y': { kind: 'other', tag: 'ALTER SYSTEM' },
    'CREATE PUBLICATION p FOR ALL TABLES': { kind: 'other', tag: 'CREATE PUBLICATION' },
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p": { kind: 'other', tag: 'CREATE SUBSCRIPTION' },
    'CREATE STATISTICS s ON a, b FROM t': { kind: 'other', tag: 'CREATE STATISTICS' },
    'CREATE OPERATOR === (LEFTARG = int, FUNCTION = f)': { kind: 'other', tag: 'CREATE OPERATOR' },
    "CREATE COLLATION c (locale = 'de')": { kind: 'other', tag: 'CREATE COLLATION' },
    'CREATE CAST (int AS x) WITHOUT FUNCTION': { kind: 'other', tag: 'CREATE CAST' },
    'CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()': { kind: 'other', tag: 'CREATE EVENT TRIGGER' },
    'CREATE TEXT SEARCH CONFIGURATION c (PARSER = x)': { kind: 'other', tag: 'CREATE TEXT SEARCH CONFIGURATION' },
    'ALTER INDEX i DEPENDS ON EXTENSION x': { kind: 'other', tag: 'ALTER INDEX' },
    'ALTER SCHEMA s OWNER TO x': { kind: 'other', tag: 'ALTER SCHEMA' },
    'ALTER SERVER s OWNER TO x': { kind: 'other', tag: 'ALTER SERVER' },
    'CALL p(1)': { kind: 'other', tag: 'CALL' },
    'EXECUTE p': { kind: 'other', tag: 'EXECUTE' },
    'DISCARD ALL': { kind: 'other', tag: 'DISCARD' },
    'SHOW x': { kind: 'other', tag: 'SHOW' },
    'SET CONSTRAINTS ALL DEFERRED': { kind: 'other', tag: 'SET CONSTRAINTS' },
    "SECURITY LABEL ON TABLE t IS 'x'": { kind: 'other', tag: 'SECURITY LABEL' },
    'LISTEN x': { kind: 'other', tag: 'LISTEN' },
    CHECKPOINT: { kind: 'other', tag: 'CHECKPOINT' },
  });
});
