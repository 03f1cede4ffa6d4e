/** What is kept of the last version of a file, so that a keystroke costs one statement. */
import type { Dialect } from '../catalog.js';
import type { ParsedFile, Statement } from '../statement.js';
import type { ParsedText } from './parseStatement.js';

/** A stretch of a file as it was read: one statement with the blanks before it. */
export interface Entry {
  readonly from: number;
  readonly next: number;
  /** Nothing behind this offset was looked at. */
  readonly seen: number;
  /** MySQL's DELIMITER before and behind it. */
  readonly delimiterBefore: string;
  readonly delimiter: string;
  readonly statement: Statement;
  /** It belongs to the broken statement before it: the rest of a body whose quotes do not close. */
  readonly mayBeRest: boolean;
}

export interface FileMemory {
  readonly text: string;
  readonly dialect: Dialect;
  readonly entries: readonly Entry[];
  readonly file: ParsedFile;
  readonly known: KnownTexts;
}

/** What texts of statements mean, of the last version and some before. */
export interface KnownTexts {
  readonly texts: Map<string, ParsedText>;
  /** All together. */
  characters: number;
}

/** How many characters two texts have in common at their beginning. */
export function commonPrefix(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  // Slices are compared many characters at a time.
  while (at + block <= most && before.slice(at, at + block) === after.slice(at, at + block)) at += block;
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  return at;
}

/** How many characters two texts have in common at their end, without those of the common beginning. */
export function commonSuffix(before: string, after: string, prefix: number): number {
  const most = Math.min(before.length, after.length) - prefix;
  const tail = (text: string, from: number) => text.slice(text.length - from - block, text.length - from);
  let size = 0;
  while (size + block <= most && tail(before, size) === tail(after, size)) size += block;
  while (size < most && before.charCodeAt(before.length - 1 - size) === after.charCodeAt(after.length - 1 - size)) {
    size++;
  }
  return size;
}
const block = 4096;

/** The entry further on in the file. */
export function moved(entry: Entry, by: number): Entry {
  if (by === 0) return entry;
  const { statement } = entry;
  return {
    ...entry,
    from: entry.from + by,
    next: entry.next + by,
    seen: entry.seen + by,
    statement: { ...statement, start: statement.start + by, end: statement.end + by },
  };
}

/** A copy that does not keep the text alive that it was cut from, as slices in V8 do. */
export function ownCopy(slice: string): string {
  return ` ${slice}`.slice(1);
}
