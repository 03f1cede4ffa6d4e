/** Reading a statement of MySQL, MariaDB, SQLite or SQL Server token by token. */
import type { Span, WrittenName } from '../commands.js';

export interface Token {
  /** `name` is a quoted one: `x`, [x], "x". */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol';
  /** Without quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
}

/** What the reader does not know. `statement.ts` of the room has it as `unsupported`. */
export class NotUnderstood extends Error {
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.name = 'NotUnderstood';
    this.span = span;
  }
}

export function unexpected(cursor: Cursor): NotUnderstood {
  const token = cursor.tokens[cursor.at];
  const end = cursor.text.length;
  if (!token) return new NotUnderstood('The statement ends too early.', { start: Math.max(0, end - 1), end });
  const shown = cursor.text.slice(token.start, Math.min(token.end, token.start + 40));
  return new NotUnderstood(`${shown} is not understood here.`, { start: token.start, end: token.end });
}

/** @throws NotUnderstood at the end of the statement, as all readers of this file do. */
export function peek(cursor: Cursor): Token {
  const token = cursor.tokens[cursor.at];
  if (!token) throw unexpected(cursor);
  return token;
}

export function take(cursor: Cursor): Token {
  const token = peek(cursor);
  cursor.at++;
  return token;
}

export function isWord(cursor: Cursor, word: string, ahead = 0): boolean {
  const token = cursor.tokens[cursor.at + ahead];
  return token?.kind === 'word' && token.value.toUpperCase() === word;
}

export function isSymbol(cursor: Cursor, symbol: string): boolean {
  const token = cursor.tokens[cursor.at];
  return token?.kind === 'symbol' && token.value === symbol;
}

/** Steps over these words (upper case) when all of them come next, in this order. */
export function takeWords(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!words.every((word, ahead) => isWord(cursor, word, ahead))) return false;
  cursor.at += words.length;
  return true;
}

export function takeSymbol(cursor: Cursor, symbol: string): boolean {
  if (!isSymbol(cursor, symbol)) return false;
  cursor.at++;
  return true;
}

export function expectSymbol(cursor: Cursor, symbol: string): void {
  if (!takeSymbol(cursor, symbol)) throw unexpected(cursor);
}

/** From `start` to the end of the token before the cursor. */
export function spanFrom(cursor: Cursor, start: number): Span {
  return { start, end: cursor.tokens[cursor.at - 1]?.end ?? start };
}

/** Steps over `( … )`; the span is that of what stands between. */
export function skipBrackets(cursor: Cursor): Span {
  const open = peek(cursor);
  expectSymbol(cursor, '(');
  for (let depth = 1; depth > 0; ) {
    const token = take(cursor);
    if (token.kind !== 'symbol') continue;
    if (token.value === '(') depth++;
    if (token.value === ')') depth--;
  }
  return { start: open.end, end: cursor.tokens[cursor.at - 1]!.start };
}

export function readNamePart(cursor: Cursor): Token {
  const token = take(cursor);
  // MySQL and SQLite take a string for a name in some places; nothing else can stand there.
  if (token.kind === 'symbol' || token.kind === 'number') {
    cursor.at--;
    throw unexpected(cursor);
  }
  return token;
}

/** `name`, `schema.name`, `database.schema.name` (the last two count). */
export function readName(cursor: Cursor): WrittenName {
  const parts = [readNamePart(cursor)];
  while (takeSymbol(cursor, '.')) parts.push(readNamePart(cursor));
  const name = parts.at(-1)!;
  const schema = parts.at(-2);
  return { ...(schema && { schema: schema.value }), name: name.value, span: { start: parts[0]!.start, end: name.end } };
}

/** What stands between commas in `( … )`, each read by `read`. */
export function readList<T>(cursor: Cursor, read: (cursor: Cursor) => T): T[] {
  expectSymbol(cursor, '(');
  const list: T[] = [];
  do list.push(read(cursor));
  while (takeSymbol(cursor, ','));
  expectSymbol(cursor, ')');
  return list;
}
