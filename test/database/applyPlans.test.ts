// Migrations that say for which schema they are, and dry runs of migrations.
import assert from 'node:assert/strict';
import { dryRunMigration, dryRunRollback } from '../../src/database/apply/dryRun.js';
import type { DryRun, DryRunOptions } from '../../src/database/apply/dryRunTypes.js';
import type { RunControl } from '../../src/database/apply/performRun.js';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import type { Session } from '../../src/database/session.js';
import { type Scope, scopeInventory } from '../../src/schema/diff/scope.js';
import { inventoryHash } from '../../src/schema/migration/inventoryHash.js';
import { Problem } from '../../src/text/problem.js';
import { at, type Bench, openBench, states } from './applyHarness.js';
import { testEngine } from './engine.js';

const scope: Scope = { owners: false, grants: false, without: [] };

async function hashOf(session: Session): Promise<string> {
  return inventoryHash(scopeInventory(await readInventory(session), scope));
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error.message;
  }
  throw new assert.AssertionError({ message: 'There was no problem.' });
}

const base = `create table t (a int, "B" varchar(20) default 'x' check ("B" in ('x', 'y')));
create view v as select a, "B" as b from t where a > 0;`;
const change = 'alter table t add column c int;';

describe('a migration for one schema', function () {
  this.timeout(120_000);
  let bench: Bench;
  let from: string;
  let to: string;
  const openEngine = () => testEngine('native');
  const plan = (sql = change, proof = '-- proof: PostgreSQL 18.4 (native): up reaches the target\n') =>
    `-- Senior Backend: add column t.c\n-- from schema ${from} to ${to}\n${proof}\n${sql}`;
  const planBack = () => `-- from schema ${to} to ${from}\nalter table t drop column c;`;

  before(async () => {
    const scratch = await (await openEngine()).scratch();
    await scratch.session.execute(base);
    from = await hashOf(scratch.session);
    await scratch.session.execute(change);
    to = await hashOf(scratch.session);
    await scratch.drop();
  });
  beforeEach(async () => {
    bench = await openBench();
    await bench.database.session.execute(base);
  });
  afterEach(() => bench.database.drop());

  it('is applied there, twice without harm, and taken back', async () => {
    const outcome = await bench.apply(plan(), { rollback: planBack() });
    assert.deepEqual([outcome.status, outcome.notes], ['applied', []]);
    assert.equal((await bench.apply(plan())).status, 'alreadyApplied');
    const back = await bench.rollback();
    assert.deepEqual([back.status, back.notes], ['rolledBack', []]);
    assert.equal((await bench.apply(plan())).status, 'applied');
  });

  it('is refused elsewhere, with the differences where they can be told', async () => {
    await bench.database.session.execute('create table extra (); drop view v');
    const plain = await problemOf(bench.apply(plan()));
    assert.match(plain, new RegExp(`was made for another schema \\(${from}\\) than the database has`));
    const known = await problemOf(
      bench.apply(plan(), { options: { openEngine, earlier: async () => [{ path: '/m/0.sql', text: base }] } }),
    );
    assert.match(known, /In the database, .*table public\.extra is there as well/);
    assert.match(known, /view public\.v is missing/);
    const wrong = await problemOf(
      bench.apply(plan(), {
        options: { openEngine, earlier: async () => [{ path: '/m/0.sql', text: 'create table z ()' }] },
      }),
    );
    assert.ok(!wrong.includes('In the database'));
    assert.deepEqual(await bench.history(), []);
    const outcome = await bench.apply(plan(), {
      options: { anySchema: true, openEngine },
      rollback: planBack(),
    });
    assert.equal(outcome.status, 'applied');
    assert.match(outcome.notes[0] ?? '', new RegExp(`and the migration promises ${to}: something differs`));
    // Where nothing was changed since, the way back is open.
    assert.equal((await bench.rollback({ kind: 'last' }, { options: { openEngine } })).status, 'rolledBack');
  });

  it('is refused where its end is reached already', async () => {
    await bench.database.session.execute(change);
    assert.match(await problemOf(bench.apply(plan())), /has the schema already that this migration leads to/);
  });

  it('is not taken back when something was changed since', async () => {
    await bench.apply(plan(), { rollback: planBack() });
    await bench.database.session.execute('create table extra ()');
    assert.match(await problemOf(bench.rollback()), /is not the one that 1_first led to/);
    assert.equal((await bench.rollback({ kind: 'last' }, { options: { anySchema: true } })).status, 'rolledBack');
  });

  it('is found to fit in the words of the engine that made it', async () => {
    // A default in other words than the plan has: rebuilt, it is in the same.
    let rebuilt = 0;
    const text = plan().replace(from, '0000000000000000');
    const message = await problemOf(
      bench.apply(text, { options: { openEngine }, control: { onProgress: at('schema', () => rebuilt++) } }),
    );
    assert.match(message, new RegExp(`than the database has \\(${from}\\)`));
    assert.ok(!message.includes('It was not rebuilt'));
    assert.equal(rebuilt, 1);
  });
});

describe('a dry run', function () {
  this.timeout(120_000);
  let bench: Bench;
  const openEngine = () => testEngine('native');
  beforeEach(async () => {
    bench = await openBench();
    await bench.database.session.execute(
      'create table t (id int generated always as identity primary key, a int, b text); insert into t (a) select generate_series(1, 5)',
    );
  });
  afterEach(() => bench.database.drop());
  const dry = (text: string, options: DryRunOptions = {}, control: RunControl = {}): Promise<DryRun> =>
    dryRunMigration(
      bench.database.connect,
      { name: '1_first', file: { path: '/m/1_first.sql', text } },
      options,
      control,
    );

  it('runs on the server, tells what it does there, and leaves nothing', async () => {
    const text = `begin; set local lock_timeout = '1h'; set local statement_timeout = 0;
alter table t alter column a type bigint;
insert into t (a) values (6), (7);
commit;
begin; update t set b = 'x' where a > 2; create index t_a on t (a); create table u (t int references t (id)); commit;`;
    const query = 'select * from t where a = 3';
    const run = await dry(text, { queries: [query, 'select * from u'] });
    assert.equal(run.status, 'fine', run.failure?.message);
    assert.equal(run.where, 'server');
    assert.equal(run.engine.kind, 'server');
    const facts = run.statements.map(({ head, state, rows, locks, rewrites, plan }) => ({
      ...{ head: head.slice(0, 12), state, rows, rewrites },
      locks: locks?.map(({ relation, mode }) => `${mode} ${relation}`),
      scans: plan?.sequentialScans,
    }));
    assert.deepEqual(facts.slice(2), [
      {
        head: 'alter table ',
        state: 'undone',
        rows: undefined,
        rewrites: ['public.t'],
        locks: ['ACCESS EXCLUSIVE public.t'],
        scans: undefined,
      },
      {
        head: 'insert into ',
        state: 'undone',
        rows: 2,
        rewrites: [],
        locks: ['ROW EXCLUSIVE public.t_id_seq'],
        scans: [],
      },
      { head: `update t set`, state: 'undone', rows: 5, rewrites: [], locks: [], scans: ['t'] },
      { head: 'create index', state: 'undone', rows: undefined, rewrites: [], locks: [], scans: undefined },
      { head: 'create table', state: 'undone', rows: undefined, rewrites: [], locks: [], scans: undefined },
    ]);
    assert.match(run.notes[0] ?? '', /^Sequences are not undone: public\.t_id_seq went on/);
    assert.ok(run.queries[0]?.before && run.queries[0].after);
    assert.ok(run.queries[1]?.before === undefined && run.queries[1]?.after);
    assert.equal(await bench.value(`select pg_typeof(a)::text || count(*) over () from t limit 1`), 'integer5');
    assert.equal(
      await bench.value(`select to_regclass('u') is null and to_regclass('senior_backend.migrations') is null`),
      true,
    );
  });

  it('fails where the migration would, deferred constraints included', async () => {
    const failed = await dry('create table u ();\nselect nothing;\nselect 1;');
    assert.equal(failed.status, 'failed');
    assert.equal(states(failed), 'undone failed notRun');
    assert.deepEqual(failed.failure?.position, { line: 1, character: 7 });
    const deferred = await dry(
      'create table u (a int, constraint one unique (a) deferrable initially deferred);\ninsert into u values (1), (1);',
    );
    assert.equal(deferred.failure?.code, '23505');
    assert.equal(states(deferred), 'undone undone');
  });

  it('waits neither long for locks nor for statements', async () => {
    await bench.other.execute('begin; lock table t in access exclusive mode');
    const locked = await dry(`set lock_timeout = '1h'; alter table t add c int;`, { limits: { lockTimeout: 50 } });
    assert.equal(locked.failure?.kind, 'lockTimeout');
    await bench.other.execute('rollback');
    const slow = await dry('select count(*) from generate_series(1, 1000000000)', {
      limits: { statementTimeout: 100 },
    });
    assert.match(slow.failure?.message ?? '', /longer than a dry run may hold its locks/);
    const abort = new AbortController();
    const stopped = await dry(
      'select count(*) from generate_series(1, 1000000000)',
      {},
      { signal: abort.signal, onProgress: at('statement', () => abort.abort()) },
    );
    assert.equal(stopped.status, 'cancelled');
  });

  it('runs on a clone where no transaction undoes it', async () => {
    const text = `create index concurrently t_a on t (a);\nalter table t add constraint c unique using index t_a2;`;
    assert.match(await problemOf(dry(text)), /No transaction undoes create index concurrently t_a on t \(a\)/);
    const failed = await dry(text, { openEngine });
    assert.deepEqual([failed.status, failed.where, failed.engine.kind], ['failed', 'clone', 'native']);
    assert.equal(failed.reason, 'create index concurrently t_a on t (a)');
    assert.equal(states(failed), 'done failed');
    const fine = await dry(text.split('\n')[0]!, { openEngine });
    assert.equal(fine.status, 'fine');
    assert.equal(await bench.value(`select to_regclass('t_a')`), null);
    const enums = await dry(
      `create type e as enum ('a');\nalter type e add value 'b';\ncreate table u (e e default 'b');`,
      { openEngine },
    );
    assert.deepEqual([enums.status, enums.where], ['fine', 'clone'], enums.failure?.message);
  });

  it('knows what is applied, and goes on where a run stopped', async () => {
    const text = (value: string) =>
      `begin; create table u (a int unique); commit; begin; insert into u values (1), (${value}); commit;`;
    await bench.apply(text('1'));
    const rest = await dry(text('2'));
    assert.equal(states(rest), 'doneBefore undone');
    await bench.apply(text('2'));
    assert.equal((await dry(text('2'))).status, 'alreadyApplied');
  });

  it('tries a rollback', async () => {
    await bench.apply('create table u ();', { rollback: 'drop table u;\nselect 1;' });
    const run = await dryRunRollback(bench.database.connect, { kind: 'last' });
    assert.deepEqual([run.status, states(run)], ['fine', 'undone undone']);
    assert.equal(await bench.value(`select to_regclass('u') is not null`), true);
    assert.equal((await bench.rollback()).status, 'rolledBack');
    assert.match(await problemOf(dryRunRollback(bench.database.connect, { kind: 'last' })), /nothing to roll back/);
  });
});
