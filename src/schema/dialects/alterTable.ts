/** ALTER TABLE of MySQL, MariaDB, SQLite and SQL Server. */
import type { Command, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import type { TableAction } from '../tableActions.js';
import { readColumn } from './columns.js';
import { readElement } from './constraints.js';
import {
  type Cursor,
  isSymbol,
  isWord,
  peek,
  readName,
  readNamePart,
  skipBrackets,
  spanFrom,
  take,
  takeSymbol,
  takeWords,
} from './cursor.js';
import { expressionFrom } from './expressions.js';

/** The cursor stands after ALTER TABLE. A rename of the table or a column is a command of its own. */
export function readAlterTable(cursor: Cursor): Command[] {
  takeWords(cursor, 'ONLINE');
  const ifExists = takeWords(cursor, 'IF', 'EXISTS');
  const name = readName(cursor);
  const actions: TableAction[] = [];
  const others: Command[] = [];
  if (takeWords(cursor, 'WITH') && !takeWords(cursor, 'CHECK')) takeWords(cursor, 'NOCHECK');
  let verb = 'ADD';
  while (cursor.at < cursor.tokens.length) {
    const { start } = peek(cursor);
    // SQL Server: `ADD a int, b int` says ADD once.
    if (isWord(cursor, 'ADD') || isWord(cursor, 'DROP')) verb = take(cursor).value.toUpperCase();
    else if (actions.length === 0 || !continues(cursor)) verb = take(cursor).value.toUpperCase();
    const read = readAction(cursor, name, verb, start);
    actions.push(...read.actions);
    others.push(...read.others);
    if (!takeSymbol(cursor, ',')) break;
  }
  const span = { start: 0, end: cursor.text.length };
  const alter: Command = { kind: 'alterTable', span, name, ifExists, only: false, actions };
  return [...(actions.length ? [alter] : []), ...others];
}

const verbs =
  /^(?:ADD|DROP|MODIFY|CHANGE|ALTER|RENAME|CONVERT|ENGINE|AUTO_INCREMENT|COMMENT|ORDER|DISABLE|ENABLE|SET|WITH|CHECK|NOCHECK|ALGORITHM|LOCK|DEFAULT|CHARACTER|COLLATE|ROW_FORMAT|FORCE|SWITCH|REBUILD|PARTITION)$/i;

/** After a comma: a word that is no verb goes on with the last one. */
function continues(cursor: Cursor): boolean {
  const token = peek(cursor);
  return token.kind !== 'word' || !verbs.test(token.value);
}

interface Read {
  readonly actions: readonly TableAction[];
  readonly others: readonly Command[];
}

function readAction(cursor: Cursor, table: WrittenName, verb: string, start: number): Read {
  const one = (make: (span: TableAction['span']) => TableAction): Read => ({
    actions: [make(spanFrom(cursor, start))],
    others: [],
  });
  switch (verb) {
    case 'ADD':
      return { actions: readAdd(cursor, table, start), others: [] };
    case 'DROP':
      return readDrop(cursor, start);
    case 'MODIFY': {
      takeWords(cursor, 'COLUMN');
      return { actions: columnChange(cursor, start), others: [] };
    }
    case 'CHANGE': {
      takeWords(cursor, 'COLUMN');
      const from = readNamePart(cursor);
      const to = peek(cursor);
      const actions = columnChange(cursor, start);
      if (from.value === to.value) return { actions, others: [] };
      // The type is changed under the old name, then the name.
      const renamed = actions.map(action =>
        'column' in action ? ({ ...action, column: from.value } as TableAction) : action,
      );
      return { actions: renamed, others: [renameMember(cursor, table, 'column', from.value, to, start)] };
    }
    case 'ALTER':
      return readAlterColumn(cursor, start);
    case 'RENAME':
      return { actions: [], others: readRename(cursor, table, start) };
    default: {
      skipOption(cursor);
      return one(span => ({ action: 'other', span, name: verb.toLowerCase() }));
    }
  }
}

function readAdd(cursor: Cursor, table: WrittenName, start: number): TableAction[] {
  const element = isWord(cursor, 'COLUMN') ? undefined : readElement(cursor, table);
  if (element) {
    const span = spanFrom(cursor, start);
    if ('index' in element) return [{ action: 'addIndex', span, index: element.index }];
    const constraint: ConstraintSpec = element.constraint;
    return [{ action: 'addConstraint', span, constraint }];
  }
  takeWords(cursor, 'COLUMN');
  const ifNotExists = takeWords(cursor, 'IF', 'NOT', 'EXISTS');
  const add = (): TableAction => {
    const { column, constraints } = readColumn(cursor);
    return { action: 'addColumn', span: spanFrom(cursor, start), column, constraints, ifNotExists };
  };
  if (!takeSymbol(cursor, '(')) return [add()];
  const actions = [add()];
  while (takeSymbol(cursor, ',')) actions.push(add());
  takeSymbol(cursor, ')');
  return actions;
}

function readDrop(cursor: Cursor, start: number): Read {
  const done = (make: (span: TableAction['span']) => TableAction): Read => ({
    actions: [make(spanFrom(cursor, start))],
    others: [],
  });
  if (takeWords(cursor, 'PRIMARY', 'KEY')) return done(span => ({ action: 'dropPrimaryKey', span }));
  const isConstraint =
    takeWords(cursor, 'FOREIGN', 'KEY') || takeWords(cursor, 'CONSTRAINT') || takeWords(cursor, 'CHECK');
  const isIndex = !isConstraint && (takeWords(cursor, 'INDEX') || takeWords(cursor, 'KEY'));
  if (!isConstraint && !isIndex) takeWords(cursor, 'COLUMN');
  const ifExists = takeWords(cursor, 'IF', 'EXISTS');
  const name = readNamePart(cursor).value;
  takeWords(cursor, 'CASCADE');
  takeWords(cursor, 'RESTRICT');
  if (isConstraint) return done(span => ({ action: 'dropConstraint', span, name, ifExists, cascade: false }));
  if (isIndex) return done(span => ({ action: 'dropIndex', span, name }));
  return done(span => ({ action: 'dropColumn', span, column: name, ifExists, cascade: false }));
}

/** `MODIFY name type …`, SQL Server's `ALTER COLUMN name type …`: the whole column is said again. */
function columnChange(cursor: Cursor, start: number): TableAction[] {
  const { column } = readColumn(cursor);
  const span = spanFrom(cursor, start);
  const { name, type, typeSpan, notNull } = column;
  return [
    { action: 'setType', span, column: name, type, typeSpan },
    { action: notNull ? 'setNotNull' : 'dropNotNull', span, column: name },
    ...(column.default ? [{ action: 'setDefault' as const, span, column: name, default: column.default }] : []),
  ];
}

function readAlterColumn(cursor: Cursor, start: number): Read {
  if (takeWords(cursor, 'INDEX') || takeWords(cursor, 'CHECK')) {
    skipOption(cursor);
    return { actions: [{ action: 'other', span: spanFrom(cursor, start), name: 'alter index' }], others: [] };
  }
  takeWords(cursor, 'COLUMN');
  if (!isWord(cursor, 'SET', 1) && !isWord(cursor, 'DROP', 1))
    return { actions: columnChange(cursor, start), others: [] };
  const column = readNamePart(cursor).value;
  if (takeWords(cursor, 'DROP', 'DEFAULT')) {
    return { actions: [{ action: 'dropDefault', span: spanFrom(cursor, start), column }], others: [] };
  }
  takeWords(cursor, 'SET', 'DEFAULT');
  const from = peek(cursor).start;
  skipOption(cursor);
  const span = spanFrom(cursor, start);
  const expression = expressionFrom(cursor, { start: from, end: span.end });
  return { actions: [{ action: 'setDefault', span, column, default: expression }], others: [] };
}

function readRename(cursor: Cursor, table: WrittenName, start: number): Command[] {
  const member = takeWords(cursor, 'COLUMN')
    ? 'column'
    : takeWords(cursor, 'INDEX') || takeWords(cursor, 'KEY')
      ? 'index'
      : undefined;
  const renamesTable = !member && (takeWords(cursor, 'TO') || takeWords(cursor, 'AS') || !isWord(cursor, 'TO', 1));
  if (renamesTable) {
    const to = readName(cursor);
    const span = spanFrom(cursor, start);
    return [{ kind: 'rename', span, object: 'table', name: table, to: to.name, toSpan: to.span, ifExists: false }];
  }
  const from = readNamePart(cursor);
  takeWords(cursor, 'TO');
  const to = readNamePart(cursor);
  if (member !== 'index') return [renameMember(cursor, table, 'column', from.value, to, start)];
  const span = spanFrom(cursor, start);
  const name: WrittenName = {
    ...(table.schema !== undefined && { schema: table.schema }),
    name: from.value,
    span: { start: from.start, end: from.end },
  };
  return [
    {
      kind: 'rename',
      span,
      object: 'index',
      name,
      to: to.value,
      toSpan: { start: to.start, end: to.end },
      ifExists: false,
    },
  ];
}

function renameMember(
  cursor: Cursor,
  table: WrittenName,
  object: 'column',
  member: string,
  to: { readonly value: string; readonly start: number; readonly end: number },
  start: number,
): Command {
  const span = spanFrom(cursor, start);
  return {
    kind: 'rename',
    span,
    object,
    name: table,
    member,
    to: to.value,
    toSpan: { start: to.start, end: to.end },
    ifExists: false,
  };
}

/** Up to the next comma outside of brackets. */
function skipOption(cursor: Cursor): void {
  while (cursor.at < cursor.tokens.length && !isSymbol(cursor, ',')) {
    if (isSymbol(cursor, '(')) skipBrackets(cursor);
    else take(cursor);
  }
}
