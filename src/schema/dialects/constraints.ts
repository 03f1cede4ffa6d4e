/** Keys, references, checks and inline indexes of CREATE TABLE and ALTER TABLE … ADD. */
import type { IndexKey, ReferentialAction } from '../catalog.js';
import type { IndexSpec, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import {
  type Cursor,
  isSymbol,
  isWord,
  readList,
  readName,
  readNamePart,
  skipBrackets,
  spanFrom,
  take,
  takeSymbol,
  takeWords,
  unexpected,
} from './cursor.js';
import { bracketExpression, expressionFrom } from './expressions.js';

interface Reference {
  readonly target: WrittenName;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly onDeleteWritten: boolean;
}

/** `REFERENCES table (columns) ON DELETE …`. */
export function readReference(cursor: Cursor): Reference {
  if (!takeWords(cursor, 'REFERENCES')) throw unexpected(cursor);
  const target = readName(cursor);
  const targetColumns = isSymbol(cursor, '(') ? readList(cursor, readNamePart).map(({ value }) => value) : [];
  let onDelete: ReferentialAction | undefined;
  let onUpdate: ReferentialAction | undefined;
  for (;;) {
    if (takeWords(cursor, 'ON', 'DELETE')) onDelete = readAction(cursor);
    else if (isWord(cursor, 'ON') && isWord(cursor, 'UPDATE', 1)) {
      takeWords(cursor, 'ON', 'UPDATE');
      onUpdate = readAction(cursor);
    } else if (takeWords(cursor, 'MATCH')) take(cursor);
    else if (takeWords(cursor, 'NOT', 'FOR', 'REPLICATION') || takeWords(cursor, 'NOT', 'DEFERRABLE')) continue;
    else if (takeWords(cursor, 'DEFERRABLE')) continue;
    else if (takeWords(cursor, 'INITIALLY')) take(cursor);
    else break;
  }
  const onDeleteWritten = onDelete !== undefined;
  return {
    target,
    targetColumns,
    onDelete: onDelete ?? 'no action',
    onUpdate: onUpdate ?? 'no action',
    onDeleteWritten,
  };
}

function readAction(cursor: Cursor): ReferentialAction {
  if (takeWords(cursor, 'CASCADE')) return 'cascade';
  if (takeWords(cursor, 'RESTRICT')) return 'restrict';
  if (takeWords(cursor, 'NO', 'ACTION')) return 'no action';
  if (takeWords(cursor, 'SET', 'NULL')) return 'set null';
  if (takeWords(cursor, 'SET', 'DEFAULT')) return 'set default';
  throw unexpected(cursor);
}

export type Element = { readonly constraint: ConstraintSpec } | { readonly index: IndexSpec };

/**
 * An element of a table that is no column; undefined when a column comes next. A word like KEY begins an element only when what
 * follows it can, since MySQL and SQLite allow columns of such names.
 */
export function readElement(cursor: Cursor, table: WrittenName): Element | undefined {
  const { start } = cursor.tokens[cursor.at] ?? { start: 0 };
  const named = takeWords(cursor, 'CONSTRAINT');
  // MySQL allows CONSTRAINT without a name.
  const name =
    named &&
    !isWord(cursor, 'FOREIGN') &&
    !isWord(cursor, 'PRIMARY') &&
    !isWord(cursor, 'UNIQUE') &&
    !isWord(cursor, 'CHECK')
      ? readNamePart(cursor)
      : undefined;
  const base = () => ({
    ...(name && { name: name.value, nameSpan: { start: name.start, end: name.end } }),
    span: spanFrom(cursor, start),
    inline: false,
    deferrable: false,
    notValid: false,
  });
  if (takeWords(cursor, 'PRIMARY', 'KEY')) {
    skipKeyWords(cursor);
    const columns = keyColumns(readKeys(cursor));
    skipIndexOptions(cursor);
    return { constraint: { ...base(), kind: 'primaryKey', columns, include: [], nullsNotDistinct: false } };
  }
  if (takeWords(cursor, 'FOREIGN', 'KEY')) {
    if (!isSymbol(cursor, '(')) readNamePart(cursor);
    const columns = readList(cursor, readNamePart).map(({ value }) => value);
    const reference = readReference(cursor);
    return { constraint: { ...base(), ...reference, kind: 'foreignKey', columns } };
  }
  if (takeWords(cursor, 'CHECK')) {
    const expression = bracketExpression(cursor);
    takeWords(cursor, 'NOT', 'ENFORCED');
    takeWords(cursor, 'ENFORCED');
    return { constraint: { ...base(), kind: 'check', expression, noInherit: false } };
  }
  if (isWord(cursor, 'UNIQUE')) {
    takeWords(cursor, 'UNIQUE');
    return readUnique(cursor, base);
  }
  if (named) throw unexpected(cursor);
  return readInlineIndex(cursor, table);
}

function readUnique(cursor: Cursor, base: () => Omit<ConstraintSpec, 'kind'>): Element {
  if (!takeWords(cursor, 'KEY')) takeWords(cursor, 'INDEX');
  skipKeyWords(cursor);
  const own = isSymbol(cursor, '(') || isWord(cursor, 'USING') ? undefined : readNamePart(cursor);
  skipKeyWords(cursor);
  const columns = keyColumns(readKeys(cursor));
  skipIndexOptions(cursor);
  const name = own && { name: own.value, nameSpan: { start: own.start, end: own.end } };
  return {
    constraint: { ...base(), ...name, kind: 'unique', columns, include: [], nullsNotDistinct: false } as ConstraintSpec,
  };
}

/** MySQL's KEY, INDEX, FULLTEXT and SPATIAL; SQL Server's INDEX. */
function readInlineIndex(cursor: Cursor, table: WrittenName): Element | undefined {
  const from = cursor.at;
  const special = takeWords(cursor, 'FULLTEXT') ? 'fulltext' : takeWords(cursor, 'SPATIAL') ? 'spatial' : undefined;
  const said = takeWords(cursor, 'KEY') || takeWords(cursor, 'INDEX');
  if (!said && !special) return undefined;
  const name = isSymbol(cursor, '(') ? undefined : isWord(cursor, 'USING') ? undefined : readNamePart(cursor);
  skipKeyWords(cursor);
  // `key text` and `index int` are columns.
  if (!isSymbol(cursor, '(') || (name && !special && isTypeSize(cursor))) {
    cursor.at = from;
    return undefined;
  }
  const keys = readKeys(cursor);
  skipIndexOptions(cursor);
  return {
    index: {
      ...(name && { name: name.value, nameSpan: { start: name.start, end: name.end } }),
      table,
      method: special ?? 'btree',
      keys,
      include: [],
      unique: false,
      nullsNotDistinct: false,
      concurrently: false,
      ifNotExists: false,
      only: false,
    },
  };
}

/** `key varchar(20)`: digits in brackets are the size of a type. */
function isTypeSize(cursor: Cursor): boolean {
  return cursor.tokens[cursor.at + 1]?.kind === 'number';
}

/** `(column(10) DESC, (expression))`. */
export function readKeys(cursor: Cursor): IndexKey[] {
  return readList(cursor, readKey);
}

function readKey(cursor: Cursor): IndexKey {
  const { start, kind } = cursor.tokens[cursor.at] ?? unexpectedEnd(cursor);
  const isPlain = kind === 'name' || kind === 'word' || kind === 'string';
  const rest = cursor.tokens[cursor.at + 1];
  // A prefix length is no call: digits stand in its brackets.
  const isCall = rest?.value === '(' && cursor.tokens[cursor.at + 2]?.kind !== 'number';
  let key: Pick<IndexKey, 'column' | 'expression'>;
  if (isPlain && !isCall) {
    key = { column: take(cursor).value };
    if (isSymbol(cursor, '(')) skipBrackets(cursor);
  } else {
    for (let depth = 0; depth > 0 || !(isSymbol(cursor, ',') || isSymbol(cursor, ')')); ) {
      if (depth === 0 && (isWord(cursor, 'ASC') || isWord(cursor, 'DESC'))) break;
      const { value, kind: tokenKind } = take(cursor);
      if (tokenKind === 'symbol') depth += value === '(' ? 1 : value === ')' ? -1 : 0;
    }
    key = { expression: expressionFrom(cursor, spanFrom(cursor, start)) };
  }
  const collation = takeWords(cursor, 'COLLATE') ? readNamePart(cursor).value : undefined;
  const descending = takeWords(cursor, 'DESC');
  if (!descending) takeWords(cursor, 'ASC');
  const order = descending ? 'desc' : 'asc';
  return { ...key, ...(collation !== undefined && { collation }), order, nulls: descending ? 'last' : 'first' };
}

function unexpectedEnd(cursor: Cursor): never {
  throw unexpected(cursor);
}

function keyColumns(keys: readonly IndexKey[]): string[] {
  return keys.flatMap(({ column }) => (column === undefined ? [] : [column]));
}

/** Between the word and its columns: CLUSTERED, USING BTREE. */
function skipKeyWords(cursor: Cursor): void {
  while (isWord(cursor, 'CLUSTERED') || isWord(cursor, 'NONCLUSTERED')) take(cursor);
  if (takeWords(cursor, 'USING')) take(cursor);
}

/** After the columns: USING, COMMENT, WITH (…), ON [PRIMARY], KEY_BLOCK_SIZE = n, VISIBLE, ON CONFLICT …. */
export function skipIndexOptions(cursor: Cursor): void {
  while (
    cursor.at < cursor.tokens.length &&
    !isSymbol(cursor, ',') &&
    !isSymbol(cursor, ')') &&
    !isWord(cursor, 'WHERE')
  ) {
    if (isSymbol(cursor, '(')) skipBrackets(cursor);
    else take(cursor);
  }
  takeSymbol(cursor, ';');
}
