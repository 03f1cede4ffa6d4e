/**
 * A statement of MySQL, MariaDB, SQLite or SQL Server → Commands. DDL is read token by token, since the parser for these dialects
 * (node-sql-parser) gives few positions and gives up on many tables (docs/decisions.md has the figures); it reads the queries, and
 * is asked about DDL that is not understood here.
 */
import type { Dialect } from '../catalog.js';
import type { Command, IndexSpec, ObjectKind, WrittenName } from '../commands.js';
import { readAlterTable } from './alterTable.js';
import { readKeys, skipIndexOptions } from './constraints.js';
import { commentCommands, readCreateTable } from './createTable.js';
import {
  type Cursor,
  isSymbol,
  isWord,
  NotUnderstood,
  readList,
  readName,
  readNamePart,
  spanFrom,
  takeSymbol,
  takeWords,
  unexpected,
} from './cursor.js';
import { expressionFrom } from './expressions.js';
import { readQueryTree } from './query.js';
import { cursorOf } from './tokenize.js';

export type OtherDialect = Exclude<Dialect, 'postgresql'>;

/** node-sql-parser's tree of a statement; throws an error with a `location` when it does not know it. */
export type ParseTree = (text: string) => unknown;

export interface ReadOtherStatement {
  readonly commands: readonly Command[];
  /** Not understood: neither here nor by the parser. */
  readonly trouble?: { readonly message: string; readonly span: { readonly start: number; readonly end: number } };
}

/** Never throws. Spans are relative to `text`, which is one statement without its `;`. */
export function readOtherStatement(text: string, dialect: OtherDialect, parseTree: ParseTree): ReadOtherStatement {
  const cursor = cursorOf(text, dialect);
  try {
    const commands = readDdl(cursor);
    return { commands: commands ?? readQueries(cursor, parseTree) };
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    const known = isKnown(parseTree, text);
    return { commands: [other(cursor)], ...(!known && { trouble: { message: error.message, span: error.span } }) };
  }
}

function isKnown(parseTree: ParseTree, text: string): boolean {
  try {
    parseTree(text);
    return true;
  } catch {
    return false;
  }
}

function other(cursor: Cursor): Command {
  const tag = cursor.tokens.slice(0, 2).map(({ value }) => value.toUpperCase());
  return { kind: 'other', span: whole(cursor), tag: tag.join(' ') };
}

function whole({ text }: Cursor) {
  return { start: 0, end: text.length };
}

/** Undefined: this is no DDL that we follow. */
function readDdl(cursor: Cursor): Command[] | undefined {
  if (takeWords(cursor, 'CREATE')) return readCreate(cursor);
  if (takeWords(cursor, 'ALTER', 'TABLE') || takeWords(cursor, 'ALTER', 'IGNORE', 'TABLE'))
    return readAlterTable(cursor);
  if (takeWords(cursor, 'DROP')) return readDrop(cursor);
  if (takeWords(cursor, 'RENAME', 'TABLE')) return readRenames(cursor);
  if (takeWords(cursor, 'TRUNCATE')) {
    takeWords(cursor, 'TABLE');
    return [{ kind: 'truncate', span: whole(cursor), tables: [readName(cursor)], cascade: false }];
  }
  return readTransaction(cursor);
}

function readTransaction(cursor: Cursor): Command[] | undefined {
  const say = (change: 'begin' | 'commit' | 'rollback'): Command[] => [
    { kind: 'transaction', span: whole(cursor), change },
  ];
  const begins =
    takeWords(cursor, 'START', 'TRANSACTION') ||
    takeWords(cursor, 'BEGIN', 'TRANSACTION') ||
    takeWords(cursor, 'BEGIN', 'TRAN') ||
    (isWord(cursor, 'BEGIN') && cursor.tokens.length === 1);
  if (begins) return say('begin');
  if (isWord(cursor, 'COMMIT')) return say('commit');
  return isWord(cursor, 'ROLLBACK') && !isWord(cursor, 'TO', 1) ? say('rollback') : undefined;
}

function readCreate(cursor: Cursor): Command[] {
  const created = readCreateTable(cursor);
  if (created) return [created.table, ...commentCommands(created.table.name, created.comments)];
  const special = takeWords(cursor, 'FULLTEXT') ? 'fulltext' : takeWords(cursor, 'SPATIAL') ? 'spatial' : 'btree';
  const unique = takeWords(cursor, 'UNIQUE');
  if (!takeWords(cursor, 'CLUSTERED')) takeWords(cursor, 'NONCLUSTERED');
  if (takeWords(cursor, 'INDEX')) return [readIndex(cursor, special, unique)];
  if (takeWords(cursor, 'SCHEMA') || takeWords(cursor, 'DATABASE')) return [other(cursor)];
  return [readView(cursor) ?? other(cursor)];
}

function readView(cursor: Cursor): Command | undefined {
  // `CREATE ALGORITHM=… DEFINER=… SQL SECURITY … VIEW name`: options of MySQL stand before the word.
  const at = cursor.tokens.findIndex(({ kind, value }) => kind === 'word' && /^(?:view|as|begin)$/i.test(value));
  if (at < 0 || cursor.tokens[at]!.value.toUpperCase() !== 'VIEW') return undefined;
  cursor.at = at + 1;
  const ifNotExists = takeWords(cursor, 'IF', 'NOT', 'EXISTS');
  const name = readName(cursor);
  const columns = isSymbol(cursor, '(') ? readList(cursor, readNamePart).map(({ value }) => value) : [];
  return { kind: 'createView', span: whole(cursor), name, materialized: false, replace: true, ifNotExists, columns };
}

/** The cursor stands after INDEX. */
function readIndex(cursor: Cursor, method: string, unique: boolean): Command {
  const ifNotExists = takeWords(cursor, 'IF', 'NOT', 'EXISTS');
  const name = readName(cursor);
  if (takeWords(cursor, 'USING')) readNamePart(cursor);
  if (!takeWords(cursor, 'ON')) throw unexpected(cursor);
  const table = readName(cursor);
  if (takeWords(cursor, 'USING')) readNamePart(cursor);
  const keys = readKeys(cursor);
  const include = takeWords(cursor, 'INCLUDE') ? readList(cursor, readNamePart).map(({ value }) => value) : [];
  skipIndexOptions(cursor);
  const { start } = cursor.tokens[cursor.at + 1] ?? { start: cursor.text.length };
  const predicate = takeWords(cursor, 'WHERE') ? expressionFrom(cursor, { start, end: cursor.text.length }) : undefined;
  const index: IndexSpec = {
    name: name.name,
    nameSpan: name.span,
    table,
    method,
    keys,
    include,
    ...(predicate && { predicate }),
    unique,
    nullsNotDistinct: false,
    concurrently: false,
    ifNotExists,
    only: false,
  };
  return { kind: 'createIndex', span: whole(cursor), index };
}

const dropped: Readonly<Record<string, ObjectKind>> = {
  TABLE: 'table',
  VIEW: 'view',
  INDEX: 'index',
  TRIGGER: 'trigger',
};

function readDrop(cursor: Cursor): Command[] {
  takeWords(cursor, 'TEMPORARY');
  const word = Object.keys(dropped).find(one => takeWords(cursor, one));
  if (!word) return [other(cursor)];
  const ifExists = takeWords(cursor, 'IF', 'EXISTS');
  const names: WrittenName[] = [];
  do names.push(readName(cursor));
  while (takeSymbol(cursor, ','));
  const table = takeWords(cursor, 'ON') ? readName(cursor) : undefined;
  const object = dropped[word]!;
  return [
    {
      kind: 'drop',
      span: whole(cursor),
      object,
      names,
      ...(table && { table }),
      ifExists,
      cascade: false,
      concurrently: false,
    },
  ];
}

function readRenames(cursor: Cursor): Command[] {
  const renames: Command[] = [];
  do {
    const name = readName(cursor);
    if (!takeWords(cursor, 'TO')) throw unexpected(cursor);
    const to = readName(cursor);
    renames.push({
      kind: 'rename',
      span: spanFrom(cursor, name.span.start),
      object: 'table',
      name,
      to: to.name,
      toSpan: to.span,
      ifExists: false,
    });
  } while (takeSymbol(cursor, ','));
  return renames;
}

const queryWords = ['SELECT', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'WITH'];

function readQueries(cursor: Cursor, parseTree: ParseTree): Command[] {
  const verb = queryWords.find(word => isWord(cursor, word));
  // Rows of a dump: thousands of them, and nothing in them that a rule looks at.
  if (!verb || verb === 'INSERT' || verb === 'REPLACE') return [other(cursor)];
  try {
    const query = readQueryTree(parseTree(cursor.text), cursor.text);
    return query ? [{ kind: 'query', span: whole(cursor), query }] : [other(cursor)];
  } catch (error) {
    throw new NotUnderstood('The parser for this dialect does not understand this query.', placeOf(error, cursor.text));
  }
}

/** Where node-sql-parser stopped. */
function placeOf(error: unknown, text: string): { start: number; end: number } {
  const location = (error as { location?: { start?: { offset?: unknown } } }).location;
  const offset = Number(location?.start?.offset);
  const start = Number.isInteger(offset) && offset >= 0 && offset < text.length ? offset : 0;
  return { start, end: Math.max(start + 1, start === 0 ? Math.min(text.length, 20) : start + 1) };
}
