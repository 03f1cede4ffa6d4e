/** What decides where a statement begins and ends besides quotes: psql's lines, delimiters, batches, bodies and the data of COPY. */
import type { Dialect } from '../catalog.js';
import { isClosed } from './closed.js';
import { quotings } from './quoting.js';
import { commentEnd, isBlank, lineEnd } from './tokens.js';

/**
 * Why a `;` may not be the end: `rule` inside brackets, `block` between BEGIN and END, `batch` up to GO; behind `copy` may follow data.
 */
export type BodyKind = 'none' | 'rule' | 'block' | 'batch' | 'copy';

/** `words`: the first words of the statement in capitals. */
export function bodyKind(words: readonly string[], dialect: Dialect): BodyKind {
  const first = words[0];
  if (first === 'COPY' && dialect === 'postgresql') return 'copy';
  if (first !== 'CREATE' && first !== 'ALTER') return 'none';
  const made = words.find(word => !fillers.has(word));
  if (made === undefined) return 'none';
  if (dialect === 'postgresql') {
    return made === 'RULE' ? 'rule' : made === 'FUNCTION' || made === 'PROCEDURE' ? 'block' : 'none';
  }
  const hasBody =
    made === 'TRIGGER' || made === 'FUNCTION' || made === 'PROCEDURE' || made === 'EVENT' || made === 'PROC';
  if (!hasBody) return words.includes('DEFINER') && words.some(word => routines.has(word)) ? 'block' : 'none';
  return dialect === 'transactsql' ? 'batch' : 'block';
}
const fillers: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'OR', 'REPLACE', 'TEMP', 'TEMPORARY', 'AGGREGATE']);
const routines: ReadonlySet<string> = new Set(['TRIGGER', 'FUNCTION', 'PROCEDURE', 'EVENT']);

/** How many blocks are open behind a word. PostgreSQL opens one with BEGIN ATOMIC, MySQL and SQLite with BEGIN; CASE has an END too. */
export function blockDepth(open: number, word: string, previous: string, dialect: Dialect): number {
  if (word === 'ATOMIC') return dialect === 'postgresql' && previous === 'BEGIN' ? open + 1 : open;
  if (word === 'BEGIN') return dialect === 'postgresql' ? open : open + 1;
  // MySQL's END IF, END LOOP: what they close was not counted.
  if (previous === 'END' && inner.has(word)) return open + 1;
  if (open === 0) return 0;
  if (word === 'CASE') return previous === 'END' ? open : open + 1;
  return word === 'END' ? open - 1 : open;
}
const inner: ReadonlySet<string> = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);

export interface Head {
  /** Of the first token; the text's length when there is none. */
  readonly start: number;
  readonly delimiter: string;
  readonly unclosedComment?: number;
}

/** Goes over blanks, comments, lone terminators, psql's `\` lines, DELIMITER lines and GO lines. */
export function skipToStatement(text: string, from: number, dialect: Dialect, delimiter: string): Head {
  const quoting = quotings[dialect];
  let terminator = delimiter;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isBlank(code) || (code === 59 && terminator === ';')) {
      at++;
      continue;
    }
    const close = commentEnd(text, at, quoting);
    if (close > at) {
      if (close === text.length && !isClosed(text, at, close, quoting)) {
        return { start: text.length, delimiter: terminator, unclosedComment: at };
      }
      at = close;
    } else if (code === 92 && dialect === 'postgresql') at = lineEnd(text, at);
    else if (terminator !== ';' && text.startsWith(terminator, at)) at += terminator.length;
    else if (dialect === 'transactsql' && isGo(text, at)) at = lineEnd(text, at);
    else {
      const set = dialect === 'mysql' || dialect === 'mariadb' ? delimiterAt(text, at) : undefined;
      if (set === undefined) return { start: at, delimiter: terminator };
      terminator = set;
      at = lineEnd(text, at);
    }
  }
  return { start: text.length, delimiter: terminator };
}

/** https://dev.mysql.com/doc/refman/8.4/en/mysql-commands.html */
function delimiterAt(text: string, at: number): string | undefined {
  if ((text.charCodeAt(at) | 32) !== 100) return undefined;
  delimiterLine.lastIndex = at;
  return delimiterLine.exec(text)?.[1];
}
const delimiterLine = /delimiter[ \t]+(\S{1,16})/iy;

function isGo(text: string, at: number): boolean {
  return text.slice(at, at + 2).toUpperCase() === 'GO' && isLineOfItsOwn(text, at, at + 2);
}

/**
 * SQL Server takes statements without a `;` between them: the word `[start, end)` at the start of a line begins one, in a statement that
 * began with `first`.
 */
export function beginsAnother(text: string, start: number, end: number, first: string): boolean {
  if (end - start > 8 || end - start < 3 || !beginning.test(text.slice(start, end))) return false;
  let before = start - 1;
  while (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9) before--;
  if (before >= 0 && text.charCodeAt(before) !== 10 && text.charCodeAt(before) !== 13) return false;
  if (first !== 'ALTER') return true;
  // ALTER TABLE … ALTER COLUMN, DROP CONSTRAINT.
  objects.lastIndex = end;
  return objects.test(text);
}
const beginning = /^(?:create|alter|drop|truncate|use|print|exec)$/i;
const objects =
  /\s+(?:or|unique|clustered|nonclustered|table|index|view|proc|procedure|function|trigger|schema|database|type|sequence|user|role|login|synonym|\[|\w+\s*(?:;|$|[\r\n]))/iy;

/** Nothing but blanks and a number stands beside `[start, end)` in its line. SQL Server's tools take such a GO as the end of a batch. */
export function isLineOfItsOwn(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9) before--;
  if (before >= 0 && text.charCodeAt(before) !== 10 && text.charCodeAt(before) !== 13) return false;
  restOfGoLine.lastIndex = end;
  return restOfGoLine.test(text);
}
const restOfGoLine = /[ \t]*\d{0,6}[ \t]*(?:;[ \t]*)?(?:--[^\r\n]*)?(?=[\r\n]|$)/y;

/**
 * Where the text goes on behind `COPY …;`: for FROM stdin after the line `\.` that ends its data, or after all of it.
 * https://www.postgresql.org/docs/18/app-psql.html
 */
export function copyDataEnd(text: string, start: number, terminator: number): number {
  const head = text.slice(start, Math.min(terminator, start + 10_000));
  if (!/\bfrom\s+stdin\b/i.test(head)) return terminator + 1;
  const line = lineEnd(text, terminator);
  endOfData.lastIndex = line;
  const found = endOfData.exec(text);
  return found ? found.index + found[0].length : text.length;
}
const endOfData = /(?:\r\n|\n|\r)\\\.(?=[\r\n]|$)/g;
