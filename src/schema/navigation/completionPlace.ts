/** The statement that is being typed, with a name of its own where the typing goes on. */

import type { ParsedFile } from '../statement.js';
import { type SqlToken, sqlTokens } from './sqlTokens.js';

/** What is being typed, as a name that nothing else has. */
export const typed = '\uffff';

/** Tokens of the statement with `typed` in place of the word at the offset. Undefined inside of a string or comment. */
export function tokensWithTyped(file: ParsedFile, offset: number): readonly SqlToken[] | undefined {
  const { start, end } = stretchAround(file, offset);
  const from = wordStart(file.text, offset);
  const before = sqlTokens(file.text, file.dialect, start, from);
  const tokens = sqlTokens(file.text, file.dialect, start, end);
  const around = tokens.find(token => token.start < from && from < token.end);
  const isQuotedName = around?.kind === 'name' && around.word === undefined;
  if ((around && !isQuotedName) || isInComment(file.text, start, from)) return undefined;
  const cursor: SqlToken = { kind: 'name', start: from, end: offset, text: typed, name: typed };
  const kept = before.filter(token => !(isQuotedName && token.start >= around.start) && !isLoneQuote(token, from));
  return [...kept, cursor, ...tokens.filter(token => token.start >= offset && token.start > from)];
}

function isLoneQuote({ kind, text, end }: SqlToken, from: number): boolean {
  return kind === 'sign' && end === from && /["`[]/.test(text);
}

function isInComment(text: string, start: number, offset: number): boolean {
  const line = text.slice(Math.max(start, text.lastIndexOf('\n', offset - 1) + 1), offset);
  return /^[^'"]*--/.test(line);
}

/** The statement at an offset, or what has no end yet before it, up to the next one. */
function stretchAround(
  { statements, text }: ParsedFile,
  offset: number,
): { readonly start: number; readonly end: number } {
  const at = statements.findLastIndex(({ start }) => start <= offset);
  const here = statements[at];
  const next = statements[at + 1]?.start ?? text.length;
  if (!here) return { start: 0, end: next };
  if (offset <= here.end) return here;
  const semicolon = text.indexOf(';', here.end);
  return semicolon >= 0 && semicolon < offset ? { start: semicolon + 1, end: next } : { start: here.start, end: next };
}

export function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[\p{L}\p{N}_$]/u.test(text[start - 1]!)) start--;
  return start;
}
