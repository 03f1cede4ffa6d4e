/**
 * Where tokens of SQL begin and end. Works on character codes, because it goes over every character of a schema on the way to the
 * parser; never throws, and what nobody closes runs to the end of the text.
 */
import { type Quoting, quotings } from './quoting.js';

/** UTF-16 offsets; `end` exclusive. */
export interface Token {
  /** `name`: in quotes. `sign`: an operator, a bracket, a comma and the like. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'sign';
  readonly start: number;
  readonly end: number;
}

const Kind = { blank: 1, letter: 2, digit: 3, operator: 4 } as const;
const kinds = new Uint8Array(128);
for (const code of [9, 10, 11, 12, 13, 32, 0]) kinds[code] = Kind.blank;
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') kinds[char.charCodeAt(0)] = Kind.letter;
for (const char of '0123456789') kinds[char.charCodeAt(0)] = Kind.digit;
for (const char of '+-*/<>=~!@#%^&|`?') kinds[char.charCodeAt(0)] = Kind.operator;

/** A letter, an underscore or anything beyond ASCII but a byte order mark. False for NaN, which is what lies behind a text's end. */
export function isWordStart(code: number): boolean {
  return code < 128 ? kinds[code] === Kind.letter : code !== 0xfeff && code >= 128;
}

export function isWordPart(code: number): boolean {
  if (code >= 128) return code !== 0xfeff;
  return kinds[code] === Kind.letter || kinds[code] === Kind.digit || code === 36;
}

export function isBlank(code: number): boolean {
  return kinds[code] === Kind.blank || code === 0xfeff;
}

/** The start of the first token at or after an offset, behind blanks and comments; the text's length when there is none. */
export function skipBlanks(text: string, offset: number, quoting: Quoting = quotings.postgresql): number {
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at++;
    else {
      const end = commentEnd(text, at, quoting);
      if (end === at) return Math.min(at, text.length);
      at = end;
    }
  }
}

/** The end of the comment that starts at an offset; the offset itself when none does. A line comment ends before its line break. */
export function commentEnd(text: string, at: number, { hashes, nestedComments }: Quoting): number {
  const code = text.charCodeAt(at);
  if (code === 45 && text.charCodeAt(at + 1) === 45) return lineEnd(text, at);
  if (code === 35 && hashes) return lineEnd(text, at);
  if (code !== 47 || text.charCodeAt(at + 1) !== 42) return at;
  if (!nestedComments) {
    const close = text.indexOf('*/', at + 2);
    return close < 0 ? text.length : close + 2;
  }
  let depth = 1;
  for (let i = at + 2; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 42 && text.charCodeAt(i + 1) === 47) {
      i++;
      if (--depth === 0) return i + 1;
    } else if (char === 47 && text.charCodeAt(i + 1) === 42) {
      i++;
      depth++;
    }
  }
  return text.length;
}

/** The offset of the next line break, or the text's length. */
export function lineEnd(text: string, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
  }
  return text.length;
}

/** The end of the token that starts at an offset, which must be neither a blank nor a comment nor the text's end. */
export function tokenEnd(text: string, start: number, quoting: Quoting = quotings.postgresql): number {
  const code = text.charCodeAt(start);
  if (isWordStart(code)) return wordOrPrefixedEnd(text, start, quoting);
  switch (code) {
    case 39:
      return quotedEnd(text, start, 39, quoting.backslashes);
    case 34:
      return quotedEnd(text, start, 34, quoting.backslashes);
    case 96:
      return quoting.backticks ? quotedEnd(text, start, 96, false) : operatorEnd(text, start, quoting);
    case 91:
      return quoting.brackets ? quotedEnd(text, start, 93, false) : start + 1;
    case 36:
      return dollarEnd(text, start, quoting);
    case 46:
      return kinds[text.charCodeAt(start + 1)] === Kind.digit ? numberEnd(text, start) : start + 1;
    case 58: {
      const next = text.charCodeAt(start + 1);
      return next === 58 || next === 61 ? start + 2 : start + 1;
    }
    case 64:
    case 35:
      if (quoting.sigils) {
        let at = start + 1;
        while (text.charCodeAt(at) === code) at++;
        if (isWordStart(text.charCodeAt(at))) return wordEnd(text, at);
      }
  }
  if (kinds[code] === Kind.digit) return numberEnd(text, start);
  return kinds[code] === Kind.operator ? operatorEnd(text, start, quoting) : start + 1;
}

/** The token that starts at an offset which is neither a blank nor a comment; undefined at the text's end. */
export function tokenAt(text: string, start: number, quoting: Quoting = quotings.postgresql): Token | undefined {
  if (start >= text.length) return undefined;
  const end = tokenEnd(text, start, quoting);
  return { kind: tokenKind(text, start, end, quoting), start, end };
}

/** The first token at or after an offset. */
export function nextToken(text: string, offset: number, quoting: Quoting = quotings.postgresql): Token | undefined {
  return tokenAt(text, skipBlanks(text, offset, quoting), quoting);
}

function tokenKind(text: string, start: number, end: number, quoting: Quoting): Token['kind'] {
  const code = text.charCodeAt(start);
  const last = text.charCodeAt(end - 1);
  if (isWordStart(code)) {
    // E'…', U&'…': the quote is the token's own, not that of the next one.
    const quotedAt = (at: number) => end > at && text.charCodeAt(at) === 39;
    if (last === 39 || quotedAt(start + 1) || quotedAt(start + 2)) return 'string';
    return text.charCodeAt(start + 2) === 34 && end > start + 2 ? 'name' : 'word';
  }
  if (code === 39) return 'string';
  if (code === 34) return quoting.backslashes ? 'string' : 'name';
  if (code === 96 && quoting.backticks) return 'name';
  if (code === 91 && quoting.brackets) return 'name';
  if (code === 36 && end > start + 1) {
    return kinds[text.charCodeAt(start + 1)] === Kind.digit ? 'parameter' : 'string';
  }
  if (kinds[code] === Kind.digit || (code === 46 && end > start + 1)) return 'number';
  return (code === 64 || code === 35) && isWordPart(last) ? 'word' : 'sign';
}

/** A quote is closed by `close`; doubled it stands for itself. */
function quotedEnd(text: string, start: number, close: number, backslashes: boolean): number {
  if (!backslashes) {
    const mark = String.fromCharCode(close);
    for (let at = text.indexOf(mark, start + 1); at >= 0; at = text.indexOf(mark, at + 2)) {
      if (text.charCodeAt(at + 1) !== close) return at + 1;
    }
    return text.length;
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === close) {
      if (text.charCodeAt(at + 1) !== close) return at + 1;
      at++;
    }
  }
  return text.length;
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isWordPart(text.charCodeAt(at))) {
    // `tbl_${env}`: the template is a token of its own.
    if (text.charCodeAt(at) === 36 && text.charCodeAt(at + 1) === 123) break;
    at++;
  }
  return at;
}

/** E'', B'', X'', N'' and U&'', U&"" begin with letters. */
function wordOrPrefixedEnd(text: string, start: number, quoting: Quoting): number {
  const first = text.charCodeAt(start) | 32;
  const next = text.charCodeAt(start + 1);
  if (next === 39) {
    if (first === 101) return quotedEnd(text, start + 1, 39, quoting.dollars || quoting.backslashes);
    if (first === 98 || first === 120 || first === 110) return quotedEnd(text, start + 1, 39, quoting.backslashes);
  } else if (next === 38 && first === 117 && quoting.dollars) {
    const quote = text.charCodeAt(start + 2);
    if (quote === 39 || quote === 34) return quotedEnd(text, start + 2, quote, false);
  }
  return wordEnd(text, start);
}

/** $1, $tag$ … $tag$, or a lone sign. */
function dollarEnd(text: string, start: number, { dollars }: Quoting): number {
  let at = start + 1;
  if (kinds[text.charCodeAt(at)] === Kind.digit) {
    while (kinds[text.charCodeAt(at)] === Kind.digit) at++;
    return at;
  }
  if (!dollars) return at;
  while (at < text.length && text.charCodeAt(at) !== 36 && isWordPart(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== 36) return start + 1;
  const tag = text.slice(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  return close < 0 ? text.length : close + tag.length;
}

/** Digits with letters, underscores, one fraction and a signed exponent; `1..2` is two numbers around a range's dots. */
function numberEnd(text: string, start: number): number {
  let at = start;
  for (let dot = false; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (dot || text.charCodeAt(at + 1) === 46) break;
      dot = true;
    } else if (code === 43 || code === 45) {
      if ((text.charCodeAt(at - 1) | 32) !== 101 || kinds[text.charCodeAt(at + 1)] !== Kind.digit) break;
    } else if (kinds[code] !== Kind.digit && kinds[code] !== Kind.letter) break;
  }
  return at;
}

/** https://www.postgresql.org/docs/18/sql-syntax-lexical.html#SQL-SYNTAX-OPERATORS */
function operatorEnd(text: string, start: number, quoting: Quoting): number {
  let at = start;
  let special = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (kinds[code] !== Kind.operator) break;
    if (at > start && commentEnd(text, at, quoting) > at) break;
    // Only operators with one of ~ ! @ # % ^ & | ` ? may end in + or -.
    if (code !== 43 && code !== 45 && code !== 42 && code !== 47 && !(code >= 60 && code <= 62)) special = true;
  }
  if (!special) while (at > start + 1 && (text.charCodeAt(at - 1) === 43 || text.charCodeAt(at - 1) === 45)) at--;
  return at;
}
