/**
 * The rows of an INSERT that nobody has to read: seed data and dumps have thousands of them, all of literals, and what the statement
 * does is told by its first row. The parser would make a tree of twenty times their size.
 */

/** A statement without some of its text. */
export interface Shortened {
  readonly text: string;
  /** An offset in the shortened text → the same place in the whole one. */
  readonly toWhole: (offset: number) => number;
}

/** No shorter statement is worth it. */
const shortest = 400;

const name = String.raw`(?:[A-Za-z_][\w$]*|"(?:[^"]|"")+")`;
const head = new RegExp(
  [
    String.raw`insert\s+into\s+${name}(?:\s*\.\s*${name}){0,2}\s*`,
    String.raw`(?:\(\s*${name}(?:\s*,\s*${name})*\s*\)\s*)?`,
    String.raw`(?:overriding\s+(?:system|user)\s+value\s+)?values\s*(?=\()`,
  ].join(''),
  'iy',
);

/**
 * Without the second and all later rows of an INSERT as far as they are lists of literals that no parser could object to; undefined
 * when there is nothing to leave out. `text` begins with the statement's first word.
 */
export function withoutLiteralRows(text: string): Shortened | undefined {
  if (text.length < shortest || (text.charCodeAt(0) | 32) !== 105) return undefined;
  head.lastIndex = 0;
  if (!head.test(text)) return undefined;
  const from = rowEnd(text, head.lastIndex);
  if (from === undefined) return undefined;
  let to = from;
  for (;;) {
    const comma = skip(text, to);
    if (text.charCodeAt(comma) !== 44) break;
    const end = rowEnd(text, skip(text, comma + 1));
    if (end === undefined) break;
    to = end;
  }
  setOperation.lastIndex = skip(text, to);
  if (to === from || setOperation.test(text)) return undefined;
  return {
    text: text.slice(0, from) + text.slice(to),
    toWhole: offset => (offset < from ? offset : offset + to - from),
  };
}

/** Behind it the rows are one query of several, with a span of its own. */
const setOperation = /(?:union|except|intersect)(?!\w)/iy;

/** The end of a row that begins at an offset; undefined when it is none, or holds more than plain literals. */
function rowEnd(text: string, start: number): number | undefined {
  if (text.charCodeAt(start) !== 40) return undefined;
  for (let at = start; ; ) {
    const end = valueEnd(text, skip(text, at + 1));
    if (end === undefined) return undefined;
    at = skip(text, end);
    const code = text.charCodeAt(at);
    if (code === 41) return at + 1;
    if (code !== 44) return undefined;
  }
}

function valueEnd(text: string, start: number): number | undefined {
  const code = text.charCodeAt(start);
  let end: number;
  if (code === 39) end = stringEnd(text, start);
  else if (isDigit(code) || code === 45) {
    number.lastIndex = start;
    if (!number.test(text)) return undefined;
    end = number.lastIndex;
  } else {
    word.lastIndex = start;
    if (!word.test(text)) return undefined;
    end = word.lastIndex;
  }
  if (text.charCodeAt(end) !== 58) return end;
  cast.lastIndex = end;
  return cast.test(text) ? cast.lastIndex : undefined;
}

/** What follows one must be a comma or a bracket, which tells `1a` and `int[]` from these. */
const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const word = /(?:null|true|false|default|now\(\)|current_(?:timestamp|date))/iy;
const cast =
  /::(?:text|jsonb?|uuid|date|timestamptz|timestamp|bytea|numeric|integer|int|bigint|smallint|boolean|bool)/iy;

/** Quotes stand doubled in it. What nobody closes ends behind the text, where no comma is. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf("'", start + 1); at >= 0; at = text.indexOf("'", at + 2)) {
    if (text.charCodeAt(at + 1) !== 39) return at + 1;
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Over what every parser takes for a blank. */
function skip(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}
