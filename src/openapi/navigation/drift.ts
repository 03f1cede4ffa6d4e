/** Where places of a text are in another version of it. Typing changes one part; before and behind it all is the same. */

export interface Drift {
  /** UTF-16 units between what is the same in both. */
  readonly changed: number;
  /** From the new text to the old one; undefined for what touches the part that changed. */
  readonly before: (start: number, end: number) => readonly [number, number] | undefined;
  /** From the old text to the new one. */
  readonly now: (start: number, end: number) => readonly [number, number] | undefined;
}

/** Comparing pieces is much faster than comparing characters. */
const piece = 1 << 16;

export function driftBetween(old: string, now: string): Drift {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start + piece <= shorter && old.slice(start, start + piece) === now.slice(start, start + piece))
    start += piece;
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  let same = 0;
  const rest = shorter - start;
  const tail = (text: string, from: number) => text.slice(text.length - from - piece, text.length - from);
  while (same + piece <= rest && tail(old, same) === tail(now, same)) same += piece;
  while (same < rest && old.charCodeAt(old.length - 1 - same) === now.charCodeAt(now.length - 1 - same)) same++;
  const moved = (from: string, to: string) => (first: number, last: number) => {
    if (last < start) return [first, last] as const;
    const shift = to.length - from.length;
    return first > from.length - same ? ([first + shift, last + shift] as const) : undefined;
  };
  return {
    changed: Math.max(old.length, now.length) - same - start,
    before: moved(now, old),
    now: moved(old, now),
  };
}
