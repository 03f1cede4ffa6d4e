import { strict as assert } from 'node:assert';
import { readStatement } from '../../../src/schema/postgres/read.js';
import { assertHas, cases, commandsOf, loadPostgres, shown } from './postgresReading.js';

/** The kinds of commands in a block, conditional ones with a question mark. */
function kinds(body: string): string[] {
  return commandsOf(`DO $do$ ${body} $do$`).map(({ kind, conditional }) => (conditional ? `${kind}?` : kind));
}

describe('PostgreSQL: DO blocks', () => {
  before(loadPostgres);

  describe('statements inside', () => {
    cases({
      'DO $$ BEGIN\n CREATE TYPE "public"."status" AS ENUM(\'a\', \'b\');\nEXCEPTION\n WHEN duplicate_object THEN null;\nEND $$':
        {
          kind: 'createEnum',
          span: 'CREATE TYPE "public"."status" AS ENUM(\'a\', \'b\')',
          name: { schema: 'public', name: 'status', span: '"public"."status"' },
          conditional: true,
        },
      'DO $$ BEGIN ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("b") REFERENCES "public"."c"("id") ON DELETE no action ON UPDATE no action; EXCEPTION WHEN duplicate_object THEN null; END $$;':
        {
          kind: 'alterTable',
          conditional: true,
          actions: [
            { action: 'addConstraint', constraint: { name: 'f', nameSpan: '"f"', target: { span: '"public"."c"' } } },
          ],
        },
      'DO LANGUAGE plpgsql $body$ BEGIN /* é 🙂 */ CREATE TABLE "日本" (id int, "é" text); END $body$': {
        kind: 'createTable',
        conditional: undefined,
        name: { name: '日本', span: '"日本"' },
        columns: [{ span: 'id int' }, { span: '"é" text' }],
      },
      "DO 'BEGIN CREATE TABLE t (id int); END'": { kind: 'createTable', name: { name: 't', span: 't' } },
      "DO 'BEGIN COMMENT ON TABLE t IS ''x''; END'": {
        kind: 'comment',
        text: 'x',
        name: { name: 't', span: "'BEGIN COMMENT ON TABLE t IS ''x''; END'" },
      },
      "DO $$ BEGIN EXECUTE 'ALTER TABLE é ADD a int'; END $$": {
        kind: 'alterTable',
        span: 'ALTER TABLE é ADD a int',
        conditional: undefined,
      },
      "DO $$ BEGIN EXECUTE 'COMMENT ON TABLE t IS ''x'''; END $$": { name: { span: "'COMMENT ON TABLE t IS ''x'''" } },
      'DO $$ BEGIN EXECUTE $sql$ DROP TABLE a; DROP TABLE b -- c\n $sql$; END $$': [
        { kind: 'drop', span: 'DROP TABLE a', names: [{ span: 'a' }] },
        { kind: 'drop', span: 'DROP TABLE b', names: [{ span: 'b' }] },
      ],
      "DO $$ BEGIN EXECUTE E'DROP TABLE\\n a' ; END $$": { kind: 'drop', names: [{ name: 'a' }] },
      "DO $$ BEGIN PERFORM pg_catalog.set_config('search_path', 'app', true); PERFORM f(1); END $$": {
        kind: 'setSearchPath',
        schemas: ['app'],
        local: true,
      },
      'DO $$ BEGIN DO $in$ BEGIN DROP TABLE a; END $in$; END $$': { kind: 'drop', span: 'DROP TABLE a' },
    });
  });

  describe('blocks that change no schema', () => {
    cases({
      "DO $$ BEGIN RAISE NOTICE 'CREATE TABLE t (id int);'; END $$": { kind: 'other', tag: 'DO' },
      'DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP NULL; END LOOP; END $$': { kind: 'other', tag: 'DO' },
      "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'x'); EXECUTE 'DROP TABLE ' || 'y'; END $$": {
        kind: 'other',
        tag: 'DO',
      },
      'DO LANGUAGE plpython3u $$ CREATE TABLE t (id int); $$': { kind: 'other', tag: 'DO' },
      "DO $$ BEGIN SELECT 1 INTO x; x := 2; create_sql := 'a'; comment := 'b'; END $$": { kind: 'other', tag: 'DO' },
      'DO $$ this is no block $$': { kind: 'other', tag: 'DO' },
      'DO $$$$': { kind: 'other', tag: 'DO' },
    });
  });

  describe('what is certain to run', () => {
    const bodies: Readonly<Record<string, readonly string[]>> = {
      'BEGIN DROP TABLE a; CREATE TABLE a (); END': ['drop', 'createTable'],
      'BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type) THEN CREATE TYPE t AS ENUM (); END IF; DROP TABLE a; END': [
        'createEnum?',
        'drop',
      ],
      'BEGIN IF a THEN DROP TABLE a; ELSIF b THEN DROP VIEW b; ELSEIF c THEN TRUNCATE c; ELSE CREATE TABLE d (); END IF; CLUSTER; END':
        ['drop?', 'drop?', 'truncate?', 'createTable?', 'cluster'],
      'BEGIN IF CASE WHEN a THEN b ELSE c END THEN DROP TABLE a; END IF; END': ['drop?'],
      'BEGIN IF a THEN IF b THEN DROP TABLE a; END IF; CREATE TABLE b (); END IF; END': ['drop?', 'createTable?'],
      'BEGIN CASE x WHEN 1, 2 THEN DROP TABLE a; WHEN 3 THEN NULL; ELSE CREATE TABLE b (); END CASE; CLUSTER; END': [
        'drop?',
        'createTable?',
        'cluster',
      ],
      'BEGIN CASE WHEN x THEN DROP TABLE a; END CASE; CLUSTER; END': ['drop?', 'cluster'],
      '<<outer>> DECLARE i int := 0; c CURSOR FOR SELECT 1; BEGIN FOR i IN 1..3 LOOP DROP TABLE a; END LOOP; CLUSTER; END':
        ['drop?', 'cluster'],
      'BEGIN <<l>> WHILE a LOOP DROP TABLE a; EXIT l WHEN b; END LOOP l; LOOP DROP VIEW b; END LOOP; FOREACH x IN ARRAY y LOOP TRUNCATE c; END LOOP; CLUSTER; END':
        ['drop?', 'drop?', 'truncate?', 'cluster'],
      'BEGIN DROP TABLE a; BEGIN CREATE TABLE b (); EXCEPTION WHEN a OR b THEN DROP TABLE c; WHEN OTHERS THEN RAISE; END; CLUSTER; END':
        ['drop', 'createTable?', 'cluster'],
      'DECLARE a int; BEGIN DECLARE b int; BEGIN DROP TABLE a; END; END': ['drop'],
      'BEGIN IF a THEN RETURN; END IF; DROP TABLE a; END': ['drop?'],
      "BEGIN UPDATE a SET b = CASE WHEN c THEN 1 END; INSERT INTO d VALUES (1) RETURNING id INTO e; SET LOCAL x = 'y'; END":
        ['query', 'set'],
      'BEGIN WITH a AS (SELECT 1) SELECT b INTO c FROM a; WITH a AS (SELECT 1) DELETE FROM d; END': ['query'],
      'BEGIN CREATE TABLE broken (; DROP TABLE a; END': ['drop'],
      'BEGIN CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN DROP TABLE x; END $f$; END': [
        'createFunction',
      ],
    };
    for (const [body, expected] of Object.entries(bodies)) {
      it(body, () => {
        const found = kinds(body);
        assert.deepEqual(found, expected);
      });
    }
  });

  it('stays closed without a parser', () => {
    const node = {
      DoStmt: { args: [{ DefElem: { defname: 'as', arg: { String: { sval: 'BEGIN DROP TABLE a; END' } } } }] },
    };
    assertHas(
      readStatement(node, 'DO $$BEGIN DROP TABLE a; END$$', at => at),
      [{ kind: 'other', tag: 'DO' }],
    );
  });

  it('never takes the body of a function for a block', () => {
    const [command, ...rest] = shown('CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DROP TABLE a; END $$');
    assertHas(command, { kind: 'createFunction' });
    assert.equal(rest.length, 0);
  });
});
