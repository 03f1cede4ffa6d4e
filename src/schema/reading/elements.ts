/** Where parts of a statement end: PostgreSQL's tree only says where they begin. */
import type { Span } from '../commands.js';
import { type Quoting, quotings } from './quoting.js';
import { skipBlanks, tokenEnd } from './tokens.js';

/**
 * The end of a column definition, constraint, argument or ALTER TABLE action that starts at an offset: behind its last token before
 * a comma, a `;` or a bracket that it did not open, or before the statement's end.
 */
export function elementEnd(text: string, offset: number, quoting: Quoting = quotings.postgresql): number {
  let depth = 0;
  let end = offset;
  for (let at = skipBlanks(text, offset, quoting); at < text.length; at = skipBlanks(text, end, quoting)) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91) depth++;
    else if (code === 41 || code === 93) {
      if (--depth < 0) return end;
    } else if (depth === 0 && (code === 44 || code === 59)) return end;
    end = tokenEnd(text, at, quoting);
  }
  return end;
}

/** The end of the name that starts at an offset: one word or quoted name, or several with dots between them. */
export function nameEnd(text: string, offset: number, quoting: Quoting = quotings.postgresql): number {
  let end = offset;
  for (let at = skipBlanks(text, offset, quoting); at < text.length; ) {
    end = tokenEnd(text, at, quoting);
    const dot = skipBlanks(text, end, quoting);
    if (text.charCodeAt(dot) !== 46 || tokenEnd(text, dot, quoting) > dot + 1) break;
    at = skipBlanks(text, dot + 1, quoting);
  }
  return end;
}

/**
 * The first place of some words in a row (in any case, comments between them allowed) in `[from, to)`, outside of quotes and, unless
 * `deep`, of brackets that open after `from`.
 */
export function findWords(
  text: string,
  words: readonly string[],
  { from = 0, to = text.length, deep = false }: { from?: number; to?: number; deep?: boolean } = {},
): Span | undefined {
  let depth = 0;
  for (let at = skipBlanks(text, from); at < to; ) {
    const end = tokenEnd(text, at);
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91) depth++;
    else if (code === 41 || code === 93) depth--;
    else if ((deep || depth <= 0) && isWordAt(text, at, end, words[0]!)) {
      const found = restOfWords(text, words, end);
      if (found !== undefined && found <= to) return { start: at, end: found };
    }
    at = skipBlanks(text, end);
  }
  return undefined;
}

function restOfWords(text: string, words: readonly string[], offset: number): number | undefined {
  let end = offset;
  for (const word of words.slice(1)) {
    const at = skipBlanks(text, end);
    if (at >= text.length) return undefined;
    end = tokenEnd(text, at);
    if (!isWordAt(text, at, end, word)) return undefined;
  }
  return end;
}

/** The token `[start, end)` is this word, in any case. */
export function isWordAt(text: string, start: number, end: number, word: string): boolean {
  return end - start === word.length && text.slice(start, end).toLowerCase() === word.toLowerCase();
}
