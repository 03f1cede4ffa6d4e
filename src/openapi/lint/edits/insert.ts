/** Text edits that add members and elements: block and flow YAML, JSON on one line and on many. */
import type { TextEdit } from '../../../text/finding.js';
import type { SourceDocument } from '../../document.js';
import type { Json } from '../../json.js';
import type { Span } from '../../parsed.js';
import { isObject, type JsonObject, member, step } from '../../values.js';
import { edit, lineEnd, lineStart, type Manner, mannerOf, ownSpans } from './manner.js';
import { blockElement, blockMembers, flowMember, flowValue, jsonLines } from './render.js';

/** Where new members go: behind the last of these keys that is there; else `first`, or at the end. */
export interface Where {
  readonly after?: readonly string[];
  readonly first?: boolean;
}

/** Adds members to the object at `tokens`. Undefined where it cannot be done without touching anything else. */
export function insertMembers(
  document: SourceDocument,
  tokens: readonly string[],
  members: JsonObject,
  where: Where = {},
): TextEdit | undefined {
  const spans = ownSpans(document, tokens);
  const object = valueAt(document, tokens);
  if (!spans || !isObject(object) || Object.keys(members).some(key => member(object, key) !== undefined)) {
    return undefined;
  }
  const [start, end] = spans.value;
  const manner = mannerOf(document);
  const behind = lastMember(document, tokens, object, where.after ?? []);
  if (document.text[start] === '{') {
    const pieces = (onLines: string | undefined) =>
      Object.entries(members).map(([key, value]) => {
        if (onLines !== undefined && manner.quoted) {
          return `${JSON.stringify(key)}: ${jsonLines(value, onLines, manner)}`;
        }
        return flowMember(key, value, manner, isPadded(document, start));
      });
    return insertInFlow(document, tokens, Object.keys(object), behind, where.first ?? false, pieces);
  }
  const indent = blockIndent(document.text, start);
  if (indent === undefined) return undefined;
  const lines = blockMembers(members, indent, manner);
  const atTop = where.first && !behind && spans.key ? keyLineEnd(document.text, spans.key, start) : undefined;
  if (atTop !== undefined) return edit(document, atTop, atTop, manner.eol + lines.join(manner.eol));
  return insertLines(document, behind ? behind[1] : end, lines, manner);
}

/** Adds an element to the end of the list at `tokens`. */
export function appendElement(document: SourceDocument, tokens: readonly string[], value: Json): TextEdit | undefined {
  const spans = ownSpans(document, tokens);
  const list = valueAt(document, tokens);
  if (!spans || !Array.isArray(list)) return undefined;
  const [start, end] = spans.value;
  const manner = mannerOf(document);
  if (document.text[start] === '[') {
    const keys = list.map((_, index) => String(index));
    const first = document.text.slice(start + 1, start + 200).search(/[{[]/);
    const padded = first < 0 ? !manner.quoted : isPadded(document, start + 1 + first);
    return insertInFlow(document, tokens, keys, undefined, false, onLines => [
      onLines !== undefined && manner.quoted ? jsonLines(value, onLines, manner) : flowValue(value, manner, padded),
    ]);
  }
  if (document.text[start] !== '-') return undefined;
  const indent = blockIndent(document.text, start);
  return indent === undefined ? undefined : insertLines(document, end, [blockElement(value, indent, manner)], manner);
}

/**
 * Adds components that are not there yet, with the sections and the `components` that they need; what has the name of one
 * stays as it is. Undefined when a part cannot be added.
 */
export function insertComponents(
  document: SourceDocument,
  tree: JsonObject,
  depth = 2,
): readonly TextEdit[] | undefined {
  const edits: (TextEdit | undefined)[] = [];
  const visit = (tokens: readonly string[], wanted: JsonObject): void => {
    const missing: Record<string, Json> = {};
    for (const [key, value] of Object.entries(wanted)) {
      const there = valueAt(document, [...tokens, key]);
      if (there === undefined) missing[key] = value;
      else if (tokens.length < depth && isObject(value)) visit([...tokens, key], value);
    }
    if (Object.keys(missing).length > 0) edits.push(insertMembers(document, tokens, missing));
  };
  visit([], tree);
  return edits.every(one => one !== undefined) ? edits : undefined;
}

export function valueAt(document: SourceDocument, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = document.value;
  for (const token of tokens) value = step(value, token);
  return value;
}

function lastMember(
  document: SourceDocument,
  tokens: readonly string[],
  object: JsonObject,
  keys: readonly string[],
): Span | undefined {
  const ends = keys
    .filter(key => member(object, key) !== undefined)
    .flatMap(key => document.spansOf([...tokens, key])?.value ?? []);
  return ends.length === 0 ? undefined : [0, Math.max(...ends)];
}

/** Blanks as far as the first key or dash of a block stands in; undefined when more than lists' dashes is before it. */
function blockIndent(text: string, start: number): string | undefined {
  const before = text.slice(lineStart(text, start), start);
  return /^ *(?:- +)*$/.test(before) && !/[?&!*|>%@`#]/.test(text[start] ?? '#')
    ? ' '.repeat(before.length)
    : undefined;
}

/** The end of the line of `key:`, when nothing but a comment follows on it. */
function keyLineEnd(text: string, key: Span, start: number): number | undefined {
  const end = lineEnd(text, key[1]);
  return end < start && /^[ \t]*:[ \t]*(?:#.*)?$/.test(text.slice(key[1], end)) ? end : undefined;
}

/** New lines behind the member or element that ends at `offset`. */
function insertLines(
  document: SourceDocument,
  offset: number,
  lines: readonly string[],
  manner: Manner,
): TextEdit | undefined {
  const { text } = document;
  // A block scalar ends with its last line end.
  if (offset > 0 && text[offset - 1] === '\n') {
    return edit(document, offset, offset, lines.map(line => line + manner.eol).join(''));
  }
  const end = lineEnd(text, offset);
  if (!/^[ \t]*:?[ \t]*(?:(?<=[ \t])#.*)?$/.test(text.slice(offset, end))) return undefined;
  return edit(document, end, end, manner.eol + lines.join(manner.eol));
}

/** `{ a: 1 }`, not `{a: 1}`; of an empty one what is usual. */
function isPadded(document: SourceDocument, start: number): boolean {
  const next = document.text[start + 1]!;
  return /[}\]]/.test(next) ? !mannerOf(document).quoted : /\s/.test(next);
}

/** @param pieces texts of what is new; its argument is the indentation when each stands on a line of its own. */
function insertInFlow(
  document: SourceDocument,
  tokens: readonly string[],
  keys: readonly string[],
  behind: Span | undefined,
  first: boolean,
  pieces: (onLines: string | undefined) => readonly string[],
): TextEdit | undefined {
  const { text } = document;
  const manner = mannerOf(document);
  const [start, end] = ownSpans(document, tokens)!.value;
  if (text[end - 1] !== '}' && text[end - 1] !== ']') return undefined;
  if (keys.length === 0) return fillEmpty(document, start, end, pieces);
  const spans = keys.map(key => document.spansOf([...tokens, key]));
  if (spans.some(one => !one || one.value[0] < start || one.value[1] > end)) return undefined;
  const starts = spans.map(one => (one!.key ?? one!.value)[0]);
  const ends = spans.map(one => one!.value[1]);
  const open = text.slice(start + 1, Math.min(...starts));
  if (!/^\s*$/.test(open)) return undefined;
  const onLines = open.includes('\n') ? open.slice(open.lastIndexOf('\n') + 1) : undefined;
  const gap = onLines === undefined ? manner.gap : manner.eol + onLines;
  const added = pieces(onLines).join(`,${gap}`);
  if (first && !behind) {
    const at = Math.min(...starts);
    return edit(document, at, at, `${added},${gap}`);
  }
  const at = behind ? behind[1] : Math.max(...ends);
  const rest = text.slice(at, end);
  if (behind && at < Math.max(...ends)) return edit(document, at, at, `,${gap}${added}`);
  // YAML allows a comma behind the last one.
  const comma = /^\s*,\s*[}\]]$/.exec(rest);
  if (comma) {
    const after = at + rest.indexOf(',') + 1;
    return edit(document, after, after, `${gap}${added}`);
  }
  return /^\s*[}\]]$/.test(rest) ? edit(document, at, at, `,${gap}${added}`) : undefined;
}

function fillEmpty(
  document: SourceDocument,
  start: number,
  end: number,
  pieces: (onLines: string | undefined) => readonly string[],
): TextEdit | undefined {
  const { text } = document;
  const manner = mannerOf(document);
  if (text.slice(start + 1, end - 1).trim() !== '') return undefined;
  if (manner.quoted && text.includes('\n')) {
    const outer = /^\s*/.exec(text.slice(lineStart(text, start)))![0];
    const indent = outer + manner.step;
    const lines = pieces(indent).map(piece => indent + piece);
    return edit(document, start + 1, end - 1, manner.eol + lines.join(`,${manner.eol}`) + manner.eol + outer);
  }
  const pad = manner.quoted || text[start] === '[' ? '' : ' ';
  return edit(document, start + 1, end - 1, pad + pieces(undefined).join(`,${manner.gap}`) + pad);
}
