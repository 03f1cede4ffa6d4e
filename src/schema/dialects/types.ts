/** Types of columns: one name for what a dialect calls by several, so that the two sides of a foreign key can be compared. */
import type { TypeRef } from '../catalog.js';
import type { Span } from '../commands.js';
import { type Cursor, isSymbol, isWord, peek, skipBrackets, spanFrom, take, takeSymbol } from './cursor.js';

const synonyms: Readonly<Record<string, string>> = {
  integer: 'int',
  int4: 'int',
  int8: 'bigint',
  int2: 'smallint',
  dec: 'decimal',
  numeric: 'decimal',
  'double precision': 'double',
  'character varying': 'varchar',
  character: 'char',
  'national varchar': 'nvarchar',
  'national char': 'nchar',
  bool: 'boolean',
};

/** Words that begin an attribute: a column of SQLite may have no type at all. */
const attributes = new Set(
  'CONSTRAINT NOT NULL DEFAULT AUTO_INCREMENT AUTOINCREMENT UNIQUE KEY PRIMARY COMMENT COLLATE CHARACTER CHARSET REFERENCES FOREIGN CHECK GENERATED AS ON IDENTITY STORED VIRTUAL PERSISTED INVISIBLE VISIBLE COLUMN_FORMAT STORAGE ROWGUIDCOL SPARSE SRID FIRST AFTER CLUSTERED NONCLUSTERED ASCII UNICODE WITH INDEX USING'.split(
    ' ',
  ),
);

/** Words that come after another word of a type, and words that another follows. */
const goOn = /^(?:PRECISION|VARYING|UNSIGNED|SIGNED|ZEROFILL|BINARY|LARGE|OBJECT)$/;
const first = /^(?:national|native|long)$/;

/** The cursor stands after the column's name. No type: an empty name at an empty span. */
export function readType(cursor: Cursor): { readonly type: TypeRef; readonly span: Span } {
  const { start } = cursor.tokens[cursor.at] ?? { start: cursor.text.length };
  const words: string[] = [];
  const modifiers: number[] = [];
  while (isTypeWord(cursor, words)) {
    const token = take(cursor);
    words.push(token.value.toLowerCase());
    while (takeSymbol(cursor, '.')) words[words.length - 1] = take(cursor).value.toLowerCase();
    if (!isSymbol(cursor, '(')) continue;
    const inside = skipBrackets(cursor);
    // Lists of an ENUM are no modifiers; `nvarchar(max)` has none that is a number.
    const written = cursor.text.slice(inside.start, inside.end).split(',');
    if (written.every(part => /^\s*\d+\s*$/.test(part))) modifiers.push(...written.map(Number));
  }
  const unsigned = words.includes('unsigned') ? ' unsigned' : '';
  const plain = words
    .filter(word => !/^(?:unsigned|signed|zerofill|binary)$/.test(word) || words.length === 1)
    .join(' ');
  const name = (synonyms[plain] ?? plain) + unsigned;
  const span = words.length ? spanFrom(cursor, start) : { start, end: start };
  return { type: { name, modifiers: displayWidth(name) ? [] : modifiers, array: false }, span };
}

/** The number of MySQL's `int(11)` is how wide it is shown and nothing else. */
function displayWidth(type: string): boolean {
  return /^(?:tiny|small|medium|big)?int\b/.test(type);
}

function isTypeWord(cursor: Cursor, before: readonly string[]): boolean {
  const token = cursor.tokens[cursor.at];
  if (!token) return false;
  if (token.kind === 'name') return before.length === 0;
  if (token.kind !== 'word') return false;
  const word = peek(cursor).value.toUpperCase();
  // `CHARACTER VARYING(20)` and `CHARACTER(20)` are types, `CHARACTER SET utf8` is not.
  if (word === 'CHARACTER') return before.length === 0 && !isWord(cursor, 'SET', 1);
  return before.length === 0 ? !attributes.has(word) : goOn.test(word) || first.test(before.at(-1)!);
}
