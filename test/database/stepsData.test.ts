/** Changes of tables with rows on a real server: filled, said, kept and brought back. */
import assert from 'node:assert/strict';
import { copyFirst, withLosses } from '../../src/schema/migration/copyFirst.js';
import { withDataSteps } from '../../src/schema/migration/dataSteps.js';
import { onlineSteps } from '../../src/schema/migration/online.js';
import { differences, read, runSegments, sqlOf, statementsOf, waysBetween, withScript } from './stepsHarness.js';

async function withData(from: string, to: string) {
  const ways = await waysBetween('native', from, to);
  const [there, back] = ways.contexts;
  return { ...ways, up: withDataSteps(ways.up, there), down: withDataSteps(ways.down, back) };
}

const hazards = (steps: Parameters<typeof statementsOf>[0], kind = 'dependsOnData') =>
  statementsOf(steps).flatMap(one =>
    (one.hazards ?? []).filter(hazard => hazard.kind === kind).map(({ reason }) => reason),
  );

describe('steps for tables with rows', function () {
  this.timeout(60_000);

  it('fill what becomes NOT NULL with its default, and nothing else', async () => {
    const from = 'create table t (id int, a int, b text); create table empty (id int);';
    const to = `create table t (id int, a int not null default 7, b text not null, c int not null, d int not null default 1); create table empty (id int not null);`;
    const { up, source, target, down } = await withData(from, to);
    assert.deepEqual(
      sqlOf(up).filter(sql => sql.includes('public.t ')),
      [
        'ALTER TABLE public.t ALTER COLUMN b SET NOT NULL',
        'ALTER TABLE public.t ADD COLUMN c integer',
        'ALTER TABLE public.t ALTER COLUMN c SET NOT NULL',
        'ALTER TABLE public.t ADD COLUMN d integer DEFAULT 1 NOT NULL',
        'UPDATE public.t SET a = 7 WHERE a IS NULL',
        'ALTER TABLE public.t ALTER COLUMN a SET NOT NULL',
        'ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 7',
      ].sort((a, b) => sqlOf(up).indexOf(a) - sqlOf(up).indexOf(b)),
    );
    const said = hazards(up).join('\n');
    assert.match(said, /UPDATE public\.t SET b = … WHERE b IS NULL/);
    assert.match(said, /t has rows: c has no default to fill them with\. .*UPDATE public\.t SET c = … WHERE c IS NULL/);
    await withScript('native', `${from} insert into t values (1, null, 'x'), (2, 5, 'y')`, async session => {
      const statements = statementsOf(up).map(one =>
        one.sql.endsWith('COLUMN c SET NOT NULL') ? [{ sql: 'UPDATE public.t SET c = id' }, one] : [one],
      );
      await runSegments(session, statements.flat());
      assert.deepEqual(await differences(session, target), []);
      assert.deepEqual(await session.query('select a, c, d from t order by id'), [
        { a: 7, c: 1, d: 1 },
        { a: 5, c: 2, d: 1 },
      ]);
      await runSegments(session, statementsOf(down));
      assert.deepEqual(await differences(session, source), []);
    });
  });

  it('say with which query offending rows are found', async () => {
    const from = `create table parents (a int, b int, primary key (a, b)); create table t (id int, a int, "B" int, c text, d numeric, e timestamp, f bigint);`;
    const to = `create table parents (a int, b int, primary key (a, b));
      create table t (id int unique, a int check (a > 0), "B" int, c varchar(5), d int, e date, f int,
        foreign key (a, "B") references parents, unique nulls not distinct (a, "B"));
      create unique index on t (lower(c), "B" desc) where a > 1;`;
    const { up } = await withData(from, to);
    const rows = `insert into parents values (1, 1); insert into t values (1, 1, 1, 'abc', 1, now(), 1), (1, 1, 1, 'ABC', 1, now(), 1), (2, -1, 3, 'abcdefgh', 9e20, now(), 9e15)`;
    await withScript('native', `${from} ${rows}`, async session => {
      const found: Record<string, number> = {};
      for (const reason of hazards(up)) {
        const [, query] = /(SELECT .*)$/.exec(reason) ?? [];
        assert.ok(query, reason);
        found[query] = (await session.query(query)).length;
      }
      assert.deepEqual(found, {
        'SELECT * FROM public.t WHERE ((a > 0)) IS FALSE': 1,
        'SELECT id, count(*) FROM public.t WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1': 1,
        'SELECT a, "B", count(*) FROM public.t GROUP BY a, "B" HAVING count(*) > 1': 1,
        'SELECT child.* FROM public.t child WHERE child.a IS NOT NULL AND child."B" IS NOT NULL AND NOT EXISTS (SELECT FROM public.parents parent WHERE parent.a = child.a AND parent.b = child."B")': 1,
        'SELECT lower((c)::text), "B", count(*) FROM public.t WHERE (a > 1) AND lower((c)::text) IS NOT NULL AND "B" IS NOT NULL GROUP BY lower((c)::text), "B" HAVING count(*) > 1': 0,
        'SELECT c FROM public.t WHERE length(c::text) > 5': 1,
        'SELECT d FROM public.t WHERE d NOT BETWEEN -2147483648 AND 2147483647': 1,
        'SELECT f FROM public.t WHERE f NOT BETWEEN -2147483648 AND 2147483647': 1,
      });
    });
    assert.deepEqual(hazards(up, 'deletesData').sort(), [
      'Fractions of values of public.t.d are lost.',
      'Times of the day of public.t.e are lost.',
    ]);
  });

  it('say which values of an enum rows must not have, and what cannot be read as another type', async () => {
    const from = `create type s as enum ('a', 'b', 'it''s'); create table t (id int, s s, n text, l s[]);`;
    const to = `create type s as enum ('a'); create table t (id int, s s, n int, l s[]);`;
    const said = hazards((await withData(from, to)).up).join('\n');
    assert.match(
      said,
      /one of the values 'b', 'it''s'\. Find them with SELECT \* FROM public\.t WHERE s::text IN \('b', 'it''s'\)/,
    );
    assert.match(said, /WHERE l::text\[\] && ARRAY\['b', 'it''s'\]/);
    assert.match(said, /SELECT n FROM public\.t WHERE NOT pg_input_is_valid\(n::text, 'integer'\)/);
  });

  it('say nothing of rows of tables that are made', async () => {
    const { up } = await withData(
      '',
      'create table p (id int primary key); create table t (id int not null, p int references p, unique (id)); create index on t (p);',
    );
    assert.deepEqual(
      statementsOf(up).flatMap(one => one.hazards ?? []),
      [],
    );
  });

  it('say what does not come back', async () => {
    const { up, down } = await withData(
      'create table a (id int); create table b (id int, c text);',
      'create table b (id int);',
    );
    assert.deepEqual(hazards(withLosses({ up, down }).down, 'deletesData').sort(), [
      'The rows that public.a had do not come back: they were dropped.',
      'The values that public.b.c had do not come back: they were dropped.',
    ]);
  });
});

const shop = `
create schema app; create type app.state as enum ('open', 'it''s'); create domain app.mail as text check (value like '%@%');
create table app.users (id serial primary key, name text not null, mail app.mail not null unique, states app.state[] not null default '{}',
  number int generated always as identity, shout text generated always as (upper(name)) stored, changed int default 0);
create function app.touch() returns trigger language plpgsql as 'begin new.changed := new.changed + 1; return new; end';
create trigger touched before update on app.users for each row execute function app.touch();
create table app.orders (id bigint generated always as identity (start 10), user_id int not null references app.users, state app.state, at date not null) partition by range (at);
create table app.old_orders partition of app.orders for values from (minvalue) to ('2020-01-01');
create table app.new_orders partition of app.orders for values from ('2020-01-01') to (maxvalue);
create table app.same (id int, x int);
`;
const rows = `
insert into app.users (name, mail, states) select 'n' || i, i || '@x', case when i % 2 = 0 then '{it''s,open}' else '{}' end::app.state[] from generate_series(1, 50) i;
insert into app.orders (user_id, state, at) select i, 'open', date '2019-12-01' + i from generate_series(1, 50) i;
insert into app.same values (1, 1);
`;
const contents = `select (select jsonb_agg(to_jsonb(u) order by id) from app.users u) as users, (select jsonb_agg(to_jsonb(o) order by id) from app.orders o) as orders,
  (select jsonb_agg(tableoid::regclass::text order by id) from app.orders) as places`;

describe('rows are copied before they are dropped', function () {
  this.timeout(60_000);
  const cases: Readonly<Record<string, string>> = {
    'of everything': 'create schema app; create table app.same (id int, x int);',
    'of columns': shop.replace(
      /name text not null, mail app.mail not null unique, states .*\n.*changed int default 0/,
      'changed int default 0',
    ),
    'of tables with what they need': shop.replace(/create table app\.orders[\s\S]*maxvalue\);/, ''),
  };
  for (const [name, to] of Object.entries(cases)) {
    for (const isOnline of [false, true]) {
      it(`${name}${isOnline ? ', online' : ''}`, async () => {
        const { up, down, contexts, source, target } = await withData(shop, to);
        const both = copyFirst({ up, down }, contexts);
        const there = isOnline ? onlineSteps(both.up, contexts[0]) : both.up;
        const back = isOnline ? onlineSteps(both.down, contexts[1]) : both.down;
        await withScript('native', shop + rows, async session => {
          const before = await session.query(contents);
          await runSegments(session, statementsOf(there));
          assert.deepEqual(await differences(session, target), []);
          await runSegments(session, statementsOf(back));
          assert.deepEqual(await differences(session, source), []);
          assert.deepEqual(await session.query(contents), before);
          assert.deepEqual(
            (await read(session)).objects.filter(({ schema }) => schema === 'senior_backend'),
            [],
          );
          assert.deepEqual(await session.query(`select relname from pg_class where relname like 'kept%'`), []);
          // Numbers go on.
          await session.execute(`insert into app.users (name, mail) values ('new', 'n@x')`);
          const [row] = await session.query<{ id: number }>(`select id from app.users where name = 'new'`);
          assert.equal(row!.id, 51);
        });
      });
    }
  }
});
