/** Offsets ↔ lines and characters, and places ↔ ranges, for the files of a reading. */
import type { Position, Range } from '../../text/finding.js';
import { lineStarts as lineStartsOf, positionAt } from '../../text/lines.js';
import type { Place } from '../catalog.js';
import type { Location } from '../service/schemaMessages.js';
import type { ParsedFile } from '../statement.js';
import type { SchemaReading } from './schemaReading.js';

/** One table of line starts for each text that was asked about; a text that is gone takes its table with it. */
const tables = new WeakMap<ParsedFile, readonly number[]>();

export function positionIn(file: ParsedFile, offset: number): Position {
  return positionAt(lineStarts(file), offset);
}

export function rangeIn(file: ParsedFile, start: number, end: number): Range {
  return { start: positionIn(file, start), end: positionIn(file, end) };
}

/** The end of the line, or of the text, for a position beyond it. */
export function offsetIn(file: ParsedFile, { line, character }: Position): number {
  const starts = lineStarts(file);
  const start = starts[line];
  if (start === undefined) return file.text.length;
  return Math.min(start + character, starts[line + 1] ?? file.text.length);
}

export function fileAt({ files }: SchemaReading, path: string): ParsedFile | undefined {
  return files.find(file => file.path === path);
}

/** Undefined: the file is none of the reading's. */
export function locationOf(reading: SchemaReading, { path, start, end }: Place): Location | undefined {
  const file = fileAt(reading, path);
  return file && { path, range: rangeIn(file, start, end) };
}

function lineStarts(file: ParsedFile): readonly number[] {
  const known = tables.get(file);
  if (known) return known;
  const starts = lineStartsOf(file.text);
  tables.set(file, starts);
  return starts;
}
