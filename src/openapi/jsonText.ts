/**
 * Positions in JSON text without a syntax tree: a tree of a 13 MB file costs a second and half a gigabyte, and most
 * runs ask for a handful of positions. All but `measureJson` expect text that `JSON.parse` accepts.
 */
import type { Span, Spans } from './parsed.js';

const quote = 34;
const backslash = 92;
const colon = 58;
const comma = 44;

interface Member {
  readonly key?: Span;
  readonly value: Span;
}

/** Counts object members and nesting; also of broken text, where a string ends with its line at the latest. */
export function measureJson(text: string): { members: number; deepest: number; deepestAt: number } {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  let deepestAt = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index) - 1;
    else if (code === colon) members++;
    else if (code === 123 || code === 91) {
      if (++depth > deepest) {
        deepest = depth;
        deepestAt = index;
      }
    } else if (code === 125 || code === 93) depth--;
  }
  return { members, deepest, deepestAt };
}

/** Every key that an object already had, in file order. */
export function duplicateKeys(text: string): { key: string; span: Span }[] {
  const found: { key: string; span: Span }[] = [];
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 123) open.push(new Set());
    else if (code === 91) open.push(undefined);
    else if (code === 125 || code === 93) open.pop();
    else if (code === quote) {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (keys && text.charCodeAt(skipSpace(text, end)) === colon) {
        const key = JSON.parse(text.slice(index, end)) as string;
        if (keys.has(key)) found.push({ key, span: [index, end] });
        keys.add(key);
      }
      index = end - 1;
    }
  }
  return found;
}

/**
 * Finds positions container by container and remembers what it saw: each container is scanned once, its members are
 * skipped without being read.
 */
export function jsonSpans(text: string): (tokens: readonly string[]) => Spans | undefined {
  const seen = new Map<number, Map<string, Member>>();
  const root = skipSpace(text, 0);
  const whole: Spans = { value: [root, text.trimEnd().length] };
  return tokens => {
    let spans: Spans | undefined = whole;
    for (const token of tokens) {
      const start: number = spans.value[0];
      let members = seen.get(start);
      if (!members) {
        members = membersOf(text, start);
        seen.set(start, members);
      }
      spans = members.get(token);
      if (!spans) return undefined;
    }
    return spans;
  };
}

function membersOf(text: string, start: number): Map<string, Member> {
  const members = new Map<string, Member>();
  const opening = text.charCodeAt(start);
  if (opening !== 123 && opening !== 91) return members;
  let index = skipSpace(text, start + 1);
  for (let position = 0; text.charCodeAt(index) !== 125 && text.charCodeAt(index) !== 93; position++) {
    let token = String(position);
    let key: Span | undefined;
    if (opening === 123) {
      key = [index, endOfString(text, index)];
      token = JSON.parse(text.slice(...key)) as string;
      index = skipSpace(text, skipSpace(text, key[1]) + 1);
    }
    const value: Span = [index, endOfValue(text, index)];
    members.set(token, key ? { key, value } : { value });
    index = skipSpace(text, value[1]);
    if (text.charCodeAt(index) === comma) index = skipSpace(text, index + 1);
  }
  return members;
}

function skipSpace(text: string, from: number): number {
  let index = from;
  for (let code = text.charCodeAt(index); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(++index));
  return index;
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfValidString(text, start);
  if (first !== 123 && first !== 91) {
    let end = start;
    while (end < text.length && !/[\s,\]}]/.test(text[end]!)) end++;
    return end;
  }
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfValidString(text, index) - 1;
    else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return index + 1;
  }
  return text.length;
}

/** The same for text that is known to be JSON, at the speed of a search. */
function endOfValidString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** The offset after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === backslash) index++;
    else if (code === 10) return index;
  }
  return text.length;
}
