/** Sample rows for schemas of all kinds, on real servers. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadScript } from '../../src/database/loadScript.js';
import { type Filling, fillTables } from '../../src/database/prove/sampleRows/fillTables.js';
import { readRows, type StoredTable } from '../../src/database/prove/survival/readRows.js';
import { DatabaseError, type Session } from '../../src/database/session.js';
import { type EngineKind, testEngine } from './engine.js';
import { inDatabase } from './prove.js';
import { randomScript } from './randomScript.js';

interface Filled {
  readonly without: Filling['without'];
  /** By name. */
  readonly tables: ReadonlyMap<string, StoredTable>;
}

async function fill(session: Session, isPlain = false): Promise<Filled> {
  const { without } = await fillTables(session, { isPlain });
  const stored = [...(await readRows(session)).values()];
  return { without, tables: new Map(stored.map(table => [table.name, table])) };
}

async function filled(kind: EngineKind, sql: string, isPlain = false): Promise<Filled> {
  return inDatabase(await testEngine(kind), sql, ({ session }) => fill(session, isPlain));
}

const values = (table: StoredTable | undefined, column: string): readonly (string | null)[] => {
  const at = table!.columns.findIndex(({ name }) => name === column);
  return table!.rows!.map(row => row[at]!);
};

/** Every type that PostgreSQL 18 has and that a column can be of, but for XML, which not every server has. */
const types = `
  boolean, smallint, integer, bigint, real, double precision, numeric, numeric(10,2), numeric(3,3), numeric(5), numeric(4,-2), money,
  text, varchar, varchar(3), varchar(1), char, char(5), name, "char", bytea, bit, bit(8), varbit, varbit(5), uuid,
  date, time, time(0), timetz, timetz(2), timestamp, timestamp(0), timestamptz, timestamptz(3), interval, interval(2), interval year to month,
  json, jsonb, jsonpath, tsvector, tsquery, inet, cidr, macaddr, macaddr8, point, line, lseg, box, path, polygon, circle,
  pg_lsn, xid, xid8, cid, oid, tid, txid_snapshot, pg_snapshot, int2vector, oidvector, aclitem, refcursor,
  regclass, regtype, regproc, regprocedure, regoper, regoperator, regrole, regnamespace, regconfig, regdictionary, regcollation,
  int4range, int8range, numrange, daterange, tsrange, tstzrange, int4multirange, datemultirange, tstzmultirange,
  integer[], text[], varchar(3)[], numeric(4,1)[], uuid[], jsonb[], timestamptz[], boolean[][], box[], int4range[], bytea[],
  mood, email, positive, short[], pair, nested, pair[], floats, zip`
  .split(/,(?![^(]*\))/)
  .map(type => type.trim());

const userTypes = `
  create type mood as enum ('fine', 'so "so"', 'it''s, bad');
  create domain email as text check (value ~ '^[^@\\s]+@[a-z]+\\.[a-z]{2,}$');
  create domain positive as numeric(8,2) not null check (value > 0 and value < 1000);
  create domain short as varchar(4) constraint filled check (length(value) between 2 and 3);
  create domain zip as text check (value similar to '[0-9]{5}(-[0-9]{4})?');
  create type pair as (a integer, b text);
  create type nested as (p pair, m mood[], e email);
  create type floats as range (subtype = float8, subtype_diff = float8mi);`;

const everyType = `${userTypes}\n${types.map((type, i) => `create table t${i} (id int primary key, free ${type}, filled ${type} not null);`).join('\n')}`;

const constraints = `
  create table between_dates (starts date not null, ends date not null, check (ends > starts), check (starts > '2030-01-01'));
  create table one_of (a int, b int, c int, check (num_nonnulls(a, b, c) = 1));
  create table implied (kind text not null check (kind in ('a', 'b')), url text check (url like 'https://%'), size int,
    check (kind <> 'a' or url is not null and size is not null), check (kind <> 'b' or url is null), check (size % 7 = 3));
  create table patterns (slug text not null check (slug ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'), code char(6) not null check (code ~ '^[A-Z]{3}\\d{3}$'),
    phone text check (phone ~* '^\\+[1-9]\\d{7,14}$' and phone !~ '0$'), hash bytea check (octet_length(hash) = 32), lower text check (lower = lower(lower) and length(lower) > 40));
  create table documents (data jsonb not null check (jsonb_typeof(data) = 'object' and data ? 'type' and data ->> 'type' in ('x', 'y')),
    tags text[] check (cardinality(tags) between 1 and 3 and tags <@ array['red', 'green']), options jsonb check (jsonb_typeof(options) = 'array'));
  create table numbers (percent numeric(5,2) not null check (percent >= 0 and percent <= 100), year smallint not null check (year between 1990 and 2050),
    at timestamptz check (extract(year from at) = 2010), even int not null check (even % 2 = 0 and even > 1000), net inet check (masklen(net) = 24));
  create extension btree_gist;
  create table bookings (room int not null, during tstzrange not null, exclude using gist (room with =, during with &&), check (not isempty(during)));
  create table keys (a boolean not null, b text not null check (b in ('x', 'y', 'z')), primary key (a, b), email text, unique nulls not distinct (email));
  create unique index keys_email on keys (lower(email)) where email is not null;
  create table generated (id int generated always as identity primary key, a int not null, twice int generated always as (a * 2) stored, unique (twice), check (twice > 10));
  create table self (id serial primary key, parent int references self, check (parent <> id));
  create table own (id int primary key, boss int not null references own);
  create table hen (id int primary key, egg int not null);
  create table egg (id int primary key, hen int not null references hen);
  alter table hen add foreign key (egg) references egg;
  create table tenants (id uuid primary key);
  create table accounts (tenant uuid not null references tenants, id int, primary key (tenant, id));
  create table ledgers (tenant uuid not null references tenants, id int, account int not null, primary key (tenant, id), foreign key (tenant, account) references accounts);
  create table entries (tenant uuid not null, ledger int not null, account int not null, foreign key (tenant, ledger) references ledgers, foreign key (tenant, account) references accounts);
  create table joins (tenant uuid references tenants, other uuid references tenants, primary key (tenant, other));
  create table later (id int primary key, own int references own deferrable initially deferred);
  create table lists (region text not null, at date not null, n int) partition by list (region);
  create table lists_eu partition of lists for values in ('eu', 'uk') partition by range (at);
  create table lists_eu_2031 partition of lists_eu for values from ('2031-01-01') to ('2031-02-01');
  create table lists_us partition of lists for values in ('us');
  create table ranges (id bigint, at timestamptz not null, kind int not null default 4 check (kind > 3), primary key (id, at)) partition by range (at, id);
  create table ranges_1 partition of ranges for values from ('2020-01-01', 10) to ('2021-01-01', minvalue);
  create table hashed (id uuid primary key) partition by hash (id);
  create table hashed_1 partition of hashed for values with (modulus 4, remainder 1);
  create table refers_to_partitioned (at timestamptz, id bigint, foreign key (id, at) references ranges);
  create table parent (a int not null check (a > 5));
  create table child (b text not null) inherits (parent);
  create unlogged table unlogged (a int);
  create table none ();
  create table secret (a int); alter table secret enable row level security; alter table secret force row level security; create policy p on secret using (false);
  create function stop() returns trigger language plpgsql as 'begin raise exception ''not on a %'', to_char(now(), ''day''); end';
  create function skip() returns trigger language plpgsql as 'begin return null; end';
  create function fill() returns trigger language plpgsql as 'begin new.filled = new.a::text; return new; end';
  create table stopped (a int); create trigger t before insert on stopped for each row execute function stop();
  create table skipped (a int); create trigger t before insert on skipped for each row execute function skip();
  create table instead (a int); create rule r as on insert to instead do instead nothing;
  create table triggered (a int not null, filled text not null); create trigger t before insert on triggered for each row execute function fill();
  create function is_code(text) returns boolean language sql immutable as 'select $1 ~ ''^QX-[0-9]{4}$''';
  create table by_function (code text not null check (is_code(code)));
  create table "Odd ""name" ("a b" text not null check ("a b" in ('it''s')), "select" int unique);
  create table casts (n text not null check (n::int > 17));
  create table seeded (id serial primary key, name text unique); insert into seeded (id, name) select i, 'amber ' || i from generate_series(1, 30) i;`;

for (const kind of ['native', 'embedded'] as const) {
  describe(`sample rows (${kind})`, function () {
    this.timeout(120_000);

    it('are there for columns of every type', async () => {
      const { without, tables } = await filled(kind, everyType);
      assert.deepEqual(without, []);
      for (const [i, type] of types.entries()) {
        const table = tables.get(`public.t${i}`)!;
        assert.equal(table.count, 5, type);
        const isDomainNotNull = type === 'positive';
        assert.ok(isDomainNotNull || values(table, 'free').includes(null), `${type} is NULL once`);
        assert.ok(new Set(values(table, 'filled')).size > 1, `${type} has different values`);
      }
    });

    it('are there whatever the constraints', async () => {
      const { without } = await filled(kind, constraints);
      assert.deepEqual(without, []);
    });
  });
}

describe('sample rows', function () {
  this.timeout(120_000);

  it('hold NULLs and equal values where they may', async () => {
    const { tables } = await filled(
      'native',
      'create table t (id int primary key, a text, b text not null, c text unique)',
    );
    const t = tables.get('public.t');
    assert.ok(values(t, 'a').includes(null));
    assert.ok(new Set(values(t, 'b')).size < t!.count);
    assert.equal(
      new Set(values(t, 'c').filter(value => value !== null)).size,
      values(t, 'c').filter(value => value !== null).length,
    );
  });

  it('are plain when asked: all different, none NULL', async () => {
    const { tables } = await filled('native', 'create table t (id int primary key, a text, b int)', true);
    const t = tables.get('public.t')!;
    for (const column of ['id', 'a', 'b']) {
      assert.equal(new Set(values(t, column)).size, t.count);
      assert.ok(!values(t, column).includes(null));
    }
  });

  it('are the same each time', async () => {
    const [one, two] = [await filled('native', constraints), await filled('native', constraints)];
    const rows = ({ tables }: Filled) => [...tables].map(([name, table]) => [name, table.rows]);
    assert.deepEqual(rows(one), rows(two));
  });

  it('respect foreign keys, even those that go round in circles', async () => {
    await inDatabase(await testEngine('native'), constraints, async ({ session }) => {
      await fill(session);
      // Checked anew by the server.
      await session.execute(`do $$ declare k record; begin
        for k in select conrelid::regclass as t, quote_ident(conname) as c, pg_get_constraintdef(oid) as d from pg_constraint
          where contype = 'f' and conparentid = 0 loop
          execute format('alter table %s drop constraint %s, add constraint %s %s', k.t, k.c, k.c, k.d);
        end loop; end $$`);
      const [hens] = await session.query<{ count: number }>(
        'select count(*)::int from hen join egg on egg.id = hen.egg',
      );
      assert.ok(hens!.count > 0);
    });
  });

  const impossible: readonly (readonly [name: string, sql: string, reason: RegExp])[] = [
    [
      'a check that nothing meets',
      'create table t (a int not null check (a > 5 and a < 3))',
      /No row was found that it takes.*t_a_check/,
    ],
    ['a table without partitions', 'create table t (a int) partition by list (a)', /no partitions/],
    [
      'what it refers to has none',
      'create table p (a int primary key check (a <> a)); create table t (a int not null references p)',
      /It refers to public\.p, which has no row/,
    ],
    [
      'a function in an index that fails',
      `create function f(int) returns int language plpgsql immutable as 'begin raise exception ''never''; end'; create table t (a int not null); create index on t (f(a))`,
      /A trigger or a function of the schema refuses its rows: never/,
    ],
  ];
  for (const [name, sql, reason] of impossible) {
    it(`tells why a table has none: ${name}`, async () => {
      const { without } = await filled('native', sql);
      assert.match(without.find(({ table }) => table === 'public.t')!.reason, reason);
    });
  }

  it('leave no transaction open, and settings as they were', async () => {
    await inDatabase(await testEngine('native'), constraints, async ({ session }) => {
      await fill(session);
      const [row] = await session.query<object>(
        `select current_setting('session_replication_role') as role, current_setting('statement_timeout') as timeout`,
      );
      assert.deepEqual(row, { role: 'origin', timeout: '0' });
      await session.execute('VACUUM secret');
    });
  });

  it('are there for whatever random statements made', async () => {
    const engine = await testEngine('native');
    let [all, empty] = [0, 0];
    await fc.assert(
      fc.asyncProperty(randomScript, async sql => {
        const db = await engine.scratch();
        try {
          for (const statement of sql.split(';\n'))
            await db.session.execute(statement).catch(error => assert.ok(error instanceof DatabaseError));
          await db.session.execute('ROLLBACK');
          const { without, tables } = await fill(db.session);
          const could = without.filter(({ reason }) => !/no partitions|which has no row/.test(reason));
          [all, empty] = [all + tables.size, empty + could.length];
        } finally {
          await db.drop();
        }
      }),
      { numRuns: 40 },
    );
    assert.ok(empty <= all * 0.05, `${empty} of ${all} tables are empty`);
  });
});

describe('sample rows of real schemas', function () {
  this.timeout(300_000);
  const folder = path.join(__dirname, '../../../shared/corpus/sql');

  it('are there for nearly every table', async function () {
    if (!existsSync(folder)) return this.skip();
    let [all, empty, milliseconds] = [0, 0, 0];
    for (const file of readdirSync(folder).filter(name => name.endsWith('.sql'))) {
      const db = await (await testEngine('native')).scratch();
      try {
        const text = readFileSync(path.join(folder, file), 'utf8');
        // Some need extensions that are not here: what comes before is good, too.
        await loadScript(db.session, { path: `/${file}`, text }).catch(() => undefined);
        await db.session.execute('ROLLBACK');
        const start = performance.now();
        const { without, tables } = await fill(db.session);
        milliseconds += performance.now() - start;
        [all, empty] = [all + tables.size, empty + without.length];
      } finally {
        await db.drop();
      }
    }
    console.log(`      ${all - empty} of ${all} tables have rows, in ${Math.round(milliseconds)} ms`);
    assert.ok(empty <= all * 0.02);
  });
});
