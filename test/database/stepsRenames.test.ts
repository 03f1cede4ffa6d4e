/** Renames on a real server: found, run, run back; nothing else differs then. */
import assert from 'node:assert/strict';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { likelyRenames } from '../../src/schema/diff/renameLikely.js';
import { resolveRenames } from '../../src/schema/diff/renameResolve.js';
import { renameStatements, reverseRenames } from '../../src/schema/diff/renameStatements.js';
import { differences, inventoryOf, runSegments, withScript } from './stepsHarness.js';

const shop = `
create schema app;
create type app.state as enum ('open', 'closed', 'lost');
create domain app.email as text constraint email_form check (value like '%@%');
create type app.pair as (a int, b int);
create table app.users (id serial primary key, mail app.email not null, state app.state default 'open', a int, b int,
  constraint mail_once unique (mail), constraint positive check (a > 0));
create index users_a on app.users (a) where b > 1;
create index users_b on app.users (b);
create table app.orders (id int generated always as identity primary key, user_id int not null references app.users (id), p app.pair);
create view app.open_users as select id, mail as m from app.users where state = 'open';
create function app.count_of(s app.state, u app.users) returns bigint language sql as 'select count(*) from app.users';
create function app.touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on app.users for each row execute function app.touch();
alter table app.users enable row level security;
create policy own on app.users using (a = 1);
create sequence app.numbers;
create statistics app.ab on a, b from app.users;
`;

/** The names are changed as the words of a text are. */
const changed = (script: string, names: Readonly<Record<string, string>>) =>
  script.replaceAll(/\w+/g, word => names[word] ?? word);

async function thereAndBack(from: string, to: string, asked: readonly string[]) {
  const source = await inventoryOf('native', from);
  const target = await inventoryOf('native', to);
  await withScript('native', from, async session => {
    const renames = resolveRenames(asked, source, target);
    await runSegments(session, renameStatements(renames));
    assert.deepEqual(await differences(session, target), []);
    await runSegments(session, renameStatements(reverseRenames(renames)));
    assert.deepEqual(await differences(session, source), []);
  });
}

describe('renames on a server', function () {
  this.timeout(60_000);

  it('of everything at once', async () => {
    const names = {
      app: 'shop',
      state: 'status',
      users: 'customers',
      mail: 'email_address',
      email: 'address',
      touched: 'touch_it',
      own: 'mine',
      open_users: 'open_customers',
      count_of: 'number_of',
      touch: 'touching',
      numbers: 'counter',
      ab: 'a_and_b',
      pair: 'two',
      users_a: 'customers_a',
      mail_once: 'email_once',
      positive: 'is_positive',
      email_form: 'address_form',
      orders: 'purchases',
      user_id: 'customer_id',
    };
    // `state` is a column, too; its name stays.
    const to = changed(shop, names)
      .replace('status shop.status', 'state shop.status')
      .replace("status = 'open'", "state = 'open'")
      .replaceAll('text from', 'text from');
    const asked = [
      'app=shop',
      'app.state=status',
      'app.users=customers',
      'users.mail=email_address',
      'app.email=address',
      'users.touched=touch_it',
      'users.own=mine',
      'open_users=open_customers',
      'app.count_of=number_of',
      'touch=touching',
      'numbers=counter',
      'app.ab=a_and_b',
      'pair=two',
      'users_a=customers_a',
      'users.mail_once=email_once',
      'positive=is_positive',
      'email.email_form=address_form',
      'orders=purchases',
      'orders.user_id=customer_id',
      'users.users_pkey=customers_pkey',
      'users_id_seq=customers_id_seq',
      'orders_pkey=purchases_pkey',
      'orders_user_id_fkey=purchases_customer_id_fkey',
    ];
    const source = await inventoryOf('native', shop);
    const target = await inventoryOf('native', to);
    await withScript('native', shop, async session => {
      const renames = resolveRenames(asked, source, target);
      assert.equal(renames.length, asked.length);
      await runSegments(session, renameStatements(renames));
      const left = await differences(session, target);
      // What renames do not reach: names in bodies, the sequence of an identity column, names of NOT NULLs.
      assert.deepEqual(left.map(line => line.split(':')[0]).sort(), [
        'alter column shop.customers.email_address',
        'alter column shop.customers.id',
        'alter column shop.purchases.customer_id',
        'alter column shop.purchases.id',
        'alter function shop.number_of(shop.status, shop.customers)',
      ]);
      await runSegments(session, renameStatements(reverseRenames(renames)));
      assert.deepEqual(await differences(session, source), []);
    });
  });

  it('of names that change places, and of rounds of them', async () => {
    const from = `create type state as enum ('open', 'closed', 'lost'); create table a (x int, y int, z int); create table b (id int); create index i on a (x); create index j on a (y);`;
    const to = `create type state as enum ('closed', 'lost', 'open'); create table b (y int, z int, x int); create table a (id int); create index j on b (y); create index i on b (z);`;
    await thereAndBack(from, to, [
      'a=b',
      'b=a',
      'a.x=y',
      'a.y=z',
      'a.z=x',
      'i=j',
      'j=i',
      'state.open=closed',
      'state.closed=lost',
      'state.lost=open',
    ]);
  });

  it('of names that nobody would choose', async () => {
    const from = `create schema "A.b"; create table "A.b"."T ""x=" ("c.d" int, "e=f" int); create type "A.b".e as enum ('a.b', 'it''s', 'x\\y', 'with blanks');`;
    const to = `create schema "A.b"; create table "A.b"."select" ("C" int, "e f" int); create type "A.b".e as enum ('c', 'its', 'y\\x', 'b l a n k s');`;
    await thereAndBack(from, to, [
      '"A.b"."T ""x="="select"',
      '"T ""x="."c.d"="C"',
      '"select"."e=f"="A.b"."select"."e f"',
      'e."a.b"=c',
      "e.it's=its",
      'e.x\\y="y\\x"',
      'e.with blanks=b l a n k s',
    ]);
  });

  it('are found among what goes and comes, and can be asked for as they are', async () => {
    const names = {
      users: 'customers',
      mail: 'email_address',
      touched: 'touch_it',
      own: 'mine',
      open_users: 'open_customers',
      touch: 'touching',
      users_a: 'by_a',
      mail_once: 'email_once',
      positive: 'is_positive',
      orders: 'purchases',
      user_id: 'customer_id',
      lost: 'missing',
      ab: 'stats',
      state: 'status',
    };
    const to = changed(shop, names);
    const source = await inventoryOf('native', shop);
    const target = await inventoryOf('native', to);
    const found = likelyRenames(source, target);
    assert.deepEqual(
      found.map(({ kind, from, to, isCertain }) => `${isCertain ? '' : '? '}${kind} ${from}=${to}`).sort(),
      [
        '? column app.orders.user_id=customer_id',
        '? column app.users.mail=email_address',
        '? column app.users.state=status',
        '? enum app.state=status',
        '? enumValue app.state.lost=missing',
        '? table app.orders=purchases',
        '? table app.users=customers',
        'constraint app.orders.orders_pkey=purchases_pkey',
        'constraint app.orders.orders_user_id_fkey=purchases_customer_id_fkey',
        'constraint app.users.mail_once=email_once',
        'constraint app.users.positive=is_positive',
        'constraint app.users.users_pkey=customers_pkey',
        'function app.touch()=touching',
        'index app.users_a=by_a',
        'policy app.users.own=mine',
        'sequence app.users_id_seq=customers_id_seq',
        'statistics app.ab=stats',
        'trigger app.users.touched=touch_it',
        'view app.open_users=open_customers',
      ].sort(),
    );
    assert.deepEqual(likelyRenames(source, target), found);
    const renames = resolveRenames(
      found.map(one => `${one.from}=${one.to}`),
      source,
      target,
    );
    assert.deepEqual(
      renames,
      found.map(({ kind, from, to }) => ({ kind, from, to })),
    );
    // After some of them the others are told by the names that they had before all.
    await withScript('native', shop, async session => {
      const taken = resolveRenames(['app.users=customers', 'app.users.mail=email_address'], source, target);
      await runSegments(session, renameStatements(taken));
      const rest = likelyRenames(await readInventory(session), target, taken);
      const wanted = found.filter(({ from }) => from !== 'app.users' && from !== 'app.users.mail');
      assert.deepEqual(
        rest.map(({ from, to }) => `${from}=${to}`).sort(),
        wanted.map(({ from, to }) => `${from}=${to}`).sort(),
      );
    });
  });
});
