// The runtime that handlers of tables are given, on a real PostgreSQL: the embedded one, as the generated API starts it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idempotencySql } from '../../src/resources/code/databaseFiles.js';
import * as c from '../../src/scaffold/runtime/columns.js';
import { Database } from '../../src/scaffold/runtime/database.js';
import { embeddedPool } from '../../src/scaffold/runtime/embedded.js';
import { type Context, HttpError } from '../../src/scaffold/runtime/http.js';
import { readPage } from '../../src/scaffold/runtime/pages.js';
import { commas, sql, where } from '../../src/scaffold/runtime/sql.js';
import { isKnown, wantedVersions } from '../../src/scaffold/runtime/versions.js';

const schema = `
  create table notes (id int generated always as identity primary key, owner text not null, title text not null unique,
    rank int check (rank > 0), made timestamptz not null default '2026-01-01T00:00:00.123456Z');
  create table replies (note int not null references notes);
  create policy mine on notes using (owner = current_setting('app.user_id', true));
  alter table notes enable row level security;`;

const context = (user: string, operationId = 'createNote') =>
  ({ operationId, auth: user === '' ? {} : { bearerAuth: { sub: user } } }) as unknown as Context;
const subject = ({ auth }: Context) => (auth['bearerAuth'] as { sub?: string } | undefined)?.sub;

function openDatabase(): Database {
  return new Database({
    pool: () => embeddedPool({ schema: [schema, idempotencySql], extensions: [] }),
    constraints: { 'public.notes': { notes_title_key: ['title'], notes_rank_check: ['rank'] } },
    settings: of => {
      const user = subject(of);
      return user === undefined ? ({} as Record<string, string>) : { 'app.user_id': user };
    },
    caller: of => subject(of) ?? '',
  });
}

async function refused(work: Promise<unknown>): Promise<HttpError> {
  const error = await work.then(
    () => assert.fail('It was not refused.'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpError, String(error));
  return error;
}

describe('the runtime of handlers over tables', function () {
  this.timeout(60_000);
  let db: Database;
  before(() => {
    db = openDatabase();
  });
  after(() => db.close());

  const add = (user: string, title: string, rank: number | null = null) =>
    db.write(context(user), tx =>
      tx.query(sql`insert into notes (owner, title, rank) values (${user}, ${title}, ${rank}) returning id`),
    );

  it('keeps values apart from SQL', async () => {
    const hostile = `'; drop table notes; --`;
    const piece = where([sql`${hostile} = ${hostile}`, false, undefined]);
    assert.deepEqual(sql`select 1${piece}`.statement(), { text: 'select 1 where $1 = $2', values: [hostile, hostile] });
    assert.equal(commas([]).statement().text, '');
    // What a request holds can look like a piece of SQL and is none.
    const forged = JSON.parse(JSON.stringify(sql`1; drop table notes`)) as object;
    assert.equal(sql`select ${forged}`.statement().text, 'select $1');
    const { rows } = await db.read(context(''), on => on.query(sql`select ${hostile}::text`));
    assert.deepEqual(rows, [[hostile]]);
  });

  it('gives and takes values of every kind', async () => {
    const range = (lower: unknown, upper: unknown) => ({
      ...{ empty: false, lower, upper, lower_inclusive: lower !== null, upper_inclusive: false },
    });
    const cases: readonly [type: string, codec: c.Codec, value: unknown][] = [
      ['bigint', c.text, '9007199254740993'],
      ['numeric', c.text, '0.10000000000000000001'],
      ['int', c.number, -5],
      ['double precision', c.number, 0.1],
      ['boolean', c.boolean, true],
      ['jsonb', c.json, { a: [1, null, 'x"'] }],
      ['bytea', c.bytes, Buffer.from([0, 255, 92]).toString('base64')],
      ['timestamptz', c.timestamp, '2026-01-31T10:00:00.123456Z'],
      ['timestamp', c.timestamp, '2026-01-31T10:00:00.5'],
      ['timetz', c.time, '10:00:00+02:00'],
      ['interval', c.text, 'P1DT2H'],
      [
        'int[]',
        c.array(c.array(c.number)),
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['bytea[]', c.array(c.bytes), [Buffer.from('a"\\').toString('base64')]],
      ['jsonb[]', c.array(c.json), [{ a: 1 }, [2], 'three']],
      ['int4range', c.range(c.number), range(1, 5)],
      ['tstzrange', c.range(c.timestamp), range('2026-01-31T10:00:00Z', null)],
      ['numrange[]', c.array(c.range(c.text)), [range('1.5', '2'), range(null, '3')]],
      ['datemultirange', c.ranges(c.text), [range('2026-01-01', '2026-01-02'), range('2026-02-01', null)]],
    ];
    for (const [type, codec, value] of cases) {
      const read = await roundTrip(db, type, codec.write(value as never));
      assert.deepEqual(codec.read(read), value, type);
    }
  });

  it('gives back any text in any array', async () => {
    const codec = c.array(c.text);
    const text = fc.string({ unit: 'grapheme' }).filter(one => !one.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { minLength: 1 }), async values => {
        assert.deepEqual(codec.read(await roundTrip(db, 'text[]', codec.write(values as never))), values);
      }),
      { numRuns: 50 },
    );
  });

  it('lists in pages that neither lose nor repeat a row', async () => {
    for (let rank = 1; rank <= 7; rank++) await add('ann', `page ${rank}`, (rank % 3) + 1);
    const columns = new c.Columns<{ id: number; rank: number }>([
      c.column('id', sql`"id"`, c.number),
      c.column('rank', sql`"rank"`, c.number),
    ]);
    const list = { from: sql`notes`, columns, where: [sql`rank is not null`], sorts: { rank: ['rank', 'id'] } };
    for (const sort of ['rank', '-rank']) {
      const seen: { id: number; rank: number }[] = [];
      for (let cursor: string | undefined, left = 10; left > 0; left--) {
        const page = await db.read(context('ann'), on => readPage(on, list, { limit: 2, sort, cursor }));
        seen.push(...page.data);
        assert.equal(page.has_more, page.next_cursor !== null);
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
      const way = sort === 'rank' ? 1 : -1;
      const sorted = [...seen].sort((a, b) => way * (a.rank - b.rank || a.id - b.id));
      assert.equal(new Set(seen.map(({ id }) => id)).size, 7);
      assert.deepEqual(seen, sorted);
    }
    for (const cursor of ['x', '', Buffer.from('["-rank",1,2]').toString('base64url'), 'bnVsbA', 'W10']) {
      const error = await refused(
        db.read(context('ann'), on => readPage(on, list, { limit: 2, sort: 'rank', cursor })),
      );
      assert.equal(error.status, 400, cursor);
    }
  });

  it('answers what the server refuses with what to do, and nothing of other rows', async () => {
    await add('ann', 'once');
    const taken = await refused(add('bob', 'once'));
    assert.deepEqual([taken.status, taken.details], [409, [{ field: 'body.title', message: 'is taken' }]]);
    const rule = await refused(add('ann', 'low', -1));
    assert.deepEqual([rule.status, rule.details], [422, [{ field: 'body.rank', message: 'breaks notes_rank_check' }]]);
    const run = (statement: ReturnType<typeof sql>) => refused(db.write(context('ann'), on => on.query(statement)));
    assert.equal((await run(sql`insert into replies values (0)`)).status, 422);
    assert.equal((await run(sql`insert into notes (owner) values ('ann')`)).status, 422);
    assert.equal((await run(sql`select ${'x'}::int`)).status, 400);
    assert.equal((await run(sql`select 2147483647 + ${1}::int`)).status, 400);
    const unknown = await db.write(context('ann'), on => on.query(sql`select * from nowhere`)).catch((e: Error) => e);
    assert.ok(unknown instanceof Error && !(unknown instanceof HttpError));
  });

  it('shows and takes only what row-level security lets the caller see and write', async () => {
    await add('ann', 'hers');
    const seenBy = (user: string) =>
      db.read(context(user), on => on.query(sql`select from notes where title = 'hers'`).then(({ count }) => count));
    assert.deepEqual([await seenBy('ann'), await seenBy('bob'), await seenBy('')], [1, 0, 0]);
    const foreign = db.write(context('bob'), on => on.query(sql`insert into notes (owner, title) values ('ann', 'x')`));
    assert.equal((await refused(foreign)).status, 403);
  });

  it('does nothing twice for one key of one caller', async () => {
    let runs = 0;
    const once = (user: string, key: string, body: object, fails = false) =>
      db.once(key, body, context(user), async on => {
        runs++;
        const { rows } = await on.query(sql`insert into replies values (1) returning note`);
        if (fails) throw new Error('later');
        return { status: 201, body: { run: runs, note: rows.length } };
      });
    const first = await once('ann', 'k1', { a: 1 });
    assert.deepEqual(await once('ann', 'k1', { a: 1 }), first);
    assert.equal(runs, 1);
    assert.equal((await refused(once('ann', 'k1', { a: 2 }))).status, 422);
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];
    assert.equal((await refused(once('ann', 'k3', { deep }))).status, 400);
    await once('bob', 'k1', { a: 1 });
    assert.equal(runs, 2);
    // What failed is not remembered.
    await assert.rejects(once('ann', 'k2', {}, true), /later/);
    assert.equal((await once('ann', 'k2', {})).body.run, 4);
  });

  it('has the extensions that the embedded server brings, and says which it does not', async () => {
    const open = (name: string) =>
      new Database({
        pool: () => embeddedPool({ schema: [`create extension "${name}"`], extensions: [name] }),
        ...{ constraints: {}, settings: () => ({}), caller: () => '' },
      });
    const known = open('uuid-ossp');
    const { rows } = await known.read(context(''), on => on.query(sql`select uuid_nil()`));
    await known.close();
    assert.deepEqual(rows, [['00000000-0000-0000-0000-000000000000']]);
    await assert.rejects(open('postgis').check(), /extension postgis.*DATABASE_URL/);
  });

  it('reads entity tags as RFC 9110 has them', () => {
    assert.deepEqual(wantedVersions('"1", W/"2", "3"'), ['1', '3']);
    assert.equal(wantedVersions('*'), undefined);
    assert.deepEqual(wantedVersions('garbage'), []);
    assert.ok(isKnown('W/"1", "2"', '"1"'));
    assert.ok(!isKnown('"3"', '"1"'));
  });
});

/** Through a column of the type, so that its input and output functions are called. */
async function roundTrip(db: Database, type: string, value: unknown): Promise<string> {
  return db.write(context(''), async on => {
    // The type is one of this file's.
    const make = [`create temporary table trip (value ${type}) on commit drop`];
    await on.query(sql(Object.assign(make, { raw: make }) as unknown as TemplateStringsArray));
    await on.query(sql`insert into trip values (${value})`);
    const { rows } = await on.query(sql`select value from trip`);
    return rows[0]![0]!;
  });
}
