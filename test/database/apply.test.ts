// Migrations on a real server: what is applied, refused, undone, gone on with, and taken back.
import assert from 'node:assert/strict';
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
    assert.equal((await bench.apply('create table t (a int);')).status, 'applied');
  });
});
