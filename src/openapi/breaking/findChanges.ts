/** Reads two versions of a description and says what changed, and where. */
import type { ReadFile } from '../../text/files.js';
import type { Finding, Range, Severity } from '../../text/finding.js';
import { Problem } from '../../text/problem.js';
import type { At, Shape } from '../api.js';
import { locateFinding, readDocument, type SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import { type ReadApiOptions, type ReadApiResult, readApi } from '../parse.js';
import { pointerTokens } from '../pointer.js';
import { member, step } from '../values.js';
import type { ApiChange } from './apiChange.js';
import { compareApis } from './compareApis.js';

/** A version of a description: where it is read from. */
export interface Version extends ReadApiOptions {
  /** Absolute. Of a git revision, the path in the working tree. */
  readonly path: string;
  /** For people: `HEAD`, `old.yaml`. */
  readonly label: string;
}

export interface FindOptions {
  /** `2025-11-22`: which sunsets are over. */
  readonly today: string;
  /** Severities of rules that are not their own; `off` leaves changes out. */
  readonly levels?: Readonly<Record<string, Severity | 'off'>>;
  /** Keys of changes that are meant. */
  readonly accepted?: ReadonlySet<string>;
}

export interface FoundChange extends Omit<ApiChange, 'severity'> {
  readonly severity: Severity;
  /** In the new version. */
  readonly range: Range;
  /** In the old version. */
  readonly wasRange?: Range;
}

export interface FoundChanges {
  readonly changes: readonly FoundChange[];
  /** How many were left out because they are accepted. */
  readonly acceptedCount: number;
  /** Absolute paths of all that the new version was read from, the description first. */
  readonly files: readonly string[];
}

/** What was read of a version, to be compared. */
export interface ReadVersion extends ReadApiResult {
  readonly version: Version;
  readonly documentOf: (path: string) => SourceDocument | undefined;
}

/** @throws Problem when it cannot be read, or is no description; a text that is broken half-way cannot be compared. */
export async function readVersion(version: Version): Promise<ReadVersion> {
  const texts = new Map<string, string>();
  const remember =
    (read: ReadFile): ReadFile =>
    async path => {
      const text = await read(path);
      if (text !== undefined) texts.set(path, text);
      return text;
    };
  const { readFile, fetchText } = version;
  const result = await readApi(version.path, {
    ...version,
    readFile: remember(readFile),
    ...(fetchText && {
      fetchText: async url => {
        const text = await fetchText(url);
        texts.set(url, text);
        return text;
      },
    }),
  });
  const broken = result.findings.find(
    ({ rule, severity }) => severity === 'error' && /^invalid-(?:yaml|json)$/.test(rule),
  );
  if (broken) {
    const where = `${version.label} cannot be compared: it has a syntax error.`;
    throw new Problem(`${where} ${broken.message}`, { path: broken.path, position: broken.range.start });
  }
  const documents = new Map<string, SourceDocument | undefined>();
  const documentOf = (path: string) => {
    if (!documents.has(path)) {
      const text = texts.get(path);
      documents.set(path, text === undefined ? undefined : readDocument(path, text));
    }
    return documents.get(path);
  };
  return { ...result, version, documentOf };
}

export function findChanges(before: ReadVersion, after: ReadVersion, options: FindOptions): FoundChanges {
  const { today, levels = {}, accepted = new Set() } = options;
  const sides = { before, after };
  const unread = { before: mayBeUnread(before), after: mayBeUnread(after) };
  const all = compareApis(before.api, after.api, {
    today,
    sunsetOf: ({ at }) => sunsetOf(valueAt(before, at)),
    isUnread: (shape, side) => unread[side] && isRef(sides[side], shape),
    written: (at, side) => valueAt(sides[side], at),
  });
  const changes: FoundChange[] = [];
  let acceptedCount = 0;
  for (const change of all) {
    const severity = levels[change.rule] ?? change.severity;
    if (severity === 'off') continue;
    if (accepted.has(change.key)) {
      acceptedCount++;
      continue;
    }
    const range = rangeOf(after, change.at);
    changes.push({ ...change, severity, range, ...(change.was && { wasRange: rangeOf(before, change.was) }) });
  }
  return { changes: inFileOrder(changes, after.files), acceptedCount, files: after.files };
}

/** For all that shows findings. */
export function asFinding({ rule, severity, message, at, range }: FoundChange): Finding {
  return { rule, severity, message, path: at.path, range, fixes: [] };
}

function inFileOrder(changes: readonly FoundChange[], files: readonly string[]): FoundChange[] {
  const order = new Map(files.map((file, index) => [file, index]));
  return changes.toSorted(
    (left, right) =>
      (order.get(left.at.path) ?? 0) - (order.get(right.at.path) ?? 0) ||
      left.range.start.line - right.range.start.line ||
      left.range.start.character - right.range.start.character,
  );
}

function rangeOf({ documentOf }: ReadVersion, { path, pointer }: At): Range {
  const document = documentOf(path);
  const start = { line: 0, character: 0 };
  return document ? locateFinding(document, pointer) : { start, end: start };
}

/** Looking for references that lead nowhere takes time; there are some only when reading has said so. */
function mayBeUnread({ findings }: ReadVersion): boolean {
  return findings.some(({ rule }) => /-reference$/.test(rule));
}

function isRef(version: ReadVersion, { at }: Shape): boolean {
  const value = valueAt(version, at);
  return member(value, '$ref') !== undefined || member(value, '$dynamicRef') !== undefined;
}

function valueAt({ documentOf }: ReadVersion, { path, pointer }: At): Json | undefined {
  let value: Json | undefined = documentOf(path)?.value;
  for (const token of pointerTokens(pointer)) value = step(value, token);
  return value;
}

/** A date, with or without a time. YAML without quotes may have made a text of it, too. */
function sunsetOf(operation: Json | undefined): string | undefined {
  const written = member(operation, 'x-sunset');
  return typeof written === 'string' ? /^\d{4}-\d\d-\d\d/.exec(written)?.[0] : undefined;
}
