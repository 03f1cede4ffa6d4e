import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  byteLength,
  columnKeys,
  createIndexSql,
  newName,
  quoteLiteral,
  quoteName,
  quoteQualified,
  truncateName,
  typeSql,
} from '../../../src/schema/print.js';

const free = () => false;

describe('schema print', () => {
  it('quotes a name only when PostgreSQL needs it', () => {
    const plain = ['orders', '_x', 'a1', 'name', 'value', 'status', 'type'];
    for (const name of plain) assert.equal(quoteName(name), name);
    const quoted = {
      Orders: '"Orders"',
      'order items': '"order items"',
      user: '"user"',
      left: '"left"',
      values: '"values"',
    };
    for (const [name, text] of Object.entries(quoted)) assert.equal(quoteName(name), text);
    assert.equal(quoteName('a"b'), '"a""b"');
    assert.equal(quoteName('1st'), '"1st"');
    assert.equal(quoteName('größe'), '"größe"');
    assert.equal(quoteName(''), '""');
  });

  it("quotes in each dialect's way", () => {
    assert.equal(quoteName('a`b', 'mysql'), '`a``b`');
    assert.equal(quoteName('Order]', 'transactsql'), '[Order]]]');
    assert.equal(quoteName('Order', 'sqlite'), '"Order"');
  });

  it('leaves the schema public out unless asked', () => {
    assert.equal(quoteQualified({ schema: 'public', name: 'orders' }), 'orders');
    assert.equal(quoteQualified({ schema: 'public', name: 'orders' }, { withPublic: true }), 'public.orders');
    assert.equal(quoteQualified({ schema: 'App', name: 'Order Items' }), '"App"."Order Items"');
  });

  it('writes literals that mean the same under any setting', () => {
    assert.equal(quoteLiteral("it's"), "'it''s'");
    assert.equal(quoteLiteral('a\\b'), "E'a\\\\b'");
  });

  it('writes types as PostgreSQL does', () => {
    const type = (name: string, modifiers: number[] = [], array = false) => typeSql({ name, modifiers, array });
    assert.equal(type('numeric', [10, 2]), 'numeric(10,2)');
    assert.equal(type('timestamp with time zone', [3]), 'timestamp(3) with time zone');
    assert.equal(type('character varying', [20], true), 'character varying(20)[]');
    assert.equal(type('Status'), '"Status"');
    assert.equal(type('app.Status'), 'app."Status"');
    assert.equal(typeSql({ name: 'app.status', schema: 'app', modifiers: [], array: false }), 'app.status');
  });

  it('writes indexes', () => {
    const base = { name: 'i', table: 'orders' };
    assert.equal(createIndexSql({ ...base, keys: columnKeys(['a', 'B']) }), 'CREATE INDEX i ON orders (a, "B");');
    assert.equal(
      createIndexSql({
        ...base,
        unique: true,
        concurrently: true,
        method: 'gist',
        keys: [
          { column: 'a', order: 'desc', nulls: 'first', opclass: 'int4_ops' },
          { column: 'b', order: 'asc', nulls: 'first', collation: 'C' },
        ],
        include: ['c'],
        nullsNotDistinct: true,
        predicate: 'a > 0',
      }),
      'CREATE UNIQUE INDEX CONCURRENTLY i ON orders USING gist (a int4_ops DESC, b COLLATE "C" NULLS FIRST) INCLUDE (c) NULLS NOT DISTINCT WHERE a > 0;',
    );
  });

  it('makes names as PostgreSQL does', () => {
    assert.equal(newName('orders', ['customer_id'], 'idx', free), 'orders_customer_id_idx');
    const taken = new Set(['orders_a_idx', 'orders_a_idx1']);
    assert.equal(
      newName('orders', ['a'], 'idx', name => taken.has(name)),
      'orders_a_idx2',
    );
    // What PostgreSQL 15 makes of them.
    assert.equal(newName('t'.repeat(50), ['c'.repeat(50)], 'idx', free), `${'t'.repeat(29)}_${'c'.repeat(29)}_idx`);
  });

  it('never makes a name of more than 63 bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        (table, column) => {
          const name = newName(table, [column], 'idx', free);
          assert.ok(byteLength(name) <= 63 && name.endsWith('_idx'));
        },
      ),
    );
  });

  it('cuts names like the server, between characters', () => {
    assert.equal(truncateName('é'.repeat(40)), 'é'.repeat(31));
    assert.equal(truncateName('a'.repeat(63)), 'a'.repeat(63));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), name => {
        const kept = truncateName(name);
        assert.ok(name.startsWith(kept) && byteLength(kept) <= 63);
      }),
    );
  });
});
