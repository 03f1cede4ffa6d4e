import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadScripts } from '../../src/database/loadScript.js';
import type { Script } from '../../src/database/scriptStatements.js';
import type { Session } from '../../src/database/session.js';
import { Problem } from '../../src/text/problem.js';
import { testEngine } from './engine.js';

/** Files of one schema, in an order that only their names give. */
const together = (...texts: readonly string[]): readonly Script[] =>
  texts.map((text, at) => ({ path: `/${at + 1}.sql`, text, isInAnyOrder: true }));

async function loaded<Answer>(
  scripts: readonly Script[],
  look: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  const db = await (await testEngine('native')).scratch();
  try {
    await loadScripts(db.session, scripts);
    return await look(db.session);
  } finally {
    await db.drop();
  }
}

async function relations(scripts: readonly Script[]): Promise<string> {
  return loaded(scripts, async session => {
    const rows = await session.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'v') and c.oid >= 16384 order by 1`,
    );
    return rows.map(({ name }) => name).join(' ');
  });
}

async function refusal(scripts: readonly Script[]): Promise<string> {
  const error = await relations(scripts).then(
    () => assert.fail('It was loaded.'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Problem, String(error));
  const { path, position } = error.place!;
  return `${path}:${position!.line + 1}:${position!.character + 1} ${error.message}`;
}

describe('files of a schema that need each other', () => {
  it('are run piece by piece, where no order of files would do', async () => {
    const scripts = together(
      'create table a (id int primary key, b int);\nalter table a add foreign key (b) references b;\ncreate index on a (b);',
      'create table b (id int primary key, a int references a);\ncreate view v as select * from c;',
      'create table c (id int primary key, b int references b, a int references a);',
    );
    assert.equal(await relations(scripts), 'a b c v');
  });

  it('go on behind a statement that waits, when nothing else is left', async () => {
    const scripts = together(
      'create view v as select * from b;\ncreate table a (id int primary key);',
      'create table b (a int references a);',
    );
    assert.equal(await relations(scripts), 'a b v');
  });

  it('keep what a file has set', async () => {
    const scripts = together(
      'create schema one;\nset search_path = one;\ncreate table a (id int primary key);\ncreate view v as select * from two.b;\ncreate table z ();',
      "create schema two;\nselect set_config('search_path', 'two', false);\ncreate table b (a int references one.a);",
    );
    assert.equal(await relations(scripts), 'one.a one.v one.z two.b');
  });

  it('are refused for the first thing that is wrong, not for what follows from it', async () => {
    assert.equal(
      await refusal(together('create table a (b int references b);', 'create table b (id int primary key, c nosuch);')),
      '/2.sql:1:39 PostgreSQL refuses this statement: type "nosuch" does not exist.',
    );
    assert.equal(
      await refusal(
        together(
          'create table a (id int primary key, b int references b);',
          'create table b (id int primary key, a int references a);',
        ),
      ),
      '/1.sql:1:1 PostgreSQL refuses this statement: relation "b" does not exist.',
    );
    assert.match(
      await refusal(together('create view v as select * from b;', 'create table b (id int;')),
      /^\/2\.sql:1:23 .* syntax error/,
    );
  });

  it('are not helped where an order was given', async () => {
    const scripts = together('create view v as select * from b;', 'create table b ();').map(({ path, text }) => ({
      path,
      text,
    }));
    assert.match(await refusal(scripts), /^\/1\.sql:1:32 .*"b" does not exist/);
    const inTransaction = together('begin;\ncreate view v as select * from b;\ncommit;', 'create table b ();');
    assert.match(await refusal(inTransaction), /^\/1\.sql:2:32 .*"b" does not exist/);
  });

  it('whatever the order, are one schema', async () => {
    const files = [
      'create table a (id int primary key); alter table a add b int references b;',
      'create table b (id int primary key); create view vb as select * from va;',
      'create view va as select a.id, s from a, c;',
      "create type state as enum ('x'); create table c (s state, a int references a);",
    ];
    const expected = await relations(together(...files));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: files.length }), async shuffled => {
        assert.equal(await relations(together(...shuffled)), expected);
      }),
      { numRuns: 6 },
    );
  });
});

describe('the only file of a schema', () => {
  it('may have its statements in an order that no server takes', async () => {
    const scripts = together(
      [
        'create view v as select * from b;',
        'create table a (id int primary key default next_id(), b int references b);',
        'create table other.c ();',
        'create table b (id int primary key);',
        "create function next_id() returns int language sql as 'select 1';",
        'create index on a (b);',
        'create schema other;',
        "comment on table other.c is 'c';",
      ].join('\n'),
    );
    assert.equal(await relations(scripts), 'a b other.c v');
  });

  it('is refused for what is wrong in the order that it has, whatever else was tried', async () => {
    assert.equal(
      await refusal(
        together(
          'create table a ();\ncreate view v as select * from b;\ncreate table b (id nosuch);\ncreate tabel c ();',
        ),
      ),
      '/1.sql:2:32 PostgreSQL refuses this statement: relation "b" does not exist.',
    );
    assert.equal(
      await refusal(together('create table a (b int references a (nosuch));\ncreate table b ();')),
      '/1.sql:1:1 PostgreSQL refuses this statement: column "nosuch" referenced in foreign key constraint does not exist.',
    );
  });

  it('keeps the order of what would come to something else in another one', async () => {
    const replaced = together(
      'create view v as select * from b;\ncreate or replace view v as select 1 as id;\ncreate table b (id int);',
    );
    assert.match(await refusal(replaced), /^\/1\.sql:1:32 .*"b" does not exist/);
  });

  it('keeps its order when it is a migration', async () => {
    const [script] = together('create view v as select * from b;\ncreate table b ();');
    const { isInAnyOrder: _, ...migration } = script!;
    assert.match(await refusal([migration]), /^\/1\.sql:1:32 .*"b" does not exist/);
  });
});

describe('a script of many statements', () => {
  const tables = Array.from({ length: 120 }, (_, at) => `create table t${at} (id int primary key);`);

  it('is refused at the statement that is wrong', async () => {
    const text = [...tables.slice(0, 70), 'create table x (id nosuch);', ...tables.slice(70)].join('\n');
    assert.match(await refusal([{ path: '/a.sql', text }]), /^\/a\.sql:71:20 .*"nosuch" does not exist/);
  });

  it('may make what no transaction takes, roles, and transactions of its own', async () => {
    const text = [
      ...tables.slice(0, 3),
      'alter table t0 owner to somebody;',
      'create index concurrently on t0 (id);',
      'begin;',
      'create table u ();',
      'rollback;',
      "create type e as enum ('a');",
      "alter type e add value 'b';",
      "create table w (e e default 'b');",
      'create role somebody;',
      ...tables.slice(3, 5),
    ].join('\n');
    assert.equal(await relations([{ path: '/a.sql', text }]), 't0 t1 t2 t3 t4 w');
  });

  it('is asked to the server in fewer turns than it has statements', async () => {
    let turns = 0;
    const db = await (await testEngine('native')).scratch();
    try {
      const { session } = db;
      const counting: Session = {
        version: session.version,
        query: (sql, parameters) => session.query(sql, parameters),
        run: sql => session.run(sql),
        execute: sql => session.execute(sql).finally(() => turns++),
        cancel: () => session.cancel(),
        onNotice: listener => session.onNotice(listener),
        close: () => session.close(),
      };
      await loadScripts(counting, [{ path: '/a.sql', text: tables.join('\n') }]);
    } finally {
      await db.drop();
    }
    assert.ok(turns < 10, String(turns));
  });
});
