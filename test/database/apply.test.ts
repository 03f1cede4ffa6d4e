// Migrations on a real server: what is applied, refused, undone, gone on with, and taken back.
import assert from 'node:assert/strict';
import { readHistory } from '../../src/database/apply/history.js';
import { Problem } from '../../src/text/problem.js';
import { type Bench, openBench, states } from './applyHarness.js';

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'There was no problem.' });
}

describe('applying a migration', function () {
  this.timeout(60_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.database.drop());

  it('runs a file in one transaction and writes it down in it', async () => {
    const outcome = await bench.apply('create table t (a int);\ninsert into t select generate_series(1, 3);', {
      rollback: 'drop table t;',
    });
    assert.equal(outcome.status, 'applied');
    assert.deepEqual(outcome.segments, { total: 1, before: 0, done: 1 });
    assert.deepEqual(
      outcome.statements.map(({ state, rows, position, head }) => ({ state, rows, line: position.line, head })),
      [
        { state: 'done', rows: undefined, line: 0, head: 'create table t (a int)' },
        { state: 'done', rows: 3, line: 1, head: 'insert into t select generate_series(1, 3)' },
      ],
    );
    assert.deepEqual(outcome.notes, []);
    assert.deepEqual(
      await bench.database.session.query(
        `select name, checksum, status, rollback_name, rollback_text, applied_by, applied_at is not null as stamped,
          (select xmin from t limit 1)::text = m.xmin::text as together from senior_backend.migrations m`,
      ),
      [
        {
          ...{ name: '1_first', checksum: outcome.checksum, status: 'applied' },
          ...{ rollback_name: '1_first_rollback.sql', rollback_text: 'drop table t;', applied_by: 'postgres' },
          ...{ stamped: true, together: true },
        },
      ],
    );
  });

  it('applies nothing twice, whatever the comments say, and refuses what has changed', async () => {
    await bench.apply('create table t (a int);');
    const again = await bench.apply('-- a comment\r\ncreate table t (a int)\r\n;\r\n');
    assert.equal(again.status, 'alreadyApplied');
    assert.equal(states(again), 'doneBefore');
    const { message } = await problemOf(bench.apply('create table t (a bigint);'));
    assert.match(message, /^1_first was applied on 20\S+Z by postgres, and its statements have changed since\./);
    assert.equal(await bench.value(`select count(*)::int from senior_backend.migrations`), 1);
  });

  it('undoes all of a transaction that fails, and points to the place', async () => {
    const text = `create table t (a int);\n-- é😀\ninsert into t values (1), ('é😀', 2);\nselect 1;`;
    const outcome = await bench.apply(text);
    assert.equal(outcome.status, 'failed');
    assert.equal(states(outcome), 'undone failed notRun');
    const { failure } = outcome;
    assert.equal(failure?.kind, 'refused');
    assert.deepEqual(failure.position, { line: 2, character: 27 });
    assert.equal(failure.statement, 1);
    assert.equal(await bench.value(`select to_regclass('t')`), null);
    assert.deepEqual(await bench.history(), []);
    assert.equal((await bench.apply('create table t (a int);')).status, 'applied');
  });

  it('keeps what was committed, says so, and goes on from there', async () => {
    const text = (value: string) => `begin; create table t (a int unique); commit;
set search_path = public;
begin; insert into t values (1); commit;
begin; insert into t values (${value}); create table u (); commit;`;
    const failed = await bench.apply(text('1'));
    assert.equal(failed.status, 'failed');
    assert.deepEqual(failed.segments, { total: 4, before: 0, done: 3 });
    assert.equal(states(failed), 'done done done failed notRun');
    assert.equal(failed.failure?.detail, 'Key (a)=(1) already exists.');
    assert.deepEqual(await bench.history(), [
      { name: '1_first', status: 'applying', done: 3, total: 4, attempted: false },
    ]);
    const changed = await problemOf(bench.apply(text('2').replace('values (1)', 'values (5)')));
    assert.match(changed.message, /stopped half-way, and its first 3 statements, which are done, have changed since/);
    const rest = await bench.apply(text('2'));
    assert.equal(rest.status, 'applied');
    assert.equal(states(rest), 'doneBefore doneBefore doneBefore done done');
    assert.deepEqual(rest.notes, ['It goes on where a run stopped before: 3 of 4 pieces were done.']);
    assert.deepEqual(await bench.database.session.query('select a from t order by a'), [{ a: 1 }, { a: 2 }]);
  });

  it('takes back what was applied last', async () => {
    await bench.apply('create table t (a int);', { rollback: 'drop table t;' });
    const outcome = await bench.rollback();
    assert.equal(outcome.status, 'rolledBack');
    assert.equal(await bench.value(`select to_regclass('t')`), null);
    assert.deepEqual(await bench.history(), [
      { name: '1_first', status: 'rolled back', done: 1, total: 1, attempted: false },
    ]);
    assert.match((await problemOf(bench.rollback())).message, /nothing to roll back/);
    const rows = await readHistory(bench.database.session);
    assert.deepEqual(
      rows.map(({ name, status, rollbackText, appliedBy }) => ({ name, status, rollbackText, appliedBy })),
      [{ name: '1_first', status: 'rolled back', rollbackText: 'drop table t;', appliedBy: 'postgres' }],
    );
    assert.equal((await bench.apply('create table t (a int);')).status, 'applied');
  });

  it('writes its history as who it is, whatever role the file takes', async () => {
    await bench.database.session.execute(
      'create role plain_writer; create schema own authorization plain_writer; create role plain_guest',
    );
    const outcome = await bench.apply(
      'set role plain_writer; create table own.t ();\nvacuum own.t;\nset session authorization plain_guest; select 1;',
    );
    assert.equal(outcome.status, 'applied', outcome.failure?.message);
    assert.equal(await bench.value(`select tableowner from pg_tables where tablename = 't'`), 'plain_writer');
    assert.equal(await bench.value('select applied_by from senior_backend.migrations'), 'postgres');
  });

  it('says what a role needs that may not make the history', async () => {
    await bench.database.session.execute('create role plain_writer');
    const connect = async () => {
      const session = await bench.database.connect();
      await session.execute('set session authorization plain_writer');
      return session;
    };
    const { message } = await problemOf(bench.apply('select 1', { connect }));
    assert.match(
      message,
      /may not make the history table .*: permission denied .* CREATE SCHEMA senior_backend AUTHORIZATION the_role;$/,
    );
    const readOnly = async () => {
      const session = await bench.database.connect();
      await session.execute('set default_transaction_read_only = on');
      return session;
    };
    assert.match(
      (await problemOf(bench.apply('select 1', { connect: readOnly }))).message,
      /^The server says: cannot execute CREATE SCHEMA in a read-only transaction\./,
    );
  });

  it('hands on what a migration says', async () => {
    const { statements } = await bench.apply(
      `select 1;\ndo $$ begin raise notice 'é'; raise warning 'two'; end $$;\ndrop table if exists nobody;`,
    );
    assert.deepEqual(
      statements.map(({ notices }) => notices),
      [undefined, ['NOTICE: é', 'WARNING: two'], ['NOTICE: table "nobody" does not exist, skipping']],
    );
  });

  it('keeps to the timeouts of the file', async () => {
    const text = `begin; set local statement_timeout = '50ms'; select count(*) from generate_series(1, 1000000000); commit;`;
    const { failure } = await bench.apply(text);
    assert.equal(failure?.code, '57014');
    assert.equal(failure.kind, 'refused');
    assert.match(failure.message, /Set a longer statement_timeout in the file/);
  });

  it('says that a COMMIT failed', async () => {
    const text =
      'begin; create table t (a int, constraint one unique (a) deferrable initially deferred);\ninsert into t values (1), (1);\ncommit;';
    const { failure } = await bench.apply(text);
    assert.deepEqual(
      [failure?.code, failure?.position, failure?.statement],
      ['23505', { line: 2, character: 0 }, undefined],
    );
    assert.match(failure?.message ?? '', /^PostgreSQL refuses the COMMIT: /);
    assert.deepEqual(await bench.history(), []);
  });

  it('applies and takes back the halves of a file of dbmate', async () => {
    const text = '-- migrate:up\ncreate table t (a int);\n\n-- migrate:down\nselect 1;\ndrop table t;\n';
    const outcome = await bench.apply(text);
    assert.deepEqual([outcome.status, states(outcome)], ['applied', 'done']);
    assert.match(outcome.notes[0] ?? '', /^dbmate has a history of its own/);
    const file = { path: '/m/1_first.sql', text };
    const back = await bench.rollback({ kind: 'migration', name: '1_first', file });
    assert.deepEqual(
      [back.status, back.path, back.statements.map(({ position }) => position.line)],
      ['rolledBack', '/m/1_first.sql', [4, 5]],
    );
    await bench.apply(text);
    assert.equal(states(await bench.rollback()), 'done done');
    assert.equal(await bench.value(`select to_regclass('t')`), null);
  });

  it('takes back with the text of then, unless a file is named', async () => {
    await bench.apply('create table t (a int);', { rollback: 'drop table t;' });
    const file = {
      path: '/m/1_first.sql',
      text: 'create table t (a int);',
      rollback: { path: '/m/1_first_rollback.sql', text: 'select 1 / 0;' },
    };
    const script = await bench.rollback({ kind: 'script', name: '1_first', file: file.rollback });
    assert.equal(script.failure?.code, '22012');
    const outcome = await bench.rollback({ kind: 'migration', name: '1_first', file });
    assert.equal(outcome.status, 'rolledBack');
    assert.match(outcome.notes[0] ?? '', /^1_first_rollback\.sql has changed since 1_first was applied/);
  });

  it('takes back the newest first, and only what was applied', async () => {
    await bench.apply('create table t (a int);', { rollback: 'drop table t;' });
    await bench.apply('create table u (a int);', { path: '/m/2_second.sql' });
    const first = { kind: 'migration', name: '1_first', file: { path: '/m/1_first.sql', text: '' } } as const;
    assert.match((await problemOf(bench.rollback(first))).message, /A migration was applied after 1_first: 2_second\./);
    assert.match((await problemOf(bench.rollback())).message, /Nobody wrote down how 2_second is taken back/);
    assert.match(
      (await problemOf(bench.rollback({ ...first, name: '3_third' }))).message,
      /does not know 3_third as applied/,
    );
    assert.equal((await bench.rollback(first, { options: { anySchema: true } })).status, 'rolledBack');
    await bench.apply('begin; create table v (); commit; begin; select 1 / 0; commit;', {
      path: '/m/4_fourth.sql',
      rollback: 'drop table v;',
    });
    assert.match((await problemOf(bench.rollback())).message, /4_fourth is applied in part only: 1 of 2 pieces/);
  });
});
