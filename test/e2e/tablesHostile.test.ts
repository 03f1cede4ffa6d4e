// What callers and databases do on purpose: nothing a client sends is answered with 500, and nothing takes the process down.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Queryable } from '../../src/scaffold/runtime/database.js';
import { type LiveServer, startLiveServer } from '../database/liveServer.js';
import { compile, strictest } from './harness.js';
import { hostileSchema } from './hostileSchema.js';
import { makeTableApi, type TableApi } from './tableApi.js';

describe('an API over tables that is attacked', function () {
  this.timeout(120_000);
  let server: LiveServer;
  let api: TableApi;
  before(async () => {
    server = await startLiveServer();
    api = await makeTableApi(server, { name: 'hostile-callers', sql: hostileSchema, framework: 'fastify' });
  });
  after(async () => {
    await api?.close();
    await server.stop();
  });

  const failures = async (
    requests: readonly (readonly [method: string, target: string, body?: unknown, headers?: Record<string, string>])[],
  ) => {
    const bad: string[] = [];
    for (const [method, target, body, headers] of requests) {
      const answer = await api.call(method, target, {
        ...(body !== undefined && { body }),
        ...(headers && { headers }),
      });
      const text = JSON.stringify(answer.body) ?? '';
      const line = `${method} ${target.slice(0, 80)} ${JSON.stringify(body)?.slice(0, 80)} ${JSON.stringify(headers)?.slice(0, 80)}: ${answer.status} ${text.slice(0, 200)}`;
      if (process.env['SHOW']) console.log(line);
      if (answer.status >= 500) bad.push(`${line} ${(api.logged.at(-1) as Error)?.stack?.slice(0, 500)}`);
      else if (/secret|pg_|syntax|relation "/.test(text)) bad.push(`${line} leaks`);
    }
    return bad;
  };

  it('compiles', async () => {
    assert.equal(await compile(api.folder, strictest), '');
  });

  it('answers odd bodies', async () => {
    const of = (field: string, value: unknown) =>
      ['POST', '/events', { name: `${field}${JSON.stringify(value)}`.slice(0, 50), [field]: value }] as const;
    let deep: unknown = 1;
    for (let i = 0; i < 1000; i++) deep = [deep];
    assert.deepEqual(
      await failures([
        of('data', deep),
        of('data', null),
        of('data', '\0'),
        of('data', { '\0': 1 }),
        of('data', JSON.parse('{"__proto__":{"a":1}}')),
        of('data', '\ud800'),
        of('name', 'a\0b'),
        of('name', '\ud800'),
        of('constructor', 'x'),
        of('toString', 'x'),
        of('toString', 'x'),
        of('__proto__', 'x'),
        of('kind', 'A'),
        of('bag', 'not=>'),
        of('bag', 'a=>1'),
        of('way', '!!'),
        of('way', 'a.b'),
        of('at', 'infinity'),
        of('at', '9999-12-31T23:59:59+23:59'),
        of('at', '0000-01-01T00:00:00Z'),
        of('at', '2026-06-30T23:59:60Z'),
        of('price', 'NaN'),
        of('price', '9'.repeat(900)),
        of('price', `0.${'0'.repeat(900)}`),
        of('tags', []),
        of('tags', [null]),
        of('tags', [['a']]),
        of('tags', ['a', 'NULL', '"', '\\']),
        of('span', { empty: false, lower: 5, upper: 1, lower_inclusive: true, upper_inclusive: false }),
        of('span', { empty: true, lower: 5, upper: 1, lower_inclusive: true, upper_inclusive: false }),
        of('day', '2026-02-30'),
        of('day', '0000-01-01'),
        of('blob', '!!'),
        of('blob', 'A'),
        of('blob', 'AAAA'.repeat(10000)),
        of('share', 1e300),
        of('share', 1e-300),
        of('share', -0),
        of('limit', 2 ** 31),
        of('limit', 1.5),
        of('limit', -0),
        of('sort', 'x'.repeat(65536)),
        of('sort', 'x'.repeat(65537)),
        [
          'POST',
          '/events',
          {
            name: Array.from({ length: 8000 }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join(''),
          },
        ],
        ['POST', '/events', []],
        ['POST', '/events', null],
        ['POST', '/events', 'x'],
        ['PATCH', '/events/1', {}],
        ['PATCH', '/events/1', { id: 5 }],
      ]),
      [],
    );
  });

  it('answers odd addresses, filters and cursors', async () => {
    const cursor = (...values: unknown[]) => `cursor=${Buffer.from(JSON.stringify(values)).toString('base64url')}`;
    assert.deepEqual(
      await failures([
        ['GET', '/events?sort=__proto__'],
        ['GET', '/events?sort=constructor'],
        ['GET', '/events?sort=toString'],
        ['GET', '/events?limit=0'],
        ['GET', '/events?limit=1e2'],
        ['GET', "/events?kind=a'%20or%201=1--"],
        ['GET', '/events?kind=%00'],
        ['GET', '/events?kind=%ff'],
        ['GET', '/events?at_gte=2026-01-01T00:00:00Z'],
        ['GET', '/events?at_gte=infinity'],
        ['GET', '/events?price=NaN'],
        ['GET', '/events?price_gt=-1'],
        ['GET', `/events?price_gt=${'9'.repeat(900)}`],
        ['GET', '/events?constructor=x'],
        ['GET', '/events?toString=x'],
        ['GET', '/events?__proto__=x'],
        ['GET', '/events?hasOwnProperty=x'],
        ['GET', '/events/99999999999'],
        ['GET', '/events/1;drop'],
        ['GET', '/events/%00'],
        ['GET', '/events/1%27'],
        ['GET', '/events/-1'],
        ...['x', "1' or '1'='1", 1.5, true, '\0', '9'.repeat(1000), 'NaN', '', -0, '\ud800'].map(
          value => ['GET', `/events?${cursor('id', value)}`] as const,
        ),
        ['GET', `/events?${cursor('id', null)}`],
        ['GET', `/events?${cursor('id', [1])}`],
        ['GET', `/events?${cursor('id')}`],
        ['GET', `/events?${cursor('id', 1, 2)}`],
        ['GET', `/events?sort=-id&${cursor('id', 1)}`],
        ['GET', '/events?cursor=%F0%9F%98%80'],
        ['GET', '/events?cursor='],
        ...[
          '"1"',
          '*',
          '',
          '"',
          '"\\',
          'W/"1"',
          "\"1' or '1'='1\"",
          '"{1,2}"',
          `"${'1'.repeat(250)}"`,
          '"1", "2"',
          '\xe9',
        ].flatMap(
          tag =>
            [
              ['GET', '/events/1', undefined, { 'if-none-match': tag }],
              ['PATCH', '/events/1', { limit: 1 }, { 'if-match': tag }],
              ['DELETE', '/events/999', undefined, { 'if-match': tag }],
            ] as const,
        ),
        ...['k', '', "'; drop table events; --", '\xff', 'x'.repeat(255), 'x'.repeat(256), '{}', '__proto__'].flatMap(
          key =>
            [
              ['POST', '/rests', { id: 1, v: key }, { 'idempotency-key': key }],
              ['POST', '/rests', { id: 1, v: key }, { 'idempotency-key': key }],
            ] as const,
        ),
      ]),
      [],
    );
  });

  it('answers what triggers, rules and constraints refuse', async () => {
    const bad = await failures([
      ['POST', '/ruleds', { id: 1, v: 1 }],
      ['POST', '/ruleds', { id: 1, v: 2 }],
      ['POST', '/ruleds', { id: 1, v: 3 }],
      ['POST', '/ruleds', { id: 1, v: 4 }],
      ['POST', '/children', { id: 1, parent: 9 }],
      ['POST', '/children', { id: 1, parent: 1, n: 1 }],
      ['POST', '/children', { id: 2, parent: 1, n: 1 }],
      ['DELETE', '/parents/1'],
      [
        'POST',
        '/rooms',
        { id: 1, during: { empty: false, lower: 1, upper: 5, lower_inclusive: true, upper_inclusive: false } },
      ],
      [
        'POST',
        '/rooms',
        { id: 2, during: { empty: false, lower: 2, upper: 5, lower_inclusive: true, upper_inclusive: false } },
      ],
      ['POST', '/parts', { id: 1, region: 'a' }],
      ['POST', '/parts', { id: 1, region: 'z' }],
      ['POST', '/cheaps', { price: '5', name: 'n' }],
      ['POST', '/cheaps', { price: '50', name: 'n2' }],

      ['GET', '/both-sides'],
      ['POST', '/ways', { id: 1, slug: 'not one' }],
    ]);
    assert.deepEqual(bad, []);
    const { status, body } = await api.call('POST', '/ruleds', { body: { id: 1, v: 1 } });
    assert.deepEqual([status, body.error.message], [409, 'A rule of the database refuses it.']);
    assert.ok(!api.document.paths['/redirecteds'].post);
  });

  it('writes once what a view shows twice', async () => {
    const made = await api.call('POST', '/twices', { body: { number: 1, name: 'a' } });
    assert.deepEqual([made.status, made.body], [201, { number: 1, id: 1, name: 'a', label: 'a' }]);
    const changed = await api.call('PATCH', '/twices/1', { body: { name: 'b' } });
    assert.deepEqual([changed.status, changed.body], [200, { number: 1, id: 1, name: 'b', label: 'b' }]);
    assert.equal((await api.call('PATCH', '/twices/1', { body: { label: 'c' } })).status, 400);
  });

  it('relates only what is there', async () => {
    const { body } = await api.call('PUT', '/parents/1/tags/none');
    assert.equal(body.error.code, 'NOT_FOUND');
    await api.session.query(`insert into tags values ('a')`);
    for (const [target, status] of [
      ['/parents/1/tags/a', 204],
      ['/parents/99/tags/a', 404],
      ['/tags/a/parents/99', 404],
    ] as const)
      assert.equal((await api.call('PUT', target)).status, status, target);
  });

  it('pages through keys that JSON has no words for', async () => {
    for (const list of ['shares', 'moments']) {
      for (const sign of ['', '-']) {
        const sort = list === 'shares' ? 'v' : 'at';
        let query = `limit=1&sort=${sign}${sort}`;
        const seen: string[] = [];
        for (let page = 0; page < 6; page++) {
          const { status, body } = await api.call('GET', `/${list}?${query}`);
          assert.equal(status, 200, JSON.stringify(body));
          seen.push(...body.data.map((one: unknown) => JSON.stringify(one)));
          if (!body.has_more) break;
          query = `limit=1&sort=${sign}${sort}&cursor=${body.next_cursor}`;
        }
        assert.equal(new Set(seen).size, 5, seen.join('\n'));
      }
    }
  });

  it('lives on when its connection is taken away within a transaction', async () => {
    const answer = api.call('POST', '/slows', { body: { id: 1 } });
    const kill = `select pg_terminate_backend(pid) as done from pg_stat_activity where usename = 'table_api' and wait_event = 'PgSleep'`;
    for (let rows: readonly unknown[] = []; rows.length === 0; ) rows = await api.session.query(kill);
    const { status, headers } = await answer;
    assert.deepEqual([status, headers['retry-after']], [503, '1']);
    assert.equal((await api.call('GET', '/slows')).status, 200);
  });

  it('answers 503 when its connection is taken away between two statements', async () => {
    const load = (file: string) => import(pathToFileURL(path.join(api.folder, file)).href);
    const [{ database }, { sql: piece }] = await Promise.all([load('database.ts'), load('runtime/sql.ts')]);
    const work = database.write({ auth: {} }, async (db: Queryable) => {
      const { rows } = await db.query(piece`select pg_backend_pid()`);
      const pid = rows[0]![0];
      await api.session.query('select pg_terminate_backend($1, 5000)', [pid]);
      await new Promise(setImmediate);
      await db.query(piece`select 1`);
    });
    await assert.rejects(work, { status: 503 });
    assert.equal((await api.call('GET', '/slows')).status, 200);
  });
});
