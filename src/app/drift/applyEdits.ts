import type { Position, TextEdit } from '../../text/finding.js';
import { lineStarts } from '../../text/lines.js';

/**
 * The text after edits that do not overlap. Of what is added at one place, the deeper indented comes first: there the inner
 * object ends with the outer one; otherwise the order of the edits counts.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position) => starts[line]! + character;
  const spans = edits
    .map(({ range, text: added }) => ({ start: offset(range.start), end: offset(range.end), added }))
    .sort((a, b) => a.start - b.start || a.end - b.end || depth(b.added) - depth(a.added));
  let after = '';
  let end = 0;
  for (const span of spans) {
    after += text.slice(end, span.start) + span.added;
    end = span.end;
  }
  return after + text.slice(end);
}

/** The indentation of whole lines; -1 for anything else. */
function depth(text: string): number {
  const lines = /^(?:\r?\n( *)\S|( *)\S[\s\S]*\n$)/.exec(text);
  return lines ? (lines[1] ?? lines[2] ?? '').length : -1;
}
