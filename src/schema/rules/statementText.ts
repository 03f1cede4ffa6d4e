/** The text around statements: where one ends, and how one is taken out. */
import type { Place } from '../catalog.js';
import type { Command } from '../commands.js';
import type { PlaceEdit } from '../rule.js';
import type { ParsedFile, Statement } from '../statement.js';

const newlines = new WeakMap<ParsedFile, string>();

/** What ends the lines of a file. Remembered: a large file has many findings, and each has a fix that asks. */
export function newlineOf(file: ParsedFile): string {
  const known = newlines.get(file) ?? (file.text.includes('\r\n') ? '\r\n' : '\n');
  newlines.set(file, known);
  return known;
}

/** The statement that an offset stands in. */
export function statementAt({ statements }: ParsedFile, offset: number): Statement | undefined {
  let low = 0;
  let high = statements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (statements[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  const found = statements[low];
  return found && found.start <= offset && offset <= found.end ? found : undefined;
}

const lastByTable = new WeakMap<ParsedFile, ReadonlyMap<string, Statement>>();

/** The last statement that makes or changes a table of this name, or an index, trigger, policy or comment on it; not in a Down half. */
export function lastStatementAbout(file: ParsedFile, table: string): Statement | undefined {
  let known = lastByTable.get(file);
  if (!known) {
    const map = new Map<string, Statement>();
    for (const statement of file.statements) {
      if (file.down.some(({ start, end }) => start <= statement.start && statement.start < end)) continue;
      for (const command of statement.commands) {
        const name = tableOf(command);
        if (name !== undefined) map.set(name, statement);
      }
    }
    known = map;
    lastByTable.set(file, known);
  }
  return known.get(table);
}

function tableOf(command: Command): string | undefined {
  switch (command.kind) {
    case 'createTable':
    case 'alterTable':
      return command.name.name;
    case 'createIndex':
      return command.index.table.name;
    case 'createTrigger':
    case 'createPolicy':
    case 'alterPolicy':
      return command.table.name;
    case 'comment':
      return command.object === 'table' || command.object === 'column' ? command.name.name : undefined;
    case 'rename':
      return command.object === 'table' ? command.to : undefined;
    default:
      return undefined;
  }
}

/** The offset behind a statement, its `;` and a comment on the same line. `semicolon` false: there is none. */
export function endOfStatement(
  { text }: ParsedFile,
  { end }: Pick<Statement, 'end'>,
): { offset: number; semicolon: boolean } {
  const toSemicolon = /(?:\s|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*;/y;
  toSemicolon.lastIndex = end;
  const semicolon = toSemicolon.test(text);
  const after = semicolon ? toSemicolon.lastIndex : end;
  if (!semicolon) return { offset: end, semicolon };
  const toLineEnd = /[ \t]*(?:--[^\r\n]*)?(?=\r|\n|$)/y;
  toLineEnd.lastIndex = after;
  return { offset: toLineEnd.test(text) ? toLineEnd.lastIndex : after, semicolon };
}

/** Takes out a statement, with its `;` and its line. */
function deleteStatement(file: ParsedFile, statement: Statement): PlaceEdit {
  const { text, path } = file;
  const { offset } = endOfStatement(file, statement);
  const newline = /\r\n|\n|\r/y;
  newline.lastIndex = offset;
  const lineStart = text.lastIndexOf('\n', statement.start - 1) + 1;
  const alone = /^[ \t]*$/.test(text.slice(lineStart, statement.start));
  const end = alone && newline.test(text) ? newline.lastIndex : offset;
  return { path, start: alone ? lineStart : statement.start, end, text: '' };
}

/**
 * Takes out an index or a constraint: the whole statement when it does nothing else, else the element with the comma before it, or the
 * words in a column's definition. Undefined when what stands around it is not plain enough.
 */
export function deleteMade(file: ParsedFile, place: Place): PlaceEdit | undefined {
  const { text, path } = file;
  const statement = statementAt(file, place.start);
  const [command, ...others] = statement?.commands ?? [];
  if (!statement || !command || others.length > 0) return undefined;
  if (command.kind === 'createIndex') return deleteStatement(file, statement);
  if (command.kind === 'alterTable') return command.actions.length === 1 ? deleteStatement(file, statement) : undefined;
  // MySQL's keys in a table only know the whole statement.
  if (command.kind !== 'createTable' || place.start === statement.start) return undefined;
  const before = text.slice(0, place.start);
  const blank = /\s*$/.exec(before.slice(-200))![0].length;
  const previous = before.at(-1 - blank);
  const start = place.start - blank - (previous === ',' ? 1 : 0);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (previous === '(' || text.slice(lineStart, start).includes('--')) return undefined;
  return { path, start, end: place.end, text: '' };
}
