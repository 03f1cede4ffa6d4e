/** Spans and robustness: what is said of any text, not of a chosen one. */
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Node } from '@pgsql/types';
import fc from 'fast-check';
import type { Command } from '../../../src/schema/commands.js';
import { readStatement } from '../../../src/schema/postgres/read.js';
import { parseFile } from '../../../src/schema/reading/parse.js';
import { assertHas, loadPostgres, shown } from './postgresReading.js';

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
/** A name in quotes: no zero, at most 63 bytes, as the server cuts what is longer. */
const name = fc
  .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'aZ_ 9"\'.,();-*/$é日🙂\n') })
  .map(text => ({ text, sql: quoted(text) }));
const gap = fc.constantFrom(' ', '\n', '\t ', ' /* , ( " 🙂 */ ', " -- ' ) é\n", ' /* a /* b */ ; */\n');

/** Words, joined by blanks and comments of any kind. */
function joined(words: readonly string[], gaps: readonly string[]): string {
  return words.map((word, at) => (at === 0 ? word : `${gaps[at % gaps.length]}${word}`)).join('');
}

const gaps = fc.array(gap, { minLength: 1, maxLength: 7 });

function assertInside(part: unknown, text: string): void {
  if (typeof part !== 'object' || part === null) return;
  const { start, end } = part as { start?: unknown; end?: unknown };
  if (typeof start === 'number' && typeof end === 'number') {
    assert.ok(
      0 <= start && start <= end && end <= text.length,
      `${start}–${end} of ${text.length}: ${text.slice(0, 200)}`,
    );
  }
  for (const inner of Object.values(part)) assertInside(inner, text);
}

/** The last part of a name, as the server folds it. */
function lastPart(sql: string): string | undefined {
  const parts = [...sql.matchAll(/"((?:[^"]|"")*)"|([^\s."]+)/g)];
  return parts.at(-1)?.[1]?.replaceAll('""', '"') ?? parts.at(-1)?.[2]?.toLowerCase();
}

/** Every name with a span is written there. Names in a text whose quotes were undone have the span of all of it. */
function assertNames(part: unknown, text: string): void {
  if (typeof part !== 'object' || part === null) return;
  const { name, span, nameSpan, kind, action } = part as Record<string, unknown> & {
    span?: { start: number; end: number };
  };
  const place = (nameSpan ?? (kind === undefined && action === undefined ? span : undefined)) as typeof span;
  if (typeof name === 'string' && place) {
    const written = lastPart(text.slice(place.start, place.end)) ?? '';
    // The server keeps 63 bytes of a name.
    const isCut = Buffer.byteLength(written) > 63 && written.startsWith(name);
    assert.ok(written === name || isCut, `${written} is ${name} in ${text.slice(0, 200)}`);
  }
  for (const inner of Object.values(part)) assertNames(inner, text);
}

describe('PostgreSQL: spans', () => {
  before(loadPostgres);

  it('are exact in CREATE TABLE, whatever the names, blanks and comments', () => {
    fc.assert(
      fc.property(name, name, name, name, gaps, (schema, table, a, b, between) => {
        const definition = joined(
          [b.sql, 'numeric', '(', '10', ',', '2', ')', 'DEFAULT', "'x, 🙂'", 'NOT', 'NULL'],
          between,
        );
        const constraint = joined(
          ['CONSTRAINT', a.sql, 'FOREIGN', 'KEY', '(', b.sql, ')', 'REFERENCES', table.sql],
          between,
        );
        const first = joined([a.sql, 'int', 'PRIMARY', 'KEY'], between);
        const qualified = joined([schema.sql, '.', table.sql], between);
        const sql = joined(['CREATE', 'TABLE', qualified, '(', first, ',', definition, ',', constraint, ')'], between);
        fc.pre(a.text !== b.text);
        assertHas(shown(sql), [
          {
            span: sql,
            name: { schema: schema.text, name: table.text, span: qualified },
            columns: [
              { name: a.text, nameSpan: a.sql, span: first, typeSpan: 'int' },
              { name: b.text, nameSpan: b.sql, span: definition },
            ],
            constraints: [
              { kind: 'primaryKey', columns: [a.text] },
              {
                kind: 'foreignKey',
                name: a.text,
                nameSpan: a.sql,
                span: constraint,
                target: { name: table.text, span: table.sql },
              },
            ],
          },
        ]);
      }),
    );
  });

  it('are exact in ALTER, RENAME, DROP and CREATE INDEX', () => {
    fc.assert(
      fc.property(name, name, name, gaps, (table, a, b, between) => {
        const drop = joined(['DROP', 'COLUMN', a.sql], between);
        const add = joined(['ADD', b.sql, 'text', 'DEFAULT', "',;('"], between);
        const [alter] = shown(joined(['ALTER', 'TABLE', table.sql, drop, ',', add], between));
        assertHas(alter, {
          name: { name: table.text, span: table.sql },
          actions: [
            { action: 'dropColumn', column: a.text, span: drop },
            { action: 'addColumn', span: add, column: { name: b.text, nameSpan: b.sql, typeSpan: 'text' } },
          ],
        });
        const [rename] = shown(joined(['ALTER', 'TABLE', table.sql, 'RENAME', a.sql, 'TO', b.sql], between));
        assertHas(rename, { member: a.text, to: b.text, toSpan: b.sql, name: { span: table.sql } });
        const [dropped] = shown(joined(['DROP', 'TABLE', 'IF', 'EXISTS', a.sql, ',', b.sql, 'CASCADE'], between));
        assertHas(dropped, {
          names: [
            { name: a.text, span: a.sql },
            { name: b.text, span: b.sql },
          ],
        });
        const where = joined(['(', a.sql, 'IS', 'NOT', 'NULL', ')'], between);
        const call = joined(['lower', '(', a.sql, ')'], between);
        const [index] = shown(
          joined(['CREATE', 'INDEX', b.sql, 'ON', table.sql, '(', call, ')', 'WHERE', where], between),
        );
        assertHas(index, {
          index: {
            nameSpan: b.sql,
            table: { name: table.text, span: table.sql },
            keys: [{ expression: { text: call, columns: [a.text] } }],
            predicate: { text: where, notNullOf: [a.text] },
          },
        });
      }),
    );
  });

  it('add up in DO blocks', () => {
    fc.assert(
      fc.property(name, name, gaps, (table, column, between) => {
        const statement = joined(['ALTER', 'TABLE', table.sql, 'ADD', column.sql, 'int'], between);
        fc.pre(!/\$do\$/.test(statement));
        const [command] = shown(joined(['DO', `$do$ /* 🙂 */ BEGIN ${statement}; END $do$`], between));
        assertHas(command, {
          span: statement,
          name: { span: table.sql },
          actions: [{ column: { nameSpan: column.sql } }],
        });
      }),
    );
  });
});

describe('PostgreSQL: any statement', () => {
  before(loadPostgres);

  const samples = [
    'CREATE TABLE IF NOT EXISTS app."T t" (id bigserial PRIMARY KEY, "é" varchar(20) DEFAULT \'x\' NOT NULL REFERENCES u (id) ON DELETE CASCADE, CHECK (id > 0), EXCLUDE USING gist (a WITH =)) PARTITION BY LIST (id)',
    'ALTER TABLE ONLY t ADD COLUMN a int CONSTRAINT c CHECK (a > 0), ALTER b TYPE text USING b::text, DROP CONSTRAINT d, SET (x = 1), ADD CONSTRAINT e UNIQUE USING INDEX f',
    'CREATE UNIQUE INDEX CONCURRENTLY i ON t USING gin (a, lower(b) text_ops DESC) INCLUDE (c) WHERE d IN (1, 2)',
    "CREATE FUNCTION f(a int, VARIADIC b text[]) RETURNS TABLE (c int) LANGUAGE sql SET x = 'y' AS $$ SELECT 1 $$",
    "DO $$ DECLARE r int; BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TYPE e AS ENUM ('a'); ELSE EXECUTE 'DROP TYPE e'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END $$",
    'CREATE SCHEMA s CREATE TABLE a (id int) CREATE VIEW v AS SELECT 1 GRANT SELECT ON a TO b',
    'CREATE POLICY p ON t FOR ALL TO public USING (a = 1) WITH CHECK (EXISTS (SELECT 1 FROM x))',
    'DROP FUNCTION IF EXISTS app.f(int, OUT text), g CASCADE',
    "COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'",
    'CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a ON x FOR EACH ROW EXECUTE FUNCTION f(1)',
    'ALTER SEQUENCE s OWNED BY a.b.c',
    "CREATE DOMAIN d AS text CONSTRAINT c CHECK (value <> '') NOT NULL",
  ];

  it('is read or left alone when words are lost, doubled or moved', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(60), from: fc.nat(60), what: fc.constantFrom('drop', 'double', 'swap') }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...samples), edits, (sample, changes) => {
        const words = sample.match(/\w+|"[^"]*"|'[^']*'|\s+|[\s\S]/g)!;
        for (const { at, from, what } of changes) {
          const index = at % words.length;
          if (what === 'drop') words.splice(index, 1);
          else if (what === 'double') words.splice(index, 0, words[index]!);
          else words.splice(index, 0, ...words.splice(from % words.length, 1));
          if (words.length === 0) return;
        }
        const sql = words.join('');
        for (const { start, end, commands } of parseFile('/a.sql', sql, { dialect: 'postgresql' }).statements) {
          assertInside(commands, sql.slice(start, end));
        }
      }),
      { numRuns: 1000 },
    );
  });

  const tags = [
    'CreateStmt',
    'AlterTableStmt',
    'IndexStmt',
    'DropStmt',
    'RenameStmt',
    'CommentStmt',
    'CreateEnumStmt',
    'CreateDomainStmt',
    'CreateSeqStmt',
    'ViewStmt',
    'CreateFunctionStmt',
    'CreateTrigStmt',
    'CreatePolicyStmt',
    'CreateSchemaStmt',
    'DoStmt',
    'SelectStmt',
    'VariableSetStmt',
    'VacuumStmt',
    'CreateTableAsStmt',
    'DefineStmt',
    'GrantStmt',
    'SomethingNewStmt',
  ];
  const fields = [
    'relation',
    'tableElts',
    'cmds',
    'subtype',
    'def',
    'Constraint',
    'ColumnDef',
    'contype',
    'location',
    'objects',
    'removeType',
    'object',
    'objtype',
    'List',
    'items',
    'String',
    'sval',
    'args',
    'options',
    'funcname',
    'typeName',
    'names',
    'query',
    'targetList',
    'indexParams',
    'IndexElem',
    'expr',
    'A_Const',
    'TypeCast',
    'BoolExpr',
    'schemaElts',
  ];

  it('whose tree has another shape than we know is `other`, never an exception', () => {
    const { tree } = fc.letrec(tie => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, 0, 5, -1, true, '', 'x', 'CONSTR_CHECK', 'AT_AddColumn', 'OBJECT_TABLE'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...fields), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...tags), tree, fc.constantFrom(...samples, '', '  '), (tag, shape, text) => {
        const commands = readStatement(
          { [tag]: shape } as unknown as Node,
          text,
          at => at,
          () => [],
        );
        assert.ok(commands.length > 0);
        for (const { kind } of commands) assert.equal(typeof kind, 'string');
      }),
      { numRuns: 2000 },
    );
    assertHas(
      readStatement({ SomethingNewStmt: {} } as unknown as Node, 'create  something', at => at),
      [{ kind: 'other', tag: 'CREATE SOMETHING' }],
    );
  });
});

/** What real schemas hold that has no Command of its own. Another tag here is DDL that the reader forgot. */
const known = new Set(
  `ALTER AGGREGATE|ALTER DATABASE|ALTER DEFAULT PRIVILEGES|ALTER DOMAIN|ALTER EXTENSION|ALTER FUNCTION|ALTER INDEX|ALTER LANGUAGE|
ALTER MATERIALIZED VIEW|ALTER OPERATOR|ALTER PROCEDURE|ALTER PUBLICATION|ALTER ROLE|ALTER SCHEMA|ALTER SEQUENCE|ALTER SERVER|ALTER TYPE|
ALTER VIEW|ANALYZE|CALL|COPY|CREATE CAST|CREATE COLLATION|CREATE DATABASE|CREATE EVENT TRIGGER|CREATE LANGUAGE|CREATE OPERATOR|
CREATE OPERATOR CLASS|CREATE PUBLICATION|CREATE ROLE|CREATE RULE|CREATE SERVER|CREATE STATISTICS|CREATE TABLESPACE|
CREATE TEXT SEARCH CONFIGURATION|CREATE TEXT SEARCH DICTIONARY|CREATE USER MAPPING|DO|DROP DATABASE|DROP OWNED|DROP ROLE|EXECUTE|GRANT|
GRANT ROLE|LISTEN|LOCK TABLE|NOTIFY|REASSIGN OWNED|REVOKE|REVOKE ROLE|SECURITY LABEL|SET CONSTRAINTS|SHOW`.split(
    /\||\n/,
  ),
);

describe('PostgreSQL: real schemas', () => {
  const folder = path.resolve('../shared/corpus/sql');
  const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.sql')) : [];
  before(function () {
    if (files.length === 0) this.skip();
    return loadPostgres();
  });

  it('are understood, and every name stands where it is said to', () => {
    for (const file of files) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (const { start, end, commands, error } of parseFile(file, text, { dialect: 'postgresql' }).statements) {
        const statement = text.slice(start, end);
        assert.equal(error, undefined, `${file}: ${statement.slice(0, 100)}`);
        assert.ok(commands.length > 0);
        assertInside(commands, statement);
        const ddl = commands.filter(({ kind }) => kind !== 'query' && kind !== 'createView') as readonly Command[];
        assertNames(ddl, statement);
        for (const command of ddl)
          if (command.kind === 'other') assert.ok(known.has(command.tag), `${file}: ${command.tag}`);
      }
    }
  });
});
