/** A file → entries: those of its last version where nothing changed, new ones elsewhere. */
import type { Dialect } from '../catalog.js';
import { endsQuery, queryNameIn } from './directives.js';
import {
  commonPrefix,
  commonSuffix,
  type Entry,
  type FileMemory,
  type KnownTexts,
  moved,
  ownCopy,
} from './fileMemory.js';
import { type ParsedText, parseChunk } from './parseStatement.js';
import { cutChunk, type Recovery } from './recover.js';
import { type Chunk, nextChunk } from './split.js';
import { missingEndError } from './syntaxErrors.js';

/** Statements of older versions that are kept: an undo finds them again. */
const spare = 500;

export function readEntries(
  text: string,
  dialect: Dialect,
  known: KnownTexts,
  before: FileMemory | undefined,
): Entry[] {
  const entries: Entry[] = [];
  const prefix = before ? commonPrefix(before.text, text) : 0;
  const suffix = before ? commonSuffix(before.text, text, prefix) : 0;
  const shift = before ? text.length - before.text.length : 0;
  let old = 0;
  if (before) {
    for (const entry of before.entries) {
      if (entry.seen > prefix || entry.seen >= before.text.length) break;
      entries.push(entry);
      old++;
    }
  }
  const recovery: Recovery = {
    dialect,
    check: chunk => {
      const { error } = parseKnown(text, chunk, dialect, known);
      return { fine: !error, until: chunk.start + (error?.span.end ?? 0) };
    },
    budget: { left: 4 * text.length + 2_000_000 },
  };
  let at = entries.at(-1)?.next ?? 0;
  let delimiter = entries.at(-1)?.delimiter ?? ';';
  while (at < text.length) {
    if (before && at >= text.length - suffix) {
      while (old < before.entries.length && before.entries[old]!.from + shift < at) old++;
      const same = before.entries[old];
      if (same && same.from + shift === at && same.delimiterBefore === delimiter) {
        for (const entry of before.entries.slice(old)) entries.push(moved(entry, shift));
        break;
      }
    }
    const chunk = nextChunk(text, at, dialect, delimiter);
    if (!chunk) break;
    for (const entry of readChunk(text, chunk, delimiter, known, recovery)) {
      entries.push(entry);
      at = entry.next;
      delimiter = entry.delimiter;
    }
  }
  return entries;
}

function readChunk(
  text: string,
  chunk: Chunk,
  delimiterBefore: string,
  known: KnownTexts,
  recovery: Recovery,
): readonly Entry[] {
  const { dialect } = recovery;
  const parsed = parseKnown(text, chunk, dialect, known);
  if (!parsed.error || recovery.budget.left <= 0) return [entryOf(text, chunk, delimiterBefore, parsed)];
  return cutChunk(text, chunk, recovery).map((piece, at, pieces) => {
    const read = parseKnown(text, piece, dialect, known);
    const next = pieces[at + 1];
    // SQL Server takes statements without a `;` between them.
    const isEnded = dialect === 'transactsql' || (next && endsQuery(text.slice(piece.end, next.start)));
    const isMissing = !read.error && piece.end < chunk.end && !isEnded;
    const error = isMissing ? missingEndError(text.slice(piece.start, piece.end)) : undefined;
    return entryOf(text, piece, at === 0 ? delimiterBefore : piece.delimiter, error ? { ...read, error } : read);
  });
}

function entryOf(text: string, chunk: Chunk, delimiterBefore: string, { commands, error }: ParsedText): Entry {
  const { from, start, end, next, seen, delimiter } = chunk;
  const queryName = start - from > 6 ? queryNameIn(text.slice(from, start)) : undefined;
  return {
    from,
    next,
    seen,
    delimiterBefore,
    delimiter,
    statement: { start, end, commands, ...(error && { error }), ...(queryName && { queryName }) },
    mayBeRest: error ? !beginnings.test(text.slice(start, start + 20)) : /^end\b/i.test(text.slice(start, start + 4)),
  };
}
/** Words that begin a statement of SQL; what a function's body begins its statements with besides is not in here. */
const beginnings =
  /^(?:abort|alter|analyze|begin|call|checkpoint|close|cluster|comment|commit|copy|create|deallocate|declare|delete|discard|do|drop|execute|explain|fetch|grant|import|insert|listen|load|lock|merge|move|notify|pragma|prepare|reassign|refresh|reindex|release|rename|reset|revoke|rollback|savepoint|security|select|set|show|start|table|truncate|unlisten|update|use|vacuum|values|with)\b/i;

/** Statements with placeholders are read again: the same text may be filled differently beside other text. */
function parseKnown(text: string, chunk: Chunk, dialect: Dialect, known: KnownTexts): ParsedText {
  if (chunk.unclosed || chunk.placeholders.length > 0) return parseChunk(text, chunk, dialect);
  const slice = text.slice(chunk.start, chunk.end);
  const there = known.texts.get(slice);
  if (there) return there;
  const own = ownCopy(slice);
  const parsed = parseChunk(own, { ...chunk, start: 0, end: own.length }, dialect);
  // Long broken ones are mostly a file's rest, which is never the same again.
  if (parsed.passing || (parsed.error && own.length > longBroken)) return parsed;
  known.texts.set(own, parsed);
  known.characters += own.length;
  return parsed;
}
const longBroken = 20_000;

/** Forgets what no entry of the last version needs, when it has become too much. */
export function forget(text: string, entries: readonly Entry[], known: KnownTexts): void {
  if (known.texts.size <= entries.length + spare && known.characters <= 2 * text.length + spare * 1000) return;
  const used = new Set(entries.map(({ statement }) => text.slice(statement.start, statement.end)));
  known.characters = 0;
  for (const key of known.texts.keys()) {
    if (used.has(key)) known.characters += key.length;
    else known.texts.delete(key);
  }
}
