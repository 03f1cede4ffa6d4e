import type { Range } from '../../text/finding.js';

/** What was typed: a stretch of text became another. */
export interface TextMove {
  readonly range: Range;
  readonly text: string;
}

/** Where a place stands after something was typed; what was typed into it stays in it. */
export function movedRange(place: Range, { range, text }: TextMove): Range {
  if (isBefore(place.end, range.start)) return place;
  const lines = text.split(/\r\n|\n|\r/);
  const end = {
    line: range.start.line + lines.length - 1,
    character: (lines.length === 1 ? range.start.character : 0) + lines.at(-1)!.length,
  };
  const move = (at: Range['start']): Range['start'] => {
    if (isBefore(at, range.end)) return isBefore(at, range.start) ? at : end;
    const character = at.line === range.end.line ? end.character + at.character - range.end.character : at.character;
    return { line: at.line + end.line - range.end.line, character };
  };
  return { start: move(place.start), end: move(place.end) };
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
