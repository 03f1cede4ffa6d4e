/** Online forms on a real server with rows: the same target is reached, the rows are kept, and nobody is locked out for long. */
import assert from 'node:assert/strict';
import { withDataSteps } from '../../src/schema/migration/dataSteps.js';
import { onlineSteps } from '../../src/schema/migration/online.js';
import type { EngineKind } from './engine.js';
import { differences, runSegments, statementsOf, waysBetween, withScript } from './stepsHarness.js';

interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Run after `from`. */
  readonly rows: string;
  /** Statements of the way up, their beginnings; `|` begins another transaction or statement of its own. */
  readonly up: readonly string[];
  readonly down?: readonly string[];
  /** For which server; 18 unless said. */
  readonly version?: number;
}

const users = 'create table users (id int primary key, a int, b text);';
const rows = `insert into users select i, i, 'b' || i from generate_series(1, 500) i;`;

const cases: readonly Case[] = [
  {
    name: 'indexes that come and go',
    from: users,
    to: `${users} create index users_a on users (a) where b <> ''; create unique index "Users B" on users (b); comment on index users_a is 'x';`,
    rows,
    up: ['| CREATE UNIQUE INDEX CONCURRENTLY "Users B"', '| CREATE INDEX CONCURRENTLY users_a', 'COMMENT'],
    down: ['| DROP INDEX CONCURRENTLY public."Users B"', '| DROP INDEX CONCURRENTLY public.users_a'],
  },
  {
    name: 'an index that becomes another',
    from: `${users} create index i on users (a);`,
    to: `${users} create index i on users (a, b);`,
    rows,
    up: [
      '| CREATE INDEX CONCURRENTLY new_i',
      '| DROP INDEX CONCURRENTLY public.i',
      'ALTER INDEX public.new_i RENAME TO i',
    ],
  },
  {
    name: 'an index whose column becomes another is made when that is done',
    from: `${users} create index i on users (a); create index j on users (b);`,
    to: `create table users (id int primary key, a bigint, b text); create index i on users (a, b); create index j on users (b);`,
    rows,
    up: [
      '| DROP INDEX CONCURRENTLY public.i',
      'ALTER TABLE public.users ALTER COLUMN a TYPE bigint',
      '| CREATE INDEX CONCURRENTLY i',
    ],
  },
  {
    name: 'indexes of a new table are made with it',
    from: '',
    to: `${users} create index users_a on users (a); alter table users add constraint c check (a > 0) , add unique (b);`,
    rows: '',
    up: ['CREATE TABLE', 'CREATE INDEX users_a'],
  },
  {
    name: 'foreign keys and checks',
    from: `${users} create table orders (id int, user_id int);`,
    to: `${users} create table orders (id int, user_id int references users deferrable initially deferred, constraint c check (id > 0) no inherit);`,
    rows: `${rows} insert into orders select i, i from generate_series(1, 500) i;`,
    up: [
      'ALTER TABLE public.orders ADD CONSTRAINT c CHECK ((id > 0)) NO INHERIT NOT VALID',
      'ALTER TABLE public.orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) DEFERRABLE INITIALLY DEFERRED NOT VALID',
      '| ALTER TABLE public.orders VALIDATE CONSTRAINT c',
      '| ALTER TABLE public.orders VALIDATE CONSTRAINT orders_user_id_fkey',
    ],
    down: ['ALTER TABLE public.orders DROP CONSTRAINT', 'ALTER TABLE public.orders DROP CONSTRAINT'],
  },
  {
    name: 'a constraint that was not valid',
    from: `${users} alter table users add constraint c check (a > 0) not valid;`,
    to: `${users} alter table users add constraint c check (a > 0);`,
    rows,
    up: ['| ALTER TABLE public.users VALIDATE CONSTRAINT c'],
    down: [
      'ALTER TABLE public.users DROP CONSTRAINT c',
      'ALTER TABLE public.users ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID',
    ],
  },
  {
    name: 'NOT NULL (18)',
    from: users,
    to: 'create table users (id int primary key, a int not null, b text constraint "B!" not null);',
    rows,
    up: [
      'ALTER TABLE public.users ADD CONSTRAINT users_a_not_null NOT NULL a NOT VALID',
      '| ALTER TABLE public.users VALIDATE CONSTRAINT users_a_not_null',
      'ALTER TABLE public.users ADD CONSTRAINT "B!" NOT NULL b NOT VALID',
      '| ALTER TABLE public.users VALIDATE CONSTRAINT "B!"',
    ],
  },
  {
    name: 'NOT NULL (before 18)',
    version: 170000,
    from: users,
    to: 'create table users (id int primary key, a int not null default 7, b text);',
    rows: `${rows} update users set a = null where id % 2 = 0;`,
    up: [
      'ALTER TABLE public.users ALTER COLUMN a SET DEFAULT 7',
      '| DO $$',
      'ALTER TABLE public.users ADD CONSTRAINT users_a_not_null_check CHECK (a IS NOT NULL) NOT VALID',
      '| ALTER TABLE public.users VALIDATE CONSTRAINT users_a_not_null_check',
      'ALTER TABLE public.users ALTER COLUMN a SET NOT NULL',
      'ALTER TABLE public.users DROP CONSTRAINT users_a_not_null_check',
    ],
  },
  {
    name: 'keys of a table that is there',
    from: 'create table users (id int, a int, b text);',
    to: `create table users (id int, a int, b text, constraint "P k" primary key (id) include (b), constraint u unique nulls not distinct (a) deferrable initially deferred with (fillfactor = 50));`.replace(
      ' deferrable initially deferred with (fillfactor = 50)',
      ' with (fillfactor = 50) deferrable initially deferred',
    ),
    rows,
    up: [
      'ALTER TABLE public.users ADD CONSTRAINT users_id_not_null NOT NULL id NOT VALID',
      '| ALTER TABLE public.users VALIDATE',
      '| CREATE UNIQUE INDEX CONCURRENTLY "P k" ON public.users USING btree (id) INCLUDE (b)',
      'ALTER TABLE public.users ADD CONSTRAINT "P k" PRIMARY KEY USING INDEX "P k"',
      "| CREATE UNIQUE INDEX CONCURRENTLY u ON public.users USING btree (a) NULLS NOT DISTINCT WITH (fillfactor='50')",
      'ALTER TABLE public.users ADD CONSTRAINT u UNIQUE USING INDEX u DEFERRABLE INITIALLY DEFERRED',
    ],
  },
  {
    name: 'a key that becomes another, with foreign keys to it',
    from: `create table users (id int, a int not null, b text, constraint k primary key (id)); create table orders (user_id int references users);`,
    to: `create table users (id int not null, a int not null, b text, constraint k primary key (id, a)); create table orders (user_id int);`,
    rows,
    up: [
      'ALTER TABLE public.orders DROP CONSTRAINT orders_user_id_fkey',
      '| CREATE UNIQUE INDEX CONCURRENTLY new_k',
      'ALTER TABLE public.users DROP CONSTRAINT k',
      'ALTER TABLE public.users ADD CONSTRAINT k PRIMARY KEY USING INDEX new_k',
    ],
  },
  {
    name: 'a new column with a value of its own in each row',
    from: users,
    to: `create table users (id int primary key, a int, b text, key uuid not null default gen_random_uuid() unique, n serial, made timestamptz not null default now(), c varchar(10) default 'x');`,
    rows,
    up: [
      'CREATE SEQUENCE',
      'ALTER TABLE public.users ADD COLUMN c',
      'ALTER TABLE public.users ADD COLUMN key uuid',
      'ALTER TABLE public.users ALTER COLUMN key SET DEFAULT gen_random_uuid()',
      'ALTER TABLE public.users ADD COLUMN made timestamp with time zone DEFAULT now() NOT NULL',
      'ALTER TABLE public.users ADD COLUMN n integer',
      'ALTER TABLE public.users ALTER COLUMN n SET DEFAULT nextval',
      'ALTER SEQUENCE',
      '| DO $$',
      'ALTER TABLE public.users ADD CONSTRAINT users_key_not_null NOT NULL key NOT VALID',
      '| ALTER TABLE public.users VALIDATE',
      '| DO $$',
      'ALTER TABLE public.users ADD CONSTRAINT users_n_not_null NOT NULL n NOT VALID',
      '| ALTER TABLE public.users VALIDATE',
      '| CREATE UNIQUE INDEX CONCURRENTLY users_key_key',
      'ALTER TABLE public.users ADD CONSTRAINT users_key_key UNIQUE USING INDEX users_key_key',
    ],
  },
  {
    name: 'an index of a partitioned table',
    from: 'create table p (id int, at date) partition by range (id); create table p1 partition of p for values from (0) to (100); create table p2 partition of p for values from (100) to (1000);',
    to: 'create table p (id int, at date) partition by range (id); create table p1 partition of p for values from (0) to (100); create table p2 partition of p for values from (100) to (1000); create index i on p (at); alter table p add primary key (id); alter table p alter at set not null;',
    rows: `insert into p select i, now() from generate_series(1, 500) i`,
    up: [],
  },
  {
    name: 'checks of a domain that is used',
    from: `create domain d as int; create table t (a d);`,
    to: `create domain d as int constraint c check (value > 0); create table t (a d);`,
    rows: `insert into t select generate_series(1, 100)`,
    up: [
      'ALTER DOMAIN public.d ADD CONSTRAINT c CHECK ((VALUE > 0)) NOT VALID',
      '| ALTER DOMAIN public.d VALIDATE CONSTRAINT c',
    ],
  },
];

/** The embedded server has one session; there a few. */
const onBoth = new Set(['NOT NULL (before 18)', 'an index that becomes another', 'keys of a table that is there']);

for (const kind of ['native', 'embedded'] as const) {
  describe(`online forms (${kind})`, function () {
    this.timeout(120_000);

    for (const one of cases) {
      if (kind === 'native' || onBoth.has(one.name)) it(one.name, () => thereAndBack(kind, one));
    }
  });
}

async function thereAndBack(kind: EngineKind, { from, to, rows: filled, version, ...expected }: Case): Promise<void> {
  const { source, target, up, down, contexts } = await waysBetween(kind, from, to, version);
  const [there, back] = [
    onlineSteps(withDataSteps(up, contexts[0]), contexts[0]),
    onlineSteps(withDataSteps(down, contexts[1]), contexts[1]),
  ];
  if (expected.up.length > 0) begin(there, expected.up);
  if (expected.down) begin(back, expected.down);
  await withScript(kind, `${from}\n${filled}`, async session => {
    await runSegments(session, statementsOf(there));
    assert.deepEqual(await differences(session, target), []);
    await runSegments(session, statementsOf(back));
    assert.deepEqual(await differences(session, source), []);
  });
}

function begin(steps: Parameters<typeof statementsOf>[0], expected: readonly string[]): void {
  const found = statementsOf(steps).map(({ sql, transaction }) => `${transaction ? '| ' : ''}${sql}`);
  assert.deepEqual(
    found.map((sql, at) => (sql.startsWith(expected[at] ?? '\n') ? expected[at] : sql)),
    expected,
  );
}

describe('online: hazards of rows', function () {
  this.timeout(60_000);

  it('are of the rows that are filled, and of those written before the check', async () => {
    const { up, contexts } = await waysBetween(
      'native',
      'create table t (id int, a int, b int);',
      'create table t (id int, a int not null default 7, b int not null);',
    );
    const statements = statementsOf(onlineSteps(withDataSteps(up, contexts[0]), contexts[0]));
    const said = statements.flatMap(({ sql, hazards = [] }) =>
      hazards
        .filter(({ kind }) => kind === 'dependsOnData')
        .map(({ reason }) => `${sql.slice(0, 11).replace('\n', ' ')} ${reason.slice(0, 60)}`),
    );
    assert.deepEqual(said.sort(), [
      'ALTER TABLE It fails when b is NULL in a row of public.t. Fill such rows',
      'ALTER TABLE It fails when somebody wrote NULL to a of public.t after its',
      'DO $$ #vari Rows of public.t in which a is NULL get its default, 7.',
    ]);
  });
});
