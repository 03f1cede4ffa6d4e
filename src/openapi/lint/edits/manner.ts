/** How a document is written, so that what is added looks like the rest. */
import type { Range, TextEdit } from '../../../text/finding.js';
import type { SourceDocument } from '../../document.js';
import { rangeOf } from '../../lines.js';
import type { Span, Spans } from '../../parsed.js';

export interface Manner {
  readonly eol: '\n' | '\r\n';
  /** One level of indentation. */
  readonly step: string;
  /** Lists stand one level deeper than their key; YAML allows both. */
  readonly indentedLists: boolean;
  /** Names and texts are in double quotes: JSON. */
  readonly quoted: boolean;
  /** What YAML texts are put into that need quotes. */
  readonly quote: '"' | "'";
  /** Between a colon or comma and what follows, on one line. */
  readonly gap: '' | ' ';
}

const manners = new WeakMap<SourceDocument, Manner>();

export function mannerOf(document: SourceDocument): Manner {
  const known = manners.get(document);
  if (known) return known;
  const { text, syntax } = document;
  const indent = /\n([ \t]+)(?=[^\s#*])/.exec(text)?.[1] ?? '  ';
  const lists = /\n( *)[\w"'$-][^\n#]*:[ \t]*\r?\n(?:[ \t]*#[^\n]*\n|[ \t]*\r?\n)*( *)- /.exec(text);
  const manner: Manner = {
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
    step: syntax === 'json' ? indent : ' '.repeat(Math.min(8, Math.max(2, indent.length))),
    indentedLists: lists === null || lists[2]!.length > lists[1]!.length,
    quoted: syntax === 'json',
    quote: usualQuote(text),
    gap: syntax === 'json' && !/":[ \t]/.test(text) ? '' : ' ',
  };
  manners.set(document, manner);
  return manner;
}

/** The one that more keys and values begin with; single ones where there are none, since most YAML is written so. */
function usualQuote(text: string): '"' | "'" {
  let double = 0;
  for (const [, quote] of text.matchAll(/(?:^|[[{]|[:,-] )[ ]*(["'])/gm)) double += quote === '"' ? 1 : -1;
  return double > 0 ? '"' : "'";
}

/**
 * Where the value at `tokens` stands, when it stands there and nowhere else: what comes through a YAML alias or merge key
 * is written in another place, and changing that would change all that repeat it. Undefined too in text that does not parse.
 */
export function ownSpans(document: SourceDocument, tokens: readonly string[]): Spans | undefined {
  if (document.findings.length > 0) return undefined;
  let spans = document.spansOf([]);
  for (let length = 1; spans && length <= tokens.length; length++) {
    const outer: Spans = spans;
    const inner = document.spansOf(tokens.slice(0, length));
    if (!inner || !isWithin(inner.value, outer.value) || (inner.key && !isWithin(inner.key, outer.value))) {
      return undefined;
    }
    spans = inner;
  }
  return spans;
}

function isWithin(inner: Span, outer: Span): boolean {
  // A value that is left out, `key:`, stands at the end of its key.
  return inner[0] >= outer[0] && inner[1] <= outer[1];
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line's text, before `\r\n` or `\n`. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return end > offset && text[end - 1] === '\r' ? end - 1 : end;
}

/** A text edit by offsets. */
export function edit(document: SourceDocument, start: number, end: number, text: string): TextEdit {
  const range: Range = rangeOf(document.positionAt, [start, end]);
  return { path: document.path, range, text };
}
