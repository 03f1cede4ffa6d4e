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
  readonly start: number;
  /** Undefined until it is asked for. */
  end: number | undefined;
}

interface Container {
  readonly isObject: boolean;
  /** Those that were scanned. */
  readonly members: Map<string, Member>;
  /** The last one that was scanned; `next` is where the one behind it begins, once it is undefined. */
  last: Member | undefined;
  next: number;
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
 * Finds positions container by container and remembers what it saw: each container is scanned once, and no further than to
 * the member that is asked for; members before it are skipped without being read. The end of a value is looked for when it
 * is needed. Where keys are there twice the last one counts, so that a container is scanned to its end.
 */
export function jsonSpans(text: string, hasDuplicates: boolean): (tokens: readonly string[]) => Spans | undefined {
  const seen = new Map<number, Container>();
  const root: Member = { start: skipSpace(text, 0), end: text.trimEnd().length };
  return tokens => {
    let member: Member | undefined = root;
    for (const token of tokens) {
      let container = seen.get(member.start);
      if (!container) {
        container = containerAt(text, member.start);
        seen.set(member.start, container);
      }
      while ((hasDuplicates || !container.members.has(token)) && scanMember(text, container));
      member = container.members.get(token);
      if (!member) return undefined;
    }
    member.end ??= endOfValue(text, member.start);
    return { value: [member.start, member.end], ...(member.key && { key: member.key }) };
  };
}

function containerAt(text: string, start: number): Container {
  const opening = text.charCodeAt(start);
  const isContainer = opening === 123 || opening === 91;
  const next = isContainer ? skipSpace(text, start + 1) : text.length;
  return { isObject: opening === 123, members: new Map(), next, last: undefined };
}

/** Reads up to the value of the next member; false when there is none. */
function scanMember(text: string, container: Container): boolean {
  const { last } = container;
  if (last) {
    last.end ??= endOfValue(text, last.start);
    container.next = skipSpace(text, last.end);
    if (text.charCodeAt(container.next) === comma) container.next = skipSpace(text, container.next + 1);
    container.last = undefined;
  }
  const index = container.next;
  const code = text.charCodeAt(index);
  if (Number.isNaN(code) || code === 125 || code === 93) return false;
  if (container.isObject) {
    const key: Span = [index, endOfString(text, index)];
    container.last = { key, start: skipSpace(text, skipSpace(text, key[1]) + 1), end: undefined };
    container.members.set(JSON.parse(text.slice(...key)) as string, container.last);
  } else {
    container.last = { start: index, end: undefined };
    container.members.set(String(container.members.size), container.last);
  }
  return true;
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
