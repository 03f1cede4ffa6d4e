/** CREATE TABLE of MySQL, MariaDB, SQLite and SQL Server. */
import type { ColumnSpec, CommandOf, IndexSpec, LikeClause, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { readColumn } from './columns.js';
import { readElement } from './constraints.js';
import { type Cursor, expectSymbol, isSymbol, isWord, peek, readName, take, takeSymbol, takeWords } from './cursor.js';

export interface CreatedTable {
  readonly table: CommandOf<'createTable'>;
  /** COMMENT 'text' of columns. */
  readonly comments: readonly { readonly column: string; readonly text: string }[];
}

/** The cursor stands after CREATE. Undefined: this is no table. */
export function readCreateTable(cursor: Cursor): CreatedTable | undefined {
  takeWords(cursor, 'OR', 'REPLACE');
  const temporary = takeWords(cursor, 'TEMPORARY') || takeWords(cursor, 'TEMP');
  takeWords(cursor, 'VIRTUAL');
  if (!takeWords(cursor, 'TABLE')) return undefined;
  const ifNotExists = takeWords(cursor, 'IF', 'NOT', 'EXISTS');
  const name = readName(cursor);
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  const indexes: IndexSpec[] = [];
  const like: LikeClause[] = [];
  const comments: { column: string; text: string }[] = [];
  if (isWord(cursor, 'LIKE')) like.push(readLike(cursor));
  else if (takeSymbol(cursor, '(')) {
    if (isWord(cursor, 'LIKE')) like.push(readLike(cursor));
    else {
      do {
        // A comma before the closing bracket is SQL Server's liberty.
        if (isSymbol(cursor, ')')) break;
        const element = readElement(cursor, name);
        if (element && 'constraint' in element) constraints.push(element.constraint);
        else if (element) indexes.push(element.index);
        else {
          const { column, constraints: own, comment } = readColumn(cursor);
          columns.push(column);
          constraints.push(...own);
          if (comment !== undefined) comments.push({ column: column.name, text: comment });
        }
      } while (takeSymbol(cursor, ','));
    }
    expectSymbol(cursor, ')');
  }
  const comment = readTableComment(cursor);
  const table: CommandOf<'createTable'> = {
    kind: 'createTable',
    span: { start: 0, end: cursor.text.length },
    name,
    tableKind: 'table',
    // SQL Server's temporary tables are told by their names.
    persistence: temporary || name.name.startsWith('#') ? 'temporary' : 'permanent',
    ifNotExists,
    columns: notNullKeys(columns, constraints),
    constraints,
    indexes,
    like,
    inherits: [],
    ...(comment !== undefined && { comment }),
  };
  return { table, comments };
}

function readLike(cursor: Cursor): LikeClause {
  takeWords(cursor, 'LIKE');
  return { table: readName(cursor), including: ['all'], before: 0 };
}

/** Columns of a primary key that is written after them. */
function notNullKeys(columns: readonly ColumnSpec[], constraints: readonly ConstraintSpec[]): readonly ColumnSpec[] {
  const keys = new Set(constraints.flatMap(one => (one.kind === 'primaryKey' ? one.columns : [])));
  return columns.map(column => (keys.has(column.name) && !column.notNull ? { ...column, notNull: true } : column));
}

/** MySQL's `COMMENT = 'text'` among the table's options. */
function readTableComment(cursor: Cursor): string | undefined {
  while (cursor.at < cursor.tokens.length) {
    if (!takeWords(cursor, 'COMMENT')) {
      take(cursor);
      continue;
    }
    takeSymbol(cursor, '=');
    if (cursor.tokens[cursor.at]?.kind === 'string') return peek(cursor).value;
  }
  return undefined;
}

/** `COMMENT 'text'` of columns, as PostgreSQL's COMMENT ON would say it. */
export function commentCommands(table: WrittenName, comments: CreatedTable['comments']): CommandOf<'comment'>[] {
  return comments.map(({ column, text }) => ({
    kind: 'comment',
    span: table.span,
    object: 'column',
    name: table,
    member: column,
    text,
  }));
}
