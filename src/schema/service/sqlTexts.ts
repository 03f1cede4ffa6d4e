/** Texts of .sql files: what an editor holds counts before the disk. */
import { readFileSync, statSync } from 'node:fs';
import type { TextChange } from './schemaMessages.js';

/** Beyond this a file is data with some SQL around it. */
export const mostBytes = 20 * 1024 * 1024;

export type SqlText =
  | { readonly kind: 'text'; readonly text: string }
  /** It is there, but cannot be read: why, as a sentence. */
  | { readonly kind: 'unread'; readonly reason: string };

export class SqlTexts {
  readonly #overlays = new Map<string, string>();

  /** Undefined: the disk counts again. @returns false when nothing changes. */
  overlay(path: string, text: string | undefined): boolean {
    if (text === undefined) return this.#overlays.delete(path);
    if (this.#overlays.get(path) === text) return false;
    this.#overlays.set(path, text);
    return true;
  }

  /**
   * What an editor holds has changed. @returns false when that does not give a text of this `size`: from then on the disk counts, until
   * the whole text is told.
   */
  edit(path: string, changes: readonly TextChange[], size: number): boolean {
    let text = this.#overlays.get(path);
    if (text === undefined) return false;
    for (const { start, length, text: put } of changes) text = text.slice(0, start) + put + text.slice(start + length);
    if (text.length === size) this.#overlays.set(path, text);
    else this.#overlays.delete(path);
    return text.length === size;
  }

  /** Undefined: there is no such file. */
  read(path: string): SqlText | undefined {
    const text = this.#overlays.get(path);
    if (text === undefined) return readSqlFile(path);
    return text.length > mostBytes ? tooLarge : { kind: 'text', text };
  }
}

/** Reads from the disk. Byte order marks are left out, as VS Code does; folders and what vanished are no files. */
export function readSqlFile(path: string): SqlText | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) return undefined;
    if (stat.size > mostBytes) return tooLarge;
    return decodeSql(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    return { kind: 'unread', reason: reasons[code] ?? `This file cannot be read (${code || String(error)}).` };
  }
}

/** Text of a small file beside the SQL, such as a tool's configuration; undefined when there is none, or none that can be read. */
export function readSmallFile(path: string): string | undefined {
  const read = readSqlFile(path);
  return read?.kind === 'text' ? read.text : undefined;
}

const tooLarge: SqlText = {
  kind: 'unread',
  reason: `This file is larger than ${mostBytes / 1024 / 1024} MB, so it is left out of the schema. Put the definitions and the data into files of their own.`,
};
const binary: SqlText = { kind: 'unread', reason: 'This file is not text, so it is left out of the schema.' };
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'There is no permission to read this file, so it is left out of the schema.',
  EPERM: 'There is no permission to read this file, so it is left out of the schema.',
  ELOOP: 'This symbolic link leads back to itself.',
  ENAMETOOLONG: 'This name is too long for a file.',
};

/** UTF-16 with a mark is what SQL Server's tools write; everything else is UTF-8. */
export function decodeSql(bytes: Buffer): SqlText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { kind: 'text', text: bytes.toString('utf16le', 2) };
  if (bytes.subarray(0, 64 * 1024).includes(0)) return binary;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return { kind: 'text', text: bytes.toString('utf8', start) };
}
