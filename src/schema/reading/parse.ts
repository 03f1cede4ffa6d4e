/**
 * Text → statements with Commands: neutralise and split (split.ts), parse (parseStatement.ts), go on behind what is broken (recover.ts),
 * and do it only where a file changed (readEntries.ts). `parsers.ts` is the one door to the parsers themselves.
 */
import type { Dialect } from '../catalog.js';
import type { ParsedFile, Statement } from '../statement.js';
import { likelyDialect } from './dialect.js';
import { readDirectives, saidDialect } from './directives.js';
import type { Entry, FileMemory } from './fileMemory.js';
import { forget, readEntries } from './readEntries.js';
import { indentOf } from './recover.js';
import { unreadProductError } from './syntaxErrors.js';
import { unreadProduct } from './unreadProducts.js';

export { loadParser } from './parsers.js';

/** The last version of each file by path. Bounded by what these files hold; drop a path to forget it. */
export type ParseCache = Map<string, FileMemory>;

export function createParseCache(): ParseCache {
  return new Map();
}

/** The dialect that a file's comments name, or that its words tell; `postgresql` when neither does. */
export function detectDialect(text: string): Dialect {
  return saidDialect(text) ?? likelyDialect(text) ?? 'postgresql';
}

/**
 * Reads a file. Its dialect's parser must have been loaded (`loadParser`). Never throws because of the text. With a cache only what
 * changed since the file's last version is read, and the same text gives the same object. Commands are shared between versions.
 * `down` is empty: it is for those who know migrations.
 */
export function parseFile(
  path: string,
  text: string,
  { dialect = detectDialect(text), cache }: { readonly dialect?: Dialect; readonly cache?: ParseCache } = {},
): ParsedFile {
  const last = cache?.get(path);
  const before = last?.dialect === dialect ? last : undefined;
  if (before?.text === text) return before.file;
  const known = before?.known ?? { texts: new Map(), characters: 0 };
  const entries = readEntries(text, dialect, known, before);
  const read = withoutRests(text, entries);
  const statements = (dialect === 'postgresql' && ofUnreadProduct(text, read)) || read;
  const directives = readDirectives(text, dialect, statements);
  const file: ParsedFile = { path, text, dialect, statements, directives, down: [] };
  if (cache) {
    forget(text, entries, known);
    cache.set(path, { text, dialect, entries, file, known });
  }
  return file;
}

/** One word about a file that nobody here can read, instead of one for each statement; undefined for all others. */
function ofUnreadProduct(text: string, statements: readonly Statement[]): readonly Statement[] | undefined {
  if (!statements.some(({ error }) => error?.kind === 'syntax') || saidDialect(text)) return undefined;
  const product = unreadProduct(text);
  return (
    product &&
    statements.map(({ start, end }, at) => ({
      start,
      end,
      commands: [],
      ...(at === 0 && { error: unreadProductError(text.slice(start, end), product) }),
    }))
  );
}

/**
 * The rest of a body whose quotes do not close is no statement of its own, but part of the broken one; so is what looks like a
 * statement between them, when it stands deeper in the line.
 */
function withoutRests(text: string, entries: readonly Entry[]): readonly Statement[] {
  const statements: Statement[] = [];
  for (const { statement, mayBeRest } of entries) {
    const broken = mayBeRest ? brokenBefore(text, statements) : -1;
    if (broken >= 0) {
      statements.splice(broken, statements.length, { ...statements[broken]!, end: statement.end });
    } else statements.push(statement);
  }
  return statements;
}

/** The index of a broken statement at the end of a list, behind which there is nothing but deeper lines; -1 when there is none. */
function brokenBefore(text: string, statements: readonly Statement[]): number {
  const least = Math.max(0, statements.length - longestRest);
  for (let at = statements.length - 1; at >= least; at--) {
    const { error, commands, start } = statements[at]!;
    if (error?.kind !== 'syntax' || commands.length > 0) continue;
    if (at === statements.length - 1) return at;
    const indent = indentOf(text, start);
    const isDeeper = (statement: Statement) => indentOf(text, statement.start) > indent;
    return statements.slice(at + 1).every(isDeeper) ? at : -1;
  }
  return -1;
}
/** Statements of a body that are looked at. */
const longestRest = 100;
