import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textHunks } from '../../../src/editor/textHunks.js';

/** As an editor makes edits: by line and character, the line being there. */
function edited(old: string, fresh: string): string {
  const lines = old.split('\n');
  const offset = (line: number) => {
    assert.ok(line < lines.length, `line ${line} of ${lines.length}`);
    return lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  };
  const hunks = textHunks(old, fresh);
  if (!hunks) return fresh;
  let text = old;
  for (const hunk of [...hunks].reverse()) {
    text = text.slice(0, offset(hunk.from)) + hunk.text + text.slice(offset(hunk.to));
  }
  return text;
}

describe('text hunks', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', ''), { maxLength: 30 }).map(l => l.join('\n'));

  it('turn one text into the other', () => {
    fc.assert(fc.property(texts, texts, (old, fresh) => assert.equal(edited(old, fresh), fresh)));
  });

  it('turn a text into one that goes on', () => {
    fc.assert(
      fc.property(texts, texts, (old, more) =>
        assert.equal(edited(`${old}\n`, `${old}\n${more}\n`), `${old}\n${more}\n`),
      ),
    );
  });

  it('are in order and apart', () => {
    fc.assert(
      fc.property(texts, texts, (old, fresh) => {
        textHunks(old, fresh)?.reduce((end, { from, to }) => {
          assert.ok(from >= end && to >= from);
          return to;
        }, 0);
      }),
    );
  });

  it('leave alone what both texts have, whatever the line ends', () => {
    const old = '// hash 1\r\n\r\none\r\ntwo\r\nthree\r\n';
    const fresh = '// hash 2\n\none\ntwo\ntwo and a half\nthree\n';
    assert.deepEqual(textHunks(old, fresh), [
      { from: 0, to: 1, text: '// hash 2\n' },
      { from: 4, to: 4, text: 'two and a half\n' },
    ]);
  });
});
