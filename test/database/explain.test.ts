import assert from 'node:assert/strict';
import { explainQuery } from '../../src/database/explain/explainQuery.js';
import { planMarkdown } from '../../src/database/explain/planMarkdown.js';
import { planLines } from '../../src/database/explain/planText.js';
import { planView } from '../../src/database/explain/planView.js';
import type { ScratchDatabase } from '../../src/database/session.js';
import { Problem } from '../../src/text/problem.js';
import { testEngine } from './engine.js';

describe('a plan of a real server', function () {
  this.timeout(120_000);
  let database: ScratchDatabase;

  before(async () => {
    database = await (await testEngine('native')).scratch();
    const { session } = database;
    await session.execute(`
      create table customers (id bigint primary key, email text not null, code varchar(20), country text, city text);
      create table orders (id bigint primary key, customer_id bigint not null, status text, total numeric, created timestamptz);
      insert into customers select g, 'user' || g || '@example.com', 'c' || g, 'country' || g % 50, 'city' || g % 50 from generate_series(1, 20000) g;
      insert into orders select g, 1 + (g::bigint * 7919) % 20000, case when g % 500 = 0 then 'open' else 'done' end, g % 1000,
        '2026-01-01'::timestamptz + g * interval '1 minute' from generate_series(1, 120000) g;
      create index orders_created_idx on orders (created);
      create index customers_code_idx on customers (code);
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.002); return new; end $$;
      create table logged (id int);
      create trigger "log it" before insert on logged for each row execute function slow();`);
    await session.execute('select pg_stat_force_next_flush()');
    await session.execute('vacuum analyze customers');
    await session.execute('vacuum analyze orders');
  });

  after(() => database.drop());

  const kinds = async (sql: string, options: Parameters<typeof explainQuery>[2] = {}) =>
    (await explainQuery(database.session, sql, options)).findings.map(({ kind }) => kind);

  it('names the column that an index should have', async () => {
    const { findings, analyzed } = await explainQuery(
      database.session,
      'select * from orders o where o.customer_id = 77;',
    );
    assert.equal(analyzed, false);
    assert.deepEqual(
      findings.map(({ kind, sql }) => [kind, sql]),
      [['sequentialScan', 'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);']],
    );
    assert.match(findings[0]!.message, /^All of orders is read \(about 120,000 rows, .* MB\) to find 6 rows: /);
  });

  it('has the shares of all nodes make up the whole', async () => {
    for (const analyze of [false, true]) {
      const { plan } = await explainQuery(
        database.session,
        `with big as materialized (select customer_id, sum(total) as total from orders group by 1)
         select c.country, count(*) from big join customers c on c.id = big.customer_id
         where c.id in (select customer_id from orders where status = 'open') group by 1 order by 2 desc limit 3`,
        { analyze },
      );
      const rows = planView({
        plan,
        sql: '',
        analyzed: analyze,
        generic: false,
        renamed: [],
        version: '',
        findings: [],
      }).rows;
      const sum = rows.reduce((total, { share }) => total + share, 0);
      assert.ok(sum > 0.9 && sum < 1.1, `${analyze}: ${sum}`);
    }
  });

  it('sees functions and casts that keep an index from being used', async () => {
    assert.deepEqual(await kinds(`select * from orders where created::date = '2026-02-01'`), ['castOnColumn']);
    assert.deepEqual(await kinds(`select * from orders where date_trunc('day', created) = '2026-02-01'`), [
      'functionOnColumn',
    ]);
    assert.deepEqual(await kinds(`select * from customers where lower(code) = 'c5'`), ['functionOnColumn']);
    assert.deepEqual(await kinds(`select * from customers where code = 'c5'`), []);
    assert.deepEqual(await kinds(`select * from customers where id::text = '5'`), ['castOnColumn']);
  });

  it('sees rows that the filter removes, sorts and hashes on disk, and offsets when it is run', async () => {
    await database.session.execute(`set work_mem = '64kB'; set max_parallel_workers_per_gather = 0`);
    try {
      assert.ok(
        (
          await kinds(`select * from orders where created > '2026-01-05' and total < 0 order by created`, {
            analyze: true,
          })
        ).includes('sequentialScan'),
      );
      assert.ok((await kinds('select * from orders order by total, id', { analyze: true })).includes('sortOnDisk'));
      assert.ok(
        (
          await kinds('select count(*) from orders o join customers c on c.id = o.customer_id', { analyze: true })
        ).includes('hashBatches'),
      );
      assert.deepEqual(await kinds('select * from orders order by id limit 5 offset 50000', { analyze: true }), [
        'largeOffset',
      ]);
      assert.deepEqual(await kinds('select * from orders order by id limit 5 offset 50000'), ['largeOffset']);
      await database.session.execute('set enable_seqscan = off');
      assert.ok(
        (
          await kinds(`select * from orders where created > '2026-01-05' and status = 'open'`, { analyze: true })
        ).includes('rowsRemoved'),
      );
      await database.session.execute('reset enable_seqscan');
      assert.ok(
        (await kinds(`select * from orders where created > '2026-01-02' and created < '2026-03-20'`, { analyze: true }))
          .length >= 0,
      );
    } finally {
      await database.session.execute('reset work_mem; reset max_parallel_workers_per_gather; reset enable_seqscan');
    }
  });

  it('sees wrong estimates and says which statistics help', async () => {
    const report = await explainQuery(
      database.session,
      `select * from customers where country = 'country7' and city = 'city7'`,
      { analyze: true },
    );
    const found = report.findings.find(({ kind }) => kind === 'misestimate');
    assert.equal(
      found?.sql,
      'CREATE STATISTICS (dependencies, ndistinct, mcv) ON country, city FROM public.customers;',
    );
    await database.session.execute('create table fresh as select g as id from generate_series(1, 30000) g');
    const fresh = await explainQuery(database.session, 'select * from fresh where id = any(array[1,2,3]) or id > 0', {
      analyze: true,
    });
    assert.deepEqual(
      fresh.findings
        .map(({ sql }) => sql)
        .filter(Boolean)
        .slice(0, 1),
      fresh.findings.length ? ['ANALYZE public.fresh;'] : [],
    );
  });

  it('sees what triggers take, and takes back what it ran', async () => {
    assert.deepEqual(await kinds('insert into logged values (1), (2), (3)', { analyze: true }), ['triggerTime']);
    const [row] = await database.session.query<{ count: number }>('select count(*)::int as count from logged');
    assert.equal(row?.count, 0);
  });

  it('makes generic plans of parameters, and takes values', async () => {
    const generic = await explainQuery(database.session, `select * from orders where status = $1 and id > $2`);
    assert.equal(generic.generic, true);
    const custom = await explainQuery(database.session, 'select * from orders where status = $1', {
      values: ['open'],
      analyze: true,
    });
    assert.equal(custom.plan.root.actual?.rows, 240);
    assert.match(custom.plan.root.details.map(({ text }) => text).join(), /'open'/);
    const named = await explainQuery(
      database.session,
      'select * from orders where status = :status and id > ? and customer_id = :status::bigint',
    );
    assert.deepEqual(named.renamed, [
      { written: ':status', number: 1 },
      { written: '?', number: 2 },
    ]);
    const left = await database.session.query('select * from pg_prepared_statements');
    assert.deepEqual(left, []);
  });

  it('explains what makes tables without making them', async () => {
    const { plan } = await explainQuery(database.session, 'create table copies as select * from orders', {
      analyze: true,
    });
    assert.equal(plan.root.actual?.rows, 120000);
    assert.deepEqual(await database.session.query(`select 1 from pg_class where relname = 'copies'`), []);
  });

  it('refuses what it cannot or must not run', async () => {
    const refused: readonly (readonly [sql: string, words: RegExp, options?: object])[] = [
      ['', /no statement/],
      ['select 1; drop table orders', /2 statements/],
      ['drop table orders', /knows nothing of this statement/],
      ['vacuum orders', /knows nothing of this statement/],
      ['declare c cursor for select 1', /knows nothing/],
      ['explain analyze select 1', /EXPLAIN already/],
      ['select from where', /does not parse/],
      ['select * from missing', /refuses the query: relation "missing" does not exist/],
      ['select * from orders where id = $1', /Nothing can be run without values/, { analyze: true }],
      ['select * from orders where id = $1', /1 parameters, and there are 2 values/, { values: ['1', '2'] }],
      [`select * from orders where id = \${id}.x`, /something else fills in|does not parse/],
      ['select pg_sleep(5)', /longer than 0.1 s/, { analyze: true, timeout: 100 }],
      [`select nextval('s')`, /writes|does not exist/, { analyze: true }],
      ['create table x as select $1::int', /takes no parameters/],
    ];
    for (const [sql, words, options] of refused) {
      await assert.rejects(explainQuery(database.session, sql, options), error => {
        assert.ok(error instanceof Problem, `${sql}: ${error}`);
        assert.match(error.message, words);
        return true;
      });
    }
    const [row] = await database.session.query<{ state: string }>(
      'select pg_current_xact_id_if_assigned() is null as state',
    );
    assert.ok(row);
    assert.equal((await database.session.query('select 1 from orders limit 1')).length, 1);
  });

  it('does not run writing functions of a SELECT', async () => {
    await database.session.execute(`create sequence s`);
    await assert.rejects(explainQuery(database.session, `select nextval('s')`, { analyze: true }), /query that writes/);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const running = explainQuery(database.session, 'select pg_sleep(20)', { analyze: true, signal: stop.signal });
    setImmediate(() => stop.abort(new Error('enough')));
    await assert.rejects(running, /enough/);
    assert.equal((await database.session.query('select 1')).length, 1);
  });

  it('keeps hostile names and text as text', async () => {
    const hostile = '`"]<img src=x onerror=alert(1)>\u001b[31m\n```\n# x';
    await database.session.execute(
      `create table "${hostile.replaceAll('"', '""')}" ("${'a`|b'}" text); insert into "${hostile.replaceAll('"', '""')}" select 'x' from generate_series(1, 20000)`,
    );
    await database.session.execute(`analyze "${hostile.replaceAll('"', '""')}"`);
    const report = await explainQuery(
      database.session,
      `select * from "${hostile.replaceAll('"', '""')}" where "a\`|b" = '</script>\`\`\`'`,
    );
    assert.equal(report.findings[0]?.kind, 'sequentialScan');
    const markdown = planMarkdown(report);
    const prose = markdown.replace(/^ *(`{3,})\w+\n[\s\S]*?\n *\1$/gm, '').replace(/`+[^`]+`+/g, '');
    assert.doesNotMatch(prose, /(?<!\\)<img/);
    assert.doesNotMatch(prose, /^# x/m);
    for (const { text } of planLines(report)) assert.doesNotMatch(text, /\n/);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });
});
