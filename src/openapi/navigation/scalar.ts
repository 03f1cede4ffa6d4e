/** Scalars as they are written: quotes, escapes, and where each character of the value stands in the text. */
import type { SourceDocument } from '../document.js';
import type { Span } from '../parsed.js';

export interface Scalar {
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** All of it, with quotes. */
  readonly span: Span;
  /** Without quotes. */
  readonly inner: Span;
  /** Where each UTF-16 unit of the value begins, and where the last one ends; undefined for text of several lines. */
  readonly offsets: readonly number[] | undefined;
}

/** @param value what the text at `span` says. */
export function scalarAt({ text }: SourceDocument, span: Span, value: string): Scalar {
  const [start, end] = span;
  const first = text[start];
  const style = first === '"' ? 'double' : first === "'" ? 'single' : /[|>]/.test(first ?? '') ? 'block' : 'plain';
  const quoted = style === 'double' || style === 'single';
  const inner: Span = quoted && end - start > 1 ? [start + 1, end - 1] : span;
  const offsets = offsetsOf(text, inner, style);
  return { style, span, inner, offsets: offsets?.length === value.length + 1 ? offsets : undefined };
}

function offsetsOf(text: string, [start, end]: Span, style: Scalar['style']): number[] | undefined {
  if (style === 'block') return undefined;
  const offsets: number[] = [];
  for (let index = start; index < end; ) {
    const char = text[index]!;
    if (char === '\n' || char === '\r') return undefined;
    offsets.push(index);
    if (style === 'single' && char === "'") index += 2;
    else if (style === 'double' && char === '\\') {
      const digits = { x: 2, u: 4, U: 8 }[text[index + 1] ?? ''] ?? 0;
      if (digits === 8 && Number.parseInt(text.slice(index + 2, index + 10), 16) > 0xffff) offsets.push(index);
      index += 2 + digits;
    } else index++;
  }
  offsets.push(end);
  return offsets;
}

/** A text inside quotes of a style. */
export function escaped(style: 'single' | 'double', text: string): string {
  return style === 'single' ? text.replaceAll("'", "''") : JSON.stringify(text).slice(1, -1);
}

/** The whole scalar with another text, in the same quotes where that can be. */
export function rewritten(document: SourceDocument, scalar: Scalar, text: string, isKey: boolean): string {
  const before = document.text.slice(...scalar.span);
  const isPrintable = !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text);
  switch (scalar.style) {
    case 'double':
      return `"${escaped('double', text)}"`;
    case 'single':
      return isPrintable ? `'${escaped('single', text)}'` : JSON.stringify(text);
    case 'plain':
      if (isPlain(text)) return text;
      return isPrintable ? `'${escaped('single', text)}'` : JSON.stringify(text);
    case 'block':
      return isKey ? text : JSON.stringify(text) + (/\s*$/.exec(before)?.[0] ?? '');
  }
}

const otherThanText =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:0b[01_]+|0x[\da-f_]+|0o[0-7]+|\d[\d_]*(?:\.[\d_]*)?(?:e[-+]?\d+)?|\.\d[\d_]*(?:e[-+]?\d+)?|\.inf)|\.nan|\d{4}-\d\d?-\d\d?.*|[-.]+)$/i;

/** Means this text without quotes, in every version of YAML, also inside brackets. */
export function isPlain(text: string): boolean {
  return /^[\w/.\-$][\w/.$~%+-]*(?: [\w/.$~%+-]+)*$/.test(text) && !otherThanText.test(text) && !text.startsWith('- ');
}
