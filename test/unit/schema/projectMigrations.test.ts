import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findMigrations } from '../../../src/schema/project/migrationFolders.js';
import { readMigrationMarks } from '../../../src/schema/project/migrationMarks.js';
import { compareVersions, readMigrationName, versionNumbers } from '../../../src/schema/project/migrationNames.js';

/** Relative path → text. Files that do not end in `.sql` are the tools' own. */
type Tree = Readonly<Record<string, string>>;

interface Case {
  readonly what: string;
  readonly tree: Tree;
  readonly migrations?: readonly string[];
  /** `folder tool dialect?` → files in order; `-` before those that go down. */
  readonly expect: Readonly<Record<string, readonly string[]>>;
}

const goose = '-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n';
const dbmate = '-- migrate:up\nCREATE TABLE a (id int);\n\n-- migrate:down\nDROP TABLE a;\n';
const nodePgMigrate = '-- Up Migration\nCREATE TABLE a (id int);\n-- Down Migration\nDROP TABLE a;\n';

const cases: readonly Case[] = [
  {
    what: 'Prisma, with the baseline that its guide names 0_init',
    tree: {
      'prisma/migrations/20240102000000_add/migration.sql': '',
      'prisma/migrations/0_init/migration.sql': '',
      'prisma/migrations/20231201000000_first/migration.sql': '',
      'prisma/migrations/migration_lock.toml': '# comment\nprovider = "mysql"\n',
    },
    expect: {
      'prisma/migrations prisma mysql': [
        '0_init/migration.sql',
        '20231201000000_first/migration.sql',
        '20240102000000_add/migration.sql',
      ],
    },
  },
  {
    what: 'Drizzle: the journal says which files run and when',
    tree: {
      'drizzle/0000_init.sql': '',
      'drizzle/0001_left_over.sql': '',
      'drizzle/0001_add.sql': '',
      'drizzle/0010_more.sql': '',
      'drizzle/meta/_journal.json': JSON.stringify({
        dialect: 'postgresql',
        entries: [{ tag: '0000_init' }, { tag: '0010_more' }, { tag: '0001_add' }],
      }),
    },
    expect: { 'drizzle drizzle postgresql': ['0000_init.sql', '0010_more.sql', '0001_add.sql'] },
  },
  {
    what: 'Drizzle with a journal that somebody is merging',
    tree: { 'drizzle/0001_b.sql': '', 'drizzle/0000_a.sql': '', 'drizzle/meta/_journal.json': '<<<<<<< HEAD' },
    expect: { 'drizzle drizzle': ['0000_a.sql', '0001_b.sql'] },
  },
  {
    what: 'Drizzle 1: a folder for each migration, with its snapshot',
    tree: {
      'drizzle/20251102_b/migration.sql': '',
      'drizzle/20251102_b/snapshot.json': '{}',
      'drizzle/20251101_a/migration.sql': '',
      'drizzle/20251101_a/snapshot.json': '{}',
    },
    expect: { 'drizzle drizzle': ['20251101_a/migration.sql', '20251102_b/migration.sql'] },
  },
  {
    what: 'Diesel',
    tree: {
      'migrations/00000000000000_diesel_initial_setup/up.sql': '',
      'migrations/00000000000000_diesel_initial_setup/down.sql': '',
      'migrations/2024-01-01-120000_posts/up.sql': '',
      'migrations/2024-01-01-120000_posts/down.sql': '',
    },
    expect: {
      'migrations diesel': [
        '00000000000000_diesel_initial_setup/up.sql',
        '-00000000000000_diesel_initial_setup/down.sql',
        '2024-01-01-120000_posts/up.sql',
        '-2024-01-01-120000_posts/down.sql',
      ],
    },
  },
  {
    what: 'Flyway: numeric versions, repeatable ones last, undo ones not run',
    tree: {
      'src/main/resources/db/migration/V10__ten.sql': '',
      'src/main/resources/db/migration/V2__two.sql': '',
      'src/main/resources/db/migration/V1_10__b.sql': '',
      'src/main/resources/db/migration/V1.9__a.sql': '',
      'src/main/resources/db/migration/R__views.sql': '',
      'src/main/resources/db/migration/R__functions.sql': '',
      'src/main/resources/db/migration/U2__two.sql': '',
      'src/main/resources/db/migration/B2__baseline.sql': '',
      'src/main/resources/db/migration/notes.sql': '',
    },
    expect: {
      'src/main/resources/db/migration flyway': [
        'V1.9__a.sql',
        'V1_10__b.sql',
        '-B2__baseline.sql',
        'V2__two.sql',
        '-U2__two.sql',
        'V10__ten.sql',
        'R__functions.sql',
        'R__views.sql',
      ],
    },
  },
  {
    what: 'Flyway, a folder for each year',
    tree: { 'db/migration/2024/V2__b.sql': '', 'db/migration/2023/V1__a.sql': '', 'db/migration/2024/V10__c.sql': '' },
    expect: { 'db/migration flyway': ['2023/V1__a.sql', '2024/V2__b.sql', '2024/V10__c.sql'] },
  },
  {
    what: 'Flyway, a folder for each database',
    tree: { 'db/migration/mysql/V1__a.sql': '', 'db/migration/postgresql/V1__a.sql': '' },
    expect: { 'db/migration/mysql flyway': ['V1__a.sql'], 'db/migration/postgresql flyway': ['V1__a.sql'] },
  },
  {
    what: 'dbmate, known by its comments; its schema.sql beside is none of them',
    tree: { 'db/migrations/20240102_b.sql': dbmate, 'db/migrations/20240101_a.sql': dbmate, 'db/schema.sql': '' },
    expect: { 'db/migrations dbmate': ['20240101_a.sql', '20240102_b.sql'] },
  },
  {
    what: 'goose, with numbers of different lengths',
    tree: { 'sql/10_b.sql': goose, 'sql/9_a.sql': goose },
    expect: { 'sql goose': ['9_a.sql', '10_b.sql'] },
  },
  {
    what: 'node-pg-migrate',
    tree: { 'migrations/1700000000001_b.sql': nodePgMigrate, 'migrations/1700000000000_a.sql': nodePgMigrate },
    expect: { 'migrations node-pg-migrate': ['1700000000000_a.sql', '1700000000001_b.sql'] },
  },
  {
    what: 'node-pg-migrate without comments, by its package.json',
    tree: {
      'migrations/1700000000000_a.sql': 'CREATE TABLE a ();',
      'package.json': '{"devDependencies":{"node-pg-migrate":"8"}}',
    },
    expect: { 'migrations node-pg-migrate': ['1700000000000_a.sql'] },
  },
  {
    what: 'golang-migrate',
    tree: {
      'migrations/000002_b.up.sql': '',
      'migrations/000002_b.down.sql': '',
      'migrations/000001_a.down.sql': '',
      'migrations/000001_a.up.sql': '',
      'go.mod': 'module x',
    },
    expect: {
      'migrations golang-migrate': ['000001_a.up.sql', '-000001_a.down.sql', '000002_b.up.sql', '-000002_b.down.sql'],
    },
  },
  {
    what: 'golang-migrate in a folder of any name, its comments in the style of others',
    tree: { 'store/pg/1_a.up.sql': '-- Up migration\n', 'store/pg/1_a.down.sql': '-- Down migration\n' },
    expect: { 'store/pg golang-migrate': ['1_a.up.sql', '-1_a.down.sql'] },
  },
  {
    what: 'sqlx, reversible and not',
    tree: {
      'migrations/20240101000000_a.sql': '',
      'migrations/20240102000000_b.up.sql': '',
      'migrations/20240102000000_b.down.sql': '',
      'Cargo.toml': '',
    },
    expect: {
      'migrations sqlx': ['20240101000000_a.sql', '20240102000000_b.up.sql', '-20240102000000_b.down.sql'],
    },
  },
  {
    what: 'Supabase; seed.sql and schemas/ beside are no migrations',
    tree: {
      'supabase/migrations/20240102000000_b.sql': '',
      'supabase/migrations/20240101000000_a.sql': '',
      'supabase/seed.sql': '',
      'supabase/schemas/users.sql': '',
    },
    expect: { 'supabase/migrations supabase': ['20240101000000_a.sql', '20240102000000_b.sql'] },
  },
  {
    what: 'Knex, raw SQL beside its JavaScript',
    tree: { 'db/migrations/20240101_a.sql': '', 'knexfile.js': '' },
    expect: { 'db/migrations knex': ['20240101_a.sql'] },
  },
  {
    what: 'db-migrate: two files for each, joined by dashes',
    tree: { 'migrations/sqls/1-a-up.sql': '', 'migrations/sqls/1-a-down.sql': '', 'migrations/sqls/2-sign-up.sql': '' },
    expect: { 'migrations golang-migrate': ['sqls/1-a-up.sql', '-sqls/1-a-down.sql', 'sqls/2-sign-up.sql'] },
  },
  {
    what: 'plain numbers, in numeric order',
    tree: { 'migrations/10.sql': '', 'migrations/9.sql': '', 'migrations/1.sql': '', 'migrations/readme.sql': '' },
    expect: { 'migrations plain': ['1.sql', '9.sql', '10.sql'] },
  },
  {
    what: 'three-digit numbers in a folder of another name',
    tree: { 'database/001_a.sql': '', 'database/002_b.sql': '', 'database/seed.sql': '' },
    expect: { 'database plain': ['001_a.sql', '002_b.sql'] },
  },
  {
    what: 'a file for each database, where it takes one',
    tree: {
      'migrations/1_a.up.sql': '',
      'migrations/2_b.mysql.up.sql': '',
      'migrations/2_b.postgres.up.sql': '',
      'migrations/2_b.up.sql': '',
      'migrations/2_b.down.sql': '',
      'migrations/3_c.sqlite3.up.sql': '',
    },
    expect: {
      'migrations golang-migrate': [
        '1_a.up.sql',
        '2_b.postgres.up.sql',
        '-2_b.down.sql',
        '-2_b.mysql.up.sql',
        '-2_b.up.sql',
        '-3_c.sqlite3.up.sql',
      ],
    },
  },
  {
    what: 'files that name another database beside those that name none',
    tree: { 'migrations/1_a.up.sql': '', 'migrations/1_a.mysql.up.sql': '' },
    expect: { 'migrations golang-migrate': ['1_a.up.sql', '-1_a.mysql.up.sql'] },
  },
  {
    what: 'migrations that all name their database',
    tree: { 'migrations/1_a.mysql.sql': '', 'migrations/2_b.mysql.sql': '', 'migrations/1_a.sqlite.sql': '' },
    expect: { 'migrations plain': ['1_a.mysql.sql', '-1_a.sqlite.sql', '2_b.mysql.sql'] },
  },
  {
    what: 'up and down folders',
    tree: { 'migrations/up/1_a.sql': '', 'migrations/down/1_a.sql': '', 'migrations/up/2_b.sql': '' },
    expect: { 'migrations plain': ['up/1_a.sql', '-down/1_a.sql', 'up/2_b.sql'] },
  },
  {
    what: 'sql-migrate',
    tree: { 'migrations/1-init.sql': '-- +migrate Up\nCREATE TABLE a ();\n-- +migrate Down\nDROP TABLE a;\n' },
    expect: { 'migrations plain': ['1-init.sql'] },
  },
  {
    what: 'migrations of two services',
    tree: { 'a/migrations/1_x.sql': '', 'b/migrations/1_x.sql': '' },
    expect: { 'a/migrations plain': ['1_x.sql'], 'b/migrations plain': ['1_x.sql'] },
  },
  {
    what: 'a folder that a setting names, numbered or not',
    tree: { 'changes/first.sql': '', 'changes/2_second.sql': '', 'changes/10_third.sql': '', 'other/x.sql': '' },
    migrations: ['changes'],
    expect: { 'changes plain': ['2_second.sql', '10_third.sql', 'first.sql'] },
  },
  {
    what: "Docker's first scripts are parts of one schema, not migrations",
    tree: {
      'docker/initdb/01-schema.sql': '',
      'docker/initdb/02-seed.sql': '',
      'docker/init/001-a.sql': '',
      'docker/init/002-b.sql': '',
    },
    expect: {},
  },
  {
    what: 'plain files',
    tree: { 'schema.sql': '', 'db/structure.sql': '', 'queries/1.sql': '', 'tables/10_users.sql': '' },
    expect: {},
  },
  { what: 'nothing', tree: {}, expect: {} },
];

const root = '/work space';

function find(tree: Tree, migrations: readonly string[] = []): Record<string, string[]> {
  const sources = Object.entries(tree)
    .filter(([name]) => name.endsWith('.sql'))
    .map(([name, text]) => ({ path: `${root}/${name}`, marks: readMigrationMarks(text) }));
  const readText = (path: string) => (path.startsWith(`${root}/`) ? tree[path.slice(root.length + 1)] : undefined);
  const found = findMigrations(root, sources, { readText, migrations });
  return Object.fromEntries(
    found.map(({ path, tool, dialect, files }) => [
      [path.slice(root.length + 1), tool, dialect].filter(Boolean).join(' '),
      files.map(file => `${file.down ? '-' : ''}${file.path.slice(path.length + 1)}`),
    ]),
  );
}

describe('project: migrations', () => {
  for (const { what, tree, migrations, expect } of cases) {
    it(what, () => assert.deepEqual(find(tree, migrations), expect));
  }

  it('finds the same whatever the order of the files', () => {
    for (const { tree, migrations, expect } of cases) {
      const entries = Object.entries(tree);
      fc.assert(
        fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), shuffled => {
          assert.deepEqual(find(Object.fromEntries(shuffled), migrations), expect);
        }),
        { numRuns: 20 },
      );
    }
  });
});

describe('project: what comments mark', () => {
  const downText = (text: string) => readMigrationMarks(text).down.map(({ start, end }) => text.slice(start, end));
  it('knows the Down half of each tool', () => {
    assert.deepEqual(downText(goose), ['-- +goose Down\nDROP TABLE a;\n']);
    assert.deepEqual(downText(dbmate), ['-- migrate:down\nDROP TABLE a;\n']);
    assert.deepEqual(downText(nodePgMigrate), ['-- Down Migration\nDROP TABLE a;\n']);
    assert.deepEqual(downText('-- ----- down migration\r\nX;\r\n-- Up migration\r\nY;'), [
      '-- ----- down migration\r\nX;\r\n',
    ]);
  });
  it('knows files that want no transaction', () => {
    assert.equal(readMigrationMarks('-- migrate:up transaction:false\nX;\n-- migrate:down\n').transaction, false);
    assert.equal(readMigrationMarks('-- migrate:up\nX;\n-- migrate:down transaction:false\n').transaction, undefined);
    assert.equal(readMigrationMarks('-- +goose NO TRANSACTION\n-- +goose Up\nX;\n').transaction, false);
    assert.equal(readMigrationMarks('-- +migrate Up notransaction\nX;\n').transaction, false);
    assert.equal(readMigrationMarks('-- no-transaction\nX;').transaction, false);
    assert.equal(readMigrationMarks('\n-- no-transaction\nX;').transaction, undefined);
    assert.equal(readMigrationMarks(goose).transaction, undefined);
  });
  it('sees nothing in text without marks', () => {
    assert.deepEqual(readMigrationMarks('CREATE TABLE a ();\n-- the migration is done\n'), { down: [] });
  });
  it('stays within the text', () => {
    const line = fc.constantFrom(
      '-- +goose Up',
      '-- +goose Down',
      '-- migrate:down',
      '-- Up Migration',
      'DROP TABLE a;',
      '',
      '--',
    );
    fc.assert(
      fc.property(fc.array(line), lines => {
        const text = lines.join('\n');
        let at = 0;
        for (const { start, end } of readMigrationMarks(text).down) {
          assert.ok(at <= start && start < end && end <= text.length);
          at = end;
        }
      }),
    );
  });
});

describe('project: names of migrations', () => {
  const names = (file: string, ...siblings: string[]) => readMigrationName(file, new Set(siblings));
  it('reads versions', () => {
    assert.deepEqual(names('/x/0012_a.sql').version, ['12']);
    assert.deepEqual(names('/x/2024_01_02_120000_create.sql').version, ['2024', '1', '2', '120000']);
    assert.deepEqual(names('/x/001_2fa.sql').version, ['1']);
    assert.deepEqual(names('/x/v1.10.sql').version, ['1', '10']);
    assert.deepEqual(names('/x/3d_models.sql').version, []);
    assert.deepEqual(names('/x/users.sql').version, []);
  });
  it('takes a joined word for a direction only beside the other half', () => {
    assert.equal(names('/x/1_sign_up.sql', '1_sign_up.sql').direction, undefined);
    assert.equal(names('/x/1_a_down.sql', '1_a_up.sql').direction, 'down');
    assert.equal(names('/x/1_a_rollback.sql', '1_a.sql').direction, 'down');
    assert.equal(names('/x/1_a.down.sql').direction, 'down');
  });
  it('orders versions by their numbers', () => {
    const parts = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const order = Math.sign(compareVersions(versionNumbers(a.join('.')), versionNumbers(b.join('_'))));
        const expected = [0, 1, 2].map(i => Math.sign((a[i] ?? 0) - (b[i] ?? 0))).find(sign => sign !== 0) ?? 0;
        assert.equal(order, expected);
      }),
    );
  });
});
