import assert from 'node:assert/strict';
import { keepsRows, lossOf, usingFor } from '../../../../src/schema/diff/behaviours/casts.js';
import { sideOf } from '../../../../src/schema/diff/side.js';
import type { InventoryObject } from '../../../../src/schema/inventory.js';

const domain: InventoryObject = {
  id: 'domain public.d',
  kind: 'domain',
  schema: 'public',
  name: 'd',
  address: 'public.d',
  needs: [],
  is: { type: 'integer', notNull: false },
};
const sides = {
  source: sideOf({ version: 180000, objects: [domain], unmodelled: [] }),
  target: sideOf({ version: 180000, objects: [domain], unmodelled: [] }),
};

describe('casts of a column whose type changes', () => {
  for (const [from, to, expected] of [
    ['integer', 'bigint', undefined],
    ['numeric(10,2)', 'integer', undefined],
    ['jsonb', 'text', undefined],
    ['public.d', 'bigint', undefined],
    ['integer[]', 'bigint[]', undefined],
    ['integer[]', 'text', undefined],
    ['character varying(20)', 'integer', 'c::integer'],
    ['text', 'public.mood', 'c::public.mood'],
    ['integer', 'boolean', 'c::boolean'],
    ['boolean', 'bigint', 'c::text::bigint'],
    ['text', 'text[]', 'c::text[]'],
    ['public.old', 'public.mood', 'c::text::public.mood'],
  ] as const) {
    it(`${from} → ${to}: ${expected ?? 'by itself'}`, () => assert.equal(usingFor('c', from, to, sides), expected));
  }

  for (const [from, to, expected] of [
    ['integer', 'bigint', undefined],
    ['bigint', 'integer', 'fails'],
    ['integer', 'numeric', undefined],
    ['integer', 'numeric(4,2)', 'fails'],
    ['numeric(10,2)', 'integer', 'rounds'],
    ['numeric(10,4)', 'numeric(12,2)', 'rounds'],
    ['numeric(10,2)', 'numeric(12,4)', undefined],
    ['numeric(10,2)', 'numeric(10,4)', 'fails'],
    ['double precision', 'real', 'rounds'],
    ['timestamp with time zone', 'date', 'rounds'],
    ['date', 'timestamp without time zone', undefined],
    ['timestamp without time zone', 'timestamp(3) without time zone', 'rounds'],
    ['timestamp(3) without time zone', 'timestamp without time zone', undefined],
    ['character varying(20)', 'character varying(10)', 'fails'],
    ['character varying(10)', 'character varying(20)', undefined],
    ['character varying(10)', 'text', undefined],
    ['integer', 'text', undefined],
    ['integer', 'character varying(3)', 'fails'],
    ['public.d', 'smallint', 'fails'],
  ] as const) {
    it(`values of ${from} as ${to}: ${expected ?? 'kept'}`, () => assert.equal(lossOf(from, to, sides), expected));
  }

  it('keeps rows only where a limit of a text grows or goes', () => {
    assert.ok(keepsRows('character varying(10)', 'text'));
    assert.ok(keepsRows('character varying(10)', 'character varying(20)'));
    assert.ok(!keepsRows('text', 'character varying(20)'));
    assert.ok(!keepsRows('integer', 'bigint'));
  });
});
