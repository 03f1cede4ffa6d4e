import assert from 'node:assert/strict';
import { adviseIndexes, type IndexAdvice } from '../../src/database/advise/adviseIndexes.js';
import { workloadOfFiles } from '../../src/database/advise/queryFiles.js';
import { findRepeatedQueries } from '../../src/database/advise/repeatedQueries.js';
import { readWorkload, workloadBetween } from '../../src/database/advise/workload.js';
import { openEngine } from '../../src/database/engines/openEngine.js';
import type { Engine, ScratchDatabase } from '../../src/database/session.js';
import { type EngineKind, engineOptions, testEngine } from './engine.js';

const schema = `
  create schema shop;
  create type shop.state as enum ('open', 'paid', 'done');
  create table shop.customers (id bigint primary key, email text not null, country text, created timestamptz not null);
  create table shop.orders (id bigint primary key, customer_id bigint not null references shop.customers, state shop.state not null, total numeric not null,
    note text, data jsonb not null, tags text[] not null, created timestamptz not null, deleted_at timestamptz);
  create table shop.events (id bigint primary key, kind text not null, at timestamptz not null, payload text);
  create view shop.open_orders as select * from shop.orders where state = 'open';
  insert into shop.customers select g, 'User' || g || '@example.com', 'c' || g % 100, '2025-01-01'::timestamptz + g * interval '1 minute' from generate_series(1, 20000) g;
  insert into shop.orders select g, 1 + (g::bigint * 7919) % 20000, (case when g % 200 = 0 then 'open' when g % 3 = 0 then 'paid' else 'done' end)::shop.state,
    g % 1000, 'note ' || md5(g::text), jsonb_build_object('sku', g % 5000, 'n', g), array['t' || g % 300, 'u' || g % 7], '2025-01-01'::timestamptz + g * interval '20 seconds',
    case when g % 10 <> 0 then now() end from generate_series(1, 150000) g;
  insert into shop.events select g, 'k' || g % 20, '2025-01-01'::timestamptz + g * interval '1 second', 'x' from generate_series(1, 100000) g;
  select pg_stat_force_next_flush();`;

/** Cost as the server has it. */
async function costOf({ session }: ScratchDatabase, sql: string): Promise<number> {
  const [row] = await session.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    `explain (format json) ${sql}`,
  );
  return row!['QUERY PLAN'][0].Plan['Total Cost'];
}

const sqls = ({ suggestions }: IndexAdvice) =>
  suggestions.map(({ sql }) => sql.replace(/CREATE INDEX CONCURRENTLY \S+ ON /, ''));

describe('index advice on a real server', function () {
  this.timeout(180_000);
  let engine: Engine;
  let live: ScratchDatabase;

  before(async () => {
    engine = await openEngine({
      ...(await engineOptions('native')),
      settings: { shared_preload_libraries: 'pg_stat_statements' },
    });
    live = await engine.scratch();
    await live.session.execute(schema);
    for (const table of ['customers', 'orders', 'events']) await live.session.execute(`vacuum analyze shop.${table}`);
    await live.session.execute('create extension pg_stat_statements; select pg_stat_statements_reset()');
  });

  after(async () => {
    await live?.drop();
    await engine?.close();
  });

  const adviseOn = async (kind: EngineKind, ...queries: readonly string[]) => {
    const workload = await workloadOfFiles([{ path: '/queries.sql', text: queries.join(';\n') }]);
    return adviseIndexes(live.session, await testEngine(kind), workload);
  };
  const advise = (...queries: readonly string[]) => adviseOn('native', ...queries);

  for (const kind of ['native', 'embedded'] as const)
    it(`costs on the real server what it says, once it is made, ${kind}`, () => costsWhatItSays(kind));

  async function costsWhatItSays(kind: EngineKind): Promise<void> {
    const cases: readonly (readonly [query: string, index: RegExp])[] = [
      ['select * from shop.orders where customer_id = 77', /^shop\.orders \(customer_id\);$/],
      [
        `select id, total from shop.orders where state = 'open' and created > '2025-02-01' order by created desc limit 20`,
        /\(.*created.*\)/,
      ],
      [
        `select * from shop.customers where lower(email) = 'user5@example.com'`,
        /^shop\.customers \(\(?lower\(email\)\)?\);$/,
      ],
      ['select * from shop.orders order by created desc, id desc limit 10', /\(created(?: DESC, id DESC)?\)/],
      [
        'select c.email, o.total from shop.customers c join shop.orders o on o.customer_id = c.id where c.id = 12',
        /^shop\.orders \(customer_id\)/,
      ],
      [`select count(*) from shop.open_orders where total > 990`, /WHERE|state/],
      [`select * from shop.orders where data @> '{"sku": 17}'`, /USING gin \(data jsonb_path_ops\)/],
      [`select * from shop.orders where tags @> array['t7']`, /USING gin \(tags\)/],
    ];
    // Each comparison of the embedded one takes seconds.
    for (const [query, index] of cases.filter((_, at) => kind === 'native' || at % 3 === 0)) {
      const advice = await adviseOn(kind, query);
      const [suggestion, ...others] = advice.suggestions;
      assert.ok(suggestion, `${query}: ${JSON.stringify(advice)}`);
      assert.deepEqual(others, [], query);
      assert.match(sqls(advice)[0]!, index, query);
      const before = await costOf(live, query);
      await live.session.execute(suggestion.sql.replace('CONCURRENTLY ', ''));
      const after = await costOf(live, query);
      const [size] = await live.session.query<{ bytes: string }>(
        `select pg_relation_size('shop.${suggestion.name}') as bytes`,
      );
      const [help] = suggestion.helps;
      assert.ok(help && suggestion.helps.length === 1);
      // Without an index the copy costs what the server costs.
      assert.ok(Math.abs(help.costBefore / before - 1) < 0.001, `${query}: ${help.costBefore}, really ${before}`);
      // A level of the tree is 0.125; what a new GIN holds nobody can know before.
      const isInverted = suggestion.sql.includes('USING gin');
      const tolerance = isInverted ? 0.3 * after : Math.max(1, 0.05 * after);
      assert.ok(Math.abs(help.costAfter - after) <= tolerance, `${query}: ${help.costAfter}, really ${after}`);
      const ratio = suggestion.bytes / Number(size?.bytes);
      assert.ok(
        isInverted ? ratio > 0.1 && ratio < 10 : ratio > 0.75 && ratio < 1.3,
        `${query}: ${suggestion.bytes} bytes, really ${size?.bytes}`,
      );
      await live.session.execute(suggestion.rollback.replace('CONCURRENTLY ', ''));
    }
  }

  it('advises nothing where nothing helps', async () => {
    for (const query of [
      'select * from shop.orders where id = 5',
      'select count(*) from shop.orders',
      `select * from shop.orders where note like '%x'`,
      'select * from shop.orders where total >= 0',
      `update shop.orders set note = 'x'`,
      `insert into shop.events values (0, 'x', now(), 'x')`,
      'select * from pg_class where relname = $1',
      'select 1',
    ]) {
      const { suggestions } = await advise(query);
      assert.deepEqual(suggestions, [], query);
    }
  });

  it('says what it could not plan', async () => {
    const { skipped, suggestions } = await advise(
      'select * from shop.missing where a = 1',
      'select * from shop.orders where customer_id = 4',
    );
    assert.deepEqual(
      skipped.map(({ reason }) => reason),
      ['PostgreSQL refuses the query: relation "shop.missing" does not exist.'],
    );
    assert.equal(suggestions.length, 1);
  });

  it('takes one index for queries that can share it, and names those that it replaces', async () => {
    await live.session.execute('create index orders_state_idx on shop.orders (customer_id)');
    try {
      const advice = await advise(
        'select * from shop.orders where customer_id = 9 order by created desc limit 3',
        'select * from shop.orders where customer_id = 10 and created > now() order by created desc limit 3',
        'select * from shop.orders where customer_id = 11',
      );
      assert.ok(advice.suggestions.length <= 1, JSON.stringify(sqls(advice)));
      for (const { replaces } of advice.suggestions)
        assert.deepEqual(
          replaces.map(({ name }) => name),
          ['orders_state_idx'],
        );
    } finally {
      await live.session.execute('drop index shop.orders_state_idx');
    }
  });

  it('advises the fewest indexes for what the server counted', async () => {
    const { session } = live;
    await session.execute('select pg_stat_statements_reset()');
    for (let id = 1; id <= 30; id++) {
      await session.query('select * from shop.orders where customer_id = $1 order by created desc limit 5', [id]);
      await session.query('select count(*) from shop.orders where customer_id = $1', [id]);
    }
    await session.query('select * from shop.events where id = $1', [5]);
    const workload = { ...(await readWorkload(session)), seconds: 60 };
    assert.deepEqual(workload.queries.map(({ calls }) => calls).sort(), [1, 30, 30]);
    const quiet = { ...workload, queries: workload.queries };
    const advice = await adviseIndexes(session, await testEngine('native'), quiet);
    assert.equal(advice.suggestions.length, 1, JSON.stringify(advice.suggestions));
    const [suggestion] = advice.suggestions;
    assert.equal(suggestion?.columns[0], 'customer_id');
    assert.equal(suggestion?.helps.length, 2);
    assert.ok(
      suggestion.helps.every(
        ({ costBefore, costAfter, savedTime = 0 }) => costAfter < 0.1 * costBefore && savedTime > 0,
      ),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(advice)), advice);
  });

  it('refrains where a table is written more than it is read', async () => {
    const { session } = live;
    await session.execute('select pg_stat_statements_reset()');
    await session.query('select * from shop.events where kind = $1 and at > $2', ['k3', '2026-01-01']);
    const read = await readWorkload(session);
    const often = { ...read, seconds: 100, queries: read.queries.map(query => ({ ...query, calls: 100_000 })) };
    const seldom = { ...read, seconds: 1_000_000 };
    const engineOfCopy = await testEngine('native');
    assert.equal((await adviseIndexes(session, engineOfCopy, often)).suggestions.length, 1);
    assert.deepEqual((await adviseIndexes(session, engineOfCopy, seldom)).suggestions, []);
  });

  it('finds what is read once for each row of a list, and leaves ordinary reads alone', async () => {
    const { session } = live;
    await session.execute('select pg_stat_statements_reset()');
    for (let page = 0; page < 10; page++) {
      const list = await session.query<{ id: string }>('select * from shop.customers order by id limit 20 offset $1', [
        page * 20,
      ]);
      for (const { id } of list) await session.query('select * from shop.orders where customer_id = $1', [id]);
    }
    for (let id = 0; id < 300; id++) await session.query('select * from shop.events where id = $1', [id]);
    for (let id = 0; id < 400; id++) await session.query('select * from shop.customers where id = $1', [id]);
    const found = await findRepeatedQueries(session, await readWorkload(session));
    assert.deepEqual(
      found.map(({ table, columns, related, reads, certainty, instead }) => ({
        table,
        columns,
        related,
        reads,
        certainty,
        instead,
      })),
      [
        {
          table: 'shop.orders',
          columns: ['customer_id'],
          related: 'shop.customers',
          reads: 'rows',
          certainty: 'likely',
          instead: 'SELECT … FROM shop.orders WHERE customer_id = ANY($1);',
        },
      ],
    );
    await session.execute('select pg_stat_statements_reset()');
    const before = await readWorkload(session);
    const orders = await session.query<{ customer: string }>(
      'select id, customer_id as customer from shop.orders order by created limit 150',
    );
    for (const { customer } of orders)
      await session.query('select email, id from shop.customers where id = $1', [customer]);
    const between = workloadBetween(before, await readWorkload(session), 2);
    const targets = await findRepeatedQueries(session, between);
    assert.deepEqual(
      targets.map(({ table, related, reads, callsPerSecond }) => [table, related, reads, callsPerSecond]),
      [['shop.customers', 'shop.orders', 'target', 75]],
    );
  });

  it('keeps hostile names as names', async () => {
    const table = `x"; drop table shop.orders; --`;
    const column = `a"b'c`;
    const quoted = `shop."${table.replaceAll('"', '""')}"`;
    const key = `"${column.replaceAll('"', '""')}"`;
    await live.session.execute(
      `create table ${quoted} (id int primary key, ${key} text, "Ünï$1 x" bool); insert into ${quoted} select g, 'v' || g % 3000, g % 50 = 0 from generate_series(1, 30000) g; analyze ${quoted}`,
    );
    const advice = await advise(
      `select id from ${quoted} where ${key} = 'v5'`,
      `select count(*) from ${quoted} where "Ünï$1 x" and ${key} > 'v99'`,
    );
    assert.ok(advice.suggestions.length >= 1, JSON.stringify(advice));
    for (const { sql, rollback } of advice.suggestions) {
      await live.session.execute(sql.replace('CONCURRENTLY ', ''));
      await live.session.execute(rollback.replace('CONCURRENTLY ', ''));
    }
    assert.equal((await live.session.query('select 1 from shop.orders limit 1')).length, 1);
  });

  it('advises for partitioned tables', async () => {
    await live.session.execute(`
      create table shop.logs (id bigint, at timestamptz not null, account int, line text) partition by range (at);
      create table shop.logs_1 partition of shop.logs for values from ('2026-01-01') to ('2026-02-01');
      create table shop.logs_2 partition of shop.logs for values from ('2026-02-01') to ('2026-03-01');
      insert into shop.logs select g, '2026-01-01'::timestamptz + g * interval '40 seconds', g % 4000, 'x' from generate_series(1, 100000) g;
      analyze shop.logs`);
    const query = 'select * from shop.logs where account = 55';
    const advice = await advise(query);
    assert.deepEqual(sqls(advice), ['CREATE INDEX logs_account_idx ON shop.logs (account);']);
    assert.deepEqual(sqls(await adviseOn('embedded', query)), sqls(advice));
    await live.session.execute(advice.suggestions[0]!.sql);
    const real = await costOf(live, query);
    const { costAfter = 0 } = advice.suggestions[0]?.helps[0] ?? {};
    assert.ok(Math.abs(costAfter - real) < Math.max(2, 0.1 * real), `${costAfter}, really ${real}`);
  });

  it('plans as the server does for tables of many files and several workers', async () => {
    const { session } = live;
    await session.execute(`
      create table shop.huge (id bigint, account int, line text);
      insert into shop.huge select g, g % 400, 'x' from generate_series(1, 4000) g;
      analyze shop.huge;
      select pg_restore_relation_stats('schemaname', 'shop', 'relname', 'huge', 'relpages', 400000, 'reltuples', 60000000::real, 'relallvisible', 0)`);
    const [{ oid }] = (await session.query(`select 'shop.huge'::regclass::oid::int4 as oid`)) as [{ oid: number }];
    // Holes, as large as the statistics say.
    await session.execute('checkpoint');
    await live.growFiles([{ oid, pages: 400_000 }]);
    const query = 'select * from shop.huge where account = 55';
    for (const kind of ['native', 'embedded'] as const) {
      const { suggestions, skipped } = await adviseOn(kind, query);
      assert.deepEqual([suggestions.length, skipped], [1, []], kind);
      assert.ok(Math.abs(suggestions[0]!.helps[0]!.costBefore / (await costOf(live, query)) - 1) < 0.001);
    }
  });
});
