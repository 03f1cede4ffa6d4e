import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import fc from 'fast-check';
import { readRevisionPath } from '../../../src/database/compare/gitTree.js';
import { readSource } from '../../../src/database/compare/readSource.js';
import { Problem } from '../../../src/text/problem.js';

let folder: string;

function put(files: Readonly<Record<string, string>>, below = folder): void {
  for (const [name, text] of Object.entries(files)) {
    const path = nodePath.join(below, name);
    mkdirSync(nodePath.dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** Names below the folder, in the order of the run, with what runs of them. */
async function scriptsOf(...words: string[]): Promise<readonly (readonly [string, string])[]> {
  const source = await readSource(words, { folder, env: {} });
  assert.ok(source.kind === 'scripts');
  return source.scripts.map(
    ({ path, text }) =>
      [nodePath.isAbsolute(path) ? nodePath.relative(folder, path).replaceAll('\\', '/') : path, text.trim()] as const,
  );
}
const namesOf = async (...words: string[]) => (await scriptsOf(...words)).map(([name]) => name);

beforeEach(() => {
  folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'source ü ')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('sources of a comparison: files', () => {
  it('a file is one script, and keeps what psql and dumps have in it', async () => {
    const text = '\\restrict abc\nSET x = 1;\nCOPY t (a) FROM stdin;\n1\n\\.\nCREATE TABLE t (a int);';
    put({ 'schema.sql': text });
    assert.deepEqual(await scriptsOf('schema.sql'), [['schema.sql', text]]);
    const { label } = await readSource(['schema.sql'], { folder, env: {} });
    assert.equal(label, 'schema.sql');
  });

  it('a lone file says nothing of an order, unless it is a migration', async () => {
    const text = 'CREATE TABLE t (a int);';
    const names = ['schema.sql', 'db/migrations/0001_t.sql', 'V1__t.sql', 'prisma/migrations/1_t/migration.sql'];
    put(Object.fromEntries([...names.map(name => [name, text]), ['marked.sql', `-- migrate:up\n${text}`]]));
    const isFree = async (...words: string[]) => {
      const source = await readSource(words, { folder, env: {} });
      assert.ok(source.kind === 'scripts');
      return source.scripts.some(({ isInAnyOrder }) => isInAnyOrder);
    };
    assert.equal(await isFree('schema.sql'), true);
    for (const name of [...names.slice(1), 'marked.sql']) assert.equal(await isFree(name), false, name);
    assert.equal(await isFree('schema.sql', 'marked.sql'), false);
  });

  it('files run in the order given, and in the order of their needs when a shell may have sorted them', async () => {
    put({ 'a.sql': 'CREATE TABLE a (b int REFERENCES b);', 'b.sql': 'CREATE TABLE b (id int PRIMARY KEY);' });
    assert.deepEqual(await namesOf('b.sql', 'a.sql'), ['b.sql', 'a.sql']);
    assert.deepEqual(await namesOf('a.sql', 'b.sql'), ['b.sql', 'a.sql']);
    const { label } = await readSource(['b.sql', 'a.sql'], { folder, env: {} });
    assert.equal(label, 'b.sql, a.sql');
  });

  it('a folder is ordered by what its files need and mention', async () => {
    put({
      'db/functions/total.sql': "CREATE FUNCTION total(o app.orders) RETURNS int LANGUAGE sql AS 'select 1';",
      'db/grants.sql': 'GRANT SELECT ON app.orders TO reader;',
      'db/queries/find.sql': 'SELECT * FROM app.orders WHERE id = $1;',
      'db/tables/lines.sql': 'CREATE TABLE app.lines (id int, "order" int REFERENCES app.orders);',
      'db/tables/orders.sql': 'CREATE TABLE app.orders (id int PRIMARY KEY, state app.state);',
      'db/types.sql': "CREATE TYPE app.state AS ENUM ('open');",
      'db/views/open.sql': 'CREATE VIEW app.open AS SELECT total(o) FROM app.orders o;',
      'db/z_schema.sql': 'CREATE SCHEMA app; CREATE EXTENSION citext;',
    });
    assert.deepEqual(await namesOf('db'), [
      'db/z_schema.sql',
      'db/types.sql',
      'db/tables/orders.sql',
      'db/functions/total.sql',
      'db/tables/lines.sql',
      'db/views/open.sql',
      'db/grants.sql',
    ]);
  });

  it('several schemas in a folder are a question, not a guess', async () => {
    put({
      'db/migrations/1_a.up.sql': 'CREATE TABLE a (id int);',
      'db/schema.sql': 'CREATE TABLE a (id int);',
      'db/mysql/schema.mysql.sql': 'CREATE TABLE a (id int) ENGINE=InnoDB;',
    });
    await assert.rejects(scriptsOf('db'), /2 schemas that do not go together: migrations, schema\.sql\. Name one/);
    await assert.rejects(scriptsOf('db/mysql'), /for mysql/);
  });

  it('follows \\i and \\ir, with every part in its place', async () => {
    put({
      'db/schema.sql': "CREATE SCHEMA app;\n\\ir tables/a.sql\n\\i 'db/tables/it''s.sql'\nCREATE TABLE z (id int);\n",
      'db/tables/a.sql': 'CREATE TABLE a (id int);',
      "db/tables/it's.sql": 'CREATE TABLE its (id int);',
    });
    const expected = [
      ['db/schema.sql', 'CREATE SCHEMA app;'],
      ['db/tables/a.sql', 'CREATE TABLE a (id int);'],
      ["db/tables/it's.sql", 'CREATE TABLE its (id int);'],
      ['db/schema.sql', 'CREATE TABLE z (id int);'],
    ];
    assert.deepEqual(await scriptsOf('db/schema.sql'), expected);
    assert.deepEqual(await scriptsOf('db'), expected);
    const source = await readSource(['db/schema.sql'], { folder, env: {} });
    assert.ok(source.kind === 'scripts');
    assert.equal(
      source.scripts
        .at(-1)!
        .text.split('\n')
        .findIndex(line => line.includes('TABLE z')),
      3,
    );
  });

  it('includes that are not there, or go round, are said with their line', async () => {
    put({ 'a.sql': 'SELECT 1;\n\\ir b.sql', 'b.sql': '\\ir a.sql', 'c.sql': '\n\\i nowhere.sql' });
    await assert.rejects(scriptsOf('a.sql'), /include each other/);
    await assert.rejects(scriptsOf('c.sql'), (problem: Problem) => {
      assert.match(problem.message, /"nowhere\.sql", which is not there/);
      return problem.place?.position?.line === 1;
    });
  });

  it('includes do not leave the project, also by a link', async () => {
    const outside = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'outside ')));
    try {
      put({ 'secret.sql': 'CREATE TABLE secret (id int);' }, outside);
      const away = nodePath.relative(nodePath.join(folder, 'db'), nodePath.join(outside, 'secret.sql'));
      put({
        'db/a.sql': `\\ir '${away}'`,
        'db/b.sql': `\n\\i '${nodePath.join(outside, 'secret.sql')}'`,
        'db/c.sql': '\\ir ../shared/d.sql',
        'shared/d.sql': `\\ir '${away}'`,
      });
      if (process.platform !== 'win32') {
        symlinkSync(nodePath.join(outside, 'secret.sql'), nodePath.join(folder, 'db/link.sql'));
        put({ 'db/e.sql': '\\ir link.sql' });
        await assert.rejects(scriptsOf('db/e.sql'), /"link\.sql", which lies outside of/);
      }
      for (const name of ['a', 'b', 'c'])
        await assert.rejects(scriptsOf(`db/${name}.sql`), (problem: Problem) => {
          assert.match(problem.message, /secret\.sql", which lies outside of .*Name a folder that holds both/);
          return problem.place?.position?.line === (name === 'b' ? 1 : 0);
        });
      // A file elsewhere that a person names may include what is beside it, and no more but within its repository.
      put({ 'sub/main.sql': '\\ir ../secret.sql' }, outside);
      const main = nodePath.join(outside, 'sub', 'main.sql');
      await assert.rejects(scriptsOf(main), /lies outside of/);
      mkdirSync(nodePath.join(outside, '.git'));
      assert.equal((await scriptsOf(main)).length, 1);
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  });

  for (const [name, text, said] of [
    ['schema.prisma', 'model A {}', /prisma migrate diff/],
    ['schema.ts', 'export const a = 1', /drizzle-kit export/],
    ['dump.sql', 'PGDMP\x01\x0e', /pg_restore --schema-only/],
    ['lfs.sql', 'version https://git-lfs.github.com/spec/v1\noid sha256:1', /git lfs pull/],
    ['binary.sql', 'CREATE\0TABLE', /is not text/],
  ] as const) {
    it(`says what to do with ${name}`, async () => {
      put({ [name]: text });
      await assert.rejects(scriptsOf(name), said);
    });
  }

  it('says what is missing', async () => {
    mkdirSync(nodePath.join(folder, 'empty'));
    put({ 'only/queries.sql': 'SELECT 1;' });
    await assert.rejects(scriptsOf('nowhere.sql'), /no such file or folder\. A schema is a \.sql file/);
    await assert.rejects(scriptsOf('empty'), /no \.sql file/);
    await assert.rejects(scriptsOf('only'), /define no tables/);
    await assert.rejects(scriptsOf(), /Name a schema/);
  });
});

describe('sources of a comparison: migrations, only the way up and in order', () => {
  const one = 'CREATE TABLE a (id int);';
  const two = 'ALTER TABLE a ADD b int;';
  const back = 'DROP TABLE a;';
  for (const [tool, files, expected] of [
    [
      'Prisma',
      {
        'prisma/migrations/2_b/migration.sql': two,
        'prisma/migrations/1_a/migration.sql': one,
        'prisma/migrations/1_a/down.sql': back,
        'prisma/migrations/migration_lock.toml': 'provider = "postgresql"',
      },
      ['1_a/migration.sql', '2_b/migration.sql'],
    ],
    [
      'Drizzle, by its journal',
      {
        'drizzle/0001_b.sql': one,
        'drizzle/0000_a.sql': `${two}`,
        'drizzle/0002_never_run.sql': back,
        'drizzle/meta/_journal.json': '{"dialect":"postgresql","entries":[{"tag":"0001_b"},{"tag":"0000_a"}]}',
      },
      ['0001_b.sql', '0000_a.sql'],
    ],
    [
      'Flyway',
      {
        'sql/V2__b.sql': two,
        'sql/V10__c.sql': one,
        'sql/V1__a.sql': one,
        'sql/U2__b.sql': back,
        'sql/R__views.sql': 'CREATE OR REPLACE VIEW v AS SELECT 1 AS one;',
      },
      ['V1__a.sql', 'V2__b.sql', 'V10__c.sql', 'R__views.sql'],
    ],
    [
      'golang-migrate',
      { 'migrations/2_b.up.sql': two, 'migrations/1_a.up.sql': one, 'migrations/1_a.down.sql': back },
      ['1_a.up.sql', '2_b.up.sql'],
    ],
    [
      'Diesel',
      { 'migrations/2024-01-02-000000_a/up.sql': one, 'migrations/2024-01-02-000000_a/down.sql': back },
      ['2024-01-02-000000_a/up.sql'],
    ],
    [
      'Supabase',
      { 'supabase/migrations/20240102_b.sql': two, 'supabase/migrations/20240101_a.sql': one },
      ['20240101_a.sql', '20240102_b.sql'],
    ],
  ] as const) {
    it(tool, async () => {
      put(files);
      const base = nodePath.posix.join(
        Object.keys(files)[0]!.split('/')[0]!,
        tool === 'Prisma' || tool === 'Supabase' ? 'migrations' : '',
      );
      assert.deepEqual(
        await namesOf(base),
        expected.map(name => nodePath.posix.join(base, name)),
      );
    });
  }

  for (const [tool, up, down] of [
    ['dbmate', '-- migrate:up', '-- migrate:down'],
    ['goose', '-- +goose Up', '-- +goose Down'],
    ['node-pg-migrate', '-- Up Migration', '-- Down Migration'],
  ] as const) {
    it(`${tool}: halves of one file`, async () => {
      put({ 'migrations/20240101000000_a.sql': `${up}\n${one}\n${down}\n${back}\n` });
      for (const word of ['migrations', 'migrations/20240101000000_a.sql'])
        assert.deepEqual(await scriptsOf(word), [['migrations/20240101000000_a.sql', `${up}\n${one}`]]);
    });
  }

  it('from several folders, in the order given', async () => {
    put({
      'db/migrations/1_a.sql': one,
      'db/functions/f.sql': "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1';",
    });
    assert.deepEqual(await namesOf('db/migrations', 'db/functions'), ['db/migrations/1_a.sql', 'db/functions/f.sql']);
  });

  it('named file by file, by a shell', async () => {
    put({ 'migrations/1_a.down.sql': back, 'migrations/1_a.up.sql': one, 'migrations/2_b.up.sql': two });
    assert.deepEqual(await namesOf('migrations/1_a.down.sql', 'migrations/1_a.up.sql', 'migrations/2_b.up.sql'), [
      'migrations/1_a.up.sql',
      'migrations/2_b.up.sql',
    ]);
  });
});

describe('sources of a comparison: servers', () => {
  const read = (word: string, env: NodeJS.ProcessEnv = {}) => readSource([word], { folder, env });

  for (const [word, env] of [
    ['postgresql://ann:s3cret@db.example.com:6543/shop', {}],
    ["host=db.example.com port=6543 dbname=shop user=ann password='s3cret'", {}],
    ['env:DATABASE_URL', { DATABASE_URL: 'postgres://ann:s3cret@db.example.com:6543/shop' }],
  ] as const) {
    it(word.slice(0, 20), async () => {
      const source = await read(word, env);
      assert.ok(source.kind === 'server');
      assert.equal(source.label, 'shop on db.example.com:6543 as ann');
      assert.equal(source.settings.servers[0].password, 's3cret');
    });
  }

  it('says what is wrong, without the password', async () => {
    await assert.rejects(read('env:DATABASE_URL'), /has no variable DATABASE_URL/);
    await assert.rejects(read('env:NAME', { NAME: 's3cret' }), (problem: Error) => !problem.message.includes('s3cret'));
    await assert.rejects(read('mysql://ann:s3cret@h/d'), (problem: Error) => !problem.message.includes('s3cret'));
    await assert.rejects(
      readSource(['postgresql://h/d', 'schema.sql'], { folder, env: {} }),
      /A server is a schema by itself/,
    );
  });

  it('a file wins over words with =', async () => {
    put({ 'a=b.sql': 'CREATE TABLE a (id int);' });
    assert.equal((await read('a=b.sql')).kind, 'scripts');
  });
});

describe('sources of a comparison: git revisions', () => {
  function git(...words: string[]): string {
    return execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }
  function commit(files: Readonly<Record<string, string>>): void {
    put(files);
    git('add', '.');
    git('-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'x');
  }
  beforeEach(() => {
    git('init', '-q', '-b', 'main');
    commit({ 'db/schema.sql': 'CREATE TABLE old (id int);', 'note.txt': 'x' });
  });

  it('reads a file and a folder as they were', async () => {
    commit({
      'db/schema.sql': 'CREATE TABLE new (id int);',
      'prisma/migrations/1_a/migration.sql': 'CREATE TABLE a (id int);',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"',
    });
    put({ 'db/schema.sql': 'CREATE TABLE not_committed (id int);', 'db/b.sql': 'CREATE TABLE b (id int);' });
    assert.deepEqual(await scriptsOf('HEAD:db/schema.sql'), [['HEAD:db/schema.sql', 'CREATE TABLE new (id int);']]);
    assert.deepEqual(await scriptsOf('main~1:db'), [['main~1:db/schema.sql', 'CREATE TABLE old (id int);']]);
    assert.deepEqual(await namesOf('main:prisma/migrations'), ['main:prisma/migrations/1_a/migration.sql']);
    await assert.rejects(scriptsOf('main~1:prisma/migrations'), /The revision main~1 has no prisma\/migrations/);
  });

  it('takes paths as git does: from the top, or with ./ from here', async () => {
    const below = { folder: nodePath.join(folder, 'db'), env: {} };
    const source = await readSource(['main:./schema.sql'], below);
    assert.ok(source.kind === 'scripts');
    assert.equal(source.scripts[0]!.path, 'main:db/schema.sql');
    assert.equal((await readSource(['main:db/schema.sql'], below)).kind, 'scripts');
    await assert.rejects(readSource(['main:schema.sql'], below), /Write main:\.\/schema\.sql/);
    await assert.rejects(readSource(['main:../../outside.sql'], below), /is not in the repository/);
    await assert.rejects(readSource(['main:/etc/passwd'], below), /is not in the repository/);
  });

  it('follows includes in the revision, and leaves links out', async () => {
    commit({ 'db/all.sql': '\\ir tables/a.sql\n', 'db/tables/a.sql': 'CREATE TABLE a (id int);' });
    put({ 'db/tables/a.sql': 'CREATE TABLE changed (id int);' });
    assert.deepEqual(await scriptsOf('HEAD:db/all.sql'), [['HEAD:db/tables/a.sql', 'CREATE TABLE a (id int);']]);
  });

  it('says which revision is unknown, and never takes one for an option', async () => {
    await assert.rejects(scriptsOf('nowhere:db/schema.sql'), /no revision "nowhere"/);
    for (const word of ['--output=x:db', '-x:db', '--upload-pack=touch pwned:db']) {
      await assert.rejects(scriptsOf(word), /no revision|no such file or folder|connection/i);
    }
    rmSync(nodePath.join(folder, '.git'), { recursive: true });
    await assert.rejects(scriptsOf('main:db/schema.sql'), /in no git repository/);
  });

  it('says so where there is no git', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      await assert.rejects(scriptsOf('main:db/schema.sql'), /git, which is not installed here/);
    } finally {
      process.env['PATH'] = before;
    }
  });

  for (const [word, expected] of [
    ['main:db/schema.sql', { revision: 'main', path: 'db/schema.sql' }],
    ['HEAD~1:a', { revision: 'HEAD~1', path: 'a' }],
    ['main@{2024-01-01 10:00:00}:a.sql', { revision: 'main@{2024-01-01 10:00:00}', path: 'a.sql' }],
    ['stash@{0}:a:b.sql', { revision: 'stash@{0}', path: 'a:b.sql' }],
    ['v:', { revision: 'v', path: '' }],
    ['C:\\db\\schema.sql', undefined],
    ['c:/db/schema.sql', undefined],
    ['postgresql://h/d', undefined],
    ['schema.sql', undefined],
    [':schema.sql', undefined],
  ] as const) {
    it(`${word} ${expected ? 'is' : 'is not'} a revision`, () => assert.deepEqual(readRevisionPath(word), expected));
  }

  it('takes any word without harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), async (revision, path) => {
        const outcome = await readSource([`${revision}:${path}`], { folder, env: {} }).catch((error: unknown) => error);
        assert.ok(outcome instanceof Problem || (outcome as { kind?: string }).kind !== undefined, String(outcome));
      }),
      { numRuns: 25 },
    );
  });
});
