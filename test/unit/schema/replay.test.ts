// What only we have: places, files without an order, schemas of others, blocks that may not run. What PostgreSQL has too is compared
// with a real one in test/database/.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect, Place, Table } from '../../../src/schema/catalog.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { type Replay, type ReplayStep, replay } from '../../../src/schema/replay.js';
import type { ParsedFile } from '../../../src/schema/statement.js';

type Order = 'sequence' | 'any';

function parsed(texts: Readonly<Record<string, string>>, dialect: Dialect = 'postgresql'): ParsedFile[] {
  return Object.entries(texts).map(([name, text]) => parseFile(`/${name}`, text, { dialect }));
}

function run(texts: Readonly<Record<string, string>> | string, order: Order = 'sequence'): Replay {
  return replay(parsed(typeof texts === 'string' ? { 'a.sql': texts } : texts), { order });
}

const messages = ({ conflicts }: Replay) => conflicts.map(({ message }) => message);
const tableNames = ({ catalog }: Replay) => catalog.tables.map(({ schema, name }) => `${schema}.${name}`);

function tableOf({ catalog }: Replay, name: string): Table {
  const found = catalog.tables.find(table => table.name === name);
  assert.ok(found, `there is no table ${name}`);
  return found;
}

describe('replay', () => {
  before(() => loadParser('postgresql'));

  describe('places', () => {
    const text = [
      'create table "Ünï" (id int primary key, note text not null,',
      '  constraint c check (id > 0));',
      'alter table "Ünï" add column late int;',
      'alter table "Ünï" rename column note to remark;',
      'create index on "Ünï" (late);',
      'alter table "Ünï" rename to plain;',
    ].join('\n');
    const at = (place: Place | undefined) => place && text.slice(place.start, place.end);

    it('are where an object was made, or last named', () => {
      const table = tableOf(run(text), 'plain');
      assert.equal(at(table.place), 'plain');
      assert.equal(table.createdIn, '/a.sql');
      assert.equal(at(table.definition)?.slice(0, 18), 'create table "Ünï"');
      const [id, remark, late] = table.columns;
      assert.deepEqual([at(id?.place), at(id?.definition), at(id?.typePlace)], ['id', 'id int primary key', 'int']);
      assert.deepEqual([at(remark?.place), at(remark?.definition)], ['remark', 'note text not null']);
      assert.deepEqual([at(late?.place), at(late?.definition)], ['late', 'late int']);
      assert.deepEqual(
        table.constraints.map(({ place, definition }) => [at(place), at(definition)]),
        [
          ['c', 'constraint c check (id > 0)'],
          ['primary key', 'primary key'],
        ],
      );
      assert.equal(at(table.indexes[1]?.definition), 'create index on "Ünï" (late)');
    });
  });

  it('gives a table of a composite type the columns of that type', () => {
    const text = `create type place as (street text, town varchar(20));
create table addresses of place (primary key (street), town with options default 'x' not null);`;
    for (const order of ['sequence', 'any'] as const) {
      const result = run(text, order);
      assert.deepEqual(messages(result), []);
      assert.deepEqual(
        tableOf(result, 'addresses').columns.map(({ name, type, notNull }) => [
          name,
          type.name,
          type.modifiers,
          notNull,
        ]),
        [
          ['street', 'text', [], true],
          ['town', 'character varying', [20], true],
        ],
      );
    }
  });

  describe('files that have no order', () => {
    it('wait for what a later file makes', () => {
      const files = {
        '1.sql': 'create view v as select * from child; create index on child (parent_id);',
        '2.sql': 'create table child (id int primary key, parent_id int references parent);',
        '3.sql': 'create table parent (id int primary key, kind mood);',
        '4.sql': "create type mood as enum ('a');",
      };
      const result = run(files, 'any');
      assert.deepEqual(messages(result), []);
      assert.deepEqual(result.catalog.views[0]?.columns, ['id', 'parent_id']);
      const [, key] = tableOf(result, 'child').constraints;
      assert.ok(key?.kind === 'foreignKey');
      assert.deepEqual(key.targetColumns, ['id']);
      assert.deepEqual(messages(run(files)), [
        'relation "child" does not exist',
        'relation "child" does not exist',
        'relation "parent" does not exist',
      ]);
    });

    it('may refer to each other in a circle', () => {
      const files = {
        'a.sql': 'create table a (id int primary key, b_id int references b);',
        'b.sql': 'create table b (id int primary key, a_id int references a);',
      };
      const result = run(files, 'any');
      assert.deepEqual(messages(result), []);
      for (const name of ['a', 'b']) {
        const key = tableOf(result, name).constraints.find(constraint => constraint.kind === 'foreignKey');
        assert.deepEqual(key?.kind === 'foreignKey' && key.targetColumns, ['id']);
      }
    });

    it('say what never came', () => {
      const result = run(
        { 'a.sql': 'create index on gone (x);', 'b.sql': 'create table t (id int references lost);' },
        'any',
      );
      assert.deepEqual(messages(result), ['relation "gone" does not exist', 'relation "lost" does not exist']);
      assert.deepEqual(tableNames(result), ['public.t']);
    });

    it('each have their own search_path', () => {
      const files = {
        'a.sql': 'set search_path = app; create table t (id int references base);',
        'b.sql': 'create schema app; create table app.base (id int primary key);',
        'c.sql': 'create table t (id int);',
      };
      const result = run(files, 'any');
      assert.deepEqual(messages(result), []);
      assert.deepEqual(tableNames(result).sort(), ['app.base', 'app.t', 'public.t']);
    });

    it('come to the same schema in any order', () => {
      const texts = [
        'create table a (id int primary key);',
        'create table b (id int primary key, a_id int references a, c_id int);',
        'create table c (id int primary key, b_id int references b);',
        'alter table b add foreign key (c_id) references c;',
        'create index on b (a_id); create view v as select b.id, a_id from b;',
      ];
      const told = (order: readonly string[]) => {
        const result = run(Object.fromEntries(order.map((text, n) => [`${n}.sql`, text])), 'any');
        assert.deepEqual(messages(result), []);
        const tables = result.catalog.tables.map(t => [
          t.name,
          t.constraints.map(c => c.name).sort(),
          t.indexes.length,
        ]);
        return [tables.sort(), result.catalog.views.map(view => view.columns)];
      };
      const shuffled = fc.shuffledSubarray(texts, { minLength: texts.length });
      fc.assert(
        fc.property(shuffled, order => assert.deepEqual(told(order), told(texts))),
        { numRuns: 40 },
      );
    });

    it('are quick in the worst order', () => {
      const chain = Array.from(
        { length: 400 },
        (_, n) => `create table t${n} (id int primary key, p int references t${n + 1});`,
      );
      const files = Object.fromEntries(
        [...chain, 'create table t400 (id int primary key);'].map((text, n) => [`${n}.sql`, text]),
      );
      const result = run(files, 'any');
      assert.deepEqual(messages(result), []);
      assert.equal(result.catalog.tables.length, 401);
    });
  });

  describe('schemas that others make', () => {
    it('are taken to exist, with what is in them', () => {
      const result = run(`
        create table profile (id uuid primary key references auth.users, other int references auth.users (id));
        alter table storage.objects enable row level security;
        create policy p on storage.objects using (true);
        create view v as select u.email from auth.users u;
        create table app.own (id int);
        alter table app.own add primary key (id);
        drop table billing.old;
        comment on table auth.users is 'x';`);
      assert.deepEqual(messages(result), []);
      assert.deepEqual(tableNames(result), ['public.profile', 'app.own']);
      const keys = tableOf(result, 'profile').constraints.filter(constraint => constraint.kind === 'foreignKey');
      assert.deepEqual(
        keys.map(key => [key.target, key.targetColumns]),
        [
          [{ schema: 'auth', name: 'users' }, []],
          [{ schema: 'auth', name: 'users' }, ['id']],
        ],
      );
    });

    it('do not exist once they are dropped', () => {
      const result = run('create schema s; drop schema s; create table s.t (id int); alter table s.t add x int;');
      assert.deepEqual(messages(result), ['schema "s" does not exist', 'schema "s" does not exist']);
    });

    it('are where unqualified names go when search_path says so', () => {
      const result = run('set search_path = app; create table t (id int); alter table elsewhere add x int;');
      assert.deepEqual(messages(result), []);
      assert.deepEqual(tableNames(result), ['app.t']);
    });
  });

  describe('what is wrong', () => {
    it('changes nothing', () => {
      const before = 'create table t (a int unique, b int); create index i on t (b);';
      for (const wrong of [
        'alter table t add column c serial, drop column a, add constraint x unique (nosuch)',
        'create table u (a serial primary key, b int unique, foreign key (nosuch) references t)',
        'drop table t, nosuch',
        'alter table t drop column a cascade, rename_to_nothing',
      ]) {
        const result = run(`${before} ${wrong};`);
        assert.deepEqual(result.catalog, run(before).catalog, wrong);
      }
    });

    it('leaves foreign keys and views as they were written', () => {
      const result = run('create table t (id int, p int references gone); create view v as select x from gone;');
      assert.deepEqual(
        result.conflicts.map(({ message, applied }) => [message, applied]),
        [
          ['relation "gone" does not exist', true],
          ['relation "gone" does not exist', true],
        ],
      );
      assert.equal(tableOf(result, 't').constraints[0]?.name, 't_p_fkey');
      assert.equal(result.catalog.views.length, 1);
    });

    it('is no matter of commands that may not run', () => {
      const result = run(`
        create table t (a int);
        do $$ begin
          if not exists (select 1) then create table t (b int); alter table nosuch add x int; end if;
          if exists (select 1) then alter table t add column c int; end if;
        end $$;`);
      assert.deepEqual(messages(result), []);
      assert.deepEqual(
        tableOf(result, 't').columns.map(column => column.name),
        ['a', 'c'],
      );
    });

    it('is no matter of the other branch', () => {
      const result = run(`
        create table t (a int); create index old on t (a);
        do $$ begin
          if exists (select 1) then drop index old; end if;
          if exists (select 2) then alter index old rename to new; end if;
        end $$;`);
      assert.deepEqual(
        tableOf(result, 't').indexes.map(index => index.name),
        ['new'],
      );
    });
  });

  describe('sessions', () => {
    it('undo what a transaction that is rolled back did', () => {
      const kept = "create table t (a int); create type e as enum ('x');";
      const undone =
        "begin; drop table t; create table u (a e); alter type e add value 'y'; create schema s; rollback;";
      assert.deepEqual(run(kept + undone).catalog, run(kept).catalog);
    });

    it('begin anew with each file', () => {
      const files = {
        'a.sql':
          "select set_config('search_path', '', false); create temp table x (a int); create table public.t (a int);",
        'b.sql': 'create temp table x (a int); create table u (a int); alter table t add b int;',
      };
      const result = run(files);
      assert.deepEqual(messages(result), []);
      assert.deepEqual(tableNames(result), ['public.t', 'pg_temp.x', 'public.u']);
    });

    it('leave out what takes a migration back', () => {
      const [file] = parsed({ 'a.sql': 'create table t (a int); drop table t;' });
      const down = [{ start: file!.statements[1]!.start, end: file!.text.length }];
      assert.deepEqual(tableNames(replay([{ ...file!, down }], { order: 'sequence' })), ['public.t']);
    });
  });

  it('shows the schema before each command', () => {
    const seen: unknown[] = [];
    const onCommand = ({ command, before }: ReplayStep) => {
      const name = { name: 't', span: { start: 0, end: 0 } };
      seen.push([
        command.kind,
        before.table(name)?.columns.map(column => column.name),
        before.index({ schema: 'public', name: 'i' })?.on.name,
        before.enumValues({ schema: 'public', name: 'e' }),
        before.referencing?.(name).map(({ table }) => table.name),
      ]);
    };
    const text = `create table t (id int primary key); create index i on t (id); create type e as enum ('a');
      create table u (t_id int references t); alter table t rename id to key; drop table u;`;
    replay(parsed({ 'a.sql': text }), { order: 'sequence', onCommand });
    assert.deepEqual(seen, [
      ['createTable', undefined, undefined, undefined, []],
      ['createIndex', ['id'], undefined, undefined, []],
      ['createEnum', ['id'], 't', undefined, []],
      ['createTable', ['id'], 't', ['a'], []],
      ['rename', ['id'], 't', ['a'], ['u']],
      ['drop', ['key'], 't', ['a'], ['u']],
    ]);
  });

  it('hands out plain data', () => {
    const text = `create table p (id int primary key, k int) partition by range (id); create table p1 partition of p default;
      create table t (id serial, p_id int references p, check (p_id > 0)); create view v as select * from t;
      create materialized view m as select id from t; create index on m (id); create domain d as int;
      create function f() returns trigger language plpgsql as 'begin end'; create trigger tr before insert on t execute function f();`;
    const { catalog } = run(text);
    assert.deepEqual(JSON.parse(JSON.stringify(catalog)), structuredClone(catalog));
    assert.deepEqual(run(text).catalog, catalog);
  });

  it('knows indexes of MySQL by their tables', async () => {
    await loadParser('mysql');
    const text =
      'CREATE TABLE a (id int PRIMARY KEY, x int, KEY k (x)); CREATE TABLE b (id int PRIMARY KEY, x int, KEY k (x));';
    const result = replay(parsed({ 'a.sql': text }, 'mysql'), { order: 'sequence' });
    assert.deepEqual(messages(result), []);
    assert.deepEqual(
      result.catalog.tables.map(table => table.indexes.map(index => index.name)),
      [
        ['a_pkey', 'k'],
        ['b_pkey', 'k'],
      ],
    );
  });
});
