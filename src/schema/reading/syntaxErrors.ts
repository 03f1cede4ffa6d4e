/** Why a statement was not understood, in words and with a place. Spans are relative to the statement. */

import type { Statement } from '../statement.js';
import type { Chunk, Unclosed } from './split.js';
import { lineEnd, nextToken, skipBlanks, tokenEnd } from './tokens.js';

export type StatementError = NonNullable<Statement['error']>;

/** PostgreSQL's message without what the span says anyway: `at` is the UTF-16 offset of the token that it complains of. */
export function postgresError(text: string, message: string, at: number): StatementError {
  if (at >= text.length || message.endsWith('at end of input')) {
    return { message: 'Syntax error: the statement is not complete.', span: lastToken(text), kind: 'syntax' };
  }
  const token = nextToken(text, at)!;
  const span = { start: token.start, end: Math.min(token.end, Math.max(lineEnd(text, token.start), token.start + 1)) };
  if (message.startsWith('memory exhausted')) return tooDeepError(text, at);
  const said = message.replace(/ at or near "[\s\S]*"$/, '');
  const what =
    said === 'syntax error' ? `Syntax error at ${shown(text, span)}` : said[0]!.toUpperCase() + said.slice(1);
  return { message: `${what}.`, span, kind: 'syntax' };
}

export function tooDeepError(text: string, at: number): StatementError {
  const span = { start: at, end: tokenEnd(text, at) };
  return { message: 'This is nested too deeply to be read.', span, kind: 'unsupported' };
}

/** An earlier statement broke the parser. */
export function restartingError(text: string): StatementError {
  const message = 'Not read: the parser is starting again after a statement that was nested too deeply.';
  return { message, span: firstToken(text), kind: 'unsupported' };
}

/** A bug of ours met one statement: the others go on. */
export function readerError(text: string, error: unknown): StatementError {
  const span = firstToken(text);
  if (error instanceof RangeError) return tooDeepError(text, span.start);
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: `Senior Backend failed to read this statement, and it may be right: ${message}`,
    span,
    kind: 'unsupported',
  };
}

/** Said once of a file; `text` is its first statement. */
export function unreadProductError(text: string, product: string): StatementError {
  const message = `This looks like ${product} SQL, which is not read: nothing in this file was checked. PostgreSQL, MySQL, MariaDB, SQLite and SQL Server are read; if it is one of them, say so in the first line, as in "-- dialect: postgresql".`;
  return { message, span: firstToken(text), kind: 'unsupported' };
}

const unclosedWords: Readonly<Record<Unclosed, string>> = {
  string: 'The string that begins here is never closed.',
  name: 'The quoted name that begins here is never closed.',
  dollar: 'The dollar quote that begins here is never closed.',
  comment: 'The comment that begins here is never closed.',
  body: 'This statement is never ended.',
};

export function unclosedError(text: string, { start, what }: NonNullable<Chunk['unclosed']>): StatementError {
  const end = what === 'body' ? tokenEnd(text, start) : lineEnd(text, start);
  return { message: unclosedWords[what], span: { start, end: Math.max(end, start + 1) }, kind: 'syntax' };
}

/** The statement is complete, and another begins where a `;` is due. */
export function missingEndError(text: string): StatementError {
  return { message: 'The ";" at the end of this statement is missing.', span: lastToken(text), kind: 'syntax' };
}

function shown(text: string, { start, end }: { start: number; end: number }): string {
  return end - start > 40 ? `"${text.slice(start, start + 39)}…"` : `"${text.slice(start, end)}"`;
}

function firstToken(text: string): { start: number; end: number } {
  return nextToken(text, 0) ?? { start: 0, end: text.length };
}

function lastToken(text: string): { start: number; end: number } {
  let last = { start: 0, end: text.length };
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, last.end)) {
    last = { start: at, end: tokenEnd(text, at) };
  }
  return last;
}
