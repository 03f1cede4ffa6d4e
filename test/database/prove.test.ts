/** Migrations run up and down on real servers, and what is told of it. */
import assert from 'node:assert/strict';
import type { ProveProgress } from '../../src/database/prove/proveGiven.js';
import { proveMigration } from '../../src/database/prove/proveMigration.js';
import type { Hazard, Statement } from '../../src/schema/diff/statement.js';
import type { LockMode, LostValues, Proof, StatementFacts } from '../../src/schema/migration/proof.js';
import { type EngineKind, testEngine } from './engine.js';
import { given, type HandMade, prove } from './prove.js';

const users = `create table users (id int generated always as identity primary key, email text not null unique, age int, score int, note varchar(40));
  create table posts (id serial primary key, user_id int not null references users, title text check (length(title) > 3), price numeric(8,2) not null default 0);
  create view titles as select title from posts;
  create table p (a int) partition by list (a); create table p1 partition of p for values in (1);`;

const one = (sql: string, hazards?: readonly Hazard[]): Statement => ({ sql, ...(hazards && { hazards }) });
const alone = (sql: string): Statement => ({ sql, transaction: 'alone' });

interface LockCase {
  readonly name: string;
  readonly up: string;
  readonly locks: Readonly<Record<string, LockMode>>;
  readonly rewrites?: readonly string[];
}

/** One after the other, each in a transaction of its own. */
const lockCases: readonly LockCase[] = [
  {
    name: 'a column is added',
    up: 'ALTER TABLE public.users ADD COLUMN a int',
    locks: { 'public.users': 'ACCESS EXCLUSIVE' },
  },
  { name: 'an index is made', up: 'CREATE INDEX i ON public.posts (user_id)', locks: { 'public.posts': 'SHARE' } },
  {
    name: 'an index is renamed: that of its table',
    up: 'ALTER INDEX public.i RENAME TO j',
    locks: {},
  },
  {
    name: 'an index is renamed that was there: told of its table',
    up: 'ALTER INDEX public.users_email_key RENAME TO k',
    locks: { 'public.users': 'SHARE UPDATE EXCLUSIVE' },
  },
  {
    name: 'a foreign key is added',
    up: 'ALTER TABLE public.users ADD CONSTRAINT f FOREIGN KEY (age) REFERENCES public.posts NOT VALID',
    locks: { 'public.users': 'SHARE ROW EXCLUSIVE', 'public.posts': 'SHARE ROW EXCLUSIVE' },
  },
  {
    name: 'a foreign key is validated',
    up: 'ALTER TABLE public.users VALIDATE CONSTRAINT f',
    locks: { 'public.users': 'SHARE UPDATE EXCLUSIVE', 'public.posts': 'ROW SHARE' },
  },
  {
    name: 'a type changes and all rows are written anew',
    up: 'ALTER TABLE public.users ALTER COLUMN score TYPE bigint',
    locks: { 'public.users': 'ACCESS EXCLUSIVE' },
    rewrites: ['public.users'],
  },
  {
    name: 'a varchar grows and nothing is written',
    up: 'ALTER TABLE public.users ALTER COLUMN note TYPE varchar(80)',
    locks: { 'public.users': 'ACCESS EXCLUSIVE' },
  },
  {
    name: 'a comment',
    up: `COMMENT ON TABLE public.users IS 'who'`,
    locks: { 'public.users': 'SHARE UPDATE EXCLUSIVE' },
  },
  {
    name: 'a view is replaced',
    up: 'CREATE OR REPLACE VIEW public.titles AS SELECT title, id FROM public.posts',
    locks: { 'public.titles': 'ACCESS EXCLUSIVE', 'public.posts': 'ACCESS SHARE' },
  },
  { name: 'a table comes that nobody knows yet', up: 'CREATE TABLE public.tags (id int)', locks: {} },
];

/** What stands alone is seen from other sessions. */
const aloneCases: readonly LockCase[] = [
  {
    name: 'CREATE INDEX CONCURRENTLY',
    up: 'CREATE INDEX CONCURRENTLY c ON public.posts (user_id)',
    locks: { 'public.posts': 'SHARE UPDATE EXCLUSIVE' },
  },
  {
    name: 'DROP INDEX CONCURRENTLY',
    up: 'DROP INDEX CONCURRENTLY public.j',
    locks: { 'public.posts': 'SHARE UPDATE EXCLUSIVE' },
  },
  {
    // At first only SHARE UPDATE EXCLUSIVE; the partition is locked when all who use it are done.
    name: 'DETACH PARTITION CONCURRENTLY',
    up: 'ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY',
    locks: { 'public.p': 'SHARE UPDATE EXCLUSIVE', 'public.p1': 'ACCESS EXCLUSIVE' },
  },
];

for (const kind of ['native', 'embedded'] as const) {
  describe(`a proof (${kind})`, function () {
    this.timeout(120_000);
    let proof: Proof;

    before(async () => {
      const ways = {
        up: [...lockCases.map(({ up }) => one(up)), ...aloneCases.map(({ up }) => alone(up))],
        down: [],
        isSeparate: true,
      };
      proof = await prove(kind, users, users, ways);
    });

    for (const { name, up, locks, rewrites = [] } of lockCases) {
      it(`tells which locks are taken: ${name}`, () => {
        assert.equal(proof.up.refused, undefined);
        const facts = proof.statements.find(({ sql }) => sql === up)!;
        assert.deepEqual(namesOf(facts.locks), locks);
        assert.deepEqual(facts.rewrites, rewrites);
      });
    }

    for (const { name, up, locks } of aloneCases) {
      it(`tells which locks are taken by what stands alone: ${name}`, () => {
        const facts = proof.statements.find(({ sql }) => sql === up)!;
        assert.deepEqual(namesOf(facts.locks), kind === 'native' ? locks : undefined);
      });
    }

    it('is made of a planned migration', async () => {
      const more =
        'create table tags (id int primary key, name text not null); alter table posts add tag int references tags; create index on posts (tag);';
      const { up, down, engine, rows } = await prove(kind, users, `${users} ${more}`);
      assert.ok(up.isReached && down.isReached);
      assert.equal(engine.kind, kind);
      assert.deepEqual(rows, { tables: 3, rows: 15, without: [], lost: [] });
    });
  });
}

function namesOf(locks: StatementFacts['locks']) {
  return locks && Object.fromEntries(locks.map(({ relation, mode }) => [relation, mode]));
}

const deletes = (reason: string): readonly Hazard[] => [{ kind: 'deletesData', reason }];

describe('a proof with rows', function () {
  this.timeout(120_000);
  const kind: EngineKind = 'native';
  const lostOf = async (from: string, to: string, ways?: HandMade) => (await prove(kind, from, to, ways)).rows!.lost;

  it('finds the rows of a dropped table, and that they are expected to go', async () => {
    const lost = await lostOf('create table t (a int); create table u (a int);', 'create table u (a int);');
    assert.deepEqual(lost, [{ direction: 'up', table: 'public.t', count: 5, isExpected: true }]);
  });

  it('finds the values of a dropped column, without its NULLs', async () => {
    const lost = await lostOf(
      'create table t (id int primary key, a int, b int);',
      'create table t (id int primary key, b int);',
    );
    assert.deepEqual(lost, [{ direction: 'up', table: 'public.t', column: 'a', count: 4, isExpected: true }]);
  });

  it('finds what a drop loses of which nobody warns', async () => {
    const lost = await lostOf('create table t (id int primary key, a int);', 'create table t (id int primary key);', {
      up: [one('ALTER TABLE public.t DROP COLUMN a')],
      down: [one('ALTER TABLE public.t ADD COLUMN a int')],
    });
    assert.deepEqual(lost, [{ direction: 'up', table: 'public.t', column: 'a', count: 4, isExpected: false }]);
  });

  it('is not satisfied with a warning of another column or table', async () => {
    const lost = await lostOf(
      'create table t (id int primary key, a int, b int); create table t_old (a int);',
      'create table t (id int primary key, b int); create table t_old (a int);',
      {
        up: [
          one('ALTER TABLE public.t DROP COLUMN a'),
          one('SELECT 1', deletes('The values of public.t_old.a are lost.')),
          one('SELECT 2', deletes('The values of public.t.b are lost.')),
        ],
        down: [one('ALTER TABLE public.t ADD COLUMN a int')],
      },
    );
    assert.equal(lost.find(({ column }) => column === 'a')?.isExpected, false);
  });

  const casts: readonly (readonly [from: string, to: string, isLossy: boolean, using?: string])[] = [
    ['integer', 'bigint', false],
    ['integer', 'text', false],
    ['integer', 'numeric(12,2)', false],
    ['numeric(8,2)', 'integer', true],
    ['double precision', 'real', true],
    ['real', 'double precision', false],
    ['timestamptz', 'timestamp', false, "a at time zone 'UTC'"],
    ['timestamp', 'date', true],
    ['date', 'timestamp', false],
    ['timestamp', 'timestamp(0)', true],
    ['json', 'jsonb', false],
    ['jsonb', 'text', false],
    ['char(9)', 'text', false],
    ['boolean', 'integer', false, 'a::int'],
    ['inet', 'text', false],
    ['text', 'varchar(5)', true, 'left(a, 5)'],
    ['int4range', 'text', false],
  ];
  describe('of changed types', () => {
    let lost: readonly LostValues[];
    const tables = (types: readonly string[]) =>
      types
        .map((type, i) => `create table t${i} (id int primary key, a ${type}); create table u${i} (a ${type});`)
        .join('\n');
    const turn = (i: number, type: string, using: string) =>
      ['t', 'u'].map(name => one(`ALTER TABLE public.${name}${i} ALTER COLUMN a TYPE ${type} USING ${using}`));

    before(async () => {
      lost = await lostOf(tables(casts.map(([from]) => from)), tables(casts.map(([, to]) => to)), {
        up: casts.flatMap(([, to, , using = `a::${to}`], i) => turn(i, to, using)),
        down: casts.flatMap(([from], i) => turn(i, from, `a::${from}`)),
      });
    });

    for (const [i, [from, to, isLossy]] of casts.entries()) {
      it(`${isLossy ? 'finds a cast that loses' : 'sees that a cast keeps'} values: ${from} to ${to}`, () => {
        for (const table of [`public.t${i}`, `public.u${i}`]) {
          const found = lost.filter(one => one.table === table && one.direction === 'up');
          assert.equal(found.length > 0, isLossy, JSON.stringify(found));
          for (const { isExpected, column } of found) assert.deepEqual([isExpected, column], [false, 'a']);
        }
      });
    }
  });

  it('knows tables and columns again under other names', async () => {
    const lost = await lostOf(
      'create table t (id int primary key, a int); create schema app;',
      'create schema app; create table app.u (id int primary key, b int);',
      {
        up: [
          one('ALTER TABLE public.t RENAME COLUMN a TO b'),
          one('ALTER TABLE public.t RENAME TO u'),
          one('ALTER TABLE public.u SET SCHEMA app'),
          one('ALTER INDEX app.t_pkey RENAME TO u_pkey'),
        ],
        down: [
          one('ALTER INDEX app.u_pkey RENAME TO t_pkey'),
          one('ALTER TABLE app.u RENAME COLUMN b TO a'),
          one('ALTER TABLE app.u RENAME TO t'),
          one('ALTER TABLE app.t SET SCHEMA public'),
        ],
      },
    );
    assert.deepEqual(lost, []);
  });

  it('knows a table again that was copied and made anew', async () => {
    const lost = await lostOf('create table t (a int, b text);', 'create table t (b text, a int);', {
      up: [
        one('CREATE TABLE public.new (b text, a int)'),
        one('INSERT INTO public.new SELECT b, a FROM public.t ORDER BY a DESC'),
        one('DROP TABLE public.t'),
        one('ALTER TABLE public.new RENAME TO t'),
      ],
      down: [one('DELETE FROM public.t WHERE b IS NULL')],
    });
    assert.deepEqual(lost, [{ direction: 'down', table: 'public.t', count: 1, isExpected: false }]);
  });

  it('counts rows that a script made, and nothing else when there are some', async () => {
    const from = `create table t (id int primary key, a text unique); insert into t select i, 'x' || i from generate_series(1, 100) i;`;
    const proof = await prove(kind, from, 'create table t (id int primary key, a text);');
    assert.ok(proof.rows!.rows >= 100);
    assert.deepEqual(proof.rows!.lost, []);
  });

  it('looks at what a server of its own makes of the way back', async () => {
    // The way back forgets a value that the way there had kept elsewhere.
    const lost = await lostOf(
      'create table t (id int primary key, a int not null);',
      'create table t (id int primary key, kept int not null);',
      {
        up: [
          one('ALTER TABLE public.t RENAME COLUMN a TO kept'),
          one('ALTER TABLE public.t RENAME CONSTRAINT t_a_not_null TO t_kept_not_null'),
        ],
        down: [
          one('ALTER TABLE public.t RENAME COLUMN kept TO a'),
          one('ALTER TABLE public.t RENAME CONSTRAINT t_kept_not_null TO t_a_not_null'),
          one('UPDATE public.t SET a = 0', deletes('The values of public.t.a are set to 0.')),
        ],
      },
    );
    assert.equal(lost.length, 1);
    assert.deepEqual(
      { ...lost[0], count: 0 },
      { direction: 'down', table: 'public.t', column: 'a', count: 0, isExpected: true },
    );
  });
});

describe('a proof that fails', function () {
  this.timeout(120_000);

  for (const kind of ['native', 'embedded'] as const) {
    it(`tells which rows are refused, and that the schema is reached without them (${kind})`, async () => {
      const proof = await prove(
        kind,
        'create table t (id int primary key, a int);',
        'create table t (id int primary key, a int not null);',
      );
      assert.ok(proof.up.isReached && proof.down.isReached);
      assert.deepEqual(proof.rows?.refused, {
        direction: 'up',
        sql: 'ALTER TABLE public.t ALTER COLUMN a SET NOT NULL',
        message: 'column "a" of relation "t" contains null values',
        isExpected: true,
      });
      // Rows without NULLs went up and down.
      assert.ok(proof.rows.rows > 0);
      assert.deepEqual(proof.rows.lost, []);
    });
  }

  it('tells that equal values are refused by a key, and who did not warn of it', async () => {
    const proof = await prove('native', 'create table t (a text);', 'create table t (a text unique);', {
      up: [one('ALTER TABLE public.t ADD UNIQUE (a)')],
      down: [one('ALTER TABLE public.t DROP CONSTRAINT t_a_key')],
    });
    assert.equal(proof.rows?.refused?.isExpected, false);
    assert.match(proof.rows.refused.message, /could not create unique index "t_a_key"/);
  });

  it('says what is missing when the target is not reached', async () => {
    const proof = await prove(
      'native',
      users,
      `${users} create index i on posts (user_id); create table tags (id int);`,
      {
        up: [one('CREATE TABLE public.tags (id bigint)')],
        down: [],
      },
    );
    assert.equal(proof.up.isReached, false);
    assert.deepEqual(proof.up.missing, ['column public.tags.id', 'index public.i']);
    assert.equal(proof.down.isReached, false);
    assert.deepEqual(proof.down.missing, ['table public.tags']);
  });

  const refusals: readonly (readonly [name: string, up: Statement, sql: RegExp, message: RegExp])[] = [
    [
      'a statement',
      one('DROP TABLE public.users'),
      /^DROP TABLE/,
      /cannot drop table users because other objects depend on it.*constraint/s,
    ],
    ['a syntax error', one('ALTER TABEL x'), /TABEL/, /syntax error/],
    ['what stands alone', alone('CREATE INDEX CONCURRENTLY i ON public.nothing (a)'), /CONCURRENTLY/, /does not exist/],
    ['what fails at COMMIT', one(`INSERT INTO public.deferred VALUES (999)`), /^COMMIT$/, /violates foreign key/],
  ];
  for (const [name, up, sql, message] of refusals) {
    it(`tells the server's words for what is refused: ${name}`, async () => {
      const from = `${users} create table deferred (a int references users deferrable initially deferred);`;
      const proof = await prove('native', from, `${from} create table never (id int);`, { up: [up], down: [] });
      assert.equal(proof.up.isReached, false);
      assert.match(proof.up.refused!.sql, sql);
      assert.match(proof.up.refused!.message, message);
      assert.equal(proof.down.isReached, false);
    });
  }

  it('does not call it the fault of rows when empty tables are refused, too', async () => {
    const proof = await prove('native', users, `${users} create table never (id int);`, {
      up: [one('SELECT 1 / 0')],
      down: [],
    });
    assert.equal(proof.up.refused?.message, 'division by zero');
    assert.equal(proof.rows?.refused, undefined);
  });

  it('ends when the connection is lost', async () => {
    await assert.rejects(
      prove('native', users, `${users} create table never (id int);`, {
        up: [one('SELECT pg_terminate_backend(pg_backend_pid())')],
        down: [],
      }),
      /terminat/,
    );
  });
});

for (const kind of ['native', 'embedded'] as const) {
  describe(`a cancelled proof (${kind})`, function () {
    this.timeout(120_000);

    for (const stage of ['prepare', 'rows', 'up'] as const) {
      it(`ends at once: ${stage}`, async () => {
        const engine = await testEngine(kind);
        const what = await given(engine, users, `${users} create table never (id int);`, {
          up: [one('SELECT 1'), one('SELECT pg_sleep(60)')],
          down: [],
        });
        const controller = new AbortController();
        const seen: ProveProgress[] = [];
        const reason = new Error('enough');
        const start = performance.now();
        const proof = proveMigration(engine, what, {
          signal: controller.signal,
          onProgress: progress => {
            seen.push(progress);
            if (progress.stage === stage) controller.abort(reason);
          },
        });
        await assert.rejects(proof, reason);
        assert.ok(performance.now() - start < 30_000);
        assert.equal(seen.at(-1)?.stage, stage);
        // The engine is ready for the next one.
        const db = await engine.scratch();
        await db.session.execute('select 1');
        await db.drop();
      });
    }

    it('does not begin when it is cancelled before', async () => {
      const engine = await testEngine(kind);
      const what = await given(engine, users, users);
      await assert.rejects(proveMigration(engine, what, { signal: AbortSignal.abort(new Error('no')) }), /no/);
    });
  });
}

describe('the progress of a proof', function () {
  this.timeout(60_000);

  it('goes from stage to stage and counts', async () => {
    const seen: ProveProgress[] = [];
    await prove('native', users, `${users} create table a (id int); create table b (id int);`, undefined, {
      onProgress: progress => seen.push(progress),
    });
    assert.deepEqual(
      seen.map(({ stage, done, of }) => `${stage} ${done}/${of}`),
      ['prepare 0/1', 'rows 1/3', 'rows 2/3', 'rows 3/3', 'up 1/2', 'up 2/2', 'down 1/2', 'down 2/2'],
    );
  });
});
