import assert from 'node:assert/strict';
import fc from 'fast-check';
import { heldLocks, newLocks } from '../../../src/database/prove/lockModes.js';
import { lostValues } from '../../../src/database/prove/survival/lostValues.js';
import type { Stored, StoredTable } from '../../../src/database/prove/survival/readRows.js';

type Rows = readonly (readonly (string | null)[])[];

function table(rows: Rows, more: Partial<StoredTable> = {}): StoredTable {
  const columns = ['id', 'a', 'b'].map((name, i) => ({ number: i + 1, name, typeOid: 25, typmod: -1, type: 'text' }));
  return { oid: 1, name: 'public.t', columns, key: [1], count: rows.length, rows, ...more };
}

const stored = (...tables: readonly StoredTable[]): Stored => new Map(tables.map(one => [one.oid, one]));

function lost(before: StoredTable, now: StoredTable | undefined) {
  const losses = lostValues(stored(before), now ? stored(now) : stored());
  return losses.map(({ column, count }) => [column?.name ?? 'rows', count]);
}

describe('values that are lost', () => {
  const rows: Rows = [
    ['1', 'x', null],
    ['2', 'x', 'y'],
    ['3', 'z', 'y'],
  ];
  const noKey = { key: [] };

  const cases: readonly (readonly [
    name: string,
    before: StoredTable,
    now: StoredTable | undefined,
    lost: readonly (readonly [string, number])[],
  ])[] = [
    ['nothing', table(rows), table(rows), []],
    ['the order of rows says nothing', table(rows, noKey), table([...rows].reverse(), noKey), []],
    ['a table', table(rows), undefined, [['rows', 3]]],
    ['a row, by its key', table(rows), table(rows.slice(1)), [['rows', 1]]],
    ['a row, by its content', table(rows, noKey), table(rows.slice(1), noKey), [['rows', 1]]],
    ['one of two equal rows', table([rows[0]!, rows[0]!], noKey), table([rows[0]!], noKey), [['rows', 1]]],
    [
      'a value, by its key',
      table(rows),
      table([
        ['1', 'x', null],
        ['2', 'X', 'y'],
        ['3', 'z', null],
      ]),
      [
        ['a', 1],
        ['b', 1],
      ],
    ],
    [
      'a value, by its content',
      table(rows, noKey),
      table(
        [
          ['1', 'x', null],
          ['2', 'X', 'y'],
          ['3', 'z', 'y'],
        ],
        noKey,
      ),
      [['a', 1]],
    ],
    [
      'values that change places',
      table(rows),
      table([
        ['1', 'z', null],
        ['2', 'x', 'y'],
        ['3', 'x', 'y'],
      ]),
      [['a', 2]],
    ],
    ['a NULL that gets a value', table(rows), table([['1', 'x', 'new'], ...rows.slice(1)]), []],
    ['a table of the same name', table(rows), table(rows, { oid: 2 }), []],
    [
      'rows of a table that is too large to look at',
      table(rows, { count: 9, rows: undefined } as never),
      table(rows),
      [['rows', 6]],
    ],
  ];
  for (const [name, before, now, expected] of cases) it(name, () => assert.deepEqual(lost(before, now), expected));

  it('a column that is gone, without its NULLs', () => {
    const now = table(rows);
    const without = { ...now, columns: now.columns.slice(0, 2), rows: rows.map(row => row.slice(0, 2)) };
    assert.deepEqual(lost(table(rows), without), [['b', 2]]);
  });

  it('JSON is the same however it is written', () => {
    const json = (text: string) => {
      const one = table([['1', text, null]]);
      return {
        ...one,
        columns: one.columns.map(column => ({ ...column, type: column.name === 'a' ? 'json' : 'text' })),
      };
    };
    assert.deepEqual(lost(json('{"a":1, "b":[2]}'), json('{"b": [2], "a": 1}')), []);
    assert.deepEqual(lost(json('{"a":1}'), json('{"a": 2}')), [['a', 1]]);
  });

  it('are none between equal tables in any order', () => {
    const cell = fc.option(fc.constantFrom('x', 'y', 'z'));
    const row = fc.tuple(cell, cell, cell);
    fc.assert(
      fc.property(
        fc.array(row).chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, two]) => {
          assert.deepEqual(lost(table(one, noKey), table(two, noKey)), []);
        },
      ),
    );
  });
});

describe('locks', () => {
  const names = new Map([
    [1, 'public.t'],
    [2, 'public.t'],
    [3, 'public.u'],
  ]);

  it('are the strongest of a table, its indexes among them', () => {
    const held = heldLocks(
      [
        [1, 'ShareLock'],
        [2, 'AccessExclusiveLock'],
        [3, 'RowExclusiveLock'],
        [9, 'ShareLock'],
      ],
      names,
    );
    assert.deepEqual(
      [...held],
      [
        ['public.t', 'ACCESS EXCLUSIVE'],
        ['public.u', 'ROW EXCLUSIVE'],
      ],
    );
  });

  it('are told when they are new or stronger', () => {
    const before = heldLocks(
      [
        [1, 'ShareUpdateExclusiveLock'],
        [3, 'ExclusiveLock'],
      ],
      names,
    );
    const now = heldLocks(
      [
        [1, 'ShareRowExclusiveLock'],
        [3, 'AccessShareLock'],
      ],
      names,
    );
    assert.deepEqual(newLocks(before, now), [{ relation: 'public.t', mode: 'SHARE ROW EXCLUSIVE' }]);
  });
});
