// A shop as a database and as files of a workspace: with what an analysis finds, and names that want to be more than names.

export const schemaSql = `CREATE TABLE users (
  id bigint PRIMARY KEY,
  email text NOT NULL
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users (id),
  state text NOT NULL,
  note text,
  created_at timestamptz NOT NULL
);

CREATE INDEX orders_state_idx ON orders (state);
CREATE INDEX orders_state_created_idx ON orders (state, created_at);

CREATE SCHEMA audit;
CREATE TABLE audit.orders (at timestamptz NOT NULL, order_id bigint NOT NULL);

CREATE TABLE only_here (id int PRIMARY KEY);
`;

/** Each is a table, a column and an index of the database. */
export const hostileNames = [
  '<img src=x onerror=alert(1)>',
  'a`b`c',
  '](command:workbench.action.quit)',
  '[x](command:workbench.action.quit) | **bold**',
];

const quoted = name => `"${name.replaceAll('"', '""')}"`;

export const hostileSql = hostileNames
  .map(name => `CREATE TABLE ${quoted(name)} (id int PRIMARY KEY, ${quoted(name)} text NOT NULL);`)
  .join('\n');

/** The database: all but `only_here`, with rows. */
export const fillSql = `${schemaSql.replace(/CREATE TABLE only_here[^;]*;/, '')}
${hostileSql}
INSERT INTO users SELECT i, 'user' || i || '@example.com' FROM generate_series(1, 5000) i;
INSERT INTO orders (user_id, state, note, created_at)
  SELECT i % 5000 + 1, (ARRAY['open', 'paid', 'sent'])[i % 3 + 1], repeat('n', 40), now() - i * interval '1 minute' FROM generate_series(1, 60000) i;
CREATE ROLE visitor LOGIN;
ANALYZE;
`;

/** What its users run: pg_stat_statements counts it. */
export const workloadSql = [
  ...Array.from({ length: 40 }, (_, i) => `select * from orders where user_id = ${i * 7 + 1}`),
  "select count(*) from orders where state = 'open'",
  'select pg_stat_force_next_flush()',
];
