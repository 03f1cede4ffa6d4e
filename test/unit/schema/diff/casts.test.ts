import assert from 'node:assert/strict';
import { keepsRows, usingFor } from '../../../../src/schema/diff/behaviours/casts.js';
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

  it('keeps rows only where a limit of a text grows or goes', () => {
    assert.ok(keepsRows('character varying(10)', 'text'));
    assert.ok(keepsRows('character varying(10)', 'character varying(20)'));
    assert.ok(!keepsRows('text', 'character varying(20)'));
    assert.ok(!keepsRows('integer', 'bigint'));
  });
});
