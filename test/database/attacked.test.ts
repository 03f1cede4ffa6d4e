// What a script must not do to the machine on which it is only tried: our own server runs as the user.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { applyMigration } from '../../src/database/apply/applyMigration.js';
import { openMigrationFile } from '../../src/database/apply/migrationFiles.js';
import { openEngine } from '../../src/database/engines/openEngine.js';
import { inScratch } from '../../src/database/inScratch.js';
import { loadScript } from '../../src/database/loadScript.js';
import { Problem } from '../../src/text/problem.js';
import { type EngineKind, engineOptions, testEngine } from './engine.js';

describe('a script that is only tried', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-attacked-'));
    // The server may be another user.
    await chmod(folder, 0o777);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function refusal(kind: EngineKind, text: string): Promise<string> {
    const db = await (await testEngine(kind)).scratch();
    try {
      const error = await loadScript(db.session, { path: '/x.sql', text }).then(
        () => assert.fail('It was run.'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof Problem, String(error));
      return error.message;
    } finally {
      await db.drop();
    }
  }

  for (const kind of ['native', 'embedded'] as const) {
    it(`starts no program, writes no file and loads no library (${kind})`, async () => {
      const mark = nodePath.join(folder, 'mark');
      const scripts = [
        `create table t (a text);\ncopy t from program 'touch ${mark}';`,
        `copy (select 1) /* x */ to\nprogram 'touch ${mark}'`,
        `create table t (a text); copy binary t (a) to program E'touch ${mark}'`,
        `do $$ begin execute 'copy (select 1) to program ''touch ${mark}'''; end $$`,
        `do $$ begin copy (select 1) to '${mark}'; end $$`,
        `copy (select 1) to '${mark}'`,
        `select 1; copy (select 'program') to E'${mark}' with (format csv)`,
        `prepare x as select 1; load '${mark}.so'`,
        `create function f() returns int as '${mark}.so', 'f' language c`,
        `create or replace function f() returns int language 'c' as $$${mark}$$`,
        `create function f() returns int as '$libdir/../../${mark}', 'f' language C strict`,
        `set dynamic_library_path = '${folder}'`,
        `select pg_read_file('${mark}')`,
        `create table t as select pg_catalog . "pg_read_binary_file" ('${mark}')`,
        `create materialized view m as select * from pg_ls_dir('/')`,
        `select lo_export(lo_from_bytea(0, 'x'), '${mark}')`,
        `create table t (a text); alter table t add column b oid default lo_import('${mark}')`,
        `do $$ begin perform pg_read_file ('${mark}'); end $$`,
        `do 'begin execute ''select lo_export(1, ''''${mark}'''')''; end'`,
        `with x as (select 1) select * from dblink('host=/tmp', 'select 1') t(a int)`,
        `do language plperlu $$ system('touch ${mark}') $$`,
      ];
      for (const script of scripts) {
        assert.match(
          await refusal(kind, script),
          /^Senior Backend does not run this statement, since it .*Leave it out|does not exist/,
          script,
        );
        assert.equal(existsSync(mark), false, script);
      }
    });

    it(`runs what only looks like it (${kind})`, async () => {
      const db = await (await testEngine(kind)).scratch();
      try {
        const text = `create table copy_to (program text, load text);
          -- copy copy_to to program 'x';
          insert into copy_to (program, load) values ('copy copy_to to program ''x''', 'load ''/x''');
          comment on column copy_to.load is 'set dynamic_library_path to /x';
          create function f() returns int as 'select 1 as program' language sql;
          insert into copy_to (load) values ('pg_read_file(''/x'')');
          create view files as select pg_read_file('x') as a;
          create function reads() returns text as $$ select pg_read_file('/x') $$ language sql;
          revoke execute on function pg_read_file(text) from public;
          do $$ begin execute 'grant execute on function pg_catalog.pg_read_file(text) to public'; end $$;
          comment on function pg_read_file(text) is 'x';
          create function later() returns void as $$ begin copy copy_to to program 'x'; end $$ language plpgsql;`;
        await loadScript(db.session, { path: '/x.sql', text });
        const [row] = await db.session.query<{ n: number }>('select count(*)::int as n from copy_to');
        assert.equal(row?.n, 2);
      } finally {
        await db.drop();
      }
    });
  }
});

describe('a statement that catches every cancel', function () {
  this.timeout(60_000);

  it('is over some seconds after the job was cancelled, and the engine goes on', async () => {
    const engine = await testEngine('native');
    const stop = new AbortController();
    const endless = inScratch(engine, stop.signal, async ({ session }) => {
      session.onNotice(() => stop.abort(new Problem('Cancelled.')));
      await session.execute(`do $$ begin raise notice 'here';
        loop begin perform pg_sleep(1); exception when query_canceled then null; end; end loop; end $$`);
    });
    await assert.rejects(endless, /Cancelled/);
    const db = await engine.scratch();
    const [row] = await db.session.query<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where query like 'do %'",
    );
    await db.drop();
    assert.equal(row?.n, 0);
  });
});

describe('a statement without an end', function () {
  this.timeout(60_000);

  for (const kind of ['native', 'embedded'] as const)
    it(`is stopped, and the engine goes on (${kind})`, async () => {
      const engine = await openEngine({ ...(await engineOptions(kind)), statementLimit: 500 });
      try {
        const endless = inScratch(engine, undefined, ({ session }) =>
          loadScript(session, {
            path: '/x.sql',
            text: 'set statement_timeout = 0;\ndo $$ begin loop null; end loop; end $$',
          }),
        );
        await assert.rejects(endless, /did not end within 0\.5 s .* was stopped: do \$\$ begin loop/);
        const db = await engine.scratch();
        await db.session.execute('select 1');
        await db.drop();
      } finally {
        await engine.close();
      }
    });
});

describe('the rollback that a header names', () => {
  const header = (rollback: string) =>
    `-- Senior Backend: x\n-- from schema 0123456789abcdef to fedcba9876543210\n-- rollback: ${rollback}\n`;

  for (const rollback of ['1_a.sql', '2_b.sql'])
    it(`is no migration: ${rollback}`, async () => {
      const folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-attacked-'));
      try {
        const path = nodePath.join(folder, '1_a.sql');
        await writeFile(path, `${header(rollback)}CREATE TABLE a (id int);\n`);
        const other = `${header('2_b_rollback.sql')}CREATE TABLE b (id int);\n`;
        await writeFile(nodePath.join(folder, '2_b.sql'), other);
        await assert.rejects(openMigrationFile(path), /Name the file that takes this migration back/);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
});

it('a migration of more statements than a call has room for arguments tells what came of it', async function () {
  this.timeout(60_000);
  const db = await (await testEngine('native')).scratch();
  try {
    const text = `SELECT 1/0;\n${'SELECT;\n'.repeat(130_000)}`;
    const outcome = await applyMigration(() => db.connect(), {
      ...{ name: 'many', direction: 'up' },
      file: { path: '/many.sql', text },
    });
    assert.equal(outcome.status, 'failed');
    assert.equal(outcome.failure?.code, '22012');
    assert.equal(outcome.statements.length, 130_001);
  } finally {
    await db.drop();
  }
});
