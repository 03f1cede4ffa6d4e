import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PlannedStep } from '../../../../src/schema/diff/compareInventories.js';
import type { InventoryObject } from '../../../../src/schema/inventory.js';
import { slugOf } from '../../../../src/schema/migration/slug.js';

type Verb = PlannedStep['verb'];

function step(verb: Verb, kind: string, name: string, is: object = {}, parent?: string): PlannedStep {
  const table = (is as { table?: string }).table;
  const id = table === undefined ? `${kind} public.${name}` : `${kind} ${table}.${name}`;
  const object = { id, kind, name, address: name, needs: [], is, ...(parent !== undefined && { parent }) };
  return { verb, object: object as unknown as InventoryObject, statements: [] };
}
const of = (table: string) => ({ table: `public.${table}` });

describe('names of migrations', () => {
  for (const [expected, ...steps] of [
    ['no_change'],
    ['add_index_orders_user_id', step('create', 'index', 'orders_user_id_idx', of('orders'))],
    ['add_column_users_email', step('create', 'column', 'email', of('users'))],
    ['drop_column_users_email', step('drop', 'column', 'email', of('users'))],
    ['alter_column_users_email', step('alter', 'column', 'email', of('users'))],
    [
      'add_columns_users_email_phone',
      step('create', 'column', 'email', of('users')),
      step('create', 'column', 'phone', of('users')),
    ],
    [
      'add_table_orders',
      step('create', 'sequence', 'orders_id_seq', {}, 'table public.orders'),
      step('create', 'table', 'orders'),
      step('create', 'sequenceOwner', 'orders_id_seq', of('orders')),
      step('create', 'index', 'orders_user_id_idx', of('orders')),
    ],
    [
      'alter_column_users_email',
      step('drop', 'view', 'names'),
      step('alter', 'column', 'email', of('users')),
      step('create', 'view', 'names'),
    ],
    ['add_table_carts_and_1_more', step('create', 'function', 'f'), step('create', 'table', 'carts')],
    ['alter_policies_a_one_two', step('alter', 'policy', 'one', of('a')), step('alter', 'policy', 'two', of('a'))],
    ['drop_tables_a_b_c', ...['a', 'b', 'c'].map(name => step('drop', 'table', name))],
    ['drop_table_a_and_3_more', ...['a', 'b', 'c', 'd'].map(name => step('drop', 'table', name))],
    ['add_view_cafe', step('create', 'materializedView', 'Café')],
    ['add_table_object', step('create', 'table', '../表')],
  ] as const) {
    it(expected, () => assert.equal(slugOf(steps), expected));
  }

  it('tells renames first', () => {
    const rename = { kind: 'column', from: 'public.users.mail', to: 'email' } as const;
    assert.equal(slugOf([], [rename]), 'rename_column_users_mail_to_email');
    assert.equal(slugOf([step('create', 'table', 'carts')], [rename]), 'rename_column_users_mail_to_email_and_1_more');
  });

  it('is always a short and harmless name', () => {
    const verb = fc.constantFrom<Verb>('create', 'drop', 'alter');
    const kind = fc.constantFrom('table', 'column', 'index', 'function');
    const name = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(fc.array(fc.tuple(verb, kind, name, name), { maxLength: 5 }), all => {
        const steps = all.map(([v, k, n, table]) => step(v, k, n, k === 'column' || k === 'index' ? of(table) : {}));
        assert.match(slugOf(steps), /^[a-z0-9_]{1,60}$/);
      }),
    );
  });
});
