/** Scalars of plain YAML: where each ends, and what it says. Whatever is out of the ordinary is `notPlain`. */
import { CST } from 'yaml';
import type { Json } from './json.js';

/** Thrown where the text is not plain: the tolerant parser reads it then. */
export const notPlain = new Error('This is not plain YAML.');

export interface Reader {
  readonly text: string;
  at: number;
  /** Where the line of `at` begins. */
  line: number;
}

/** A value, and where it stands in the text. */
export interface Scalar {
  readonly value: Json;
  readonly end: number;
}

const newline = 10;
const space = 32;
const hash = 35;
const colon = 58;

/** Whether a line or the text ends here. */
function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === newline || Number.isNaN(code) || (code === 13 && text.charCodeAt(at + 1) === newline);
}

/** Whether what stands before it is an indicator (`-`, `:`) here. */
export function endsIndicator(text: string, at: number): boolean {
  return text.charCodeAt(at) === space || endsLine(text, at);
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at++;
  return at;
}

/** Goes on to the next thing that is neither white space nor a comment; whether that is on another line. */
export function skipToContent(reader: Reader): boolean {
  const { text } = reader;
  let isNewLine = false;
  for (;;) {
    const at = skipSpaces(text, reader.at);
    const isSpaced = at === reader.line || text.charCodeAt(at - 1) === space;
    reader.at = at;
    if (text.charCodeAt(at) === hash) {
      if (!isSpaced) throw notPlain;
      const end = text.indexOf('\n', at);
      reader.at = end < 0 ? text.length : end;
    }
    if (reader.at >= text.length) return true;
    if (!endsLine(text, reader.at)) return isNewLine;
    reader.at = text.indexOf('\n', reader.at) + 1;
    reader.line = reader.at;
    isNewLine = true;
  }
}

/** The end of a plain scalar on its line, without trailing space. It ends at `: ` and ` #`; in `[]` and `{}` also at `,` and brackets. */
export function endOfPlain(text: string, start: number, inFlow: boolean): number {
  let end = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === space) {
      if (text.charCodeAt(at + 1) === hash) return end;
      continue;
    }
    if (code === newline || code === 13) return end;
    if (code === 9) throw notPlain;
    if (code === colon) {
      if (endsIndicator(text, at + 1)) return end;
      if (inFlow && isFlowIndicator(text.charCodeAt(at + 1))) return end;
    } else if (inFlow && isFlowIndicator(code)) return end;
    end = at + 1;
  }
  return end;
}

/** `,` `[` `]` `{` `}` */
export function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** Refuses what begins with an indicator: it means something else, or is an error. */
export function checkPlainStart(text: string, at: number): void {
  const first = text[at];
  if (first === undefined || '&*!|>\'"%@`#,[]{}\t\uFEFF'.includes(first)) throw notPlain;
  if ((first === '-' || first === '?' || first === ':') && endsIndicator(text, at + 1)) throw notPlain;
}

/** A plain scalar, with the lines indented by more than `indent` that go on with it. */
export function readPlain(text: string, start: number, indent: number): Scalar {
  checkPlainStart(text, start);
  let end = endOfPlain(text, start, false);
  let value = text.slice(start, end);
  let lineEnd = skipSpaces(text, end);
  let isFolded = false;
  while (lineEnd < text.length) {
    if (!endsLine(text, lineEnd)) {
      if (text.charCodeAt(lineEnd) !== hash) throw notPlain;
      break;
    }
    let blank = 0;
    let next = text.indexOf('\n', lineEnd) + 1;
    let content = next === 0 ? text.length : skipSpaces(text, next);
    while (content < text.length && endsLine(text, content)) {
      blank++;
      next = text.indexOf('\n', content) + 1;
      content = next === 0 ? text.length : skipSpaces(text, next);
    }
    const code = text.charCodeAt(content);
    if (content >= text.length || content - next <= indent || code === hash) break;
    if (code === 9 || code === colon) throw notPlain;
    end = endOfPlain(text, content, false);
    value += (blank === 0 ? ' ' : '\n'.repeat(blank)) + text.slice(content, end);
    lineEnd = skipSpaces(text, end);
    isFolded = true;
  }
  return { value: isFolded ? value : plainValue(value), end };
}

const number = /^[-+]?(?:[0-9]+|(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)$/;

/** What a plain scalar means in the core schema of YAML 1.2. */
export function plainValue(text: string): Json {
  const first = text.charCodeAt(0);
  if (first > 57) {
    switch (text) {
      case '~':
      case 'null':
      case 'Null':
      case 'NULL':
        return null;
      case 'true':
      case 'True':
      case 'TRUE':
        return true;
      case 'false':
      case 'False':
      case 'FALSE':
        return false;
      default:
        return text;
    }
  }
  if (number.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text)) return Number.parseInt(text.slice(2), 8);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^(?:[-+]?\.inf|\.nan)$/i.test(text)) throw notPlain;
  return text;
}

/** The offset after the closing quote. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start]!;
  let at = start;
  do {
    at = text.indexOf(quote, at + 1);
    if (at < 0) throw notPlain;
    if (quote === "'") {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    } else {
      let backslashes = 0;
      while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
      if (backslashes % 2 === 0) return at + 1;
    }
  } while (at < text.length);
  throw notPlain;
}

/** A quoted scalar; its further lines must be indented by more than `indent`. */
export function readQuoted(text: string, start: number, indent: number): Scalar {
  const end = endOfQuoted(text, start);
  const source = text.slice(start, end);
  const isDouble = source[0] === '"';
  const isFolded = source.includes('\n');
  if (!isFolded && !source.includes(isDouble ? '\\' : "''")) return { value: source.slice(1, -1), end };
  if (isFolded) {
    for (const line of source.split('\n').slice(1)) {
      if (line.trim() !== '' && skipSpaces(line, 0) <= indent) throw notPlain;
      if (line.includes('\t')) throw notPlain;
    }
  }
  const type = isDouble ? 'double-quoted-scalar' : 'single-quoted-scalar';
  return { value: decoded({ type, offset: start, indent: 0, source }), end };
}

function decoded(token: CST.FlowScalar | CST.BlockScalar): string {
  let isBroken = false;
  const scalar = CST.resolveAsScalar(token as CST.FlowScalar, true, () => {
    isBroken = true;
  });
  if (isBroken || !scalar) throw notPlain;
  return scalar.value;
}

/** A block scalar, `|` or `>`, whose lines are indented by more than `indent`. It ends with the line break of its last line. */
export function readBlockScalar(text: string, start: number, indent: number): Scalar {
  const header = /[|>][-+]?(?= *\r?\n)/y;
  header.lastIndex = start;
  const source = header.exec(text)?.[0];
  if (source === undefined) throw notPlain;
  const first = text.indexOf('\n', start) + 1;
  let own = -1;
  let end = first;
  let isRagged = false;
  let longestLeading = 0;
  let line = first;
  while (line < text.length) {
    const content = skipSpaces(text, line);
    const width = content - line;
    const next = text.indexOf('\n', content) + 1 || text.length;
    if (endsLine(text, content)) {
      if (width > 0) isRagged = true;
      if (own < 0) longestLeading = Math.max(longestLeading, width);
      // Blank lines that are longer belong to the text, also at its end.
      else if (width > own) end = next;
    } else {
      if (own < 0) {
        if (width <= indent) break;
        if (longestLeading > width) throw notPlain;
        own = width;
      }
      if (width < own) break;
      end = next;
    }
    line = next;
  }
  const isEmpty = own < 0;
  if (isEmpty && (!source.endsWith('+') || line === first || line >= text.length)) throw notPlain;
  if (source.endsWith('+')) {
    if (line >= text.length && !text.endsWith('\n')) throw notPlain;
    end = line;
  }
  const body = text.slice(first, end);
  if (source[0] === '|' && !source.endsWith('+') && !isRagged && !body.includes('\r')) {
    const lines = `\n${body}`.replaceAll(`\n${' '.repeat(own)}`, '\n').slice(1);
    const value = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
    return { value: source === '|' ? `${value}\n` : value, end };
  }
  const props: CST.Token[] = [{ type: 'block-scalar-header', offset: start, indent: 0, source }];
  return { value: decoded({ type: 'block-scalar', offset: start, indent: 0, props, source: body }), end };
}
