import type { Position, Range } from '../text/finding.js';

/** The range of `[start, end)`, given in offsets. */
export function rangeOf(positionAt: (offset: number) => Position, [start, end]: readonly [number, number]): Range {
  return { start: positionAt(start), end: positionAt(end) };
}
