/** Text edits that change one scalar or key, and that take an element out of a list. */
import type { TextEdit } from '../../../text/finding.js';
import type { SourceDocument } from '../../document.js';
import type { Span } from '../../parsed.js';
import { valueAt } from './insert.js';
import { edit, lineEnd, lineStart, mannerOf, ownSpans } from './manner.js';
import { plainOrQuoted } from './render.js';

/** Another text for the string at `tokens`, in the quotes that it has. */
export function replaceString(document: SourceDocument, tokens: readonly string[], text: string): TextEdit | undefined {
  const spans = ownSpans(document, tokens);
  return spans && typeof valueAt(document, tokens) === 'string' ? rewrite(document, spans.value, text) : undefined;
}

/** Another name for the member at `tokens`. Undefined when that name is taken. */
export function renameKey(document: SourceDocument, tokens: readonly string[], name: string): TextEdit | undefined {
  const spans = ownSpans(document, tokens);
  if (!spans?.key || valueAt(document, [...tokens.slice(0, -1), name]) !== undefined) return undefined;
  return rewrite(document, spans.key, name);
}

function rewrite(document: SourceDocument, [start, end]: Span, text: string): TextEdit | undefined {
  const old = document.text.slice(start, end);
  if (old.startsWith('"')) return edit(document, start, end, JSON.stringify(text));
  if (old.startsWith("'")) return edit(document, start, end, `'${text.replaceAll("'", "''")}'`);
  if (/[\r\n]/.test(old) || !/^[\w/$.{}-]/.test(old)) return undefined;
  return edit(
    document,
    start,
    end,
    plainOrQuoted(text, true, "'") === text ? text : plainOrQuoted(text, false, mannerOf(document).quote),
  );
}

/** Takes one element out of the list at `tokens`; a block list that would be empty goes with its key. */
export function removeElement(
  document: SourceDocument,
  tokens: readonly string[],
  index: number,
): TextEdit | undefined {
  const list = valueAt(document, tokens);
  const spans = ownSpans(document, tokens);
  const element = ownSpans(document, [...tokens, String(index)]);
  if (!Array.isArray(list) || !spans || !element) return undefined;
  const { text } = document;
  const [start, end] = element.value;
  if (text[spans.value[0]] === '[') {
    if (list.length === 1) return edit(document, start, end, '');
    const next = index + 1 < list.length ? ownSpans(document, [...tokens, String(index + 1)]) : undefined;
    const before = index > 0 ? ownSpans(document, [...tokens, String(index - 1)]) : undefined;
    if (next) return edit(document, start, next.value[0], '');
    return before && edit(document, before.value[1], end, '');
  }
  if (list.length === 1) {
    return spans.key && wholeLines(document, spans.key[0], spans.value[1]);
  }
  const dash = text.lastIndexOf('-', start);
  if (!/^-\s*$/.test(text.slice(dash, start))) return undefined;
  return wholeLines(document, dash, end);
}

/** Lines that hold nothing else, with the end of the last. */
function wholeLines(document: SourceDocument, start: number, end: number): TextEdit | undefined {
  const { text } = document;
  const from = lineStart(text, start);
  const to = text[end - 1] === '\n' ? end : lineEnd(text, end);
  if (text.slice(from, start).trim() !== '' || !/^[ \t]*(?:#.*)?$/.test(text.slice(Math.min(end, to), to)))
    return undefined;
  if (text[end - 1] === '\n') return edit(document, from, end, '');
  const after = text.indexOf('\n', to);
  return after < 0 ? edit(document, Math.max(0, from - 1), to, '') : edit(document, from, after + 1, '');
}
