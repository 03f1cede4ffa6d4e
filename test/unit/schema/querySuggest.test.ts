// Suggest Indexes: which, each once, and the files that hold them in the manner of each tool.
import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { appendedIndexes } from '../../../src/schema/advice/appendIndexes.js';
import { indexMigration } from '../../../src/schema/advice/indexMigration.js';
import { suggestIndexes } from '../../../src/schema/advice/suggestIndexes.js';
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import type { MigrationTool, SchemaGroup } from '../../../src/schema/project/project.js';
import { parseFile } from '../../../src/schema/reading/parse.js';
import type { FileRole } from '../../../src/schema/rule.js';
import { rolesOf } from './queryHarness.js';
import { usual } from './rulesHarness.js';

const schema = `
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text, team_id bigint, created_at timestamptz NOT NULL, deleted_at timestamptz);
CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  status text NOT NULL,
  total numeric NOT NULL,
  placed_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE items (order_id bigint NOT NULL REFERENCES orders, sku text NOT NULL, PRIMARY KEY (order_id, sku));
`;

async function suggested(queries: string, tables = schema) {
  const roles = await rolesOf(tables, queries);
  const { catalog } = replayAndLint({ kind: 'folder', roles, levels: {}, conventions: usual });
  return suggestIndexes(catalog, roles, usual);
}
const keysOf = async (queries: string, tables = schema) =>
  (await suggested(queries, tables)).map(({ sql }) => sql.replace(/^.* ON /, ''));

describe('suggested indexes', () => {
  it('are those of foreign keys and of what looks like one', async () => {
    const found = await suggested('');
    assert.deepEqual(
      found.map(({ table, columns, sql, rollback }) => ({ table, columns, sql, rollback })),
      [
        {
          table: 'orders',
          columns: ['user_id'],
          sql: 'CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);',
          rollback: 'DROP INDEX CONCURRENTLY IF EXISTS orders_user_id_idx;',
        },
        {
          table: 'users',
          columns: ['team_id'],
          sql: 'CREATE INDEX CONCURRENTLY users_team_id_idx ON users (team_id);',
          rollback: 'DROP INDEX CONCURRENTLY IF EXISTS users_team_id_idx;',
        },
      ],
    );
    assert.match(found[0]!.reason, /Foreign key orders_user_id_fkey to users/);
    assert.match(found[1]!.reason, /N\+1/);
  });

  it('are one for a foreign key and the queries that start with it', async () => {
    const queries = `
-- name: Latest :many
SELECT id FROM orders WHERE user_id = $1 ORDER BY placed_at DESC LIMIT 5;
-- name: Some :many
SELECT id FROM orders WHERE user_id = $1;
-- name: Again :many
SELECT id FROM orders WHERE user_id = $2 ORDER BY placed_at LIMIT 3;`;
    const [orders, ...others] = await suggested(queries);
    assert.equal(orders?.sql, 'CREATE INDEX CONCURRENTLY orders_user_id_placed_at_idx ON orders (user_id, placed_at);');
    assert.match(orders.reason, /Latest.*Again.*Some.*Foreign key/);
    assert.deepEqual(
      others.map(({ table }) => table),
      ['users'],
    );
  });

  it('are whole where not all queries have the condition of a partial one', async () => {
    const partial = 'SELECT id FROM users WHERE email = $1 AND deleted_at IS NULL;';
    assert.ok((await keysOf(partial)).includes('users (email) WHERE deleted_at IS NULL;'));
    const both = await keysOf(`${partial} SELECT id FROM users WHERE email = $1;`);
    assert.deepEqual(
      both.filter(keys => keys.includes('email')),
      ['users (email);'],
    );
  });

  it('have the columns of a foreign key first, so that one does for both', async () => {
    const keys = await keysOf('SELECT id FROM orders WHERE total = $1 AND user_id = $2 ORDER BY placed_at LIMIT 1;');
    assert.deepEqual(keys, ['orders (user_id, total, placed_at);', 'users (team_id);']);
  });

  it('keep sorts of two directions apart', async () => {
    const keys = await keysOf(`SELECT id FROM users WHERE email = $1 ORDER BY name, created_at DESC LIMIT 1;
      SELECT id FROM users WHERE email = $1 ORDER BY name DESC, created_at LIMIT 1;
      SELECT id FROM users WHERE email = $1 ORDER BY name DESC, created_at DESC LIMIT 1;`);
    // Read backward the first is the second, but for where the NULLs of `name` are.
    assert.equal(keys.filter(one => one.startsWith('users (email')).length, 2);
  });

  it('have states and times only when queries use them', async () => {
    const queries = 'SELECT id FROM orders WHERE status = $1; SELECT id FROM users WHERE created_at < $1;';
    assert.deepEqual(await keysOf(queries), [
      'orders (status);',
      'orders (user_id);',
      'users (created_at);',
      'users (team_id);',
    ]);
  });

  it('are none where an index is, nor where a partial one is implied', async () => {
    const more = `${schema}
      CREATE INDEX ON orders (status, user_id); CREATE INDEX a ON orders (user_id) WHERE user_id IS NOT NULL;
      CREATE INDEX b ON users USING hash (team_id);`;
    assert.deepEqual(await keysOf('SELECT id FROM orders WHERE user_id = $1 AND status = $2;', more), []);
  });

  it('have names that nothing has', async () => {
    const more = `${schema} CREATE TABLE users_team_id_idx (id int PRIMARY KEY);`;
    assert.ok((await suggested('', more)).some(({ sql }) => sql.includes('users_team_id_idx1 ON users')));
  });

  it('come in the same order whatever the order of the queries', async () => {
    const queries = [
      'SELECT id FROM orders WHERE total = 5;',
      'SELECT id FROM users WHERE email = $1;',
      'SELECT id FROM users WHERE name = $1;',
    ];
    const first = await keysOf(queries.join('\n'));
    assert.deepEqual(await keysOf([...queries].reverse().join('\n')), first);
    assert.deepEqual(first, [
      'orders (total);',
      'orders (user_id);',
      'users (email);',
      'users (name);',
      'users (team_id);',
    ]);
  });

  it('are quoted and qualified, and not CONCURRENTLY for partitioned tables', async () => {
    const tables = `CREATE SCHEMA "App"; CREATE TABLE "App"."T 1" (id bigint PRIMARY KEY, "P" bigint REFERENCES "App"."T 1");
      CREATE TABLE parts (id bigint, t bigint REFERENCES "App"."T 1") PARTITION BY HASH (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);`;
    assert.deepEqual(
      (await suggested('', tables)).map(({ sql, rollback }) => [sql, rollback]),
      [
        ['CREATE INDEX parts_t_idx ON parts (t);', 'DROP INDEX IF EXISTS parts_t_idx;'],
        [
          'CREATE INDEX CONCURRENTLY "T 1_P_idx" ON "App"."T 1" ("P");',
          'DROP INDEX CONCURRENTLY IF EXISTS "App"."T 1_P_idx";',
        ],
      ].sort((a, b) => (a[0]!.includes('App') ? 1 : b[0]!.includes('App') ? -1 : 0)),
    );
  });
});

describe('migrations of suggested indexes', () => {
  const today = new Date('2024-05-06T12:00:00Z');
  const tables =
    'CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE b (id bigint PRIMARY KEY, a1 bigint REFERENCES a, a2 bigint REFERENCES a);';

  async function advice(
    name: string,
    tool: MigrationTool | undefined,
    kind: SchemaGroup['kind'] = 'migrations',
    sql = tables,
  ) {
    await rolesOf('', '');
    const path = nodePath.join('/w', name);
    const file = parseFile(path, sql, { dialect: 'postgresql' });
    const role: FileRole = {
      file,
      role: kind === 'migrations' ? 'migration' : 'schema',
      newest: kind === 'migrations',
    };
    const { catalog } = replayAndLint({ kind, roles: [role], levels: {}, conventions: usual });
    const group: SchemaGroup = {
      path: kind === 'file' ? path : nodePath.dirname(path),
      kind,
      dialect: 'postgresql',
      files: [path],
      ...(tool && { tool }),
    };
    const suggestions = suggestIndexes(catalog, [role], usual);
    return {
      suggestions,
      files: indexMigration(suggestions, group, [role], today),
      appended: appendedIndexes(suggestions, group, [role]),
    };
  }
  const filesOf = async (...given: Parameters<typeof advice>) =>
    Object.fromEntries((await advice(...given)).files.map(({ path, text }) => [nodePath.relative('/w', path), text]));
  const create = (column: string, concurrently = 'CONCURRENTLY ') =>
    `CREATE INDEX ${concurrently}b_${column}_idx ON b (${column});`;
  const drop = (column: string, concurrently = 'CONCURRENTLY ') =>
    `DROP INDEX ${concurrently}IF EXISTS b_${column}_idx;`;

  it('say where the reason stands', async () => {
    const { suggestions } = await advice('db/1_a.sql', 'plain');
    assert.deepEqual(
      suggestions.map(({ columns, at }) => [columns, at.path, tables.slice(at.start, at.end)]),
      [
        [['a1'], '/w/db/1_a.sql', 'REFERENCES a'],
        [['a2'], '/w/db/1_a.sql', 'REFERENCES a'],
      ],
    );
  });

  it('have one index each where a file is sent as one text', async () => {
    assert.deepEqual(await filesOf('db/20240101000000_a.sql', 'dbmate'), {
      'db/20240506000000_add_index_b_a1.sql': `-- migrate:up transaction:false\n${create('a1')}\n\n-- migrate:down transaction:false\n${drop('a1')}\n`,
      'db/20240506000001_add_index_b_a2.sql': `-- migrate:up transaction:false\n${create('a2')}\n\n-- migrate:down transaction:false\n${drop('a2')}\n`,
    });
    assert.deepEqual(await filesOf('db/000004_a.up.sql', 'golang-migrate'), {
      'db/000005_add_index_b_a1.up.sql': `${create('a1')}\n`,
      'db/000005_add_index_b_a1.down.sql': `${drop('a1')}\n`,
      'db/000006_add_index_b_a2.up.sql': `${create('a2')}\n`,
      'db/000006_add_index_b_a2.down.sql': `${drop('a2')}\n`,
    });
    const prisma = await filesOf('prisma/migrations/20240101000000_a/migration.sql', 'prisma');
    assert.deepEqual(Object.keys(prisma), [
      'prisma/migrations/20240506000000_add_index_b_a1/migration.sql',
      'prisma/migrations/20240506000001_add_index_b_a2/migration.sql',
    ]);
    for (const text of Object.values(prisma)) assert.equal(text.match(/^\w/gm)?.length, 1);
  });

  it('have all where the tool sends statements one by one', async () => {
    assert.deepEqual(await filesOf('db/00001_a.sql', 'goose'), {
      'db/00002_add_indexes.sql': `-- +goose NO TRANSACTION\n-- +goose Up\n${create('a1')}\n${create('a2')}\n\n-- +goose Down\n${drop('a2')}\n${drop('a1')}\n`,
    });
    const flyway = await filesOf('db/V1__a.sql', 'flyway');
    assert.deepEqual(Object.keys(flyway), ['db/V2__add_indexes.sql']);
    assert.ok(flyway['db/V2__add_indexes.sql']!.includes(`${create('a1')}\n${create('a2')}`));
    assert.ok(flyway['db/V2__add_indexes.sql']!.includes(`-- ${drop('a2')}\n-- ${drop('a1')}`));
  });

  it('do without CONCURRENTLY where the tool always opens a transaction', async () => {
    const [text = ''] = Object.values(await filesOf('db/1700000000000_a.sql', 'node-pg-migrate'));
    assert.ok(text.includes(create('a1', '')));
    assert.ok(text.includes(drop('a1', '')));
    assert.doesNotMatch(text, /CONCURRENTLY/);
  });

  it('are a script and its rollback where no tool runs them', async () => {
    for (const [name, kind, folder] of [
      ['db/schema.sql', 'file', 'db'],
      ['db/schema.sql', 'folder', 'db'],
    ] as const) {
      const files = await filesOf(name, undefined, kind);
      assert.deepEqual(Object.keys(files), [`${folder}/add_indexes.sql`, `${folder}/add_indexes_rollback.sql`]);
      const [up, down] = Object.values(files);
      assert.ok(up!.endsWith(`${create('a1')}\n${create('a2')}\n`));
      assert.ok(down!.endsWith(`${drop('a2')}\n${drop('a1')}\n`));
    }
  });

  it('go to the end of the file that makes the table where no tool migrates it', async () => {
    const end = `\n${create('a1', '')}\n${create('a2', '')}\n`;
    for (const [sql, text] of [
      [`${tables}\n`, end],
      [tables, `\n${end}`],
      [tables.slice(0, -1), `;\n${end}`],
      [`${tables.slice(0, -1)} -- done`, `\n;\n${end}`],
    ] as const) {
      const { appended } = await advice('db/schema.sql', undefined, 'file', sql);
      assert.deepEqual(appended, [{ path: '/w/db/schema.sql', text }]);
      assert.deepEqual((await advice('db/schema.sql', undefined, 'file', sql + text)).suggestions, []);
    }
    assert.deepEqual((await advice('db/00001_a.sql', 'goose')).appended, []);
  });

  it('name the schema public where the file does: a dump has no search_path', async () => {
    const dump = `SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.a (id int PRIMARY KEY);
CREATE TABLE public.b (id int PRIMARY KEY, a1 int REFERENCES public.a);
`;
    const { suggestions, appended } = await advice('db/schema.sql', undefined, 'file', dump);
    assert.deepEqual(
      suggestions.map(({ table, sql, rollback }) => [table, sql, rollback]),
      [
        [
          'b',
          'CREATE INDEX CONCURRENTLY b_a1_idx ON public.b (a1);',
          'DROP INDEX CONCURRENTLY IF EXISTS public.b_a1_idx;',
        ],
      ],
    );
    assert.equal(appended[0]?.text, '\nCREATE INDEX b_a1_idx ON public.b (a1);\n');
    const dotted = await advice(
      'db/schema.sql',
      undefined,
      'file',
      'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE "b.c" (id int PRIMARY KEY, a1 int REFERENCES a);',
    );
    assert.match(dotted.suggestions[0]!.sql, / ON "b\.c" \(a1\);$/);
  });

  it('are none when there is nothing to add', async () => {
    const { suggestions, files } = await advice(
      'db/schema.sql',
      undefined,
      'file',
      'CREATE TABLE a (id int PRIMARY KEY);',
    );
    assert.deepEqual([suggestions, files], [[], []]);
  });
});
