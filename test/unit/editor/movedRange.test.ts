import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedRange } from '../../../src/editor/routes/movedRange.js';
import { lineStarts, positionAt } from '../../../src/text/lines.js';

describe('a place while somebody types', () => {
  const text = 'one\ntwo three\nfour\n\nfive six seven';
  const starts = lineStarts(text);
  const span = (from: number, to: number) => ({ start: positionAt(starts, from), end: positionAt(starts, to) });

  it('keeps what it holds, whatever changes outside of it', () => {
    const offset = fc.nat(text.length);
    fc.assert(
      fc.property(offset, offset, offset, offset, fc.stringMatching(/^[a\n]{0,6}$/), (a, b, c, d, typed) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const [start, end] = [Math.min(c, d), Math.max(c, d)];
        fc.pre(end < from || start > to);
        const after = text.slice(0, start) + typed + text.slice(end);
        const moved = movedRange(span(from, to), { range: span(start, end), text: typed });
        const now = lineStarts(after);
        const at = (place: { line: number; character: number }) => now[place.line]! + place.character;
        assert.equal(after.slice(at(moved.start), at(moved.end)), text.slice(from, to));
      }),
    );
  });

  it('stays a place when what it held is gone', () => {
    assert.deepEqual(movedRange(span(5, 7), { range: span(0, 12), text: 'x' }), {
      start: { line: 0, character: 1 },
      end: { line: 0, character: 1 },
    });
  });
});
