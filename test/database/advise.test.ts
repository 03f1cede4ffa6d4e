import assert from 'node:assert/strict';
import { adviseIndexes, type IndexAdvice } from '../../src/database/advise/adviseIndexes.js';
import { workloadOfFiles } from '../../src/database/advise/queryFiles.js';
import { readWorkload } from '../../src/database/advise/workload.js';
import { openEngine } from '../../src/database/engines/openEngine.js';
import type { Engine, ScratchDatabase } from '../../src/database/session.js';
import { engineOptions, testEngine } from './engine.js';

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

  const advise = async (...queries: readonly string[]) => {
    const workload = await workloadOfFiles([{ path: '/queries.sql', text: queries.join(';\n') }]);
    return adviseIndexes(live.session, await testEngine('native'), workload);
  };

  it('costs on the real server what it says, once it is made', async () => {
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
    for (const [query, index] of cases) {
      const advice = await advise(query);
      const [suggestion, ...others] = advice.suggestions;
      assert.ok(suggestion, `${query}: ${JSON.stringify(advice)}`);
      assert.deepEqual(others, [], query);
      assert.match(sqls(advice)[0]!, index, query);
      const before = await costOf(live, query);
      await live.session.execute(suggestion.sql.replace('CONCURRENTLY ', ''));
      await live.session.execute(`vacuum analyze shop.${suggestion.table.replace('shop.', '')}`);
      const after = await costOf(live, query);
      const [size] = await live.session.query<{ bytes: string }>(
        `select pg_relation_size('shop.${suggestion.name}') as bytes`,
      );
      console.log(
        sqls(advice)[0],
        suggestion.helps[0]!.costBefore,
        before,
        '|',
        suggestion.helps[0]!.costAfter,
        after,
        '|',
        suggestion.bytes,
        size!.bytes,
      );
      await live.session.execute(suggestion.rollback.replace('CONCURRENTLY ', ''));
    }
  });

  it('reads the workload and advises the fewest indexes for it', async () => {
    const { session } = live;
    for (let id = 1; id <= 30; id++) {
      await session.query('select * from shop.orders where customer_id = $1 order by created desc limit 5', [id]);
      await session.query('select count(*) from shop.orders where customer_id = $1', [id]);
    }
    await session.query('select * from shop.events where id = $1', [5]);
    const workload = await readWorkload(session);
    assert.ok(workload.queries.length >= 3, JSON.stringify(workload));
    const advice = await adviseIndexes(session, await testEngine('native'), workload);
    console.log(JSON.stringify(advice, undefined, 1).slice(0, 3000));
  });
});
