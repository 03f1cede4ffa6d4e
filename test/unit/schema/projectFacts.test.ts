import assert from 'node:assert/strict';
import { fileFacts } from '../../../src/schema/project/fileFacts.js';
import { readMigrationMarks } from '../../../src/schema/project/migrationMarks.js';
import { runsInTransaction } from '../../../src/schema/project/migrationTransaction.js';
import type { MigrationTool } from '../../../src/schema/project/project.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';

describe('project: what a file does to tables', () => {
  before(() => loadParser('postgresql'));

  const facts = (sql: string) => {
    const { creates, needs, drops, uses, ddl } = fileFacts(parseFile('/x.sql', sql, { dialect: 'postgresql' }));
    const marked = (mark: string, names: ReadonlySet<string>) => [...names].map(name => mark + name);
    return [
      ...marked('+', creates),
      ...marked('~', needs),
      ...marked('!', drops),
      ...marked('?', uses),
      ddl ? 'ddl' : '',
    ]
      .filter(Boolean)
      .join(' ');
  };

  for (const [sql, expected] of [
    ['CREATE TABLE a (id int);', '+public.a ddl'],
    ['CREATE TABLE app.a (b_id int REFERENCES b); CREATE TABLE b (id int);', '+app.a +public.b ddl'],
    ['CREATE TABLE a (b_id int REFERENCES b);', '+public.a ~public.b ddl'],
    ['SET search_path = app, public; CREATE TABLE a (id int); CREATE INDEX ON b (id);', '+app.a ~app.b ddl'],
    ['ALTER TABLE a ADD CONSTRAINT x FOREIGN KEY (b) REFERENCES c;', '~public.a ~public.c ddl'],
    ['CREATE TABLE p PARTITION OF q FOR VALUES IN (1);', '+public.p ~public.q ddl'],
    ['CREATE TABLE a (LIKE b) INHERITS (c);', '+public.a ~public.b ~public.c ddl'],
    ['CREATE TEMP TABLE a (id int); SELECT * FROM a, b;', '?public.b ddl'],
    ['DROP TABLE IF EXISTS a, b;', '!public.a !public.b ddl'],
    ['DROP TABLE IF EXISTS a; CREATE TABLE a (id int);', '+public.a ddl'],
    ['WITH x AS (SELECT * FROM a) SELECT * FROM x JOIN b USING (id);', '?public.b ?public.a'],
    ['INSERT INTO a SELECT * FROM b;', '?public.a ?public.b'],
    ['DELETE FROM a WHERE id IN (SELECT id FROM app.b);', '?public.a ?app.b'],
    ['SET lock_timeout = 1; BEGIN; GRANT SELECT ON a TO b; COMMIT;', ''],
    ['CREATE EXTENSION pgcrypto;', 'ddl'],
    ['CREATE VIEW v AS SELECT 1;', '+public.v ddl'],
    ['CREATE TABLE (', ''],
    ['', ''],
  ] as const) {
    it(sql || 'nothing', () => assert.deepEqual(facts(sql).split(' ').sort(), expected.split(' ').sort()));
  }

  it('leaves Down halves out', () => {
    const file = parseFile('/x.sql', 'CREATE TABLE a (id int);\nDROP TABLE b;', { dialect: 'postgresql' });
    assert.equal(fileFacts({ ...file, down: [{ start: 25, end: 40 }] }).drops.size, 0);
  });
});

describe('project: transactions', () => {
  before(() => loadParser('postgresql'));
  const two = 'CREATE TABLE a (id int);\nCREATE INDEX ON a (id);';
  const concurrently = 'CREATE INDEX CONCURRENTLY ON a (id);';

  for (const [tool, sql, beside, expected] of [
    ['prisma', two, {}, true],
    ['prisma', concurrently, {}, false],
    ['prisma', two, { '/p/package.json': '{"devDependencies":{"prisma":"^6.2.0"}}' }, true],
    ['prisma', two, { '/p/package.json': '{"devDependencies":{"prisma":"^7.4.1"}}' }, false],
    ['drizzle', concurrently, {}, true],
    ['knex', concurrently, {}, true],
    ['node-pg-migrate', concurrently, {}, true],
    ['dbmate', `-- migrate:up\n${concurrently}\n-- migrate:down\n`, {}, true],
    ['dbmate', `-- migrate:up transaction:false\n${concurrently}\n-- migrate:down\n`, {}, false],
    ['goose', `-- +goose Up\n${concurrently}`, {}, true],
    ['goose', `-- +goose NO TRANSACTION\n-- +goose Up\n${concurrently}`, {}, false],
    ['golang-migrate', two, {}, true],
    ['golang-migrate', concurrently, {}, false],
    ['sqlx', concurrently, {}, true],
    ['sqlx', `-- no-transaction\n${concurrently}`, {}, false],
    ['diesel', concurrently, {}, true],
    ['diesel', concurrently, { '/p/m/metadata.toml': 'run_in_transaction = false\n' }, false],
    ['supabase', two, {}, true],
    ['supabase', concurrently, {}, false],
    ['flyway', two, {}, true],
    ['flyway', concurrently, {}, false],
    ['flyway', `SET lock_timeout = 1;\n${concurrently}`, {}, true],
    ['flyway', two, { '/p/m/x.sql.conf': 'executeInTransaction=false\n' }, false],
    ['plain', two, {}, undefined],
    ['plain', `-- +migrate Up notransaction\n${concurrently}`, {}, false],
  ] as const satisfies readonly (readonly [MigrationTool, string, Record<string, string>, boolean | undefined])[]) {
    it(`${tool}: ${sql.replaceAll('\n', ' ')} ${Object.keys(beside)}`, () => {
      const file = parseFile('/p/m/x.sql', sql, { dialect: 'postgresql' });
      const readText = (path: string) => (beside as Record<string, string>)[path];
      assert.equal(runsInTransaction('/p', tool, file, readMigrationMarks(sql), readText), expected);
    });
  }
});
