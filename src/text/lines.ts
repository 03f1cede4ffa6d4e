/** Offsets → lines and characters. Lines end as VS Code ends them: `\r\n`, `\n` or `\r`. */
import type { Position } from './finding.js';

/** The table is made on first use, because most files are read without a single finding. Offsets beyond the text count on in its last line. */
export function positionTable(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return offset => {
    starts ??= lineStarts(text);
    return positionAt(starts, offset);
  };
}

export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - starts[low]! };
}

/** Where each line begins. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  } else {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  }
  return starts;
}
