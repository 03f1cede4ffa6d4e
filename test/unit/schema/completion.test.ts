import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect } from '../../../src/schema/catalog.js';
import { completionsAt } from '../../../src/schema/navigation/completion.js';
import { readMarked } from './markedSql.js';

async function complete(sql: string, dialect: Dialect = 'postgresql') {
  const { reading, path, position } = await readMarked(sql, dialect);
  return [...completionsAt(reading, path, position)].sort((a, b) => a.rank - b.rank);
}
const inserts = async (sql: string) => (await complete(sql)).map(({ insert }) => insert);
const first = async (sql: string) => {
  const items = await complete(sql);
  return items.filter(({ rank }) => rank === items[0]?.rank).map(({ insert }) => insert);
};

const schema = `CREATE TABLE customers (id bigint, email text, "First Name" text);
CREATE TABLE orders (id bigint, customer_id bigint, total numeric);
CREATE SCHEMA app;
CREATE TABLE app."Order" (note text);
CREATE TYPE mood AS ENUM ('ok');
CREATE VIEW v AS SELECT id FROM orders;
CREATE FUNCTION touch(a int) RETURNS int LANGUAGE sql AS 'select 1';
`;

describe('completion', () => {
  it('offers tables and views where one belongs', async () => {
    for (const sql of [
      'SELECT * FROM ‸',
      'SELECT * FROM or‸',
      'INSERT INTO ‸',
      'UPDATE ‸',
      'ALTER TABLE ‸',
      'DELETE FROM o‸;',
    ]) {
      assert.deepEqual(await first(schema + sql), ['customers', 'orders', 'app."Order"', 'v'], sql);
    }
    assert.deepEqual(await first(`${schema}SELECT * FROM customers JOIN ‸ WHERE true;`), [
      'customers',
      'orders',
      'app."Order"',
      'v',
    ]);
    assert.deepEqual(await first(`${schema}CREATE TABLE x (a int REFERENCES ‸);`), [
      'customers',
      'orders',
      'app."Order"',
      'v',
    ]);
  });

  it('offers the columns of the tables in scope first, with quotes where they are needed', async () => {
    assert.deepEqual(await first(`${schema}SELECT ‸ FROM customers;`), ['id', 'email', '"First Name"']);
    assert.deepEqual(await first(`${schema}SELECT * FROM orders WHERE to‸`), ['id', 'customer_id', 'total']);
    assert.deepEqual(await first(`${schema}UPDATE orders SET ‸`), ['id', 'customer_id', 'total']);
    assert.deepEqual(await first(`${schema}CREATE INDEX ON orders (‸`), ['id', 'customer_id', 'total']);
    assert.deepEqual(await first(`${schema}INSERT INTO orders (‸`), ['id', 'customer_id', 'total']);
    assert.deepEqual(
      await first(`${schema}ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES customers (‸`).then(all =>
        all.slice(0, 3),
      ),
      ['id', 'email', '"First Name"'],
    );
  });

  it('says whose a column is when two tables have it', async () => {
    assert.deepEqual(await first(`${schema}SELECT ‸ FROM customers c, orders`), [
      'c.id',
      'email',
      '"First Name"',
      'orders.id',
      'customer_id',
      'total',
    ]);
  });

  it('offers the columns of an alias, a table or a view behind its dot, in half-typed statements too', async () => {
    assert.deepEqual(await inserts(`${schema}SELECT o.‸ FROM orders o;`), ['id', 'customer_id', 'total']);
    assert.deepEqual(await inserts(`${schema}SELECT o.‸ FROM orders o WHERE (`), ['id', 'customer_id', 'total']);
    assert.deepEqual(await inserts(`${schema}SELECT o.cu‸ FROM orders o\nCREATE TABLE later (x int);`), [
      'id',
      'customer_id',
      'total',
    ]);
    assert.deepEqual(await inserts(`${schema}SELECT v.‸ FROM v;`), ['id']);
    assert.deepEqual(await inserts(`${schema}SELECT x.‸ FROM (SELECT 1 AS id) x;`), []);
    assert.deepEqual(await inserts(`${schema}SELECT * FROM app.‸`), ['"Order"']);
    assert.deepEqual(await inserts(`${schema}SELECT app."Order".‸ FROM app."Order";`), ['note']);
  });

  it('offers types where a type belongs', async () => {
    for (const sql of ['CREATE TABLE x (a ‸', 'ALTER TABLE orders ADD COLUMN a m‸', 'SELECT total::‸ FROM orders']) {
      const found = await inserts(schema + sql);
      assert.equal(found[0], 'mood', sql);
      assert.ok(found.includes('bigint') && !found.includes('orders'), sql);
    }
  });

  it('adds no second pair of quotes', async () => {
    assert.ok((await inserts(`${schema}SELECT "Fi‸" FROM customers;`)).includes('First Name'));
    assert.ok((await inserts(`${schema}SELECT "‸ FROM customers;`)).includes('First Name'));
  });

  it('offers nothing in strings and comments', async () => {
    for (const sql of [
      "SELECT 'a ‸ b' FROM orders;",
      'SELECT 1 -- ‸\nFROM orders;',
      '-- a ‸',
      'SELECT $$ ‸ $$ FROM orders;',
    ]) {
      assert.deepEqual(await inserts(schema + sql), [], sql);
    }
  });

  it('knows functions, names of WITH, and the quotes of other dialects', async () => {
    assert.ok((await inserts(`${schema}SELECT ‸;`)).includes('touch'));
    assert.ok((await inserts(`${schema}WITH recent AS (SELECT 1) SELECT * FROM ‸`)).includes('recent'));
  });

  it('never fails, whatever stands there', async () => {
    const words = [
      'SELECT',
      'FROM',
      'orders',
      'o',
      '.',
      ',',
      '(',
      ')',
      '"',
      "'",
      '$$',
      '`',
      'AS',
      'WITH',
      ';',
      '--',
      '/*',
      '::',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 20 }), fc.nat(20), async (tokens, at) => {
        await complete(schema + [...tokens.slice(0, at), '‸', ...tokens.slice(at)].join(' '));
      }),
      { numRuns: 150 },
    );
  });
});
