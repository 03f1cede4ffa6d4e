/** A text file of an API description: its value, and where each part of the value stands in the text. */
import type { Finding, Position, Range } from '../text/finding.js';
import { positionTable } from '../text/lines.js';
import { Problem } from '../text/problem.js';
import type { Json } from './json.js';
import { readJson } from './jsonDocument.js';
import { rangeOf } from './lines.js';
import type { Mistake, Parsed, Span, Spans } from './parsed.js';
import { pointerFrom, pointerTokens } from './pointer.js';
import { readYaml } from './yamlDocument.js';

export interface SourceDocument {
  /** Absolute path, or the URL that it was fetched from. */
  readonly path: string;
  /** Without a byte order mark, as editors hold it. */
  readonly text: string;
  readonly syntax: 'json' | 'yaml';
  readonly value: Json;
  /** Syntax errors and duplicate keys; the value holds everything else. */
  readonly findings: readonly Finding[];
  readonly positionAt: (offset: number) => Position;
  readonly spansOf: (tokens: readonly string[]) => Spans | undefined;
}

/** The ranges at a pointer. `whole` runs from the key to the end of the value. */
export interface Place {
  readonly whole: Range;
  readonly value: Range;
  readonly key?: Range;
}

/**
 * Reads JSON or YAML. JSON is tried first whenever the text begins like it, whatever the file is called.
 * @throws Problem when there is nothing to read: an empty file, binary data, nesting or aliases without end.
 */
export function readDocument(path: string, fileText: string): SourceDocument {
  const text = fileText.startsWith('\uFEFF') ? fileText.slice(1) : fileText;
  if (text.includes('\0') || isMostlyReplaced(text.slice(0, 4096))) {
    throw new Problem('This is not a UTF-8 text file. An API description is YAML or JSON, saved as UTF-8.', { path });
  }
  if (text.trim() === '') {
    throw new Problem('This file is empty. Start with a line like `openapi: 3.1.0`.', { path });
  }
  const positionAt = positionTable(text);
  const fail = (message: string, offset?: number): never => {
    throw new Problem(message, offset === undefined ? { path } : { path, position: positionAt(offset) });
  };
  const startsLikeJson = /^\s*[{["]/.test(text);
  const named = /\.jsonc?$/i.test(path) ? 'json' : 'yaml';
  const parsedJson = startsLikeJson ? readJson(text, named === 'json', fail) : undefined;
  const parsed: Parsed = parsedJson ?? readYaml(text, fail);
  return {
    path,
    text,
    syntax: parsedJson ? 'json' : 'yaml',
    value: parsed.value,
    findings: findingsOf(parsed.mistakes, path, positionAt),
    positionAt,
    spansOf: tokens => parsed.spansOf(tokens),
  };
}

/** Bytes that are not UTF-8 arrive as U+FFFD. A few of them are an old encoding's letters, in a file that still serves. */
function isMostlyReplaced(text: string): boolean {
  return (text.match(/\uFFFD/g)?.length ?? 0) > 0.3 * text.length;
}

/** One broken line can make a parser complain about every line after it. */
const mostMistakes = 100;

function findingsOf(
  mistakes: readonly Mistake[],
  path: string,
  positionAt: (offset: number) => Position,
): readonly Finding[] {
  return mistakes.slice(0, mostMistakes).map(({ rule, severity, message, span }, index) => {
    const more = index === mostMistakes - 1 ? mistakes.length - mostMistakes : 0;
    const text = more > 0 ? `${message} (And ${more} more like it below.)` : message;
    return { rule, severity, message: text, path, range: rangeOf(positionAt, span), fixes: [] };
  });
}

/** The ranges of the key and the value at a pointer; undefined when nothing is there. */
export function locatePlace(document: SourceDocument, pointer: string): Place | undefined {
  const spans = document.spansOf(pointerTokens(pointer));
  if (!spans) return undefined;
  const range = (span: Span) => rangeOf(document.positionAt, span);
  const value = range(spans.value);
  if (!spans.key) return { whole: value, value };
  return { whole: range([spans.key[0], Math.max(spans.key[1], spans.value[1])]), value, key: range(spans.key) };
}

/** The range of the value at a pointer, or of the nearest thing around it that exists. */
export function locate(document: SourceDocument, pointer: string): Range {
  const tokens = pointerTokens(pointer);
  for (let length = tokens.length; length > 0; length--) {
    const place = locatePlace(document, pointerFrom(tokens.slice(0, length)));
    if (place) return length === tokens.length ? place.value : (place.key ?? place.value);
  }
  return locatePlace(document, '')?.value ?? rangeOf(document.positionAt, [0, 0]);
}

/**
 * The range to underline for a finding about the node at a pointer: the value when it stands on one line, else its
 * key, so that a finding about a schema does not underline a hundred lines.
 */
export function locateFinding(document: SourceDocument, pointer: string): Range {
  const place = locatePlace(document, pointer);
  if (!place) return locate(document, pointer);
  const { value, key } = place;
  const empty = value.start.line === value.end.line && value.start.character === value.end.character;
  if (key && (empty || value.start.line !== value.end.line)) return key;
  if (value.start.line === value.end.line) return value;
  const { value: span } = document.spansOf(pointerTokens(pointer))!;
  const line = document.text.slice(span[0], span[1]).search(/[\r\n]/);
  return { start: value.start, end: document.positionAt(span[0] + line) };
}
