/** Schemas for tests that edit at random: statements that lean on each other, and on which a replay can fail in many ways. */
import fc from 'fast-check';

export const statements: readonly string[] = [
  'CREATE SCHEMA app',
  'CREATE SCHEMA IF NOT EXISTS shop',
  "CREATE TYPE mood AS ENUM ('good', 'bad')",
  'CREATE TYPE place AS (street text, town text)',
  'CREATE DOMAIN price AS numeric(10, 2) CHECK (VALUE >= 0)',
  'CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(255) UNIQUE, feeling mood, created_at timestamp)',
  'CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, status text, price float)',
  'CREATE TABLE orders (id serial PRIMARY KEY, user_id bigint REFERENCES users ON DELETE CASCADE, total price, meta json)',
  'CREATE TABLE IF NOT EXISTS orders (id bigint, user_id int NOT NULL, CONSTRAINT order_key UNIQUE (id, user_id))',
  'CREATE TABLE items (order_id int REFERENCES orders (id), position int, PRIMARY KEY (order_id, position), CHECK (position > 0))',
  'CREATE TABLE addresses OF place (PRIMARY KEY (street))',
  'CREATE TABLE events (id bigint, at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at)',
  "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  'CREATE TABLE events_rest PARTITION OF events DEFAULT',
  'CREATE TABLE staff (salary money) INHERITS (users)',
  'CREATE TABLE copies (LIKE users INCLUDING ALL)',
  'CREATE TABLE top_users AS SELECT id, email FROM users',
  'CREATE TEMP TABLE scratch (id int PRIMARY KEY)',
  'CREATE VIEW recent AS SELECT * FROM orders o JOIN users u ON u.id = o.user_id WHERE o.total > 0',
  'CREATE MATERIALIZED VIEW sums AS SELECT user_id, sum(total) AS total FROM orders GROUP BY user_id',
  'CREATE INDEX ON orders (user_id)',
  'CREATE INDEX orders_again ON orders (user_id)',
  'CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE email IS NOT NULL',
  'CREATE INDEX ON events (at, id)',
  'CREATE INDEX sums_user ON sums (user_id)',
  'DROP INDEX orders_again',
  "ALTER TABLE orders ADD COLUMN note text, ADD COLUMN state text NOT NULL DEFAULT 'new'",
  'ALTER TABLE orders ADD CONSTRAINT owner FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID',
  'ALTER TABLE orders VALIDATE CONSTRAINT owner',
  'ALTER TABLE orders DROP CONSTRAINT owner',
  'ALTER TABLE orders DROP COLUMN meta',
  'ALTER TABLE users DROP COLUMN email CASCADE',
  'ALTER TABLE users ALTER COLUMN id TYPE bigint',
  'ALTER TABLE users RENAME TO people',
  'ALTER TABLE people RENAME TO users',
  'ALTER TABLE users RENAME COLUMN email TO mail',
  'ALTER TABLE users SET SCHEMA app',
  'ALTER TABLE app.users SET SCHEMA public',
  'ALTER TABLE users ALTER COLUMN name DROP NOT NULL',
  'ALTER TABLE events DETACH PARTITION events_2026',
  "ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  'ALTER TABLE events ADD PRIMARY KEY (id, at)',
  'ALTER TABLE users ENABLE ROW LEVEL SECURITY',
  'CREATE POLICY own ON users USING (id = 1)',
  'CREATE POLICY everybody ON users USING (true)',
  'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
  'CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()',
  'DROP FUNCTION touch() CASCADE',
  'CREATE SEQUENCE numbers OWNED BY users.id',
  "ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('numbers')",
  'DROP SEQUENCE numbers CASCADE',
  'DROP TABLE IF EXISTS orders CASCADE',
  'DROP TABLE users',
  'DROP TYPE mood CASCADE',
  'DROP SCHEMA app CASCADE',
  "ALTER TYPE mood ADD VALUE 'so-so' AFTER 'good'",
  'ALTER TYPE mood RENAME TO temper',
  "COMMENT ON TABLE orders IS 'What was bought'",
  'COMMENT ON COLUMN users.id IS NULL',
  'SET search_path = app, public',
  'SET LOCAL search_path = shop',
  'RESET search_path',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'INSERT INTO users (id) VALUES (1)',
  'SELECT * FROM orders WHERE user_id = 1 ORDER BY id LIMIT 5 OFFSET 100000',
  'DELETE FROM orders',
  'DO $$ BEGIN IF true THEN DROP TABLE items; CREATE TABLE items (id int); END IF; END $$',
  'CREATE TABLE broken (',
  "SELECT 'open",
  'GRANT SELECT ON orders TO PUBLIC',
];

/** One step of somebody who types. Places are fractions of the text, or of its statements. */
export type Edit =
  | { readonly kind: 'put' | 'replace'; readonly at: number; readonly statement: string }
  | { readonly kind: 'take' | 'swap' | 'comment' | 'indent'; readonly at: number }
  | { readonly kind: 'type'; readonly at: number; readonly text: string; readonly over: number };

const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const statement = fc.constantFrom(...statements);

export const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('put' as const, 'replace' as const), at, statement }),
  fc.record({
    kind: fc.constantFrom('take' as const, 'swap' as const, 'comment' as const, 'indent' as const),
    at,
  }),
  fc.record({
    kind: fc.constant('type' as const),
    at,
    text: fc.constantFrom('', ';', 'x', "'", '(', ')', '$$', '\n', '-- ', '/*', 'users', ', n int', 'text', '🙂'),
    over: fc.nat(6),
  }),
);

export const aText: fc.Arbitrary<string> = fc
  .array(statement, { minLength: 4, maxLength: 60 })
  .map(list => list.map(one => `${one};\n`).join(''));

export function applyEdit(text: string, edit: Edit): string {
  if (edit.kind === 'type') {
    const place = Math.floor(edit.at * (text.length + 1));
    return text.slice(0, place) + edit.text + text.slice(place + edit.over);
  }
  const list = text.split(';\n');
  const place = Math.floor(edit.at * list.length);
  if (edit.kind === 'put') list.splice(place, 0, edit.statement);
  else if (edit.kind === 'replace') list.splice(place, 1, edit.statement);
  else if (edit.kind === 'take') list.splice(place, 1);
  else if (edit.kind === 'comment') list[place] = `-- a comment\n${list[place]}`;
  else if (edit.kind === 'indent') list[place] = `\n  ${list[place]}`;
  else list.splice(place, 2, ...list.slice(place, place + 2).reverse());
  return list.join(';\n');
}
