import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionsAt, referencesAt } from '../../../src/schema/navigation/references.js';
import { readMarked, shown } from './markedSql.js';

async function definition(files: Record<string, string> | string): Promise<string[]> {
  const marked = await readMarked(files);
  return definitionsAt(marked.reading, marked.path, marked.position).map(location => shown(marked, location));
}

async function references(files: Record<string, string> | string, declaration = true): Promise<string[]> {
  const marked = await readMarked(files);
  return referencesAt(marked.reading, marked.path, marked.position, declaration).map(location =>
    shown(marked, location),
  );
}

const schema = `CREATE TABLE customers (id bigint PRIMARY KEY, email text UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id), status mood);
CREATE TYPE mood AS ENUM ('ok');
`;

describe('definitions', () => {
  it('of tables and columns, wherever their names stand', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['SELECT * FROM ord‸ers;', '2: orders'],
      ['SELECT * FROM public.orders‸;', '2: orders'],
      ['SELECT o.‸status FROM orders o;', '2: status'],
      ['SELECT ‸o.status FROM orders o;', '2: orders'],
      ['SELECT status‸ FROM customers c JOIN orders ON true;', '2: status'],
      ['INSERT INTO orders (‸customer_id) SELECT id FROM customers;', '2: customer_id'],
      ['INSERT INTO orders (customer_id) SELECT ‸id FROM customers;', '1: id'],
      ['INSERT INTO orders (id) VALUES (1) ON CONFLICT (‸id) DO UPDATE SET status = excluded.status;', '2: id'],
      ['INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET status = excluded.‸status;', '2: status'],
      ['UPDATE orders SET ‸status = NULL FROM customers c WHERE c.id = customer_id;', '2: status'],
      ['DELETE FROM customers USING orders o WHERE o.‸customer_id = customers.id;', '2: customer_id'],
      ['CREATE INDEX ON orders (‸customer_id) WHERE status IS NULL;', '2: customer_id'],
      ['CREATE INDEX ON orders (customer_id) WHERE ‸status IS NULL;', '2: status'],
      ['ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (‸id);', '1: id'],
      ['ALTER TABLE orders ADD FOREIGN KEY (‸customer_id) REFERENCES customers (id);', '2: customer_id'],
      ["COMMENT ON COLUMN orders.‸status IS 'x';", '2: status'],
      ["SELECT 'ok'::‸mood;", '3: mood'],
      ['SELECT 1 FROM orders WHERE id IN (SELECT ‸customer_id FROM customers);', '2: customer_id'],
      ['SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM customers WHERE ‸id = o.id);', '1: id'],
      ['CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM ‸orders; END $$;', '2: orders'],
    ];
    for (const [sql, expected] of cases) assert.deepEqual(await definition(schema + sql), [expected], sql);
  });

  it('of a column whose type is called the same', async () => {
    assert.deepEqual(await definition('CREATE TYPE kind AS ENUM ();\nCREATE TABLE t (kind ‸kind);'), ['1: kind']);
    assert.deepEqual(await definition('CREATE TYPE kind AS ENUM ();\nCREATE TABLE t (‸kind kind);'), ['2: kind']);
  });

  it('lead nowhere from what WITH defines, from subqueries, strings, comments and unknown names', async () => {
    for (const sql of [
      'WITH orders AS (SELECT 1 AS status) SELECT status FROM ‸orders;',
      'WITH orders AS (SELECT 1 AS status) SELECT orders.‸status FROM orders;',
      'SELECT x.‸status FROM (SELECT 1 AS status) x;',
      "SELECT 'or‸ders';",
      '-- or‸ders\nSELECT 1;',
      'SELECT * FROM ‸nothing;',
    ]) {
      assert.deepEqual(await definition(schema + sql), [], sql);
    }
  });

  it('follow the search_path, and quotes', async () => {
    const two = 'CREATE SCHEMA a;\nCREATE TABLE a.t (x int);\nCREATE TABLE "T t" (y int);\nCREATE TABLE t (x int);\n';
    assert.deepEqual(await definition(`${two}SELECT * FROM ‸t;`), ['4: t']);
    assert.deepEqual(await definition(`${two}SET search_path = a;\nSELECT ‸x FROM t;`), ['2: x']);
    assert.deepEqual(await definition(`${two}SELECT * FROM a.‸t;`), ['2: a.t']);
    assert.deepEqual(await definition(`${two}SELECT "T t".‸y FROM "T t";`), ['3: y']);
  });

  it('lead from an older name to the newest', async () => {
    const sql =
      'CREATE TABLE a (x int);\nCREATE INDEX ON ‸a (x);\nALTER TABLE a RENAME TO b;\nALTER TABLE b RENAME COLUMN x TO y;';
    assert.deepEqual(await definition(sql), ['3: b']);
    assert.deepEqual(await definition(sql.replace('‸a (x)', 'a (‸x)')), ['4: y']);
  });
});

describe('references', () => {
  it('of a table, in all files, with and without the place where it is made', async () => {
    const files = {
      '/1.sql': schema,
      '/2.sql': 'SELECT orders.id FROM ORDERS;\nDELETE FROM "orders‸" AS o WHERE o.id = 1;',
    };
    assert.deepEqual(await references(files), [
      '1.sql:2: orders',
      '2.sql:1: orders',
      '2.sql:1: ORDERS',
      '2.sql:2: "orders"',
    ]);
    assert.deepEqual((await references(files, false)).slice(0, 1), ['2.sql:1: orders']);
  });

  it('of a column, but not of its namesakes', async () => {
    const queries = 'SELECT c.id FROM customers c, orders o WHERE o.customer_id = c.‸id AND o.id = 1;';
    assert.deepEqual(await references(schema + queries), ['1: id', '2: id', '4: id', '4: id']);
  });

  it('of something that was renamed, under all of its names', async () => {
    const sql = 'CREATE TABLE a (x int);\nSELECT x FROM a;\nALTER TABLE a RENAME TO b;\nSELECT x FROM ‸b;';
    assert.deepEqual(await references(sql), ['1: a', '2: a', '3: a', '3: b', '4: b']);
  });

  it('of types, functions, views and indexes', async () => {
    const sql = `${schema}CREATE VIEW v AS SELECT id FROM orders;\nCREATE INDEX i ON orders (id);\nDROP INDEX IF EXISTS nothing;\nREINDEX INDEX i;\nSELECT v.id FROM v;`;
    assert.deepEqual(await references(sql.replace('status mood', 'status ‸mood')), ['2: mood', '3: mood']);
    assert.deepEqual(await references(sql.replace('VIEW v', 'VIEW ‸v')), ['4: v', '8: v', '8: v']);
    assert.deepEqual(await references(sql.replace('INDEX i ON', 'INDEX ‸i ON')), ['5: i', '7: i']);
  });

  it('never fail, whatever stands there', async () => {
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
      'AS',
      'WITH',
      'JOIN',
      'ON',
      ';',
      '--',
      '/*',
      '::',
      'id',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 25 }), fc.nat(25), async (tokens, at) => {
        const sql = [...tokens.slice(0, at), '‸', ...tokens.slice(at)].join(' ');
        await references(schema + sql);
        await definition(schema + sql);
      }),
      { numRuns: 150 },
    );
  });
});
