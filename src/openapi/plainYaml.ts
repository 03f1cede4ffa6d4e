/**
 * The YAML that descriptions are written in: block collections, brackets, all five kinds of scalars, comments. It is read
 * ten times as fast as by the tolerant parser, which reads everything else (anchors, aliases, tags, merge keys, tabs, and
 * all that is broken): what is read here means, and stands, exactly what and where it would there.
 */
import type { Json } from './json.js';
import { deepestNesting, type Mistake, type Parsed, type Span } from './parsed.js';
import {
  checkPlainStart,
  endOfPlain,
  endOfQuoted,
  endsIndicator,
  isFlowIndicator,
  notPlain,
  plainValue,
  type Reader,
  readBlockScalar,
  readPlain,
  readQuoted,
  type Scalar,
  skipSpaces,
  skipToContent,
} from './plainScalars.js';
import { type Places, placeSpans } from './plainSpans.js';
import { setMember } from './values.js';

interface PlainReader extends Reader {
  readonly mistakes: Mistake[];
  readonly places: Places;
}

/** The parser refuses longer keys. */
const longestKey = 1000;

const dash = 45;
const colon = 58;

/** Reads plain YAML. Undefined when it is not plain, or broken. */
export function readPlainYaml(text: string): Parsed | undefined {
  if (text.startsWith('\uFEFF') || /\r(?!\n)/.test(text)) return undefined;
  const places: Places = { numbers: [], names: [] };
  const reader: PlainReader = { text, at: 0, line: 0, mistakes: [], places };
  try {
    skipToContent(reader);
    if (reader.at === reader.line && /^---[ \r\n]/.test(text.slice(reader.at, reader.at + 4))) {
      reader.at += 3;
      if (!skipToContent(reader)) throw notPlain;
    }
    if (reader.at >= text.length) return undefined;
    const value = blockNode(reader, -1, undefined, 0);
    if (reader.at < text.length || typeof value !== 'object') return undefined;
    return { value, mistakes: reader.mistakes, spansOf: placeSpans(places) };
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** Makes room for a value's place, before what is inside it. */
function open(reader: PlainReader, name: string | undefined, key: Span | undefined): number {
  const { numbers, names } = reader.places;
  names.push(name);
  return numbers.push(key?.[0] ?? -1, key?.[1] ?? -1, 0, 0, 0) / 5 - 1;
}

function close(reader: PlainReader, place: number, start: number, end: number): void {
  const { numbers } = reader.places;
  numbers[place * 5 + 2] = start;
  numbers[place * 5 + 3] = end;
  numbers[place * 5 + 4] = numbers.length / 5;
}

interface Key {
  readonly name: string;
  readonly span: Span;
}

/** What begins here on a line of its own or behind a dash, and goes on with lines indented by more than `indent`. */
function blockNode(reader: PlainReader, indent: number, owner: Key | undefined, depth: number): Json {
  if (depth > deepestNesting) throw notPlain;
  const { text, at } = reader;
  const column = at - reader.line;
  if (column === 0 && (text.startsWith('---', at) || text.startsWith('...', at))) throw notPlain;
  if (text.charCodeAt(at) === dash && endsIndicator(text, at + 1)) return sequence(reader, column, owner, depth);
  const key = readKey(reader);
  return key ? mapping(reader, column, key, owner, depth) : inlineNode(reader, indent, owner, depth);
}

function sequence(reader: PlainReader, column: number, owner: Key | undefined, depth: number): Json {
  const { text } = reader;
  const place = open(reader, owner?.name, owner?.span);
  const start = reader.at;
  const items: Json[] = [];
  let end = start;
  for (;;) {
    reader.at = skipSpaces(text, reader.at + 1);
    const empty = reader.at;
    const isNewLine = skipToContent(reader);
    const itemPlace = reader.places.names.length;
    if (isNewLine && (reader.at >= text.length || reader.at - reader.line <= column)) {
      close(reader, open(reader, undefined, undefined), empty, empty);
      items.push(null);
    } else {
      items.push(blockNode(reader, column, undefined, depth + 1));
    }
    end = reader.places.numbers[itemPlace * 5 + 3]!;
    if (reader.at >= text.length || reader.at - reader.line < column) break;
    if (reader.at - reader.line > column) throw notPlain;
    if (text.charCodeAt(reader.at) !== dash || !endsIndicator(text, reader.at + 1)) break;
    if (text.startsWith('---', reader.at)) throw notPlain;
  }
  close(reader, place, start, end);
  return items;
}

function mapping(reader: PlainReader, column: number, first: Key, owner: Key | undefined, depth: number): Json {
  const { text } = reader;
  const place = open(reader, owner?.name, owner?.span);
  const object: Record<string, Json> = {};
  let end = 0;
  for (let key: Key | undefined = first; key; ) {
    const valuePlace = reader.places.names.length;
    const value = memberValue(reader, column, key, depth);
    addMember(reader, object, key, value);
    const valueStart = reader.places.numbers[valuePlace * 5 + 2]!;
    const valueEnd = reader.places.numbers[valuePlace * 5 + 3]!;
    end = valueEnd > valueStart ? valueEnd : key.span[1];
    if (reader.at >= text.length || reader.at - reader.line < column) break;
    if (reader.at - reader.line > column) throw notPlain;
    if (column === 0 && (text.startsWith('---', reader.at) || text.startsWith('...', reader.at))) throw notPlain;
    key = readKey(reader);
    if (!key) throw notPlain;
  }
  close(reader, place, first.span[0], end);
  return object;
}

function addMember(reader: PlainReader, object: Record<string, Json>, key: Key, value: Json): void {
  if (Object.hasOwn(object, key.name)) {
    const message = `The key ${JSON.stringify(key.name)} is there twice in the same object; the last one counts.`;
    reader.mistakes.push({ rule: 'duplicate-key', severity: 'error', message, span: key.span });
  }
  setMember(object, key.name, value);
}

/** The value behind a key and its colon. */
function memberValue(reader: PlainReader, column: number, key: Key, depth: number): Json {
  const { text } = reader;
  reader.at = skipSpaces(text, reader.at);
  const empty = reader.at;
  if (!skipToContent(reader)) return inlineNode(reader, column, key, depth + 1);
  const own = reader.at - reader.line;
  if (reader.at < text.length) {
    if (own > column) return blockNode(reader, column, key, depth + 1);
    // The dashes of a list may stand where the key stands.
    if (own === column && text.charCodeAt(reader.at) === dash && endsIndicator(text, reader.at + 1)) {
      return blockNode(reader, column, key, depth + 1);
    }
  }
  close(reader, open(reader, key.name, key.span), empty, empty);
  return null;
}

/** The key that stands here with its colon, and goes behind the colon; undefined when there is none. */
function readKey(reader: PlainReader): Key | undefined {
  const { text, at } = reader;
  const first = text[at]!;
  if (first === '[' || first === '{' || first === '|' || first === '>') return undefined;
  let name: string;
  let end: number;
  if (first === '"' || first === "'") {
    end = endOfQuoted(text, at);
    const after = skipSpaces(text, end);
    if (text.charCodeAt(after) !== colon) return undefined;
    name = readQuoted(text, at, Number.POSITIVE_INFINITY).value as string;
    reader.at = after + 1;
    if (!endsIndicator(text, reader.at)) throw notPlain;
  } else {
    checkPlainStart(text, at);
    end = endOfPlain(text, at, false);
    const after = skipSpaces(text, end);
    if (text.charCodeAt(after) !== colon || !endsIndicator(text, after + 1)) return undefined;
    name = text.slice(at, end);
    if (first === '?' || first === ':' || name === '<<') throw notPlain;
    reader.at = after + 1;
  }
  if (end - at > longestKey) throw notPlain;
  return { name, span: [at, end] };
}

/** A scalar or brackets; only a comment may follow on the line. */
function inlineNode(reader: PlainReader, indent: number, owner: Key | undefined, depth: number): Json {
  const { text, at } = reader;
  if (depth > deepestNesting) throw notPlain;
  const first = text[at];
  let value: Json;
  if (first === '[' || first === '{') {
    value = flowCollection(reader, indent, owner, depth);
  } else {
    const place = open(reader, owner?.name, owner?.span);
    const scalar = scalarAt(text, at, indent);
    ({ value } = scalar);
    close(reader, place, at, scalar.end);
    reader.at = scalar.end;
    if (first === '|' || first === '>') {
      reader.line = scalar.end;
      skipToContent(reader);
      return value;
    }
  }
  // The line that it ends on.
  reader.line = text.lastIndexOf('\n', reader.at - 1) + 1;
  if (!skipToContent(reader)) throw notPlain;
  return value;
}

function scalarAt(text: string, at: number, indent: number): Scalar {
  const first = text[at];
  if (first === '"' || first === "'") return readQuoted(text, at, indent);
  if (first === '|' || first === '>') return readBlockScalar(text, at, indent);
  return readPlain(text, at, indent);
}

/** `[…]` or `{…}`; its further lines are indented by more than `indent`. */
function flowCollection(reader: PlainReader, indent: number, owner: Key | undefined, depth: number): Json {
  if (depth > deepestNesting) throw notPlain;
  const { text } = reader;
  const place = open(reader, owner?.name, owner?.span);
  const start = reader.at;
  const isList = text[start] === '[';
  const closing = isList ? ']' : '}';
  const items: Json[] = [];
  const object: Record<string, Json> = {};
  reader.at++;
  skipInFlow(reader, indent);
  while (text[reader.at] !== closing) {
    if (isList) items.push(flowNode(reader, indent, undefined, depth + 1));
    else {
      const key = flowKey(reader);
      skipInFlow(reader, indent);
      addMember(reader, object, key, flowNode(reader, indent, key, depth + 1));
    }
    skipInFlow(reader, indent);
    if (text[reader.at] === closing) break;
    if (text[reader.at] !== ',') throw notPlain;
    reader.at++;
    skipInFlow(reader, indent);
  }
  reader.at++;
  close(reader, place, start, reader.at);
  return isList ? items : object;
}

function skipInFlow(reader: PlainReader, indent: number): void {
  skipToContent(reader);
  if (reader.at - reader.line <= indent || reader.at >= reader.text.length) throw notPlain;
}

function flowNode(reader: PlainReader, indent: number, owner: Key | undefined, depth: number): Json {
  const { text, at } = reader;
  const first = text[at];
  if (first === '[' || first === '{') return flowCollection(reader, indent, owner, depth);
  const place = open(reader, owner?.name, owner?.span);
  const { value, end } = flowScalar(text, at);
  close(reader, place, at, end);
  reader.at = end;
  return value;
}

function flowScalar(text: string, at: number): Scalar {
  // Infinity: on one line.
  if (text[at] === '"' || text[at] === "'") return readQuoted(text, at, Number.POSITIVE_INFINITY);
  checkPlainStart(text, at);
  const isDash = text.charCodeAt(at) === dash && isFlowIndicator(text.charCodeAt(at + 1));
  if (isDash || text[at] === '?' || text[at] === ':') throw notPlain;
  const end = endOfPlain(text, at, true);
  return { value: plainValue(text.slice(at, end)), end };
}

function flowKey(reader: PlainReader): Key {
  const { text, at } = reader;
  const isQuoted = text[at] === '"' || text[at] === "'";
  const { value, end } = flowScalar(text, at);
  const name = isQuoted ? (value as string) : text.slice(at, end);
  const after = skipSpaces(text, end);
  const next = text.charCodeAt(after + 1);
  const isEnded = isQuoted || endsIndicator(text, after + 1);
  if (text.charCodeAt(after) !== colon || !isEnded || (isFlowIndicator(next) && !isQuoted)) throw notPlain;
  if (name === '<<' || end - at > longestKey) throw notPlain;
  reader.at = after + 1;
  return { name, span: [at, end] };
}
