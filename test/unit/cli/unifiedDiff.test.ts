import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unifiedDiff } from '../../../src/cli/unifiedDiff.js';

/** As `patch` does it: every line that stays or goes has to be where the hunk says. */
function patched(before: string, diff: string): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const made: string[] = [];
  let next = 0;
  const lines = (diff.match(/[^\n]*\n/g) ?? []).slice(2);
  lines.forEach((line, index) => {
    const start = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (start) {
      const first = Number(start[1]) - (start[2] === '0' ? 0 : 1);
      made.push(...old.slice(next, first));
      next = first;
    } else if (!line.startsWith('\\')) {
      const text = lines[index + 1]?.startsWith('\\') ? line.slice(1, -1) : line.slice(1);
      if (line[0] !== '+') assert.equal(old[next++], text);
      if (line[0] !== '-') made.push(text);
    }
  });
  return [...made, ...old.slice(next)].join('');
}

describe('unified diff', () => {
  it('is as people know it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    assert.equal(
      unifiedDiff('x.yaml', before, before.replace('e\n', 'e\nnew\n')),
      '--- x.yaml\n+++ x.yaml\n@@ -3,6 +3,7 @@\n c\n d\n e\n+new\n f\n g\n h\n',
    );
    assert.equal(unifiedDiff('x', '', 'a'), '--- x\n+++ x\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n');
    assert.equal(unifiedDiff('x', before, before), '');
  });

  it('makes the one text of the other', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd'), { maxLength: 40 })
      .map(lines => lines.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => assert.equal(patched(before, unifiedDiff('x', before, after)), after)),
    );
  });
});
