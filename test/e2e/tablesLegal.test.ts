// Whatever a table may hold can be read: no row breaks the description that was made of its table.
import assert from 'node:assert/strict';
import { type LiveServer, startLiveServer } from '../database/liveServer.js';
import { makeTableApi, type TableApi, type TableApiOptions } from './tableApi.js';

/** Tables by name: the type of the column `v`, and values that it may have. NULL is one of them unless the type says otherwise. */
const legal: Readonly<Record<string, readonly [type: string, ...values: string[]]>> = {
  numerics: ['numeric', "'NaN'", "'Infinity'", "'-Infinity'", '1e131071', '1e-16383', '-0.0', '0.10'],
  prices: ['numeric(10,2) not null check (v >= 0)', "'NaN'", '0', '99999999.99'],
  rounded: ['numeric(3,-2)', '12300', '-99900', "'NaN'"],
  tiny: ['numeric(2,5)', '0.00012'],
  bigs: ['bigint check (v > 0)', '9223372036854775807'],
  doubles: ['double precision not null', "'NaN'", "'Infinity'", "'-Infinity'", "'-0'", '1e308', '5e-324'],
  reals: ['real not null check (v > 0.1 and v < 0.7)', '0.1', '0.7'],
  latitudes: ['double precision not null check (v between -90 and 90)', '-90', '90'],
  days: [
    'date not null',
    "'infinity'",
    "'-infinity'",
    "'0044-03-15 BC'",
    "'10000-01-01'",
    "'5874897-12-31'",
    "'4713-01-01 BC'",
  ],
  moments: [
    'timestamptz not null',
    "'infinity'",
    "'-infinity'",
    "'0044-03-15 00:00:00+00 BC'",
    "'10000-01-01T00:00:00Z'",
    "'294276-12-31'",
    "'2026-01-31T10:00:00.000001Z'",
  ],
  locals: [
    'timestamp not null',
    "'infinity'",
    "'-infinity'",
    "'0044-03-15 BC'",
    "'10000-01-01'",
    "'2026-01-31 10:00:00.5'",
  ],
  clocks: ['time not null', "'24:00:00'", "'00:00:00.000001'"],
  zoned: ['timetz not null', "'24:00:00+00'", "'10:00:00+15:59'", "'10:00:00-15:59:59'", "'10:00:00.5+02'"],
  spans: ['interval not null', "'0'", "'-1 year'", "'1 year -1 day 3.000001 s'", "'178000000 years'"],
  texts: ['text', "''", "'😀'", "E'\\x01\\x7f'", "repeat('\"\\,{}', 100000)"],
  short: ['varchar(2)', "'😀😀'"],
  padded: ['char(5) not null', "'a'", "''"],
  bytes1: ['"char" not null', "'a'", "''", "'\\200'"],
  names: ['name not null', "repeat('x', 63)"],
  blobs: ['bytea', "''", "'\\x00ff'", "decode(repeat('ab', 100000), 'hex')"],
  jsons: [
    'jsonb not null',
    "'null'",
    "'1e400'",
    "'12345678901234567890.123'",
    '\'{"__proto__": 1, "constructor": {"x": 2}}\'',
    "(repeat('[', 3000) || repeat(']', 3000))::jsonb",
  ],
  plain: ['json', "'null'", '\'{"a":1,"a":2}\'', '\'"\\u0000"\'', "(repeat('[', 3000) || repeat(']', 3000))::json"],
  bits: ['bit(3) not null', "B'101'"],
  varbits: ['varbit not null', "B''", "B'1'"],
  uuids: ['uuid not null', "'00000000-0000-0000-0000-000000000000'"],
  nets: ['inet', "'::1/64'", "'10.0.0.0/8'"],
  cash: ['money', "'-12.5'"],
  docs: ['xml', "'<a/>'"],
  points: ['point', "'(NaN,Infinity)'"],
  boxes: ['box[]', "'{(2,2),(1,1);(3,3),(0,0)}'"],
  ints: ['integer[] not null', "'{}'", "'{1,NULL}'", "'{{1,2},{3,4}}'", "'[0:1]={7,8}'"],
  grids: ['integer[][] not null', "'{}'", "'{1,2}'", "'{{1,NULL},{3,4}}'", "'{{{1}},{{2}}}'"],
  tags: ['text[]', '\'{NULL,"NULL","a\\"b","","{"}\'', "array[repeat('x\"', 200000)]"],
  moods: ['mood not null', "'a\"b'", "''", "'__proto__'", "'NULL'"],
  moodses: ['mood[] not null', "array['a\"b', '', 'NULL', null]::mood[]"],
  documents: ['jsonb[] not null', "array['null', '[1]', null]::jsonb[]"],
  days2: ['date[]', "'{infinity}'"],
  doubles2: ['double precision[]', "'{NaN,NULL,-Infinity}'"],
  ranges: ['int4range not null', "'empty'", "'(,)'", "'[1,5]'"],
  periods: [
    'tstzrange not null',
    "'[2026-01-01,infinity)'",
    "'[-infinity,2026-01-01]'",
    "'[0044-01-01 BC,10000-01-01]'",
  ],
  dayranges: ['daterange not null', "'[2026-01-01,infinity)'"],
  numranges: ['numrange not null', "'[1.5,NaN)'", "'[1,Infinity]'"],
  words: ['textrange not null', '\'["","b,c"]\'', "textrange('a\"', 'b\\')", "textrange(repeat('a', 100000), 'b')"],
  multi: ['datemultirange not null', "'{}'", "'{[2026-01-01,2026-02-01),[2027-01-01,infinity)}'"],
  pairs: ['pair', '\'(1,"a,b")\'', "'(,)'"],
  pairses: ['pair[]', 'array[\'(1,"a,b")\', null]::pair[]'],
  lists: ['wordlist not null', "'{}'", "'{a,NULL}'"],
  files: ['xid8', "'7'"],
  transactions: ['xid', "'7'"],
  keys: ['text not null', "'a/b'", "'%2f'", "'?#'", "'..'"],
};

const types = `
  create type mood as enum ('a"b', '', '__proto__', 'NULL');
  create type pair as (n integer, t text);
  create type textrange as range (subtype = text);
  create domain wordlist as text[] check (cardinality(value) < 10);`;

describe('rows that PostgreSQL may hold', function () {
  this.timeout(180_000);
  let server: LiveServer;
  let api: TableApi | undefined;
  before(async () => {
    server = await startLiveServer();
  });
  after(() => server.stop());
  afterEach(() => api?.close());

  const sqlOf = (names: readonly string[], key: string) =>
    types +
    names
      .map(name => {
        const [type, ...values] = legal[name]!;
        const nulls = / not null/.test(type) ? [] : ['null'];
        return `create table ${name} (${key} v ${type}); insert into ${name} (v) values ${[...nulls, ...values].map(one => `(${one})`).join(', ')};`;
      })
      .join('\n');

  /** Tables whose rows are not all listed, with what went wrong. */
  const unlisted = async (
    options: Pick<TableApiOptions, 'name' | 'framework' | 'numbers'>,
    names: readonly string[],
    key: string,
  ) => {
    api = await makeTableApi(server, { ...options, sql: sqlOf(names, key) });
    const broken: string[] = [];
    for (const table of names) {
      const [type, ...values] = legal[table]!;
      const path = api.made.resources.find(({ relation }) => relation === `public.${table}`)!.path;
      const { status, body } = await api.call('GET', path);
      const count = values.length + (/ not null/.test(type) ? 0 : 1);
      if (status !== 200 || body.data.length !== count) broken.push(`${table}: ${status} ${api.logged.at(-1)}`);
    }
    return broken;
  };

  const key = 'id integer generated always as identity primary key,';

  it('are listed', async () => {
    assert.deepEqual(await unlisted({ name: 'legal', framework: 'express' }, Object.keys(legal), key), []);
  });

  it('are listed where there is no key', async () => {
    assert.deepEqual(await unlisted({ name: 'legal-without-key', framework: 'koa' }, Object.keys(legal), ''), []);
  });

  it('are listed with numbers for what has many digits', async () => {
    const names = ['numerics', 'prices', 'rounded', 'tiny', 'bigs', 'numranges'];
    assert.deepEqual(await unlisted({ name: 'legal-numbers', framework: 'fastify', numbers: true }, names, key), []);
  });

  it('are given as PostgreSQL means them', async () => {
    const names = ['days', 'doubles', 'ints', 'grids', 'boxes'];
    assert.deepEqual(await unlisted({ name: 'legal-values', framework: 'express' }, names, key), []);
    const given = async (target: string) =>
      (await api!.call('GET', target)).body.data.map((one: { v: unknown }) => one.v);
    assert.deepEqual((await given('/days')).slice(0, 3), ['infinity', '-infinity', '0044-03-15 BC']);
    assert.deepEqual((await given('/doubles')).slice(0, 4), [null, null, null, 0]);
    assert.deepEqual(await given('/ints'), [[], [1, null], [1, 2, 3, 4], [7, 8]]);
    assert.deepEqual(await given('/grids'), [
      [],
      [[1, 2]],
      [
        [1, null],
        [3, 4],
      ],
      [[1], [2]],
    ]);
    assert.deepEqual(await given('/boxes'), [null, ['(2,2),(1,1)', '(3,3),(0,0)']]);
    const grid = await api!.call('POST', '/grids', {
      body: {
        v: [
          [1, 2],
          [3, 4],
        ],
      },
    });
    assert.deepEqual(
      [grid.status, grid.body.v],
      [
        201,
        [
          [1, 2],
          [3, 4],
        ],
      ],
    );
    const box = await api!.call('POST', '/boxes', { body: { v: ['(3,3),(0,0)', '(2,2),(1,1)'] } });
    assert.deepEqual([box.status, box.body.v], [201, ['(3,3),(0,0)', '(2,2),(1,1)']]);
  });

  it('are listed where other tables inherit, and beyond an outer join', async () => {
    const sql = `create domain wanted as text not null check (value <> '');
      create table base (id integer primary key, v integer not null check (v > 0) no inherit);
      create table heir () inherits (base);
      insert into heir values (1, 1), (2, -1);
      create table one (id integer primary key); insert into one values (1); create table other (id integer primary key, name wanted);
      create view joined as select one.id, other.name from one left join other using (id);`;
    api = await makeTableApi(server, { name: 'legal-heirs', sql, framework: 'express' });
    for (const [target, count] of [
      ['/bases', 2],
      ['/joineds', 1],
    ] as const) {
      const { status, body } = await api.call('GET', target);
      assert.equal(status, 200, String(api.logged.at(-1)));
      assert.equal(body.data.length, count);
    }
  });
});
