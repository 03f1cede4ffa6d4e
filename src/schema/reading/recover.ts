/**
 * Where to go on behind a broken statement: a missing `;` or bracket, or a quote that swallows what follows. The text is cut at a line
 * that begins with a key word and whose statement parses.
 */
import type { Dialect } from '../catalog.js';
import { isClosed } from './closed.js';
import { quotings } from './quoting.js';
import { type Chunk, nextChunk } from './split.js';
import { commentEnd, isBlank, skipBlanks, tokenEnd } from './tokens.js';

export interface Recovery {
  readonly dialect: Dialect;
  /** Whether the chunk is a statement; where it is not, how far it is right. */
  readonly check: (chunk: Chunk) => { readonly fine: boolean; readonly until: number };
  /** Characters that may still be looked at: without a bound, a file of broken quotes would be read once for each of them. */
  readonly budget: { left: number };
}

/** Begin a statement that nothing else can contain at the start of a line. */
const strong = 'create|alter|drop|comment|grant|revoke|truncate|do|copy|reindex|vacuum|refresh|begin|commit';
/** Also go on within one, which is not complete before them: INSERT … SELECT, CREATE VIEW … AS SELECT. */
const query = 'select|insert|update|delete|merge|call|explain';
/** Also go on within one that is complete before them: CREATE TABLE … WITH, CREATE FUNCTION … SET. */
const weak = 'with|set|values|lock|analyze|replace|use|exec';
const lineStart = new RegExp(`(?<=^|[\\r\\n])([ \\t]*)(?:(${strong})|(${query})|(?:${weak}))(?![\\w$.])`, 'gi');

/** A quote or comment over several lines. */
interface Cover {
  readonly start: number;
  readonly end: number;
  /** `trusted`: a comment that is closed. `body`: a function's, closed: it may be right or end in the next function's body. */
  readonly kind: 'trusted' | 'body' | 'suspect';
  /** For bodies, once it was asked. */
  isWrong?: boolean;
}

interface Candidate {
  readonly at: number;
  readonly isStrong: boolean;
  readonly isQuery: boolean;
  readonly cover: Cover | undefined;
}

/**
 * Cuts a broken chunk into statements. All but the last end where a `;` is missing or where another statement was found; behind the last
 * one the text goes on at its `next`, which may lie within the chunk. One piece: its own end is as good as any.
 */
export function cutChunk(text: string, chunk: Chunk, recovery: Recovery): readonly Chunk[] {
  if (!isMultiline(text, chunk.start, chunk.end)) return [chunk];
  const search: Search = { text, chunk, recovery, covers: findCovers(text, chunk, recovery.dialect), seen: chunk.seen };
  recovery.budget.left -= chunk.end - chunk.start;
  const pieces: Chunk[] = [];
  let rest = chunk;
  let isDead = false;
  for (const candidate of candidates(search)) {
    const { at, isStrong, isQuery, cover } = candidate;
    if (recovery.budget.left <= 0) break;
    const isOpen = !cover && (isStrong || isQuery || followsAnEnd(text, at));
    if (isOpen && !isDead) {
      const piece = pieceUntil(search, rest, at);
      recovery.budget.left -= piece.end - piece.start;
      const { fine, until } = recovery.check(piece);
      if (fine) {
        pieces.push(piece);
        rest = { ...rest, from: piece.next, start: at, placeholders: rest.placeholders.filter(({ end }) => end > at) };
        continue;
      }
      // What is wrong before its end will not be right when it is longer.
      isDead = until < piece.end;
    }
    if (!isWorthTrying(search, candidate) || !tryAt(search, at)) continue;
    if (isStrong || followsAnEnd(text, at) || (!cover && recovery.check(pieceUntil(search, rest, at)).fine)) {
      return [...pieces, pieceUntil(search, rest, at)].map(piece => ({ ...piece, seen: search.seen }));
    }
  }
  return [...pieces, rest].map(piece => ({ ...piece, seen: search.seen }));
}

interface Search {
  readonly text: string;
  readonly chunk: Chunk;
  readonly recovery: Recovery;
  readonly covers: readonly Cover[];
  /** Nothing behind this offset was looked at. */
  seen: number;
}

/** A body that is whole hides what is in it. */
function isWorthTrying(search: Search, { cover }: Candidate): boolean {
  if (cover?.kind !== 'body') return true;
  cover.isWrong ??= reachesOut(search, cover);
  return cover.isWrong;
}

/** The part of a chunk before an offset, up to its last token. A quote that goes on beyond the offset is cut there and not closed. */
function pieceUntil({ text, covers, recovery }: Search, chunk: Chunk, offset: number): Chunk {
  const quoting = quotings[recovery.dialect];
  const { unclosed: _, ...rest } = chunk;
  const covering = covers.find(cover => cover.start < offset && cover.end > offset);
  let end = chunk.start;
  if (covering) {
    end = offset;
    while (end > covering.start + 1 && isBlank(text.charCodeAt(end - 1))) end--;
  } else {
    for (let at = chunk.start; at < offset; at = skipBlanks(text, end, quoting)) end = tokenEnd(text, at, quoting);
  }
  return {
    ...rest,
    end,
    next: covering ? offset : end,
    placeholders: chunk.placeholders.filter(placeholder => placeholder.end <= end),
    ...(covering && { unclosed: { start: covering.start, what: unclosedAt(text, covering.start) } }),
  };
}

function unclosedAt(text: string, at: number): NonNullable<Chunk['unclosed']>['what'] {
  const code = text.charCodeAt(at);
  return code === 47
    ? 'comment'
    : code === 36
      ? 'dollar'
      : code === 34 || code === 96 || code === 91
        ? 'name'
        : 'string';
}

function tryAt(search: Search, at: number): Chunk | undefined {
  const { text, chunk, recovery } = search;
  const next = nextChunk(text, at, recovery.dialect, chunk.delimiter);
  if (!next) return undefined;
  recovery.budget.left -= next.seen - at;
  search.seen = Math.max(search.seen, next.seen);
  return !next.unclosed && recovery.check(next).fine ? next : undefined;
}

/** The last statement in what looks like a function's body goes on behind it: then the body ends in the quote of another one. */
function reachesOut(search: Search, cover: Cover): boolean {
  let last: number | undefined;
  const from = Math.max(cover.start, cover.end - 20_000);
  for (const found of search.text.slice(from, cover.end).matchAll(lineStart)) {
    // BEGIN belongs to the body as long as nothing else says so.
    if (found[2] !== undefined && found[2].toLowerCase() !== 'begin') last = from + found.index + found[1]!.length;
  }
  if (last === undefined) return false;
  const tried = tryAt(search, last);
  return tried !== undefined && tried.end > cover.end;
}

function* candidates({ text, chunk, covers }: Search): Generator<Candidate> {
  const indent = indentOf(text, chunk.start);
  let next = 0;
  for (const found of text.slice(chunk.start, chunk.end).matchAll(lineStart)) {
    if (found.index === 0) continue;
    const at = chunk.start + found.index + found[1]!.length;
    while (next < covers.length && covers[next]!.end <= at) next++;
    const cover = covers[next] && covers[next]!.start <= at ? covers[next] : undefined;
    if (cover?.kind === 'trusted') continue;
    // Deeper lines belong to what they stand in, unless a quote hides the end of the statement before them.
    if (found[1]!.length > indent && !(cover?.kind === 'suspect' && followsSemicolon(text, at))) continue;
    yield { at, isStrong: found[2] !== undefined, isQuery: found[3] !== undefined, cover };
  }
}

/** The line above is blank or ends a statement. */
function followsAnEnd(text: string, at: number): boolean {
  let breaks = 0;
  for (let before = at - 1; isBlank(text.charCodeAt(before)); before--) if (text.charCodeAt(before) === 10) breaks++;
  return breaks > 1 || followsSemicolon(text, at);
}

function followsSemicolon(text: string, at: number): boolean {
  let before = at - 1;
  while (isBlank(text.charCodeAt(before))) before--;
  return text.charCodeAt(before) === 59;
}

/** How many blanks begin the line of an offset; 0 for what stands far inside of a long line. */
export function indentOf(text: string, at: number): number {
  const least = Math.max(0, at - 200);
  let line = at;
  while (line > least && text.charCodeAt(line - 1) !== 10 && text.charCodeAt(line - 1) !== 13) line--;
  let first = line;
  while (first < at && (text.charCodeAt(first) === 32 || text.charCodeAt(first) === 9)) first++;
  return first - line;
}

function findCovers(text: string, { start, end }: Chunk, dialect: Dialect): Cover[] {
  const quoting = quotings[dialect];
  const covers: Cover[] = [];
  let previous = '';
  for (let at = start; at < end; ) {
    if (isBlank(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const comment = commentEnd(text, at, quoting);
    const stop = comment > at ? comment : tokenEnd(text, at, quoting);
    if (stop - at > 8 && isMultiline(text, at, stop)) {
      const closed = stop < text.length || isClosed(text, at, stop, quoting);
      const kind = !closed ? 'suspect' : comment > at ? 'trusted' : bodyWords.has(previous) ? 'body' : 'suspect';
      covers.push({ start: at, end: stop, kind });
    }
    if (comment === at) previous = stop - at < 9 ? text.slice(at, stop).toLowerCase() : '';
    at = stop;
  }
  return covers;
}
/** Before a function's body: AS, DO, and DO LANGUAGE plpgsql. */
const bodyWords: ReadonlySet<string> = new Set(['as', 'do', 'plpgsql', 'sql']);

function isMultiline(text: string, start: number, end: number): boolean {
  return /[\r\n]/.test(text.slice(start, end));
}
