// A database that lives, with everything that can be wrong with one made on purpose, on a real server.
import assert from 'node:assert/strict';
import { type AnalyzeOptions, analyzeDatabase } from '../../src/database/live/analyzeDatabase.js';
import { reportHtml } from '../../src/database/live/output/html.js';
import { reportJson } from '../../src/database/live/output/json.js';
import { reportMarkdown } from '../../src/database/live/output/markdown.js';
import { reportText } from '../../src/database/live/output/text.js';
import { readTransactions, readWaiting } from '../../src/database/live/read/activity.js';
import { readSlots } from '../../src/database/live/read/replication.js';
import { Looks } from '../../src/database/live/readOnly.js';
import type { DatabaseReport } from '../../src/database/live/report.js';
import type { Session } from '../../src/database/session.js';
import { testEngine } from './engine.js';
import { type LiveServer, startLiveServer } from './liveServer.js';

const flush = 'select pg_stat_force_next_flush()';

/** What is said, without the settings of the server. */
function said(report: DatabaseReport, ...rules: readonly string[]) {
  return report.findings.filter(({ rule }) => rules.includes(rule));
}

function tableOf({ tables }: DatabaseReport, name: string) {
  const table = tables.find(one => one.name === name);
  assert.ok(table, `${name} is in the report`);
  return table;
}

describe('a database that lives', function () {
  this.timeout(60_000);
  let server: LiveServer;
  before(async () => {
    server = await startLiveServer();
  });
  after(() => server.stop());

  async function made(...scripts: readonly string[]): Promise<{ readonly name: string; readonly session: Session }> {
    const database = await server.database();
    for (const sql of scripts) await database.session.execute(sql);
    await database.session.query(flush);
    return database;
  }

  /** Another session looks: counters of the own one are still on their way. */
  async function analyze(name: string, options: AnalyzeOptions = {}, user?: string): Promise<DatabaseReport> {
    const session = await server.connect(name, user);
    try {
      return await analyzeDatabase(session, options);
    } finally {
      await session.close();
    }
  }

  it('tells rows and sizes as the server does, partitions summed', async () => {
    const { name, session } = await made(`
      create table plain (id int primary key, note text);
      create table measures (at date not null, value text) partition by range (at);
      create table measures_1 partition of measures for values from ('2020-01-01') to ('2021-01-01');
      create table measures_2 partition of measures for values from ('2021-01-01') to ('2022-01-01') partition by range (at);
      create table measures_2a partition of measures_2 for values from ('2021-01-01') to ('2021-06-01');
      create index on measures (at);
      insert into plain select i, repeat(md5(i::text), 200) from generate_series(1, 3000) i;
      insert into measures select '2020-02-01', i from generate_series(1, 500) i;
      insert into measures select '2021-02-01', i from generate_series(1, 700) i;
      create materialized view seen as select * from plain;
      analyze;
      create table fresh (id int primary key);`);
    const report = await analyze(name);
    const sizes = await session.query<{ name: string; total: number; indexes: number }>(
      `select relname::text as name, pg_total_relation_size(oid)::float8 as total, pg_indexes_size(oid)::float8 as indexes
       from pg_class where relname in ('plain', 'measures_1', 'measures_2a', 'seen')`,
    );
    for (const { name: table, total, indexes } of sizes) {
      assert.deepEqual(
        [tableOf(report, table).bytes?.total, tableOf(report, table).bytes?.indexes],
        [total, indexes],
        table,
      );
    }
    const of = (table: string) => sizes.find(one => one.name === table)!.total;
    const measures = tableOf(report, 'measures');
    assert.equal(measures.bytes?.total, of('measures_1') + of('measures_2a'));
    assert.deepEqual([measures.rows, measures.partitions, measures.rowsAreExact], [1200, 2, false]);
    assert.ok(tableOf(report, 'plain').bytes!.toast > 0);
    assert.equal(tableOf(report, 'fresh').rows, undefined);
    assert.deepEqual(tableOf(report, 'measures_2a').partitionOf, { schema: 'public', name: 'measures_2' });
    assert.deepEqual(
      report.unseen.filter(({ what }) => what !== 'statements'),
      [],
    );
  });

  it('counts rows exactly when asked, and leaves out what it is told to', async () => {
    const { name } = await made(`
      create table a (id int primary key); create table b (id int primary key); create schema other; create table other.c (id int);
      insert into a select generate_series(1, 321);`);
    const report = await analyze(name, { exactRows: true, without: ['public.b', 'other'] });
    assert.deepEqual(
      report.tables.map(table => [table.name, table.rows, table.rowsAreExact]),
      [['a', 321, true]],
    );
    assert.ok(!report.findings.some(({ table }) => table === 'other.c' || table === 'b'));
    const only = await analyze(name, { only: ['other'] });
    assert.deepEqual(
      only.tables.map(table => table.name),
      ['c'],
    );
    assert.ok(said(only, 'missing-primary-key').some(({ table }) => table === 'other.c'));
  });

  it('finds indexes that nobody uses, and leaves those that keep something true', async () => {
    const { name, session } = await made(
      `create table customers (id int primary key, email text unique);
       create table orders (id int primary key, customer_id int references customers, note text, at timestamptz);
       create index used on orders (note); create index unused on orders (at); create index of_key on orders (customer_id);
       insert into customers select i, i from generate_series(1, 5000) i;
       insert into orders select i, i, i, now() from generate_series(1, 5000) i; analyze;`,
      `set enable_seqscan = off; select * from orders where note = '7'; reset enable_seqscan;`,
    );
    const report = await analyze(name);
    const unused = said(report, 'unused-index');
    assert.deepEqual(unused.map(({ object }) => object).sort(), ['of_key', 'unused']);
    assert.match(unused.find(({ object }) => object === 'of_key')!.message, /foreign key `orders_customer_id_fkey`/);
    // The server has only just begun to count.
    assert.ok(unused.every(({ severity, numbers }) => severity === 'hint' && numbers['bytes']! > 8192));
    assert.equal(tableOf(report, 'orders').indexes.find(index => index.name === 'used')?.scans, 1);
    for (const { suggestion } of unused) await session.execute(suggestion!);
    assert.deepEqual(said(await analyze(name), 'unused-index'), []);
  });

  it('gives what the rules about schemas find its numbers', async () => {
    const { name, session } = await made(
      `create table customers (id int primary key, parent int);
       create table orders (id int primary key, customer_id int references customers, note text);
       create index one on orders (note); create index two on orders (note); create index longer on orders (note, id);
       create view shown as select * from orders where customer_id not in (select parent from customers);
       insert into orders select i, null, i from generate_series(1, 30000) i; analyze;`,
      ...Array.from({ length: 60 }, () => 'select count(*) from orders where customer_id = 1'),
    );
    const report = await analyze(name);
    const [duplicate] = said(report, 'duplicate-index');
    assert.deepEqual(
      [duplicate?.objects, duplicate?.suggestion],
      [['one', 'two'], 'DROP INDEX CONCURRENTLY public.two;'],
    );
    assert.ok(duplicate!.numbers['bytes']! > 100_000);
    assert.match(duplicate!.message, /was used 0 times/);
    assert.ok(said(report, 'redundant-index').length > 0);
    const [key] = said(report, 'unindexed-foreign-key');
    assert.equal(key?.suggestion, 'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);');
    assert.ok(key!.numbers['rows_read']! >= 60 * 30000);
    assert.equal(key!.cost, key!.numbers['rows_read']);
    assert.deepEqual(
      said(report, 'sequential-scans').map(({ table }) => table),
      ['orders'],
    );
    assert.deepEqual(
      said(report, 'not-in-subquery').map(({ rule }) => rule),
      ['not-in-subquery'],
    );
    await session.execute(key!.suggestion!);
    await session.execute(duplicate!.suggestion!);
    const after = await analyze(name);
    assert.deepEqual(said(after, 'duplicate-index', 'unindexed-foreign-key'), []);
  });

  it('finds an index that could not be built, and how to build it', async () => {
    const { name, session } = await made(
      'create table a (id int primary key, v int); insert into a values (1, 1), (2, 1);',
    );
    await assert.rejects(session.execute('create unique index concurrently a_v on a (v)'));
    const [invalid, ...others] = said(await analyze(name), 'invalid-index');
    assert.deepEqual([invalid?.severity, invalid?.object, others], ['error', 'a_v', []]);
    await session.execute('delete from a where id = 2');
    for (const sql of invalid!.suggestion!.split('\n')) await session.execute(sql);
    const after = await analyze(name);
    assert.deepEqual(said(after, 'invalid-index'), []);
    assert.equal(tableOf(after, 'a').indexes.find(index => index.name === 'a_v')?.isValid, true);
  });

  it('says which partitions keep an index from being valid', async () => {
    const { name } = await made(`
      create table p (at date) partition by range (at);
      create table p1 partition of p for values from ('2020-01-01') to ('2021-01-01');
      create index p_at on only p (at);`);
    const [invalid] = said(await analyze(name), 'invalid-index');
    assert.equal(invalid?.severity, 'warning');
    assert.match(invalid?.remedy ?? '', /`p1`/);
  });

  it('estimates what is empty near to what is measured', async () => {
    const { name, session } = await made(
      `create extension pgstattuple;
       create table fat (id int primary key, v text) with (fillfactor = 100);
       insert into fat select i, md5(i::text) from generate_series(1, 60000) i;`,
      ...Array.from({ length: 4 }, () => `update fat set id = id + 1000000`),
      'vacuum fat',
      'analyze fat',
    );
    const estimated = tableOf(await analyze(name), 'fat');
    const report = await analyze(name, { exactBloat: true });
    const measured = tableOf(report, 'fat');
    assert.ok(measured.bloat?.isMeasured && !estimated.bloat?.isMeasured);
    assert.ok(
      Math.abs(measured.bloat!.share - estimated.bloat!.share) < 0.1,
      `${measured.bloat!.share} ${estimated.bloat!.share}`,
    );
    assert.deepEqual(
      said(report, 'bloated-table').map(({ table }) => table),
      ['fat'],
    );
    const [index] = measured.indexes;
    assert.ok(index?.bloat?.isMeasured && index.bloat.share > 0.3);
    assert.ok(Math.abs(index.bloat.share - estimated.indexes[0]!.bloat!.share) < 0.2);
    await session.execute('vacuum full fat');
    await session.execute('analyze fat');
    const after = tableOf(await analyze(name), 'fat');
    assert.ok((after.bloat?.share ?? 0) < 0.1);
    assert.ok((after.indexes[0]?.bloat?.share ?? 0) < 0.15);
  });

  it('finds rows that nobody vacuums and tables that nobody analyzes', async () => {
    const { name } = await made(`
      create table dead (id int primary key, v int) ; insert into dead select i, 1 from generate_series(1, 30000) i; analyze dead;
      update dead set v = 2; update dead set v = 3;
      create table unknown (id int primary key) with (autovacuum_enabled = off); insert into unknown select generate_series(1, 2000);`);
    const report = await analyze(name);
    assert.deepEqual(
      said(report, 'dead-rows').map(({ table }) => table),
      ['dead'],
    );
    assert.deepEqual(
      said(report, 'stale-statistics').map(({ table }) => table),
      ['dead'],
    );
    assert.deepEqual(
      said(report, 'never-analyzed').map(({ table }) => table),
      ['unknown'],
    );
    assert.deepEqual(
      said(report, 'table-autovacuum-off').map(({ table }) => table),
      ['unknown'],
    );
  });

  it('finds sequences near their end, by the smallest column that they fill', async () => {
    const { name, session } = await made(`
      create table ids (id int generated always as identity primary key);
      create table small (id smallserial primary key);
      create table odd (id int primary key default nextval('ids_id_seq'::regclass));
      create sequence wide; create table narrow (id int primary key default nextval('wide'));
      create sequence round maxvalue 10 cycle; create sequence down increment -1 minvalue -10;
      create table fine (id bigint generated always as identity primary key);
      select setval('ids_id_seq', 2000000000), setval('small_id_seq', 25000), setval('wide', 2147000000),
        setval('round', 10), setval('fine_id_seq', 9000000000), setval('down', -9);`);
    const report = await analyze(name);
    const found = said(report, 'sequence-near-end');
    assert.deepEqual(found.map(({ object, severity, column }) => [object, severity, column]).sort(), [
      ['down', 'warning', undefined],
      ['ids_id_seq', 'error', 'id'],
      ['small_id_seq', 'warning', 'id'],
      ['wide', 'error', 'id'],
    ]);
    const small = found.find(({ object }) => object === 'small_id_seq')!;
    await session.execute(small.suggestion!);
    await session.execute(found.find(({ object }) => object === 'down')!.suggestion!);
    const after = said(await analyze(name), 'sequence-near-end').map(({ object }) => object);
    assert.deepEqual(after.sort(), ['ids_id_seq', 'wide']);
  });

  it('sees transactions that are open, who waits for whom, what is prepared, and slots', async () => {
    const { name, session } = await made('create table a (id int primary key)');
    const [holder, waiter] = [await server.connect(name), await server.connect(name)];
    await holder.execute('begin; lock table a in access exclusive mode');
    const pids = await Promise.all(
      [holder, waiter].map(one => one.query<{ pid: number }>('select pg_backend_pid() as pid')),
    );
    const [holds, waits] = pids.map(([row]) => row!.pid);
    const waiting = waiter.execute('select * from a');
    let seen = await readWaiting(session);
    while (seen.length === 0) seen = await readWaiting(session);
    assert.deepEqual(
      seen.map(({ pid, blockers, relation }) => ({ pid, blockers, relation })),
      [{ pid: waits, blockers: [holds], relation: 'public.a' }],
    );
    const open = await readTransactions(session, 0);
    const held = open.find(({ pid }) => pid === holds)!;
    assert.deepEqual([held.state, held.user, held.database], ['idle in transaction', 'postgres', name]);
    assert.ok(held.age >= 0 && held.idle !== null);
    // A locked table does not hold the analysis up: its size is known from before.
    const report = await analyze(name);
    assert.match(report.unseen.find(({ what }) => what.startsWith('sizes'))?.why ?? '', /locked by somebody/);
    assert.equal(tableOf(report, 'a').name, 'a');
    await holder.execute('rollback');
    await waiting;
    await session.execute(`select pg_create_physical_replication_slot('forgotten', true)`);
    try {
      const [slot] = await readSlots(session);
      assert.deepEqual([slot?.name, slot?.isActive], ['forgotten', false]);
      assert.ok(slot!.kept! >= 0);
    } finally {
      await session.execute(`select pg_drop_replication_slot('forgotten')`);
    }
  });

  it('takes no lock above ACCESS SHARE, holds none between two looks, and can change nothing', async () => {
    const { name, session: watcher } = await made(
      `create extension pg_stat_statements; create extension pgstattuple; create table a (id int primary key, v text); create index on a (v); create view b as select * from a;
       insert into a select i, i from generate_series(1, 20000) i; analyze;`,
    );
    const session = await server.connect(name);
    const [{ pid }] = (await session.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
    const modes = new Set<string>();
    let looks = 0;
    const locks = () =>
      watcher.query<{ mode: string }>(`select mode from pg_locks where pid = $1 and locktype = 'relation'`, [pid]);
    const watched = watchedSession(session, async sql => {
      const held = await locks();
      if (/^BEGIN/.test(sql)) {
        looks++;
        assert.deepEqual(held, [], 'nothing is held between two looks');
      }
      for (const { mode } of held) modes.add(mode);
      if (/^COMMIT/.test(sql)) {
        const [row] = await session.query<{ isReadOnly: string }>(
          `select current_setting('transaction_read_only') as "isReadOnly"`,
        );
        assert.equal(row?.isReadOnly, 'on');
      }
    });
    await analyzeDatabase(watched, { exactRows: true, exactBloat: true });
    assert.deepEqual([...modes], ['AccessShareLock']);
    assert.ok(looks > 15);
    const [settings] = await session.query<{ timeout: string; path: string }>(
      `select current_setting('statement_timeout') as timeout, current_setting('search_path') as path`,
    );
    assert.deepEqual(settings, { timeout: '0', path: '"$user", public' });
  });

  it('works for a role that may see nothing, and says what it did not see', async () => {
    const { name, session } = await made(
      `create extension pg_stat_statements; create table secret (id int generated always as identity primary key, v text);
       insert into secret (v) select md5(i::text) from generate_series(1, 40000) i; analyze;
       revoke create on schema public from public; revoke connect on database ${'postgres'} from public`,
    );
    await session.execute(
      'drop role if exists nobody_much; create role nobody_much login; drop role if exists watcher; create role watcher login; grant pg_monitor to watcher',
    );
    const nothing = await analyze(name, { exactRows: true, exactBloat: true }, 'nobody_much');
    const unseen = nothing.unseen.map(({ what }) => what);
    for (const what of ['statements', 'exact numbers of rows', 'sequences', 'bloat', 'measured bloat', 'sessions'])
      assert.ok(unseen.includes(what), `${what} among ${unseen.join(', ')}`);
    assert.equal(tableOf(nothing, 'secret').rows, 40000);
    assert.ok(tableOf(nothing, 'secret').bytes!.total > 1_000_000);
    assert.equal(nothing.server.isSuperuser, false);
    const monitor = await analyze(name, {}, 'watcher');
    const still = monitor.unseen.map(({ what }) => what);
    assert.ok(!still.includes('sessions') && !still.includes('statements'), still.join(', '));
  });

  it('does not count what policies hide', async () => {
    const { name, session } = await made(
      'create table a (id int primary key); insert into a values (1), (2); alter table a enable row level security;',
    );
    await session.execute('drop role if exists reader; create role reader login; grant select on a to reader');
    const report = await analyze(name, { exactRows: true }, 'reader');
    assert.equal(tableOf(report, 'a').rowsAreExact, false);
    assert.match(report.unseen.find(({ what }) => what === 'exact numbers of rows')?.why ?? '', /public\.a/);
  });

  it('names the statements that an index would serve, and keeps no password', async () => {
    const { name } = await made(
      `create extension pg_stat_statements; create table orders (id int primary key, customer_id int, created_at timestamptz, note text, total numeric);
       insert into orders select i, i % 1000, now() from generate_series(1, 30000) i; analyze;`,
      ...Array.from({ length: 40 }, (_, at) => `select * from orders where customer_id = ${at}`),
      ...Array.from({ length: 40 }, (_, at) => `select id from orders where customer_id = ${at}`),
      `create role temporary password 'hunter2-secret'; drop role temporary`,
    );
    const report = await analyze(name);
    const [index] = said(report, 'missing-index-for-query');
    assert.match(index?.suggestion ?? '', /^CREATE INDEX CONCURRENTLY \S+ ON (?:public\.)?orders \(customer_id\);$/);
    assert.deepEqual([index?.statements?.length, index?.numbers['calls']], [2, 80]);
    assert.ok(index!.numbers['total_milliseconds']! > 0 && index!.cost === index!.numbers['total_milliseconds']);
    const sql = report.statements.map(one => one.sql);
    assert.ok(
      sql.some(text => text === 'select * from orders where customer_id = $1'),
      sql.join('\n'),
    );
    assert.ok(!JSON.stringify(report).includes('hunter2'));
    assert.match(reportText(report), /Statement \(and 1 other\): select/);
  });

  it('shows hostile names as data in all outputs', async () => {
    const names = [
      '<script>alert(1)</script>',
      'a|b',
      'line\nbreak',
      '`tick`',
      '"quoted"',
      '**bold** [x](javascript:1) @everyone',
      '\u202eesrever',
      "o'brien; drop table x",
    ];
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const { name, session } = await made(
      names
        .map(
          (
            one,
            at,
          ) => `create table ${quoted(one)} (id int primary key, "<b>${at}" int references ${quoted(names[0]!)}, v text);
          create index ${quoted(`${one} idx`)} on ${quoted(one)} (v); create index ${quoted(`${one} twice`)} on ${quoted(one)} (v);`,
        )
        .join('\n'),
    );
    const report = await analyze(name);
    const html = reportHtml(report);
    assert.ok(!/<script|<b>/i.test(html));
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    const markdown = reportMarkdown(report);
    const cells = markdown
      .split('\n')
      .filter(line => line.startsWith('| '))
      .map(line => line.replace(/\\\|/g, '').split('|').length);
    assert.deepEqual(
      [...new Set(cells)].sort((a, b) => a - b),
      [4, 9, 13],
      'rows of three tables',
    );
    assert.ok(!/(?<!\\)<script/.test(markdown.replace(/`+[^`]*`+/g, '')));
    for (const text of [reportText(report), markdown, html])
      assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text));
    assert.deepEqual(
      JSON.parse(JSON.stringify(reportJson(report)))
        .tables.map((one: { name: string }) => one.name)
        .sort(),
      [...names].sort(),
    );
    const mended = said(report, 'unindexed-foreign-key', 'duplicate-index');
    assert.equal(mended.length, names.length * 2);
    for (const { suggestion } of mended) await session.execute(suggestion!);
    assert.deepEqual(said(await analyze(name), 'unindexed-foreign-key', 'duplicate-index'), []);
  });

  it('is done with hundreds of tables in seconds', async () => {
    const tables = Array.from(
      { length: 400 },
      (_, at) =>
        `create table t${at} (id bigint generated always as identity primary key, parent bigint ${at > 0 ? `references t${at - 1}` : ''}, a text, b text, c timestamptz not null default now(), d int check (d > 0));
       create index on t${at} (a); create index on t${at} (b, c); create view v${at} as select id, a from t${at} where b = 'x';`,
    );
    const { name } = await made(tables.join('\n'));
    const before = process.cpuUsage();
    const report = await analyze(name);
    const { user, system } = process.cpuUsage(before);
    assert.equal(report.tables.length, 400);
    assert.equal(said(report, 'unindexed-foreign-key').length, 399);
    assert.ok((user + system) / 1e6 < 10, `${(user + system) / 1e6} s of CPU`);
  });

  it('stops when it is told to, and leaves the session usable', async () => {
    const { name } = await made('create table a (id int primary key)');
    const session = await server.connect(name);
    const stop = new AbortController();
    const reason = new Error('enough');
    const onProgress = (what: string) => what === 'schema' && stop.abort(reason);
    await assert.rejects(analyzeDatabase(session, {}, { signal: stop.signal, onProgress }), reason);
    const asleep = new AbortController();
    const looks = new Looks(session, { statementTimeout: 60_000, lockTimeout: 1000, signal: asleep.signal });
    const sleeping = looks.read(one => {
      const running = one.query('select pg_sleep(60)');
      asleep.abort(reason);
      return running;
    });
    await assert.rejects(sleeping, reason);
    assert.equal((await session.query('select 1 as one')).length, 1);
  });

  it('gives up what takes too long and goes on', async () => {
    const { session } = await made();
    const looks = new Looks(session, { statementTimeout: 50, lockTimeout: 50 });
    assert.equal(await looks.see('sleep', one => one.query('select pg_sleep(60)'), 'wait'), undefined);
    assert.deepEqual(looks.unseen, [
      { what: 'sleep', why: 'It took longer than 0.05 s and was given up.', how: 'wait' },
    ]);
    assert.equal((await looks.see('one', one => one.query('select 1')))?.length, 1);
    await assert.rejects(
      looks.read(one => one.execute('create table x (id int)')),
      /read-only transaction/,
    );
  });
});

describe('a database that lives in WebAssembly', function () {
  this.timeout(60_000);
  it('is told of as far as it goes', async () => {
    const db = await (await testEngine('embedded')).scratch();
    try {
      await db.session.execute(
        'create table orders (id int, v text); create index one on orders (v); create index two on orders (v); insert into orders select 1, 2;',
      );
      const report = await analyzeDatabase(db.session, { exactRows: true });
      assert.equal(tableOf(report, 'orders').rows, 1);
      assert.equal(said(report, 'duplicate-index', 'missing-primary-key').length, 2);
      assert.match(reportMarkdown(report), /duplicate-index/);
    } finally {
      await db.drop();
    }
  });
});

/** Calls back before each statement. */
function watchedSession(session: Session, onStatement: (sql: string) => Promise<void>): Session {
  return {
    version: session.version,
    query: async (sql, parameters) => {
      await onStatement(sql);
      return session.query(sql, parameters);
    },
    run: async sql => {
      await onStatement(sql);
      return session.run(sql);
    },
    execute: async sql => {
      await onStatement(sql);
      await session.execute(sql);
    },
    cancel: () => session.cancel(),
    onNotice: listener => session.onNotice(listener),
    close: () => session.close(),
  };
}
