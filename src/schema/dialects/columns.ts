/** A column of CREATE TABLE or ALTER TABLE in MySQL, MariaDB, SQLite and SQL Server. */
import type { Expression } from '../catalog.js';
import type { ColumnSpec, Span } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { readReference } from './constraints.js';
import {
  type Cursor,
  isSymbol,
  isWord,
  peek,
  readNamePart,
  skipBrackets,
  spanFrom,
  take,
  takeWords,
  unexpected,
} from './cursor.js';
import { bracketExpression, expressionFrom } from './expressions.js';
import { readType } from './types.js';

export interface ReadColumn {
  readonly column: ColumnSpec;
  readonly constraints: readonly ConstraintSpec[];
  readonly comment?: string;
}

/** What the attributes of a column say, while they are read. */
interface Attributes {
  notNull: boolean;
  notNullSpan?: Span;
  explicitNull?: boolean;
  default?: Expression;
  defaultSpan?: Span;
  identity?: 'always' | 'by default';
  generated?: { readonly expression: Expression; readonly stored: boolean };
  collation?: string;
  comment?: string;
  constraints: ConstraintSpec[];
}

/** Reads `name type attributes…` up to the comma or bracket that ends it. */
export function readColumn(cursor: Cursor): ReadColumn {
  const name = readNamePart(cursor);
  const { type, span: typeSpan } = readType(cursor);
  const attributes: Attributes = { notNull: false, constraints: [] };
  while (cursor.at < cursor.tokens.length && !isSymbol(cursor, ',') && !isSymbol(cursor, ')')) {
    readAttribute(cursor, name.value, attributes);
  }
  const { constraints, comment, ...rest } = attributes;
  const span = spanFrom(cursor, name.start);
  const nameSpan = { start: name.start, end: name.end };
  return {
    column: { name: name.value, nameSpan, span, type, typeSpan, ...rest },
    constraints,
    ...(comment !== undefined && { comment }),
  };
}

function readAttribute(cursor: Cursor, column: string, to: Attributes): void {
  const { start } = cursor.tokens[cursor.at]!;
  const name = takeWords(cursor, 'CONSTRAINT') ? readNamePart(cursor) : undefined;
  const base = () => ({
    ...(name && { name: name.value, nameSpan: { start: name.start, end: name.end } }),
    span: spanFrom(cursor, start),
    inline: true,
    deferrable: false,
    notValid: false,
  });
  const key = (kind: 'primaryKey' | 'unique') =>
    to.constraints.push({ ...base(), kind, columns: [column], include: [], nullsNotDistinct: false });
  if (takeWords(cursor, 'NOT', 'NULL')) {
    to.notNull = true;
    to.notNullSpan = spanFrom(cursor, start);
    skipConflictClause(cursor);
  } else if (takeWords(cursor, 'NULL')) to.explicitNull = true;
  else if (takeWords(cursor, 'DEFAULT')) {
    to.default = readDefault(cursor);
    to.defaultSpan = spanFrom(cursor, start);
  } else if (takeWords(cursor, 'PRIMARY', 'KEY') || takeWords(cursor, 'PRIMARY')) {
    skipKeyOptions(cursor);
    key('primaryKey');
    to.notNull = true;
  } else if (takeWords(cursor, 'UNIQUE', 'KEY') || takeWords(cursor, 'UNIQUE')) {
    skipKeyOptions(cursor);
    key('unique');
  } else if (isWord(cursor, 'REFERENCES')) {
    const reference = readReference(cursor);
    to.constraints.push({ ...base(), ...reference, kind: 'foreignKey', columns: [column] });
  } else if (takeWords(cursor, 'FOREIGN', 'KEY')) {
    const reference = readReference(cursor);
    to.constraints.push({ ...base(), ...reference, kind: 'foreignKey', columns: [column] });
  } else if (takeWords(cursor, 'CHECK')) {
    const expression = bracketExpression(cursor);
    to.constraints.push({ ...base(), kind: 'check', expression, noInherit: false });
    takeWords(cursor, 'NOT', 'ENFORCED');
  } else if (takeWords(cursor, 'GENERATED', 'ALWAYS', 'AS') || takeWords(cursor, 'AS')) {
    const expression = bracketExpression(cursor);
    const stored = takeWords(cursor, 'STORED') || takeWords(cursor, 'PERSISTED');
    takeWords(cursor, 'VIRTUAL');
    to.generated = { expression, stored };
  } else if (takeWords(cursor, 'AUTO_INCREMENT') || takeWords(cursor, 'AUTOINCREMENT')) to.identity = 'by default';
  else if (takeWords(cursor, 'IDENTITY')) {
    if (isSymbol(cursor, '(')) skipBrackets(cursor);
    takeWords(cursor, 'NOT', 'FOR', 'REPLICATION');
    to.identity = 'always';
  } else if (takeWords(cursor, 'COMMENT')) to.comment = take(cursor).value;
  else if (takeWords(cursor, 'COLLATE')) to.collation = take(cursor).value;
  else if (!readPlainAttribute(cursor)) throw unexpected(cursor);
}

/** Attributes that say nothing about the schema. */
function readPlainAttribute(cursor: Cursor): boolean {
  if (takeWords(cursor, 'CHARACTER', 'SET') || takeWords(cursor, 'CHARSET')) {
    if (isSymbol(cursor, '=')) take(cursor);
    take(cursor);
    return true;
  }
  if (takeWords(cursor, 'ON', 'UPDATE')) {
    expressionFrom(cursor, readValue(cursor));
    return true;
  }
  for (const word of ['COLUMN_FORMAT', 'STORAGE', 'SRID', 'FIRST', 'AFTER']) {
    if (!isWord(cursor, word)) continue;
    take(cursor);
    if (word !== 'FIRST') take(cursor);
    return true;
  }
  const alone = [
    'VISIBLE',
    'INVISIBLE',
    'KEY',
    'SPARSE',
    'ROWGUIDCOL',
    'BINARY',
    'ASCII',
    'UNICODE',
    'STORED',
    'VIRTUAL',
    'PERSISTED',
  ];
  for (const word of alone) if (takeWords(cursor, word)) return true;
  return false;
}

/** SQL Server's CLUSTERED and WITH (…), SQLite's ASC and ON CONFLICT. */
function skipKeyOptions(cursor: Cursor): void {
  while (['CLUSTERED', 'NONCLUSTERED', 'ASC', 'DESC', 'AUTOINCREMENT'].some(word => isWord(cursor, word))) {
    if (isWord(cursor, 'AUTOINCREMENT')) return;
    take(cursor);
  }
  if (takeWords(cursor, 'WITH') && isSymbol(cursor, '(')) skipBrackets(cursor);
  skipConflictClause(cursor);
}

function skipConflictClause(cursor: Cursor): void {
  if (takeWords(cursor, 'ON', 'CONFLICT')) take(cursor);
}

function readDefault(cursor: Cursor): Expression {
  return expressionFrom(cursor, readValue(cursor));
}

/** A literal, a signed number, a name or a call, or anything in brackets. */
function readValue(cursor: Cursor): Span {
  const { start } = peek(cursor);
  if (isSymbol(cursor, '(')) {
    skipBrackets(cursor);
    return spanFrom(cursor, start);
  }
  const first = take(cursor);
  const next = cursor.tokens[cursor.at];
  if (first.kind === 'symbol' && /^[-+]$/.test(first.value)) take(cursor);
  // `b'0'`, `N'text'`, `DATE '2020-01-01'`.
  else if (first.kind === 'word' && next?.kind === 'string') take(cursor);
  while (isSymbol(cursor, '.')) {
    take(cursor);
    take(cursor);
  }
  if (isSymbol(cursor, '(')) skipBrackets(cursor);
  return spanFrom(cursor, start);
}
