/** Migrations in stages on a real server: code that knows the old schema and code that knows the new one run beside each other. */
import assert from 'node:assert/strict';
import { reach } from '../../src/database/reach.js';
import type { Session } from '../../src/database/session.js';
import { resolveRenames } from '../../src/schema/diff/renameResolve.js';
import { renameStatements } from '../../src/schema/diff/renameStatements.js';
import { sideOf } from '../../src/schema/diff/side.js';
import { withDataSteps } from '../../src/schema/migration/dataSteps.js';
import { expandContract } from '../../src/schema/migration/expandContract.js';
import { onlineSteps } from '../../src/schema/migration/online.js';
import { differences, inventoryOf, read, runSegments, statementsOf, withScript } from './stepsHarness.js';

interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly rows: string;
  readonly renames?: readonly string[];
  /** `#` is another number each time. */
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** Empty result: nothing went apart, asked before the contract. */
  readonly apart?: string;
  /** Stages that have something to do. */
  readonly stages: readonly ('expand' | 'backfill' | 'contract')[];
}

const cases: readonly Case[] = [
  {
    name: 'what only comes',
    from: 'create table users (id int primary key, a int);',
    to: `create table users (id int primary key, a int, b text default 'x' not null, c int); create index users_a on users (a); create table orders (id int primary key, user_id int references users);
      create unique index users_c on users (c); alter table users add constraint c_positive check (c > 0);`,
    rows: 'insert into users select i, i from generate_series(1, 100) i',
    old: ['insert into users values (#, 1)', 'select id, a from users', 'update users set a = a + 1 where id = 1'],
    new: [
      'insert into users (id, a, c) values (#, 1, #)',
      'insert into orders values (#, 1)',
      'select b, c from users',
    ],
    stages: ['expand'],
  },
  {
    name: 'what goes, and what old code does not know',
    from: 'create table users (id int primary key, a int, b text); create table gone (id int); create view v as select id, b from users; create index users_a on users (a);',
    to: `create table users (id int primary key, a int not null default 0, c int not null); create view v as select id from users; alter table users add constraint a_positive check (a >= 0), add unique (a, id);`,
    rows: 'insert into users select i, i from generate_series(1, 100) i',
    old: [
      'insert into users (id, b) values (#, 1)',
      'select id, b from v',
      'insert into gone values (#)',
      'select a from users',
    ],
    new: [
      'insert into users (id, a, c) values (#, 1, #)',
      'select id from v',
      'update users set c = id where c is null',
    ],
    stages: ['expand', 'contract'],
  },
  {
    name: 'what is forbidden no more',
    from: 'create table p (id int primary key); create table t (id int primary key, p int not null references p, a int not null check (a > 0));',
    to: 'create table p (id int primary key); create table t (id int primary key, p int, a int);',
    rows: 'insert into p values (1); insert into t values (1, 1, 1)',
    old: ['insert into t values (#, 1, 1)', 'select id, p, a from t'],
    new: ['insert into t values (#, 99, -1)', 'insert into t values (#, null, null)'],
    stages: ['expand'],
  },
  {
    name: 'a column whose type changes',
    from: `create table t (id int primary key, a int not null default 5, k int, note text); create index t_a on t (a, id); alter table t add constraint k_once unique (k), add constraint a_small check (a < 100000);`,
    to: `create table t (id int primary key, a bigint not null default 5, k bigint, note text); create index t_a on t (a, id); alter table t add constraint k_once unique (k), add constraint a_small check (a < 100000); comment on column t.a is 'more';`,
    rows: 'insert into t select i, i, i from generate_series(1, 1000) i',
    old: [
      'insert into t (id) values (#)',
      'insert into t (id, a, k) values (#, 3, #)',
      'update t set a = a + 1 where id < 500',
      'update t set k = null where id = 7',
      'select a + 1, k from t',
    ],
    new: ['insert into t (id, a, k) values (#, 4::bigint, #::bigint)', 'select a::bigint from t'],
    apart: 'select * from t where new_a is distinct from a::bigint or new_k is distinct from k::bigint',
    stages: ['expand', 'backfill', 'contract'],
  },
  {
    name: 'a column whose type changes by a cast, under a view',
    from: `create table t (id int primary key, a text not null); create view v as select id, a from t;`,
    to: `create table t (id int primary key, a int not null); create view v as select id, a from t;`,
    rows: `insert into t select i, i from generate_series(1, 1000) i`,
    old: [`insert into t values (#, '12')`, 'select a || a from t', `select a || a from v`],
    new: [`insert into t values (#, '13')`, 'select a::text::int from t'],
    apart: 'select * from t where new_a is distinct from a::int',
    stages: ['expand', 'backfill', 'contract'],
  },
  {
    name: 'a column that gets another name, and its key that of PostgreSQL',
    from: 'create table t (id int primary key, mail text not null unique);',
    to: 'create table t (id int primary key, email text not null unique);',
    rows: 'insert into t select i, i from generate_series(1, 1000) i',
    renames: ['public.t.mail=email'],
    old: [`insert into t (id, mail) values (#, '#')`, 'select mail from t', 'update t set mail = -id where id = 3'],
    new: [`insert into t (id, email) values (#, '#')`, 'select email from t'],
    apart: 'select * from t where email is distinct from mail',
    stages: ['expand', 'backfill', 'contract'],
  },
  {
    name: 'a column that gets another name',
    from: `create table t (id int primary key, "Mail" text not null default 'none', x int); create unique index t_mail on t (lower("Mail")) where "Mail" <> 'none'; alter table t add constraint mail_form check ("Mail" <> '');`,
    to: `create table t (id int primary key, email text not null default 'none', x int); create unique index t_mail on t (lower(email)) where email <> 'none'; alter table t add constraint mail_form check (email <> ''); create index t_x on t (x);`,
    rows: `insert into t select i, 'm' || i from generate_series(1, 1000) i`,
    renames: ['t."Mail"=email'],
    old: [
      'insert into t (id) values (#)',
      `insert into t (id, "Mail") values (#, 'o#')`,
      `update t set "Mail" = 'p' || id where id between 10 and 20`,
      'select "Mail" from t',
    ],
    new: [
      'insert into t (id) values (#)',
      `insert into t (id, email) values (#, 'n#')`,
      `update t set email = 'q' || id where id between 30 and 40`,
      'select email from t',
    ],
    apart: `select * from t where email is distinct from "Mail"`,
    stages: ['expand', 'backfill', 'contract'],
  },
  {
    name: 'a table that gets another name, with a column of it',
    from: `create table users (id serial primary key, mail text not null unique, a int default 1); create table orders (id int primary key, user_id int references users);`,
    to: `create table customers (id serial primary key, email text not null unique, a int default 1, b int); create table orders (id int primary key, user_id int references customers);`,
    rows: `insert into users (mail) select 'm' || i from generate_series(1, 100) i`,
    renames: [
      'users=customers',
      'users.mail=email',
      'users_pkey=customers_pkey',
      'users_mail_key=customers_email_key',
      'users_id_seq=customers_id_seq',
    ],
    old: [
      `insert into users (mail) values ('o#') on conflict (mail) do nothing`,
      `update users set mail = mail || 'x' where id = 3`,
      'select u.id, u.mail, u.a from users u left join orders o on o.user_id = u.id',
      'delete from users where id = 5',
    ],
    new: [
      `insert into customers (email, b) values ('n#', 3)`,
      'select id, email, b from customers',
      `update customers set email = email || 'y' where id = 4`,
    ],
    stages: ['expand', 'contract'],
  },
  {
    name: 'values of an enum',
    from: `create type s as enum ('a', 'b'); create table t (id int primary key, s s); create type r as enum ('x', 'y'); create table u (id int, r r);`,
    to: `create type s as enum ('a', 'b', 'c'); create table t (id int primary key, s s); create type r as enum ('x'); create table u (id int, r r);`,
    rows: `insert into t values (1, 'a'); insert into u values (1, 'x')`,
    old: [`insert into t values (#, 'b')`, `select r = 'y' from u`],
    new: [`insert into t values (#, 'c')`, `insert into u values (#, 'x')`],
    stages: ['expand', 'contract'],
  },
];

let number = 10_000;

async function runAll(session: Session, statements: readonly string[], when: string): Promise<void> {
  for (const statement of statements) {
    const sql = statement.replaceAll('#', () => String(++number));
    try {
      await session.execute(sql);
    } catch (error) {
      assert.fail(`${when}: ${sql}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

for (const { name, from, to, rows, renames: asked = [], old, new: now, apart, stages: expected } of cases) {
  describe(`stages: ${name}`, function () {
    this.timeout(60_000);

    for (const isOnline of [false, true]) {
      it(`are safe for old and new code${isOnline ? ', online' : ''}`, async () => {
        const source = await inventoryOf('native', from);
        const target = await inventoryOf('native', to);
        const renames = resolveRenames(asked, source, target);
        const { steps, renamed } = await withScript('native', from, async session => {
          await runSegments(session, renameStatements(renames));
          const renamed = await read(session);
          return { renamed, steps: (await reach(session, target, read)).steps };
        });
        const context = { source: sideOf(renamed), target: sideOf(target), version: source.version };
        const plain = expandContract(withDataSteps(steps, context), context, renames);
        const staged = isOnline
          ? { ...plain, expand: onlineSteps(plain.expand, context), contract: onlineSteps(plain.contract, context) }
          : plain;
        const full = (['expand', 'backfill', 'contract'] as const).filter(stage => staged[stage].length > 0);
        assert.deepEqual(
          full,
          expected,
          JSON.stringify(
            statementsOf(staged.contract).map(({ sql }) => sql),
            null,
            1,
          ),
        );
        await withScript('native', `${from}\n${rows}`, async session => {
          await runAll(session, old, 'before all');
          await runSegments(session, statementsOf(staged.expand));
          await runAll(session, [...old, ...now, ...old], 'after expand');
          await runSegments(session, statementsOf(staged.backfill));
          await runAll(session, [...now, ...old, ...now], 'after backfill');
          if (apart !== undefined) assert.deepEqual(await session.query(apart), []);
          await runSegments(session, statementsOf(staged.contract));
          await runAll(session, now, 'after contract');
          assert.deepEqual(await differences(session, target), []);
        });
      });
    }
  });
}

describe('stages: the view of an old name', function () {
  this.timeout(60_000);
  const from = `create schema "a b"; create table "a b"."Users" (id int primary key, mail text, secret text);
    grant select, insert on "a b"."Users" to "ec Reader"; grant select on "a b"."Users" to ec_boss with grant option;
    grant select (id, mail), update (mail) on "a b"."Users" to ec_clerk;`;
  const to = `create schema "a b"; create table "a b".people (id int primary key, email text, secret text);`;

  it('is for those who could use the table, and nobody else', async () => {
    const [source, target] = [await inventoryOf('native', from), await inventoryOf('native', to)];
    const renames = resolveRenames(['"a b"."Users"=people', '"a b"."Users".mail=email'], source, target);
    const expand = await withScript('native', from, async session => {
      await runSegments(session, renameStatements(renames));
      const renamed = await read(session);
      const context = { source: sideOf(renamed), target: sideOf(target), version: source.version };
      return statementsOf(expandContract([], context, renames).expand);
    });
    const granted = await withScript('native', from, async session => {
      await runSegments(session, expand);
      return session.query<{ one: string }>(
        `select concat_ws(' ', g.grantee::regrole, g.privilege_type, g.is_grantable, a.attname) as one
         from pg_class c left join pg_attribute a on a.attrelid = c.oid cross join aclexplode(case when a.attnum = 1 then null else a.attacl end) g
         where c.oid = '"a b"."Users"'::regclass and g.grantee <> c.relowner
         union select concat_ws(' ', g.grantee::regrole, g.privilege_type, g.is_grantable) from pg_class c, aclexplode(c.relacl) g
         where c.oid = '"a b"."Users"'::regclass and g.grantee <> c.relowner
         union select concat_ws(' ', g.grantee::regrole, g.privilege_type, g.is_grantable, 'id') from pg_attribute a, aclexplode(a.attacl) g
         where a.attrelid = '"a b"."Users"'::regclass and a.attnum = 1 order by 1`,
      );
    });
    assert.deepEqual(
      granted.map(({ one }) => one),
      [
        '"ec Reader" INSERT f',
        '"ec Reader" SELECT f',
        'ec_boss SELECT t',
        'ec_clerk SELECT f id',
        'ec_clerk SELECT f mail',
        'ec_clerk UPDATE f mail',
      ],
    );
  });
});
