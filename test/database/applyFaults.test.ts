// What may go wrong while a migration is applied: nothing is lost, all is said, and running it again completes it.
import assert from 'node:assert/strict';
import { DatabaseError, type Session } from '../../src/database/session.js';
import { Problem } from '../../src/text/problem.js';
import { at, type Bench, openBench, states } from './applyHarness.js';

const several = `begin; create table a (n int); commit;
begin; alter table t add column b int; insert into a values (1); commit;
create index concurrently t_a on t (a);
begin; create table c (n int); commit;`;

/** Hands a session on, but for what `spoil` has to say of a statement. */
function spoiled(session: Session, spoil: (sql: string, run: () => Promise<unknown>) => Promise<unknown>): Session {
  return {
    version: session.version,
    query: (sql, parameters) => spoil(sql, () => session.query(sql, parameters)) as never,
    run: sql => spoil(sql, () => session.run(sql)) as never,
    execute: sql => spoil(sql, () => session.execute(sql)) as never,
    cancel: () => session.cancel(),
    onNotice: listener => session.onNotice(listener),
    close: () => session.close(),
  };
}

const lost = () => new DatabaseError({ severity: 'FATAL', code: '08006', message: 'The connection was lost' });

describe('applying a migration, when something goes wrong', function () {
  this.timeout(120_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.database.session.execute('create table t (a int); insert into t values (1), (2), (3)');
  });
  afterEach(() => bench.database.drop());

  /** The table is locked by somebody else, until `bench.other` says ROLLBACK. */
  const lockTable = () => bench.other.execute('begin; lock table t in access exclusive mode');
  /** Somebody else reads the table in a transaction: what is CONCURRENTLY waits for its end. */
  const readTable = () =>
    bench.other.execute('begin isolation level repeatable read; select from t; lock table t in row exclusive mode');
  const release = () => void bench.other.execute('rollback');
  const runner = `select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  const kill = () => void bench.database.session.query(`select pg_terminate_backend(pid) from (${runner}) r`);
  const isComplete = async () => {
    assert.equal(await bench.value(`select count(*)::int from a`), 1);
    assert.equal(await bench.value(`select to_regclass('c') is not null`), true);
    const indexes = await bench.database.session.query(
      `select indexrelid::regclass::text as name, indisvalid as valid from pg_index where indrelid = 't'::regclass`,
    );
    assert.deepEqual(indexes, [{ name: 't_a', valid: true }]);
    assert.deepEqual((await bench.history()).at(-1), {
      ...{ name: '1_first', status: 'applied', done: 4, total: 4, attempted: false },
    });
  };

  it('tries a transaction again that could not have its lock', async () => {
    await lockTable();
    const seen: string[] = [];
    const outcome = await bench.apply(several, {
      options: { lockTimeout: 100, retries: { attempts: 20, delay: 1 } },
      control: {
        onProgress: event => {
          seen.push(event.kind);
          if (event.kind === 'retry' && event.attempt === 3) release();
        },
      },
    });
    assert.equal(outcome.status, 'applied');
    assert.ok(seen.filter(kind => kind === 'retry').length >= 2);
    await isComplete();
  });

  it('gives up after some tries, with nothing half done', async () => {
    await lockTable();
    const failed = await bench.apply(several, { options: { lockTimeout: 50, retries: { attempts: 2, delay: 1 } } });
    assert.equal(failed.failure?.kind, 'lockTimeout');
    assert.equal(failed.failure.attempts, 2);
    assert.match(failed.failure.message, /^A lock could not be had in time\..* It was tried 2 times\./);
    assert.deepEqual(failed.failure.position, { line: 1, character: 7 });
    assert.equal(states(failed), 'done failed notRun notRun notRun');
    release();
    assert.equal((await bench.apply(several)).status, 'applied');
    await isComplete();
  });

  it('says for whom it waits', async () => {
    await lockTable();
    const pid = await bench.other.query<{ pid: number }>('select pg_backend_pid() as pid');
    let who: unknown;
    const outcome = await bench.apply(several, {
      options: { lockTimeout: 600 },
      control: {
        onProgress: at('blocked', ({ by }) => {
          who = by.map(one => ({ pid: one.pid, application: one.application, state: one.state }));
          release();
        }),
      },
    });
    assert.equal(outcome.status, 'applied');
    assert.deepEqual(who, [{ pid: pid[0]!.pid, application: 'Senior Backend', state: 'idle in transaction' }]);
  });

  it('runs one at a time: the second one says who has the lock, or waits', async () => {
    await lockTable();
    const runs: Promise<unknown>[] = [];
    const begun = new Promise<void>(resolve => {
      const first = bench.apply(several, {
        options: { lockTimeout: 60_000 },
        control: { onProgress: at('blocked', () => resolve()) },
      });
      runs.push(first);
    });
    await begun;
    const pid = await bench.value(runner);
    await assert.rejects(bench.apply(several, { options: { patience: 0 } }), (error: Problem) => {
      assert.ok(error instanceof Problem);
      assert.match(
        error.message,
        new RegExp(`^Another run has the lock .*: process ${pid} \\(Senior Backend, postgres, active, since 20`),
      );
      return true;
    });
    const third = await bench.apply(several, {
      options: { patience: 60_000 },
      control: { onProgress: at('waiting', release) },
    });
    assert.equal(third.status, 'alreadyApplied');
    await Promise.all(runs);
    await isComplete();
  });

  it('survives a connection that is ended in a transaction', async () => {
    await lockTable();
    const failed = await bench.apply(several, {
      options: { lockTimeout: 60_000 },
      control: { onProgress: at('blocked', kill) },
    });
    assert.equal(failed.failure?.kind, 'connectionLost');
    assert.equal(states(failed), 'done failed notRun notRun notRun');
    assert.deepEqual(failed.segments, { total: 4, before: 0, done: 1 });
    release();
    const again = await bench.apply(several);
    assert.equal(states(again), 'doneBefore done done done done');
    await isComplete();
  });

  it('survives a connection that is ended while an index is built', async () => {
    await readTable();
    const failed = await bench.apply(several.replace('alter table t add column b int;', ''), {
      options: { lockTimeout: 60_000 },
      control: { onProgress: at('blocked', kill) },
    });
    assert.equal(failed.failure?.kind, 'connectionLost');
    assert.equal(states(failed), 'done done unknown notRun');
    release();
    assert.deepEqual(
      await bench.database.session.query(`select indisvalid as valid from pg_index where indexrelid = 't_a'::regclass`),
      [{ valid: false }],
    );
    const again = await bench.apply(several.replace('alter table t add column b int;', ''));
    assert.equal(again.status, 'applied', again.failure?.message);
    assert.deepEqual(again.notes.slice(1), [
      'The index public.t_a was invalid, as a build that failed leaves it: it was dropped.',
    ]);
    await isComplete();
  });

  it('is cancelled in the server, in a transaction and while an index is built', async () => {
    for (const [prepare, expected] of [
      [lockTable, 'done failed notRun notRun notRun'],
      [readTable, 'doneBefore done done failed notRun'],
    ] as const) {
      await prepare();
      const text =
        prepare === readTable
          ? several.replace('alter table t add column b int;', 'alter table a add column b int;')
          : several;
      const abort = new AbortController();
      const outcome = await bench.apply(text, {
        options: { lockTimeout: 300 },
        control: { signal: abort.signal, onProgress: at('blocked', () => abort.abort()) },
      });
      assert.equal(outcome.status, 'cancelled', outcome.failure?.message);
      assert.equal(states(outcome), expected);
      assert.equal(await bench.value(`select count(*)::int from (${runner}) r`), 0);
      release();
    }
    assert.equal(
      (await bench.apply(several.replace('alter table t add column b int;', 'alter table a add column b int;'))).status,
      'applied',
    );
    await isComplete();
  });

  it('does nothing when it is aborted before', async () => {
    await assert.rejects(bench.apply(several, { control: { signal: AbortSignal.abort() } }), { name: 'AbortError' });
    assert.equal(await bench.value(`select to_regclass('senior_backend.migrations')`), null);
  });

  it('removes the invalid index of a build that failed, and builds it when the rows are mended', async () => {
    const text = 'create unique index concurrently t_u on t (a);';
    await bench.database.session.execute('insert into t values (3)');
    const failed = await bench.apply(text);
    assert.equal(failed.failure?.code, '23505');
    assert.match(failed.notes[0] ?? '', /public\.t_u was invalid/);
    assert.equal(await bench.value(`select to_regclass('t_u')`), null);
    await bench.database.session.execute('delete from t where a = 3');
    assert.equal((await bench.apply(text)).status, 'applied');
  });

  it('drops an invalid index that was there before, and no valid one', async () => {
    await assert.rejects(
      bench.database.session.run('create unique index concurrently t_u on t ((a - a))'),
      (error: DatabaseError) => error.server.code === '23505',
    );
    assert.equal((await bench.apply('create index concurrently t_u on t (a);')).status, 'applied');
    const second = await bench.apply('create index concurrently t_u on t (a);', { path: '/m/2_second.sql' });
    assert.equal(second.failure?.code, '42P07');
    assert.equal(await bench.value(`select indisvalid from pg_index where indexrelid = 't_u'::regclass`), true);
  });

  it('asks the history what became of a COMMIT whose answer never came', async () => {
    const connect = async () => {
      const session = await bench.database.connect();
      return spoiled(session, async (sql, run) => {
        const answer = await run();
        if (sql !== 'COMMIT') return answer;
        await session.close();
        throw lost();
      });
    };
    const outcome = await bench.apply('create table u (a int);', { connect });
    assert.equal(outcome.status, 'applied');
    assert.equal(states(outcome), 'done');
    assert.match(
      outcome.notes[0] ?? '',
      /^The connection was lost while it came to its end.*The history says that all of it is done\.$/,
    );
    assert.equal((await bench.apply('create table u (a int);')).status, 'alreadyApplied');
  });

  for (const [statement, check] of [
    ['create index concurrently t_a on t (a)', `select indisvalid from pg_index where indexrelid = 't_a'::regclass`],
    [
      'create index concurrently on t (a)',
      `select indisvalid from pg_index where indexrelid = 't_a_idx'::regclass and to_regclass('t_a_idx1') is null`,
    ],
    ['drop index concurrently old', `select to_regclass('old') is null`],
    [
      'alter table parted detach partition part concurrently',
      `select not relispartition from pg_class where oid = 'part'::regclass`,
    ],
    ['reindex table concurrently t', 'select true'],
    ['vacuum t', 'select true'],
  ] as const) {
    it(`goes on behind a statement whose end nobody heard: ${statement}`, async () => {
      await bench.database.session.execute(
        'create index old on t (a); create table parted (a int) partition by list (a); create table part partition of parted for values in (1)',
      );
      const text = `${statement};\ncreate table done ();`;
      const connect = async () => {
        const session = await bench.database.connect();
        return spoiled(session, async (sql, run) => {
          const answer = await run();
          if (sql !== statement) return answer;
          await session.close();
          throw lost();
        });
      };
      const failed = await bench.apply(text, { connect });
      assert.equal(states(failed), 'unknown notRun');
      const again = await bench.apply(text);
      assert.equal(again.status, 'applied', again.failure?.message);
      assert.match(again.notes.join('\n'), /nobody heard the end of it|Nobody heard whether|^It goes on|^$/);
      assert.equal(await bench.value(check), true);
    });
  }

  it('finishes a partition that was left half detached', async () => {
    await bench.database.session.execute(
      'create table parted (a int) partition by list (a); create table part partition of parted for values in (1)',
    );
    await bench.other.execute(
      'begin isolation level repeatable read; select from parted; lock table parted in access share mode',
    );
    const text = 'alter table parted detach partition part concurrently;';
    const failed = await bench.apply(text, {
      options: { lockTimeout: 60_000 },
      control: { onProgress: at('blocked', kill) },
    });
    assert.equal(failed.failure?.kind, 'connectionLost');
    release();
    assert.equal((await bench.apply(text)).status, 'applied');
    assert.equal(await bench.value(`select relispartition from pg_class where oid = 'part'::regclass`), false);
  });

  it('goes on with a rollback that stopped half-way', async () => {
    await bench.apply(several, {
      rollback: `drop table c;\ndrop index concurrently t_a;\nalter table t drop column b;\ndrop table a;`,
    });
    await bench.other.execute('begin; lock table a in access exclusive mode');
    const failed = await bench.rollback(
      { kind: 'last' },
      { options: { lockTimeout: 50, retries: { attempts: 1, delay: 1 } } },
    );
    assert.equal(failed.status, 'failed');
    release();
    await assert.rejects(bench.apply(several), /rollback of 1_first stopped half-way/);
    const rest = await bench.rollback();
    assert.equal(rest.status, 'rolledBack');
    assert.equal(states(rest).split(' ')[0], 'doneBefore');
    assert.equal(
      await bench.value(`select to_regclass('a') is null and to_regclass('c') is null and to_regclass('t_a') is null`),
      true,
    );
    assert.equal((await bench.apply(several)).status, 'applied');
    await isComplete();
  });

  it('refuses a pooler that changes servers', async () => {
    const connect = async () => {
      const [session, next] = [await bench.database.connect(), await bench.database.connect()];
      let isNext = false;
      return spoiled(session, async (sql, run) => {
        if (/pg_locks where pid/.test(sql) && isNext) return next.query(sql);
        if (/^BEGIN$/.test(sql)) isNext = true;
        return run();
      });
    };
    const outcome = await bench.apply('create table u (a int);', { connect });
    assert.equal(outcome.status, 'failed');
    assert.match(outcome.failure?.message ?? '', /goes through a pooler/);
    assert.equal(await bench.value(`select to_regclass('u')`), null);
  });
});
