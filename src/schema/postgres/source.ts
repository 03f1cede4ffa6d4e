/**
 * A statement's text beside its tree. The parser says where some nodes start (in bytes), and never where they end; the rest is told
 * from the tokens.
 */
import type { Span } from '../commands.js';
import { nextToken, type Token } from '../reading/tokens.js';

export interface Source {
  /** Spans are offsets in here. */
  readonly text: string;
  /** The statement in the text: all of it, or an element of CREATE SCHEMA. */
  readonly span: Span;
  /** A location of the parser as a UTF-16 offset. */
  readonly at: (location: number | undefined) => number;
  /** Without blanks, comments and a final `;`. Read when they are first asked for: queries and the rows of a dump never ask. */
  readonly tokens: readonly Token[];
}

export function sourceOf(text: string, toUtf16: (byteOffset: number) => number): Source {
  let tokens: readonly Token[] | undefined;
  return {
    text,
    span: { start: 0, end: text.length },
    at: location => (location === undefined ? 0 : location < 0 ? text.length : toUtf16(location)),
    get tokens() {
      tokens ??= readTokens(text);
      return tokens;
    },
  };
}

/** A statement inside of another, between two of its tokens. */
export function partOf(source: Source, from: number, to: number): Source {
  return { ...source, span: spanOf(source, from, to), tokens: source.tokens.slice(from, to) };
}

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let token = nextToken(text, 0); token; token = nextToken(text, token.end)) tokens.push(token);
  while (tokens.length > 0 && text[tokens.at(-1)!.start] === ';') tokens.pop();
  return tokens;
}

/** The first token that starts at `offset` or later. */
export function indexAt({ tokens }: Source, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether these key words stand at `index`, one after another. */
export function isWords(source: Source, index: number, ...words: readonly string[]): boolean {
  for (let at = 0; at < words.length; at++) {
    const token = source.tokens[index + at];
    if (!token || !isWord(source.text, token, words[at]!)) return false;
  }
  return true;
}

/** Key words are letters only, which a bit makes small. */
function isWord(text: string, { kind, start, end }: Token, word: string): boolean {
  if (kind !== 'word' || end - start !== word.length) return false;
  for (let at = 0; at < word.length; at++) {
    if ((text.charCodeAt(start + at) | 32) !== word.charCodeAt(at)) return false;
  }
  return true;
}

/** A word at a token, in lower case; undefined for what is in quotes and no word. */
export function wordAt({ text, tokens }: Source, index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === 'word' ? text.slice(token.start, token.end).toLowerCase() : undefined;
}

export function isSign({ text, tokens }: Source, index: number, sign: string): boolean {
  const token = tokens[index];
  return token?.kind === 'sign' && token.end - token.start === sign.length && text.startsWith(sign, token.start);
}

/** After these words if they are there. */
export function skipWords(source: Source, index: number, ...words: readonly string[]): number {
  return isWords(source, index, ...words) ? index + words.length : index;
}

const [comma, open, close, openSquare, closeSquare] = [44, 40, 41, 91, 93];

/** One deeper after an opening bracket, one less deep after a closing one. */
function step(code: number): number {
  if (code === open || code === openSquare) return 1;
  return code === close || code === closeSquare ? -1 : 0;
}

/** The character of a sign, 0 for other tokens. */
function signCode(text: string, { kind, start }: Token): number {
  return kind === 'sign' ? text.charCodeAt(start) : 0;
}

/** The bracket that closes the one at `open`; the last token when nothing does. */
export function closingAt({ text, tokens }: Source, from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    depth += step(signCode(text, tokens[index]!));
    if (depth === 0) return index;
  }
  return tokens.length - 1;
}

/** The end of the list element at `index`: its comma, the bracket that closes the list, or the end of the statement. */
export function elementEnd({ text, tokens }: Source, index: number): number {
  let depth = 0;
  for (let end = index; end < tokens.length; end++) {
    const code = signCode(text, tokens[end]!);
    if (code === comma && depth === 0) return end;
    depth += step(code);
    if (depth < 0) return end;
  }
  return tokens.length;
}

/** The elements of the list in the brackets at a token, as ranges of tokens. */
export function elementsAt(source: Source, bracket: number): { readonly from: number; readonly to: number }[] {
  const elements: { from: number; to: number }[] = [];
  const last = closingAt(source, bracket);
  for (let from = bracket + 1; from < last; ) {
    const to = Math.min(elementEnd(source, from), last);
    elements.push({ from, to });
    from = to + 1;
  }
  return elements;
}

/** Where one of these words stands outside of brackets; -1 when none does. */
export function findWord({ text, tokens }: Source, from: number, to: number, ...words: readonly string[]): number {
  let depth = 0;
  for (let index = from; index < to && index < tokens.length; index++) {
    const token = tokens[index]!;
    if (depth === 0 && token.kind === 'word' && words.some(word => isWord(text, token, word))) return index;
    depth += step(signCode(text, token));
  }
  return -1;
}

/** From the token `from` to before the token `to`; empty at `from` when there is none between them. */
export function spanOf({ text, tokens }: Source, from: number, to: number): Span {
  const start = tokens[from]?.start ?? text.length;
  const end = to > from ? tokens[Math.min(to, tokens.length) - 1]?.end : undefined;
  return { start, end: Math.max(start, end ?? start) };
}

/** A dotted name at `index`, and the token after it. */
export function nameAt(source: Source, index: number): { readonly span: Span; readonly next: number } {
  let next = index + 1;
  while (isSign(source, next, '.') && isName(source, next + 1)) next += 2;
  return { span: spanOf(source, index, next), next };
}

function isName({ tokens }: Source, index: number): boolean {
  const kind = tokens[index]?.kind;
  return kind === 'word' || kind === 'name';
}
