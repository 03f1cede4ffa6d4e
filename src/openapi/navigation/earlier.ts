/** Questions about a text that has changed since it was parsed. */
import type { Position, Range } from '../../text/finding.js';
import { positionTable } from '../../text/lines.js';
import type { SourceDocument } from '../document.js';
import { rangeOf } from '../lines.js';
import { driftBetween } from './drift.js';
import { offsetAt } from './place.js';

/** More than anybody types before asking something. */
const mostChanged = 100_000;

/** The answer touches what has changed. */
export class ChangedPlace extends Error {}

/** Where a place of the text was when it was parsed, and how ranges of then become ranges of now. */
export function earlierPlace(
  last: SourceDocument,
  text: string,
  position: Position,
): { readonly offset: number; readonly moved: (range: Range) => Range } | undefined {
  const drift = driftBetween(last.text, text);
  const now = offsetIn(text, position);
  const before = drift.changed > mostChanged ? undefined : drift.before(now, now);
  if (!before) return undefined;
  const positionAt = positionTable(text);
  const moved = ({ start, end }: Range) => {
    const span = drift.now(offsetAt(last, start), offsetAt(last, end));
    // A scalar that was typed into is another one now.
    if (!span) throw new ChangedPlace();
    return rangeOf(positionAt, span);
  };
  return { offset: before[0], moved };
}

/** The offset of a position, without a table of all lines. Lines end as editors end them. */
export function offsetIn(text: string, { line, character }: Position): number {
  const ends = text.includes('\r') ? /\r\n|\n|\r/g : undefined;
  let start = 0;
  for (let index = 0; index < line; index++) {
    const end = ends ? (ends.exec(text) ? ends.lastIndex : 0) : text.indexOf('\n', start) + 1;
    if (end === 0) return text.length;
    start = end;
  }
  return Math.min(text.length, start + character);
}
