// Rules about queries: what each finds and what it spares. What they claim of PostgreSQL is tested in queryTruth.test.ts.
import assert from 'node:assert/strict';
import { lintQueries, queryPath, shownQueries } from './queryHarness.js';
import { applied, lintFiles } from './rulesHarness.js';

const schema = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email_address AS text;
CREATE TABLE countries (code char(2) PRIMARY KEY, name text NOT NULL);
CREATE TABLE users (
  id bigint PRIMARY KEY,
  email email_address NOT NULL UNIQUE,
  name text NOT NULL,
  bio text,
  tags text[],
  data jsonb,
  mood mood,
  country char(2) REFERENCES countries,
  manager_id bigint,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX ON users (created_at);
CREATE INDEX ON users USING gin (data);
CREATE TABLE posts (
  id bigint PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users,
  reviewer_id bigint REFERENCES users,
  title varchar(200) NOT NULL,
  body text NOT NULL,
  status text NOT NULL,
  published_at timestamptz
);
CREATE TABLE "Audit Log" (id bigint PRIMARY KEY, "Actor" text NOT NULL, at timestamptz NOT NULL, what text, note text, more text, "select" int);
CREATE VIEW active_users AS SELECT * FROM users WHERE active;
CREATE FUNCTION latest() RETURNS SETOF posts LANGUAGE sql AS 'SELECT * FROM posts';
`;

/** Query → texts under the findings of a rule. */
function table(rule: string, cases: Readonly<Record<string, readonly string[]>>): void {
  describe(rule, () => {
    for (const [sql, expected] of Object.entries(cases)) {
      it(sql, async () => {
        const shown = shownQueries(await lintQueries(schema, `${sql};`, rule), `${sql};`);
        assert.deepEqual(
          shown.map(text => text.slice(rule.length + 2, -1)),
          expected,
        );
      });
    }
  });
}

table('select-star', {
  'SELECT * FROM users': ['*'],
  'SELECT u.*, p.id FROM users u JOIN posts p ON p.user_id = u.id': ['u.*'],
  'SELECT * FROM users UNION ALL SELECT * FROM users': ['*', '*'],
  'SELECT * FROM "Audit Log"': ['*'],
  'SELECT count(*) FROM users': [],
  'SELECT id FROM users u WHERE EXISTS (SELECT * FROM posts p WHERE p.user_id = u.id)': [],
  'INSERT INTO users SELECT * FROM users': [],
  'UPDATE users SET name = $1 WHERE id = $2 RETURNING *': [],
  'WITH few AS (SELECT id, name FROM users) SELECT * FROM few': [],
  'WITH users AS (SELECT 1 AS a) SELECT * FROM users': [],
  'WITH all_of_it AS (SELECT * FROM users) SELECT id FROM all_of_it': [],
  'SELECT * FROM (SELECT id FROM users) u': [],
  'SELECT * FROM active_users': [],
  'SELECT * FROM latest()': [],
  'SELECT * FROM generate_series(1, 3)': [],
  'SELECT * FROM unknown_table': [],
  'SELECT data -> $$*$$ FROM users': [],
});

table('large-offset', {
  'SELECT id FROM users ORDER BY id OFFSET 1000': ['1000'],
  'SELECT id FROM users ORDER BY id LIMIT 5 OFFSET 99999999999': ['99999999999'],
  'SELECT id FROM users ORDER BY id OFFSET 999': [],
  'SELECT id FROM users ORDER BY id OFFSET $1': [],
});

table('offset-pagination', {
  'SELECT id FROM users ORDER BY id LIMIT $1 OFFSET $2': ['$2'],
  'SELECT id FROM users ORDER BY id LIMIT :limit OFFSET :offset': [':offset'],
  'SELECT id FROM users ORDER BY id LIMIT 5 OFFSET 10': [],
  'SELECT code FROM countries ORDER BY code LIMIT 5 OFFSET $1': [],
  'SELECT x FROM unknown_table OFFSET $1': [],
});

table('leading-wildcard-like', {
  "SELECT id FROM posts WHERE body LIKE '%needle%'": ["body LIKE '%needle%'"],
  "SELECT id FROM posts p WHERE p.body ILIKE '%' || @term || '%'": ["p.body ILIKE '%' || @term || '%'"],
  "SELECT id FROM posts WHERE lower(body) LIKE '_abcd'": ["lower(body) LIKE '_abcd'"],
  "SELECT id FROM posts WHERE body LIKE 'needle%'": [],
  'SELECT id FROM posts WHERE body LIKE $1': [],
  "SELECT id FROM posts WHERE body NOT LIKE '%x%'": [],
  "SELECT id FROM posts WHERE body LIKE '%a%'": [],
  "SELECT id FROM users WHERE email = $1 AND bio LIKE '%needle%'": [],
  "SELECT name FROM countries WHERE name LIKE '%land'": [],
  "SELECT id FROM posts WHERE md5(body) LIKE '%abcd'": [],
  "SELECT id FROM unknown_table WHERE body LIKE '%needle%'": [],
  "SELECT id FROM users WHERE data LIKE '%needle%'": [],
});

table('function-on-indexed-column', {
  'SELECT id FROM users WHERE lower(email) = $1': ['lower(email) = $1'],
  'SELECT id FROM users WHERE lower(email) = lower(:email)': ['lower(email) = lower(:email)'],
  'SELECT u.id FROM users u, posts p WHERE upper(u.email) = $1 AND p.id = u.id': ['upper(u.email) = $1'],
  'SELECT id FROM users WHERE lower(name) = $1': [],
  'SELECT id FROM users WHERE email = lower($1)': [],
  'SELECT id FROM users WHERE id = $1 AND lower(email) = $2': [],
  'SELECT lower(email) FROM users WHERE id = $1': [],
  "SELECT id FROM users WHERE data ->> 'a' = 'b'": [],
  'SELECT id FROM users WHERE email COLLATE "C" = $1': [],
  'SELECT id FROM users WHERE email::text = $1': [],
  'SELECT id FROM users WHERE lower(email) <> $1': [],
  'SELECT id FROM users WHERE lower(email) = $1 OR id = 5': [],
  "SELECT id FROM users WHERE CASE WHEN active THEN email ELSE name END = 'x'": [],
});

table('implicit-cast', {
  'SELECT id FROM posts WHERE title = 5': ['title = 5'],
  'SELECT id FROM posts p WHERE 5 < p.title': ['5 < p.title'],
  'SELECT id FROM posts WHERE user_id = 1.5': [],
  'SELECT id FROM users WHERE id = 1.0': ['id = 1.0'],
  'SELECT id FROM users WHERE mood = $1::text': ['mood = $1::text'],
  "SELECT id FROM users WHERE mood = 'ok'": [],
  'SELECT id FROM users WHERE email = 5': ['email = 5'],
  "SELECT id FROM users WHERE tags = '{}'": [],
  'SELECT id FROM users WHERE id = $1': [],
  "SELECT id FROM users WHERE id = '5'": [],
  'SELECT id FROM users WHERE id = :id AND name = :name': [],
  'SELECT id FROM posts WHERE title = {{ title }}': [],
  'SELECT id FROM users WHERE created_at >= CURRENT_DATE': [],
  'SELECT p.id FROM posts p JOIN users u ON u.email = p.user_id': ['u.email = p.user_id'],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id': [],
  'SELECT id FROM users WHERE data = 5': [],
  'SELECT id FROM users WHERE name = NULL': [],
  'UPDATE posts SET title = $1 WHERE title = true': ['title = true'],
});

table('not-in-subquery', {
  'SELECT id FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts)': ['id NOT IN (SELECT reviewer_id FROM posts)'],
  'SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM posts)': [],
  'SELECT id FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts WHERE reviewer_id IS NOT NULL)': [],
  'SELECT id FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts WHERE reviewer_id > $1)': [],
  'SELECT id FROM users WHERE id IN (SELECT reviewer_id FROM posts)': [],
  'SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM unknown_table)': [
    'id NOT IN (SELECT user_id FROM unknown_table)',
  ],
  'SELECT id FROM users WHERE id NOT IN (SELECT id FROM unknown_table)': [],
  'WITH gone AS (DELETE FROM posts RETURNING user_id) SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM gone)':
    [],
  'SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM (SELECT user_id FROM posts) p)': [],
  'SELECT id FROM users WHERE id NOT IN (1, 2)': [],
  'SELECT id FROM users WHERE id NOT IN (SELECT max(user_id) FROM posts)': [],
  'SELECT id FROM users WHERE id NOT IN (SELECT p.user_id FROM users u LEFT JOIN posts p ON p.user_id = u.id)': [
    'id NOT IN (SELECT p.user_id FROM users u LEFT JOIN posts p ON p.user_id = u.id)',
  ],
  'DELETE FROM users WHERE id <> ALL (SELECT reviewer_id FROM posts)': ['id <> ALL (SELECT reviewer_id FROM posts)'],
  'SELECT 1 FROM users WHERE active OR NOT (id IN (SELECT p.reviewer_id FROM posts p))': [
    'NOT (id IN (SELECT p.reviewer_id FROM posts p))',
  ],
});

table('missing-limit', {
  'SELECT id FROM users': ['users'],
  'SELECT p.id FROM posts AS p JOIN users u ON u.id = p.user_id ORDER BY p.id': ['posts'],
  '-- name: ListUsers :many\nSELECT id FROM users': ['users'],
  '-- name: AnyUser :one\nSELECT id FROM users': [],
  '-- name: ListAllUsers :many\nSELECT id FROM users': [],
  'SELECT id FROM users LIMIT 5': [],
  'SELECT id FROM users WHERE active': [],
  'SELECT count(*) FROM users': [],
  'SELECT DISTINCT country FROM users': [],
  'SELECT country, count(*) FROM users GROUP BY country': [],
  'SELECT code FROM countries': [],
  'SELECT id FROM active_users': [],
  'SELECT id FROM unknown_table': [],
  'SELECT id FROM users, unnest($1::int[])': [],
  'SELECT 1': [],
});

table('update-without-where', {
  'UPDATE posts SET title = $1': ['posts'],
  'WITH x AS (UPDATE posts p SET title = $1 RETURNING id) SELECT id FROM x': ['posts'],
  'UPDATE posts SET title = $1 WHERE id = $2': [],
  'UPDATE posts SET title = $1 WHERE true': [],
  '-- name: ResetAllTitles :exec\nUPDATE posts SET title = $1': [],
  'UPDATE posts SET title = u.name FROM users u': [],
  'INSERT INTO posts (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET title = $1': [],
});

table('delete-without-where', {
  'DELETE FROM posts': ['posts'],
  'DELETE FROM unknown_table': ['unknown_table'],
  'DELETE FROM posts WHERE id = $1': [],
  '-- name: ClearPosts :exec\nDELETE FROM posts': [],
  'TRUNCATE posts': [],
});

table('missing-index-for-query', {
  'SELECT id FROM posts WHERE title = $1': ['title = $1'],
  'SELECT id FROM posts WHERE $1 = posts.title': ['$1 = posts.title'],
  'SELECT id FROM posts WHERE id = $1 AND title = $2': [],
  'SELECT id FROM posts WHERE status = $1': [],
  'SELECT id FROM users WHERE mood = $1 AND active': [],
  'SELECT name FROM countries WHERE name = $1': [],
  'SELECT id FROM posts WHERE title = $1 OR body = $2': [],
  'SELECT id FROM posts WHERE title <> $1': [],
  'SELECT id FROM posts WHERE published_at < $1': [],
  'SELECT id FROM posts ORDER BY published_at': [],
  'SELECT id FROM posts ORDER BY published_at LIMIT 5': ['published_at'],
  'SELECT DISTINCT title FROM posts ORDER BY title LIMIT 5': [],
  'SELECT title, count(*) FROM posts GROUP BY title ORDER BY title LIMIT 5': [],
  "SELECT id FROM posts WHERE body LIKE '%x%' ORDER BY published_at LIMIT 5": [],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id ORDER BY u.name, p.title LIMIT 5': [],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id': [],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id WHERE u.active': [],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id WHERE u.email = $1': ['u.id = p.user_id'],
  'SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id)': [],
  "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id AND p.title = 'x')": [
    "p.title = 'x'",
  ],
  "SELECT id FROM users WHERE data @> '{}'": [],
  "SELECT id FROM users WHERE data @> '{}' AND name = $1": [],
  'SELECT id FROM users WHERE tags = $1': [],
  'SELECT id FROM users WHERE name IS NULL': [],
  // Rows that an index of the join, or of a subquery, gives need no index for their other conditions.
  'SELECT p.id FROM posts p JOIN unnest($1::bigint[]) AS x (n) ON x.n = p.id WHERE p.title = $2': [],
  'WITH few AS (SELECT 1 AS n) SELECT p.id FROM few JOIN posts p ON p.id = few.n WHERE p.title = $2': [],
  'SELECT p.id FROM posts p WHERE p.id IN (SELECT manager_id FROM users) AND p.title = $1': [],
  'SELECT p.id FROM posts p WHERE (p.id, p.title) IN (($1, $2), ($3, $4)) AND p.body = $5': [],
  'SELECT p.id FROM users u JOIN posts p ON p.id = u.manager_id WHERE u.email = $1 AND p.title = $2': [],
  'SELECT p.id FROM users u JOIN posts p ON (p.id, p.title) = (u.manager_id, u.name) WHERE u.email = $1': [],
  'SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id WHERE p.title = $1': ['p.title = $1'],
  'INSERT INTO posts (title) SELECT title FROM posts WHERE title = $1': ['title = $1'],
  'SELECT id FROM unknown_table WHERE title = $1': [],
  'SELECT id FROM active_users WHERE name = $1': [],
  'WITH posts AS (SELECT 1 AS title) SELECT title FROM posts WHERE title = 2': [],
  'SELECT "Actor" FROM "Audit Log" WHERE "Actor" = $1': ['"Actor" = $1'],
  'SELECT manager_id FROM users WHERE manager_id = $1 ORDER BY created_at LIMIT 3': ['manager_id = $1'],
});

describe('SQL of suggested indexes', () => {
  const cases: Record<string, string> = {
    'SELECT id FROM "Audit Log" WHERE "Actor" = $1 AND "select" > 2':
      'CREATE INDEX CONCURRENTLY "Audit Log_Actor_select_idx" ON "Audit Log" ("Actor", "select");',
    'SELECT id FROM posts WHERE status = $1 AND title = $2 AND user_id = $3':
      'CREATE INDEX CONCURRENTLY posts_title_user_id_status_idx ON posts (title, user_id, status);',
    'SELECT p.id FROM users u JOIN posts p ON (p.user_id, p.title) = (u.id, u.name) WHERE u.email = $1':
      'CREATE INDEX CONCURRENTLY posts_user_id_title_idx ON posts (user_id, title);',
    'SELECT id FROM posts WHERE title = $1 ORDER BY published_at DESC, id ASC LIMIT 9':
      'CREATE INDEX CONCURRENTLY posts_title_published_at_id_idx ON posts (title, published_at DESC, id);',
  };
  for (const [sql, expected] of Object.entries(cases)) {
    it(sql, async () => {
      const [finding] = await lintQueries(schema, `${sql};`, 'missing-index-for-query');
      assert.equal(finding?.suggestion, expected);
    });
  }

  it('is not CONCURRENTLY for partitioned tables, and has their schema', async () => {
    const tables =
      'CREATE SCHEMA app; CREATE TABLE app.events (id bigint, at timestamptz NOT NULL, kind_id int, a int, b int, c int, d int) PARTITION BY RANGE (at);';
    const [finding] = await lintQueries(
      tables,
      'SELECT a FROM app.events WHERE kind_id = $1;',
      'missing-index-for-query',
    );
    assert.equal(finding?.suggestion, 'CREATE INDEX events_kind_id_idx ON app.events (kind_id);');
    assert.equal(finding?.table, 'app.events');
  });
});

describe('quick fixes for queries', () => {
  const cases: readonly (readonly [rule: string, sql: string, mended: string])[] = [
    [
      'select-star',
      'SELECT p.*, u.name FROM posts p JOIN users u ON u.id = p.user_id;',
      'SELECT p.id, p.user_id, p.reviewer_id, p.title, p.body, p.status, p.published_at, u.name FROM posts p JOIN users u ON u.id = p.user_id;',
    ],
    [
      'select-star',
      'SELECT /* 🙂 */ * FROM "Audit Log";',
      'SELECT /* 🙂 */ id, "Actor", at, what, note, more, "select" FROM "Audit Log";',
    ],
    [
      'not-in-subquery',
      'SELECT u.id FROM users u WHERE u.id NOT IN (SELECT reviewer_id FROM posts WHERE title = :title OR body = :body) AND u.active;',
      'SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.reviewer_id = u.id AND (title = :title OR body = :body)) AND u.active;',
    ],
    [
      'function-on-indexed-column',
      'SELECT id FROM users WHERE date(created_at) = @day AND active;',
      'SELECT id FROM users WHERE created_at >= @day::date AND created_at < @day::date + 1 AND active;',
    ],
  ];
  for (const [rule, sql, mended] of cases) {
    it(`${rule}: ${sql}`, async () => {
      const [finding] = await lintQueries(schema, sql, rule);
      assert.equal(applied(sql, finding!.fixes[0]!.edits), mended);
    });
  }

  const none: readonly (readonly [rule: string, sql: string])[] = [
    ['select-star', 'SELECT * FROM users JOIN posts USING (id);'],
    ['not-in-subquery', 'SELECT id FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts LIMIT 5);'],
    ['not-in-subquery', 'SELECT id FROM users WHERE id NOT IN (SELECT u.manager_id FROM users u, posts p);'],
    ['not-in-subquery', 'SELECT id FROM posts WHERE id NOT IN (SELECT reviewer_id FROM posts);'],
    [
      'not-in-subquery',
      'SELECT id FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts WHERE title = {{ title }});',
    ],
    ['function-on-indexed-column', 'SELECT id FROM users WHERE date(created_at) = <%= day %>;'],
  ];
  for (const [rule, sql] of none) {
    it(`${rule}: none for ${sql}`, async () => {
      const [finding] = await lintQueries(schema, sql, rule);
      assert.ok(finding);
      assert.deepEqual(
        finding.fixes.filter(({ title }) => !title.startsWith('Disable ')),
        [],
      );
    });
  }
});

describe('where rules about queries look', () => {
  it('into views for what is wrong anywhere, not for what only a list has', async () => {
    const view = `${schema}CREATE VIEW v AS SELECT * FROM users WHERE id NOT IN (SELECT reviewer_id FROM posts) OFFSET 5000;`;
    const findings = (await lintFiles({ files: { [queryPath]: view } })).filter(({ category }) => category === 'query');
    assert.deepEqual(findings.map(({ rule }) => rule).sort(), ['large-offset', 'not-in-subquery']);
  });

  it('into the queries of other dialects, in their SQL', async () => {
    const sql = `CREATE TABLE posts (id int PRIMARY KEY, user_id int, title varchar(50), body text, created_at datetime, a int, b int);
      SELECT id FROM posts WHERE title = 'x';`;
    const findings = await lintFiles({ files: { '/q.sql': sql }, dialect: 'mysql' });
    const [finding] = findings.filter(({ rule }) => rule === 'missing-index-for-query');
    assert.equal(finding?.suggestion, 'CREATE INDEX posts_title_idx ON posts (title);');
  });

  it('not into functions, migrations and statements that are turned off', async () => {
    const body =
      "CREATE FUNCTION f() RETURNS SETOF users LANGUAGE sql AS $$ SELECT * FROM users WHERE lower(email) = 'x' $$;";
    assert.deepEqual(
      (await lintFiles({ files: { [queryPath]: schema + body } })).filter(({ category }) => category === 'query'),
      [],
    );
    const query = 'SELECT * FROM users;';
    const migrations = await lintFiles({
      files: { '/1.sql': schema, '/2.sql': query },
      role: 'migration',
      kind: 'migrations',
    });
    assert.deepEqual(
      migrations.filter(({ category }) => category === 'query'),
      [],
    );
    assert.deepEqual(
      await lintQueries(schema, `-- senior-backend-disable-next-line select-star\n${query}`, 'select-star'),
      [],
    );
  });

  it('not at what fills and mends the tables of a schema file, but at its lists', async () => {
    const once = `UPDATE posts SET body = 'x' WHERE title = 'y'; INSERT INTO posts (id) SELECT id FROM posts WHERE title = 'z';
      DO $$ BEGIN DELETE FROM posts WHERE title = 'y'; END $$; DELETE FROM posts WHERE lower(title) = 'a';`;
    const findings = async (sql: string) =>
      (await lintFiles({ files: { [queryPath]: schema + sql } })).filter(({ category }) => category === 'query');
    assert.deepEqual(await findings(once), []);
    assert.equal((await findings("SELECT id FROM posts WHERE title = 'y';")).length, 1);
  });

  it('at queries of schemas whose name is written and of those that is searched for', async () => {
    const tables = 'CREATE SCHEMA app; CREATE TABLE app.t (a int NOT NULL); CREATE TABLE u (b int);';
    assert.equal((await lintQueries(tables, 'SELECT * FROM app.t;', 'select-star')).length, 1);
    assert.equal((await lintQueries(tables, 'SELECT * FROM t;', 'select-star')).length, 1);
    assert.equal((await lintQueries(tables, 'SELECT * FROM other.t;', 'select-star')).length, 0);
  });
});
