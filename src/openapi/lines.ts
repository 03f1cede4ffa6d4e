import type { Position, Range } from '../text/finding.js';

/**
 * Turns offsets into lines and characters. Lines end as VS Code ends them: `\r\n`, `\n` or `\r`. The table is made on
 * first use, because most files are read without a single finding.
 */
export function lineTable(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return offset => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - starts[low]! };
  };
}

/** The range of `[start, end)`, given in offsets. */
export function rangeOf(positionAt: (offset: number) => Position, [start, end]: readonly [number, number]): Range {
  return { start: positionAt(start), end: positionAt(end) };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  } else {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  }
  return starts;
}
