// Names that the server chooses. That they are PostgreSQL's own is held in test/database/; here is what must always be so.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { indexColumnLabel } from '../../../src/schema/replay/expressionName.js';
import { clip, columnsPart, indexColumnNames, makeObjectName } from '../../../src/schema/replay/names.js';

const bytes = (text: string) => Buffer.byteLength(text);
const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  fc.string({ minLength: 1, maxLength: 63 }),
);

describe('names that the server chooses', () => {
  it('have at most 63 bytes, and end with their label', () => {
    const label = fc.constantFrom('pkey', 'key', 'fkey12', 'not_null');
    fc.assert(
      fc.property(name, fc.option(name, { nil: undefined }), label, (one, two, end) => {
        const made = makeObjectName(one, two, end);
        assert.ok(bytes(made) <= 63);
        assert.ok(made.endsWith(`_${end}`));
      }),
    );
  });

  it('shorten the longer part', () => {
    assert.equal(makeObjectName('a'.repeat(50), 'b'.repeat(30), 'key'), `${'a'.repeat(29)}_${'b'.repeat(29)}_key`);
    assert.equal(makeObjectName('a'.repeat(70), 'bc', 'key'), `${'a'.repeat(56)}_bc_key`);
    assert.equal(makeObjectName('表'.repeat(21), undefined, 'pkey'), `${'表'.repeat(19)}_pkey`);
  });

  it('clip between characters', () => {
    fc.assert(
      fc.property(name, fc.nat(80), (text, most) => {
        const kept = clip(text, most);
        assert.ok(bytes(kept) <= most);
        assert.ok(text.startsWith(kept));
      }),
    );
    assert.equal(clip('a😀b', 4), 'a');
  });

  it('join columns until they are too long', () => {
    assert.equal(columnsPart(['a', 'b', 'c']), 'a_b_c');
    assert.equal(columnsPart(['a'.repeat(40), 'b'.repeat(40), 'c']), `${'a'.repeat(40)}_${'b'.repeat(40)}`);
  });

  it('number columns of one name', () => {
    assert.deepEqual(indexColumnNames(['expr', 'a', 'expr', 'a', 'expr']), ['expr', 'a', 'expr1', 'a1', 'expr2']);
  });

  it('are told from any text', () => {
    fc.assert(fc.property(fc.string(), text => void indexColumnLabel(text)));
    const pieces = fc.array(
      fc.constantFrom('(', ')', 'case', 'end', 'else', '::', 'cast', 'as', 'a', "'x'", '[', ']', ' ', '.', '"'),
    );
    fc.assert(fc.property(pieces, parts => void indexColumnLabel(parts.join(' '))));
  });

  it('take no time that grows with the square of the text', () => {
    indexColumnLabel(`${'('.repeat(20_000)}a${')'.repeat(20_000)}`);
    indexColumnLabel('case when a then '.repeat(5_000));
  });
});
