// What the rules about queries claim, asked of a real PostgreSQL with rows in its tables: suggested indexes are used by the queries that
// they were suggested for, what is said to keep an index from being used does, and what is said to fail fails.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { suggestIndexes } from '../../../src/schema/advice/suggestIndexes.js';
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import { compareTypes, familyOf } from '../../../src/schema/rules/query/castTypes.js';
import { lintQueries, rolesOf } from './queryHarness.js';
import { applied, usual } from './rulesHarness.js';

const schema = `
CREATE TYPE order_state AS ENUM ('open', 'paid', 'sent');
CREATE TABLE customers (
  id bigint PRIMARY KEY,
  email varchar(200) NOT NULL UNIQUE,
  name text NOT NULL,
  country text NOT NULL,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz
);
CREATE INDEX customers_created_at_idx ON customers (created_at);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id),
  state order_state NOT NULL,
  status text NOT NULL,
  total numeric(12, 2) NOT NULL,
  reference uuid,
  note text,
  placed_at timestamptz NOT NULL,
  shipped_on date
);
CREATE TABLE items (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders (id),
  sku varchar(40) NOT NULL,
  quantity int NOT NULL,
  price numeric NOT NULL
);
CREATE INDEX items_quantity_idx ON items (quantity);
CREATE INDEX items_price_idx ON items (price);
`;
const rows = `
INSERT INTO customers SELECT i, 'c' || i || '@example.com', 'name ' || md5(i::text), 'C' || i % 200, i % 50 <> 0,
  timestamptz '2020-01-01' + i * interval '20 minutes', CASE WHEN i % 10 = 0 THEN now() END FROM generate_series(1, 60000) i;
INSERT INTO orders SELECT i, 1 + i % 20000, CASE WHEN i % 100 = 0 THEN 'open' ELSE 'sent' END::order_state,
  CASE WHEN i % 100 = 0 THEN 'open' ELSE 'done' END, i % 1000, md5(i::text)::uuid, md5((i + 1)::text),
  timestamptz '2020-01-01' + (i * 7919 % 60000) * interval '30 minutes', date '2020-01-01' + (i * 7919 % 1500)
  FROM generate_series(1, 60000) i;
INSERT INTO items SELECT i, 1 + i * 7919 % 60000, 'sku-' || i % 30000, i % 5000, i % 5000 FROM generate_series(1, 90000) i;
ANALYZE;
`;

let server: PGlite;
before(async function () {
  this.timeout(120_000);
  server = await PGlite.create({ extensions: { citext, pg_trgm } });
  await server.exec(`CREATE EXTENSION citext; ${schema}${rows}`);
});
after(() => server.close());

async function plan(query: string, settings = ''): Promise<string> {
  const results = await server.exec(`BEGIN; ${settings} EXPLAIN ${query}; ROLLBACK;`);
  return results
    .flatMap(({ rows: lines }) => lines.map(line => String(line['QUERY PLAN'] ?? '')))
    .filter(line => line !== '')
    .join('\n');
}

/** The plan of a query with an index that is only there for it. */
async function planWith(sql: string, query: string): Promise<string> {
  const create = sql.replace('CONCURRENTLY ', '');
  const table = / ON (\w+)/.exec(create)?.[1];
  // Expressions have statistics of their own.
  return plan(query, create.includes('((') ? `${create} ANALYZE ${table};` : create);
}

const nameOf = (sql: string): string => /CREATE INDEX (?:CONCURRENTLY )?(\w+)/.exec(sql)![1]!;

describe('indexes that are suggested for queries', () => {
  const queries: Record<string, string> = {
    "SELECT id FROM orders WHERE reference = 'a87ff679-a2f3-e71d-9181-a67b7542122c'": '(reference)',
    'SELECT id FROM orders WHERE customer_id = 77 ORDER BY placed_at DESC LIMIT 5': '(customer_id, placed_at)',
    "SELECT id FROM orders WHERE status = 'open' ORDER BY placed_at LIMIT 10 FOR UPDATE SKIP LOCKED":
      '(status, placed_at)',
    "SELECT id FROM orders WHERE state = 'open' ORDER BY placed_at LIMIT 10": '(state, placed_at)',
    'SELECT id, note FROM orders ORDER BY placed_at DESC, id DESC LIMIT 20': '(placed_at, id)',
    'SELECT id, note FROM orders ORDER BY shipped_on DESC NULLS LAST LIMIT 20': '(shipped_on DESC NULLS LAST)',
    "SELECT id FROM orders WHERE note = 'x' AND total > 5": '(note, total)',
    "SELECT id FROM orders WHERE note IN ('x', 'y')": '(note)',
    "SELECT count(*) FROM orders WHERE placed_at >= '2020-02-01' AND placed_at < '2020-02-03'": '(placed_at)',
    "SELECT sum(total) FROM orders WHERE placed_at BETWEEN '2020-02-01' AND '2020-02-03'": '(placed_at)',
    "SELECT total FROM orders WHERE placed_at >= '2020-02-01' AND placed_at < '2020-03-01'":
      '(placed_at) INCLUDE (total)',
    "SELECT id FROM orders WHERE placed_at > now() - interval '1 hour'": '(placed_at)',
    "SELECT id FROM customers WHERE name = 'x' AND deleted_at IS NULL": '(name) WHERE deleted_at IS NULL',
    'SELECT id FROM customers WHERE NOT active ORDER BY name LIMIT 3': '(name) WHERE NOT active',
    "SELECT id FROM customers WHERE active = false AND country = 'C7'": '(country) WHERE NOT active',
    "SELECT c.email, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = 'c5@example.com'":
      '(customer_id)',
    'SELECT o.total, i.sku FROM orders o LEFT JOIN items i ON i.order_id = o.id WHERE o.id = 5': '(order_id)',
    'SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) FROM customers c WHERE c.id < 100':
      '(customer_id)',
    'SELECT c.name, l.total FROM customers c, LATERAL (SELECT o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.placed_at DESC LIMIT 1) l WHERE c.id < 100':
      '(customer_id, placed_at)',
    "UPDATE orders SET total = 0 WHERE note = 'x'": '(note)',
    'DELETE FROM items WHERE order_id = 5': '(order_id)',
    "SELECT id FROM orders WHERE (placed_at, id) > ('2020-05-01', 5) ORDER BY placed_at, id LIMIT 10":
      '(placed_at, id)',
  };
  for (const [query, keys] of Object.entries(queries)) {
    it(query, async () => {
      const findings = await lintQueries(schema, `${query};`, 'missing-index-for-query');
      assert.equal(findings.length, 1, 'one finding');
      const sql = findings[0]!.suggestion!;
      assert.equal(sql, `CREATE INDEX CONCURRENTLY ${nameOf(sql)} ON ${/ ON (\w+)/.exec(sql)![1]} ${keys};`);
      assert.ok((await planWith(sql, query)).includes(nameOf(sql)), await planWith(sql, query));
      // With it nothing is missing any more.
      assert.deepEqual(await lintQueries(`${schema}${sql}`, `${query};`, 'missing-index-for-query'), []);
    });
  }

  it('serve the queries together, as few as they are', async function () {
    this.timeout(60_000);
    const texts = Object.keys(queries);
    const roles = await rolesOf(schema, texts.map(query => `${query};`).join('\n'));
    const { catalog } = replayAndLint({ kind: 'folder', roles, levels: {}, conventions: usual });
    const indexes = suggestIndexes(catalog, roles, usual);
    await server.exec('BEGIN');
    try {
      for (const { sql } of indexes) await server.exec(sql.replace('CONCURRENTLY ', ''));
      await server.exec('ANALYZE');
      for (const query of texts) {
        const results = await server.exec(`EXPLAIN ${query}`);
        const lines = results[0]!.rows.map(row => String(row['QUERY PLAN']));
        assert.ok(!lines.some(line => line.includes('Seq Scan on')), `${query}\n${lines.join('\n')}`);
      }
      for (const { rollback } of indexes) await server.exec(rollback.replace('CONCURRENTLY ', ''));
    } finally {
      await server.exec('ROLLBACK');
    }
  });
});

describe('queries that are served already', () => {
  const more = `
CREATE INDEX orders_customer_state_idx ON orders (state, customer_id, placed_at DESC);
CREATE INDEX orders_open_idx ON orders (reference) WHERE status = 'open';
CREATE INDEX customers_kept_idx ON customers (name) WHERE deleted_at IS NULL AND active;
CREATE INDEX customers_lower_idx ON customers (lower(country));
CREATE INDEX orders_note_idx ON orders USING hash (note);
`;
  const queries: Record<string, string> = {
    "SELECT id FROM customers WHERE email = 'c7@example.com' ORDER BY name LIMIT 5": 'customers_email_key',
    "SELECT id FROM orders WHERE customer_id = 5 AND state = 'open' ORDER BY placed_at LIMIT 5":
      'orders_customer_state_idx',
    "SELECT id FROM orders WHERE reference = 'a87ff679-a2f3-e71d-9181-a67b7542122c' AND status = 'open'":
      'orders_open_idx',
    "SELECT id FROM customers WHERE name = 'x' AND deleted_at IS NULL AND active = true": 'customers_kept_idx',
    "SELECT id FROM customers WHERE lower(country) = 'c7'": 'customers_lower_idx',
    "SELECT id FROM orders WHERE note = 'x'": 'orders_note_idx',
    "SELECT id FROM customers WHERE created_at > '2022-04-01' AND created_at < '2022-04-02'":
      'customers_created_at_idx',
    'SELECT id, name FROM customers ORDER BY created_at DESC, id LIMIT 5': 'customers_created_at_idx',
    'SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = 5': 'customers_pkey',
  };
  for (const [query, index] of Object.entries(queries)) {
    it(query, async () => {
      assert.deepEqual(await lintQueries(schema + more, `${query};`, 'missing-index-for-query'), []);
      assert.ok((await plan(query, more)).includes(index), await plan(query, more));
    });
  }
});

describe('functions that hide a column', () => {
  const hidden = [
    "SELECT * FROM customers WHERE lower(email) = 'c5@example.com'",
    "SELECT * FROM customers c WHERE upper(trim(c.email)) = 'X'",
    "SELECT * FROM customers WHERE created_at::date = '2021-01-01'",
    "SELECT * FROM customers WHERE date(created_at) >= '2021-01-01'",
    "SELECT * FROM customers WHERE date_trunc('day', created_at) = '2021-01-01'",
    'SELECT * FROM customers WHERE extract(year FROM created_at) = 2021',
    "SELECT * FROM customers WHERE created_at + interval '1 day' > now()",
    'SELECT * FROM items WHERE quantity + 1 = 5',
    'SELECT * FROM items WHERE quantity::text = $$5$$',
    'SELECT * FROM items WHERE coalesce(price, 0) = 5',
  ];
  for (const query of hidden) {
    it(query, async () => {
      const findings = await lintQueries(schema, `${query};`, 'function-on-indexed-column');
      assert.equal(findings.length, 1);
      assert.doesNotMatch(await plan(query, 'SET LOCAL enable_seqscan = off;'), /Index Cond/);
      const [{ suggestion = '', fixes }] = findings as [(typeof findings)[number]];
      if (suggestion.startsWith('CREATE INDEX')) {
        assert.ok((await planWith(suggestion, query)).includes(nameOf(suggestion)), await planWith(suggestion, query));
        assert.deepEqual(await lintQueries(`${schema}${suggestion}`, `${query};`, 'function-on-indexed-column'), []);
      }
      for (const fix of fixes.slice(0, -1)) {
        const mended = applied(`${query};`, fix.edits);
        assert.match(await plan(mended.slice(0, -1), 'SET LOCAL enable_seqscan = off;'), /Index Cond/);
        const count = async (sql: string) => (await server.exec(`SELECT count(*) FROM (${sql}) q`))[0]!.rows;
        assert.deepEqual(await count(mended.slice(0, -1)), await count(query));
      }
    });
  }

  const open = [
    "SELECT * FROM customers WHERE email::text = 'x'",
    "SELECT * FROM customers WHERE email::varchar = 'x'",
    'SELECT * FROM items WHERE quantity::int = 5',
    'SELECT * FROM items WHERE (quantity) = 5 + 1',
  ];
  for (const query of open) {
    it(`${query}: hides nothing`, async () => {
      assert.deepEqual(await lintQueries(schema, `${query};`, 'function-on-indexed-column'), []);
      assert.match(await plan(query, 'SET LOCAL enable_seqscan = off;'), /Index Cond/);
    });
  }
});

describe('days of timestamps as ranges', () => {
  for (const sign of ['=', '<', '<=', '>', '>=']) {
    for (const condition of [`created_at::date ${sign} '2021-03-04'`, `current_date ${sign} date(created_at)`]) {
      it(condition, async () => {
        const query = `SELECT count(*) FROM customers WHERE ${condition}`;
        const findings = await lintQueries(schema, `${query};`, 'function-on-indexed-column');
        const mended = applied(`${query};`, findings[0]!.fixes[0]!.edits);
        for (const zone of ['UTC', 'Pacific/Apia', 'America/St_Johns']) {
          await server.exec(`SET timezone = '${zone}'`);
          const [first, second] = await server.exec(`${query}; ${mended}`);
          assert.deepEqual(first!.rows, second!.rows, `${mended} in ${zone}`);
        }
      });
    }
  }
});

describe('comparisons between types', () => {
  const types = [
    'smallint',
    'integer',
    'bigint',
    'numeric',
    'real',
    'double precision',
    'text',
    'character varying',
    'character',
    'citext',
    'boolean',
    'uuid',
    'date',
    'timestamp without time zone',
    'timestamp with time zone',
    'order_state',
  ];
  const isEnum = (type: string) => type === 'order_state';

  before(async () => {
    await server.exec(
      types.map((type, at) => `CREATE TABLE typed_${at} (v ${type}); CREATE INDEX ON typed_${at} (v);`).join('\n'),
    );
  });

  async function asked(column: number, other: string): Promise<string> {
    try {
      const shown = await plan(
        `SELECT 1 FROM typed_${column} WHERE v = (SELECT NULL::${other} OFFSET 0)`,
        'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;',
      );
      return shown.includes('Index Cond') ? 'fine' : 'column';
    } catch (error) {
      await server.exec('ROLLBACK');
      assert.match(String(error), /operator does not exist/);
      return 'error';
    }
  }

  for (const [at, column] of types.entries()) {
    it(`${column} beside each other type`, async () => {
      for (const other of types) {
        const [left, right] = [familyOf(column, isEnum), familyOf(other, isEnum)];
        assert.ok(left && right);
        assert.equal(compareTypes(left, right), await asked(at, other), `${column} = ${other}`);
      }
    });
  }

  const conditions: Record<string, 'fails' | 'casts' | 'fine'> = {
    'email = 5': 'fails',
    'email IN (1, 2)': 'fails',
    'email BETWEEN 1 AND 2': 'fails',
    "email = '5'": 'fine',
    'active = 1': 'fails',
    "active = 't'": 'fine',
    'created_at = 5': 'fails',
    "created_at = '2020-01-01'::date": 'fine',
    "created_at > '2020-01-01'::timestamp": 'fine',
    'created_at > now()': 'fine',
    "created_at LIKE '2020%'": 'fails',
    "id LIKE '5%'": 'fails',
    'id = 1.5': 'casts',
    "id = '5'": 'fine',
    'id = 5::smallint': 'fine',
    'id = 99999999999': 'fine',
    'id = 5::numeric': 'casts',
    'id = 5::text': 'fails',
    'id <> true': 'fails',
    "email LIKE '5%'": 'fine',
    "name = 'x'::varchar": 'fine',
  };
  for (const [condition, expected] of Object.entries(conditions)) {
    it(condition, async () => {
      const query = `SELECT id FROM customers WHERE ${condition}`;
      const found = await lintQueries(schema, `${query};`, 'implicit-cast');
      assert.equal(found.length, expected === 'fine' ? 0 : 1);
      if (expected === 'fails') {
        assert.match(found[0]!.message, /fails/);
        await assert.rejects(plan(query), /operator does not exist/);
        await server.exec('ROLLBACK');
      } else {
        const shown = await plan(query, 'SET LOCAL enable_seqscan = off;');
        if (expected === 'casts') assert.doesNotMatch(shown, /Index Cond/);
      }
    });
  }
});

describe('NOT IN and NOT EXISTS', () => {
  it('give what the message says', async () => {
    await server.exec(`CREATE TABLE a (x int NOT NULL); CREATE TABLE b (y int);
      INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (1);`);
    const tables = 'CREATE TABLE a (x int NOT NULL); CREATE TABLE b (y int);';
    const query = 'SELECT x FROM a WHERE x NOT IN (SELECT y FROM b);';
    const [finding] = await lintQueries(tables, query, 'not-in-subquery');
    const mended = applied(query, finding!.fixes[0]!.edits);
    const rowsOf = async (sql: string) => (await server.exec(sql))[0]!.rows;
    assert.deepEqual(await rowsOf(query), [{ x: 2 }]);
    assert.deepEqual(await rowsOf(mended), [{ x: 2 }]);
    await server.exec('INSERT INTO b VALUES (NULL)');
    assert.deepEqual(await rowsOf(query), []);
    assert.deepEqual(await rowsOf(mended), [{ x: 2 }]);
  });
});

describe('trigram indexes', () => {
  for (const condition of [
    "name LIKE '%abcdef%'",
    "name ILIKE '%abcdef'",
    "lower(name) LIKE '%abcdef%'",
    "c.name LIKE '%' || 'abcdef'",
  ]) {
    it(condition, async () => {
      const query = `SELECT id FROM customers c WHERE ${condition}`;
      const [finding] = await lintQueries(schema, `${query};`, 'leading-wildcard-like');
      const [extension, create] = finding!.suggestion!.split('\n');
      assert.equal(extension, 'CREATE EXTENSION IF NOT EXISTS pg_trgm;');
      await server.exec(extension);
      assert.ok((await planWith(create!, query)).includes(nameOf(create!)), await planWith(create!, query));
      assert.deepEqual(await lintQueries(`${schema}${finding!.suggestion!}`, `${query};`, 'leading-wildcard-like'), []);
    });
  }
});
