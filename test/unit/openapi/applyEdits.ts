import type { Position, TextEdit } from '../../../src/text/finding.js';
import { lineStarts } from '../../../src/text/lines.js';

/** The text after edits that do not overlap, as editors apply them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position) => starts[line]! + character;
  const spans = edits.map(({ range, text: added }, index) => {
    return { start: offset(range.start), end: offset(range.end), added, index };
  });
  let after = text;
  for (const { start, end, added } of spans.toSorted(
    (a, b) => b.start - a.start || b.end - a.end || b.index - a.index,
  )) {
    after = after.slice(0, start) + added + after.slice(end);
  }
  return after;
}
