/** What the JSON and the YAML reader both give. */
import type { Json } from './json.js';

/** Deeper nesting than any description needs; a limit keeps hostile files from overflowing the stack. */
export const deepestNesting = 400;

export type Span = readonly [start: number, end: number];

/** Offsets of a value, and of the key before it when it is a member of an object. */
export interface Spans {
  readonly key?: Span;
  readonly value: Span;
}

/** What both syntaxes give. Offsets are in UTF-16 units of the text without its byte order mark. */
export interface Parsed {
  readonly value: Json;
  readonly mistakes: readonly Mistake[];
  /** Undefined when there is nothing at the pointer. */
  spansOf(tokens: readonly string[]): Spans | undefined;
}

export interface Mistake {
  readonly rule: 'invalid-yaml' | 'invalid-json' | 'duplicate-key';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span: Span;
}
