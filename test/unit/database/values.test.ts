import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseArray, parserOf } from '../../../src/database/connection/values.js';

type Nested = string | null | readonly Nested[];

/** As array_out does: quotes where they are needed, and here also where they are not. */
function write(value: Nested): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return `{${value.map(write).join(',')}}`;
  return /^[a-z0-9]+$/.test(value) ? value : `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

describe('values', () => {
  it('reads every array', () => {
    const texts = fc.array(fc.option(fc.string()), { maxLength: 5 });
    fc.assert(
      fc.property(fc.oneof(texts, fc.array(texts, { minLength: 1, maxLength: 3 })), value => {
        assert.deepEqual(
          parseArray(write(value), text => text),
          value,
        );
      }),
    );
  });

  it('reads arrays with bounds, and empty ones', () => {
    assert.deepEqual(parserOf(1007)('[0:1]={1,2}'), [1, 2]);
    assert.deepEqual(parserOf(1009)('{}'), []);
  });

  it('ends for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', ',', '"', '\\', 'a', '=') }),
        text => void parserOf(1009)(text),
      ),
    );
  });

  it('leaves types that it does not know as the server writes them', () => {
    assert.equal(parserOf(1700)('1.10'), '1.10');
    assert.equal(parserOf(99_999)('{1}'), '{1}');
  });
});
