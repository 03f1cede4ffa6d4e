// What docs/guides/database-optimisation.md says of plans, of NULL, and of its TypeScript.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { DatabaseError } from 'pg';
import { asPg, load, samplesOf } from './guideBlocks.js';

const sql = samplesOf('database-optimisation').filter(({ language }) => language === 'sql');
const named = (name: string, isBad = false) => sql.find(one => one.name === name && one.isBad === isBad)!.text;

describe('the guide to database optimisation', function () {
  this.timeout(60_000);
  let server: PGlite;

  before(async () => {
    server = await PGlite.create();
    await server.exec(`${sql[0]!.text};
      insert into customers (email, country) select 'c' || i || '@example.com', 'AT' from generate_series(1, 200) i;
      insert into orders (customer_id, status, total, created_at)
        select 1 + i % 200, case when i % 100 = 0 then 'open' else 'done' end, i, now() - i * interval '1 hour'
        from generate_series(1, 20000) i;
      create table referrals (referred_by bigint);
      insert into referrals values (1), (null);`);
    for (const name of ['composite', 'partial', 'covering']) await server.exec(named(name));
    await server.exec('vacuum analyze');
  });
  after(() => server.close());

  const plan = async (query: string) =>
    (await server.query<{ 'QUERY PLAN': string }>(`explain ${query}`)).rows.map(row => row['QUERY PLAN']).join('\n');

  it('a composite index spares the sort', async () => {
    const shown = await plan('select id from orders where customer_id = 42 order by created_at desc limit 20');
    assert.match(shown, /Index Scan using orders_customer_id_created_at_idx/);
    assert.doesNotMatch(shown, /Sort/);
    // And serves what the index on its first column did.
    assert.match(await plan('select id from orders where customer_id = 42'), /orders_customer_id_created_at_idx/);
  });

  it('a partial index is used when the query says its condition, not when a parameter may', async () => {
    const query = (status: string) =>
      `select id from orders where status = ${status} and created_at < now() order by created_at`;
    assert.match(await plan(query("'open'")), /orders_open_idx/);
    assert.doesNotMatch(await plan(query("'done'")), /orders_open_idx/);
    const generic = await server.exec(`explain (generic_plan) ${query('$1')}`);
    assert.doesNotMatch(JSON.stringify(generic), /orders_open_idx/);
  });

  it('a covering index answers without the table', async () => {
    const shown = await plan("select created_at, total from orders where created_at > now() - interval '5 hours'");
    assert.match(shown, /Index Only Scan using orders_created_at_covering_idx/);
  });

  it('now() and current_date are stable, not volatile', async () => {
    const { rows } = await server.query("select provolatile from pg_proc where proname = 'now'");
    assert.deepEqual(rows, [{ provolatile: 's' }]);
    await server.exec(named('recent'));
    assert.match(await plan('select id from orders where created_at > current_date - 1'), /Index/);
  });

  it('NOT IN finds nothing beside a NULL, NOT EXISTS does', async () => {
    assert.equal((await server.query(named('not-in', true))).rows.length, 0);
    assert.equal((await server.query(named('not-in'))).rows.length, 199);
  });

  it('keyset pages have every row once', async () => {
    const [index, page] = named('keyset').split(/;\n/);
    await server.exec(index!);
    const all = (await server.query<{ id: number }>('select id from orders order by created_at desc, id desc')).rows;
    const seen: number[] = [];
    let after: readonly unknown[] = ['infinity', 0];
    for (let pages = 0; pages < 20; pages++) {
      const { rows } = await server.query<{ id: number; created_at: Date }>(page!.replace('20', '1000'), [...after]);
      seen.push(...rows.map(({ id }) => id));
      const last = seen.at(-1)!;
      const { rows: key } = await server.query<{ at: string }>(
        'select created_at::text as at from orders where id = $1',
        [last],
      );
      after = [key[0]!.at, last];
    }
    assert.deepEqual(
      seen,
      all.map(({ id }) => id),
    );
  });

  it('the loop asks once for each row, the other way twice, with the same answer', async () => {
    const wrong = asPg(server);
    const right = asPg(server);
    const answers = await Promise.all([
      (await load('database-optimisation', 'loop', true)).customersWithOrders(wrong),
      (await load('database-optimisation', 'loop')).customersWithOrders(right),
    ]);
    assert.deepEqual([wrong.asked, right.asked], [101, 2]);
    const sizes = answers.map(one => one.map(({ orders }: { orders: unknown[] }) => orders.length));
    assert.deepEqual(sizes[1], sizes[0]);
    assert.ok(sizes[1].every((size: number) => size === 100));
  });

  it('a counter of the process mixes requests, one of the request does not', async () => {
    for (const isBad of [true, false]) {
      const { counted, countQuery } = await load('database-optimisation', 'counter', isBad);
      const request = (queries: number) =>
        counted(async () => {
          for (let at = 0; at < queries; at++) {
            await Promise.resolve();
            countQuery();
          }
        });
      const counts = await Promise.all([request(2), request(5)]);
      if (isBad) assert.notDeepEqual(counts, [2, 5]);
      else assert.deepEqual(counts, [2, 5]);
    }
  });

  it('runs a transaction again after a race, gives up on others, and always gives the connection back', async () => {
    const { serializable } = await load('database-optimisation', 'retry');
    const failure = (code: string) => Object.assign(new DatabaseError('failed', 1, 'error'), { code });
    const attempt = async (failures: readonly Error[]) => {
      const log: string[] = [];
      const left = [...failures];
      const client = {
        query: async (text: string) => log.push(text.split(' ')[0]!),
        release: () => log.push('release'),
      };
      const work = async () => {
        const next = left.shift();
        if (next) throw next;
        return 'done';
      };
      const result = await serializable({ connect: async () => client }, work).catch((error: Error) => error);
      return [result, log.join(' ')];
    };
    assert.deepEqual(await attempt([failure('40001'), failure('40P01')]), [
      'done',
      'begin rollback release begin rollback release begin commit release',
    ]);
    const [refused, log] = await attempt([failure('23505')]);
    assert.equal(refused.code, '23505');
    assert.equal(log, 'begin rollback release');
  });
});
