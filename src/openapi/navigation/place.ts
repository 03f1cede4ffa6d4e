/** Between places in a text and places in what it says. */
import type { Position, Range } from '../../text/finding.js';
import { lineStarts } from '../../text/lines.js';
import type { SourceDocument } from '../document.js';
import { rangeOf } from '../lines.js';
import type { Span } from '../parsed.js';
import { isObject, step } from '../values.js';

export interface PlaceAt {
  readonly on: 'key' | 'value';
  readonly tokens: readonly string[];
  readonly span: Span;
}

const starts = new WeakMap<SourceDocument, readonly number[]>();

/** The offset of a position, within the text. */
export function offsetAt(document: SourceDocument, { line, character }: Position): number {
  let own = starts.get(document);
  if (!own) {
    own = lineStarts(document.text);
    starts.set(document, own);
  }
  if (line >= own.length) return document.text.length;
  return Math.min(own[line]! + character, own[line + 1] ?? document.text.length);
}

/** The innermost key or scalar at an offset, or one that ends there. What comes through an alias stands elsewhere. */
export function placeAt(document: SourceDocument, offset: number): PlaceAt | undefined {
  const has = ([start, end]: Span) => start <= offset && offset <= end;
  const tokens: string[] = [];
  let value = document.value;
  let span = document.spansOf([])?.value;
  while (span && has(span)) {
    if (typeof value !== 'object' || value === null) return { on: 'value', tokens, span };
    const keys = isObject(value) ? Object.keys(value) : (value as readonly unknown[]).map((_, index) => String(index));
    let inner: { readonly key: string; readonly span: Span } | undefined;
    for (const key of keys) {
      const spans = document.spansOf([...tokens, key]);
      if (!spans) continue;
      if (spans.key && has(spans.key)) return { on: 'key', tokens: [...tokens, key], span: spans.key };
      if (has(spans.value)) {
        inner = { key, span: spans.value };
        break;
      }
    }
    if (!inner) return undefined;
    tokens.push(inner.key);
    value = step(value, inner.key)!;
    span = inner.span;
  }
  return undefined;
}

export function toRange(document: SourceDocument, span: Span): Range {
  return rangeOf(document.positionAt, span);
}
