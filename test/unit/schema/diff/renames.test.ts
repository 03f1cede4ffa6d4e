import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pendingRenames } from '../../../../src/schema/diff/renamePending.js';
import { resolveRenames } from '../../../../src/schema/diff/renameResolve.js';
import { renameStatements, reverseRenames } from '../../../../src/schema/diff/renameStatements.js';
import type { Rename } from '../../../../src/schema/diff/renames.js';
import type { Inventory, InventoryObject } from '../../../../src/schema/inventory.js';
import { quoteName } from '../../../../src/schema/print.js';

const sql = (renames: readonly Rename[]) => renameStatements(renames).map(statement => statement.sql);

/** `users(id, mail)`, `state[open, closed]`: tables and enums of the schema public, or of the one before the dot. */
function inventory(...texts: readonly string[]): Inventory {
  const objects = texts.flatMap((text): InventoryObject[] => {
    const [, schema = 'public', name = '', open, list = ''] = /^(?:(\w+)\.)?([^([]+)([([])(.*)[)\]]$/.exec(text)!;
    const address = `${schema}.${quoteName(name)}`;
    const names = list.split(', ').filter(Boolean);
    if (open === '[') {
      return [{ id: `enum ${address}`, kind: 'enum', schema, name, address, needs: [], is: { values: names } }];
    }
    const table = { id: `table ${address}`, kind: 'table', schema, name, address, needs: [], is: {} } as never;
    const columns = names.map(
      (column, at) =>
        ({
          id: `column ${address}.${quoteName(column)}`,
          kind: 'column',
          schema,
          name: column,
          address: quoteName(column),
          parent: `table ${address}`,
          needs: [`table ${address}`],
          is: { table: address, position: at + 1, type: 'integer', inherited: column.startsWith('inherited') },
        }) as never,
    );
    return [table, ...columns];
  });
  return { version: 180000, objects, unmodelled: [] };
}

describe('renames that are asked for', () => {
  const source = inventory(
    'users(id, mail)',
    'orders(id, mail, inherited_one)',
    'app.users(id)',
    'state[open, in progress]',
    'Account(Id)',
    'same(x)',
  );
  const target = inventory(
    'customers(id, email)',
    'orders(id, email, inherited_two)',
    'app.users(id)',
    'app.clients(id)',
    'state[opened, running]',
    'Member(Key)',
    'same(x)',
  );
  const resolve = (...asked: string[]) =>
    resolveRenames(asked, source, target).map(({ kind, from, to }) => `${kind} ${from}=${to}`);

  for (const [asked, expected] of [
    ['users=customers', 'table public.users=customers'],
    ['USERS = Customers', 'table public.users=customers'],
    ['public.users=public.customers', 'table public.users=customers'],
    ['orders.mail=email', 'column public.orders.mail=email'],
    ['orders.mail=public.orders.email', 'column public.orders.mail=email'],
    ['state.open=opened', 'enumValue public.state.open=opened'],
    ['public.state.in progress=running', 'enumValue public.state."in progress"=running'],
    ['Account=Member', 'table public."Account"="Member"'],
    ['"Account"="Member"', 'table public."Account"="Member"'],
  ] as const) {
    it(`${asked}: ${expected}`, () => assert.deepEqual(resolve(asked), [expected]));
  }

  it('of a table and its columns, by its old and its new name', () => {
    const expected = ['table public.users=customers', 'column public.users.mail=email'];
    assert.deepEqual(resolve('users=customers', 'users.mail=email'), expected);
    assert.deepEqual(resolve('users=customers', 'customers.mail=email'), expected);
    assert.deepEqual(resolve('users=customers', 'users.mail=customers.email'), expected);
    assert.deepEqual(resolve('Account=Member', 'Account.Id=Key').at(-1), 'column public."Account"."Id"="Key"');
  });

  for (const [asked, message] of [
    ['users', /--rename users is not understood/],
    ['=users', /not understood/],
    ['users=', /not understood/],
    ['a=b=c', /not understood/],
    ['a.b.c.d=e', /not understood/],
    ['"users=customers', /not understood/],
    ['f(int=g', /not understood/],
    ['usrs=customers', /nothing of the name usrs\. Near: .*public\.users/],
    ['users=clientele', /the table public\.users is in the old schema, but public\.clientele is not in the new one/],
    ['orders=app.clients', /public\.orders and app\.clients are not in the same place/],
    ['users=same', /the old schema has public\.same already/],
    ['orders.inherited_one=inherited_two', /has its name from the parent/],
  ] as const) {
    it(`refuses ${asked}`, () => assert.throws(() => resolve(asked), { name: 'Problem', message }));
  }

  it('refuses two names for one, and one name for two', () => {
    const from = inventory('a(x)', 'b(x)');
    const to = inventory('c(x)', 'd(x)');
    assert.throws(() => resolveRenames(['a=c', 'a=d'], from, to), /cannot become both c and d/);
    assert.throws(() => resolveRenames(['a=c', 'b=c'], from, to), /cannot both become c/);
    assert.deepEqual(resolveRenames(['a=c', 'public.a=c'], from, to).length, 1);
  });

  it('asks for the schema where two fit', () => {
    const from = inventory('one.a(x)', 'two.a(x)');
    const to = inventory('one.b(x)', 'two.b(x)');
    assert.throws(() => resolveRenames(['a=b'], from, to), /could mean the table one\.a or the table two\.a/);
    assert.deepEqual(resolveRenames(['two.a=b'], from, to), [{ kind: 'table', from: 'two.a', to: 'b' }]);
  });

  it('are pending until they are made', () => {
    const comments = ['public.users=customers', 'public.customers.mail=email'];
    assert.deepEqual(pendingRenames(comments, inventory('users(id, mail)')), comments);
    assert.deepEqual(pendingRenames(comments, inventory('customers(id, mail)')), [comments[1]]);
    assert.deepEqual(pendingRenames(comments, inventory('customers(id, email)')), []);
    assert.deepEqual(pendingRenames(comments, inventory()), []);
    assert.deepEqual(pendingRenames(comments, inventory('customers(id, email, mail)')), []);
    const swap = ['public.t.a=b', 'public.t.b=a'];
    assert.deepEqual(pendingRenames(swap, inventory('t(a, b)')), swap);
  });
});

describe('statements of renames', () => {
  it('rename parts before what they are in', () => {
    const renames: readonly Rename[] = [
      { kind: 'schema', from: 'app', to: 'shop' },
      { kind: 'enum', from: 'app.state', to: 'status' },
      { kind: 'table', from: 'app.users', to: 'customers' },
      { kind: 'column', from: 'app.users.mail', to: '"E"' },
      { kind: 'function', from: 'app.f(app.state[], integer)', to: 'g' },
    ];
    assert.deepEqual(sql(renames), [
      'ALTER TABLE app.users RENAME COLUMN mail TO "E"',
      'ALTER FUNCTION app.f(app.state[], integer) RENAME TO g',
      'ALTER TYPE app.state RENAME TO status',
      'ALTER TABLE app.users RENAME TO customers',
      'ALTER SCHEMA app RENAME TO shop',
    ]);
    assert.deepEqual(
      reverseRenames(renames).map(({ from, to }) => `${from}=${to}`),
      [
        'shop=app',
        'shop.status=state',
        'shop.customers=users',
        'shop.customers."E"=mail',
        'shop.g(shop.status[], integer)=f',
      ],
    );
    assert.deepEqual(reverseRenames(reverseRenames(renames)), renames);
  });

  it('say what breaks', () => {
    const hazards = (rename: Rename) =>
      renameStatements([rename])
        .flatMap(one => one.hazards ?? [])
        .map(one => one.kind);
    assert.deepEqual(hazards({ kind: 'column', from: 'a.b.c', to: 'd' }), ['breaksClients']);
    assert.deepEqual(hazards({ kind: 'index', from: 'a.b', to: 'd' }), []);
  });

  it('never take a name that is still there, however names change places', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'Ä "x"', 'in. it'];
    const moves = fc.tuple(
      fc.shuffledSubarray(names),
      fc.shuffledSubarray([...names, 'new', 'other'], { minLength: 8 }),
    );
    fc.assert(
      fc.property(moves, fc.constantFrom('column', 'enumValue', 'table' as const), ([old, now], kind) => {
        const renames = old.map((name, at): Rename => {
          const above = kind === 'table' ? 'public' : 'public.t';
          return { kind, from: `${above}.${quoteName(name)}`, to: quoteName(now[at]!) };
        });
        const there = new Map(old.map(name => [name, name]));
        for (const text of sql(renames)) {
          const quoted = `"(?:[^"]|"")+"|'(?:[^']|'')+'|\\w+`;
          const [, from, to] = new RegExp(`(${quoted})(?: RENAME)? TO (${quoted})$`).exec(text)!;
          const plain = (word: string) => (/^["']/.test(word) ? word.slice(1, -1).replaceAll('""', '"') : word);
          assert.ok(!there.has(plain(to!)), text);
          there.set(plain(to!), there.get(plain(from!))!);
          assert.ok(there.delete(plain(from!)), text);
        }
        const wanted = new Map(old.map((name, at) => [now[at], name]));
        assert.deepEqual(new Map([...there].sort()), new Map([...wanted].sort() as never));
      }),
    );
  });
});
