/** What is said about values that are wrong in very many places. */
import assert from 'node:assert/strict';
import { validate } from '../../../src/scaffold/runtime/validate.js';
import { type JsonObject, validatorOf } from './generate.js';

const many = 3000;
const list = Array.from({ length: many }, () => 'a');
const map = Object.fromEntries(list.map((text, index) => [`k${index}`, text]));
const integers = { type: 'array', items: { type: 'integer' } };

const cases: readonly (readonly [name: string, schema: JsonObject, value: unknown])[] = [
  ['items after others', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' } }, list],
  ['properties by pattern', { type: 'object', patternProperties: { '^k': { type: 'integer' } } }, map],
  ['several schemas', { allOf: [integers, { type: 'array', items: { type: 'boolean' } }] }, list],
];

describe('values that are wrong in many places', () => {
  for (const [name, schema, value] of cases) {
    it(`are looked at no longer than anybody reads: ${name}`, async () => {
      const { success, error } = (await validatorOf(schema)).safeParse(value);
      assert.equal(success, false);
      assert.equal(error?.issues.length, 100);
    });
  }

  it('are explained at no greater length, the first first', async () => {
    const details: { readonly field: string }[] = [];
    assert.equal(validate(await validatorOf(integers), list, 'body', details as never), undefined);
    assert.equal(details.length, 1000);
    assert.deepEqual(
      details.slice(0, 2).map(({ field }) => field),
      ['body.0', 'body.1'],
    );
  });
});
