/** Tokens with the names that they stand for, for what is asked of a place in SQL. */
import type { Dialect } from '../catalog.js';
import { quotings } from '../reading/quoting.js';
import { nextToken, type Token } from '../reading/tokens.js';

export interface SqlToken {
  /** `body`: a string between dollars, which may hold SQL. */
  readonly kind: 'name' | 'string' | 'body' | 'number' | 'sign';
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** As written. */
  readonly text: string;
  /** For what may be a name: as the server calls it. */
  readonly name?: string;
  /** For names without quotes, in lower case: they may be key words. */
  readonly word?: string;
}

/**
 * Tokens of `text` from `start` to `end`, with offsets in the whole text; comments and blanks are left out. A quote that nobody closes
 * is a sign, so that a half-typed statement keeps the names behind it.
 */
export function sqlTokens(text: string, dialect: Dialect, start = 0, end = text.length): readonly SqlToken[] {
  const part = text.slice(start, end);
  const tokens: SqlToken[] = [];
  for (let at = 0; ; ) {
    const token = nextToken(part, at, quotings[dialect]);
    if (!token) return tokens;
    const read = isOpen(part, token, dialect)
      ? { kind: 'sign' as const, start: token.start, end: token.start + 1 }
      : { ...token, ...meaningOf(part, token, dialect) };
    at = read.end;
    tokens.push({ ...read, text: part.slice(read.start, read.end), start: start + read.start, end: start + read.end });
  }
}

function meaningOf(text: string, token: Token, dialect: Dialect): Pick<SqlToken, 'kind' | 'name' | 'word'> {
  const written = text.slice(token.start, token.end);
  switch (token.kind) {
    case 'word': {
      const word = written.toLowerCase();
      return { kind: 'name', name: dialect === 'postgresql' ? word : written, word };
    }
    case 'name': {
      const close = written.at(-1)!;
      return { kind: 'name', name: written.slice(written.search(/["`[]/) + 1, -1).replaceAll(close + close, close) };
    }
    case 'string':
      return { kind: written.startsWith('$') ? 'body' : 'string' };
    case 'number':
      return { kind: 'number' };
    default:
      return { kind: 'sign' };
  }
}

/** Whether a quote runs to the end of the text for want of its other half. */
function isOpen(text: string, { kind, start, end }: Token, dialect: Dialect): boolean {
  if (end < text.length || (kind !== 'string' && kind !== 'name')) return false;
  const backslashes = quotings[dialect].backslashes || /^[eE]/.test(text.slice(start, start + 1));
  const written = backslashes ? text.slice(start, end).replace(/\\./gs, '') : text.slice(start, end);
  const [, quote = ''] = /^[\w&]*?(["'`[]|\$\w*\$?)/.exec(written) ?? [];
  const close = quote === '[' ? ']' : quote;
  return written.length < quote.length + close.length || !written.endsWith(close) || isEscaped(written, quote);
}

/** `'it''` ends with a quote that stands for itself. */
function isEscaped(written: string, quote: string): boolean {
  if (quote.length !== 1) return false;
  const [run] = /['"`\]]+$/.exec(written.slice(1)) ?? [''];
  return run.length % 2 === 0 && run.length > 0;
}
