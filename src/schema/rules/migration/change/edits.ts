/** What quick fixes write into migrations: only into the newest one, as the others have likely run. */
import type { Span } from '../../../commands.js';
import type { MigrationContext, PlaceEdit, PlaceFix } from '../../../rule.js';
import { endOfStatement, newlineOf } from '../../statementText.js';
import { isNested, placeOf } from './target.js';
import { commitAfter, inTransaction, isImplicitTransaction, noTransactionMark, upStatements } from './transaction.js';
import { afterWord } from './words.js';

/** A fix whose edits are all possible; else none. */
export function fix(context: MigrationContext, title: string, edits: readonly (PlaceEdit | undefined)[]): PlaceFix[] {
  const possible = edits.filter(edit => edit !== undefined);
  if (!context.role.newest || possible.length < edits.length || edits.length === 0) return [];
  return [{ title, edits: possible }];
}

export function replaceSpan(context: MigrationContext, span: Span, text: string): PlaceEdit {
  return { ...placeOf(context, span), text };
}

/** Inserts at an offset of the statement. */
export function insertAt(context: MigrationContext, offset: number, text: string): PlaceEdit {
  return replaceSpan(context, { start: offset, end: offset }, text);
}

/** Inserts words behind a key word: only words of `before` stand between the span's start and it. */
export function insertAfterWord(
  context: MigrationContext,
  { start }: Span,
  before: readonly string[],
  word: string,
  text: string,
): PlaceEdit | undefined {
  const { role, statement } = context;
  const at = afterWord(role.file.text, statement.start + start, before, word);
  return at === undefined || at > statement.end ? undefined : { path: role.file.path, start: at, end: at, text };
}

/** New statements behind this one. Not inside of a DO block. */
export function insertAfter(context: MigrationContext, sql: string): PlaceEdit | undefined {
  return isNested(context) ? undefined : insertAfterStatement(context, context.statement, sql);
}

function insertAfterStatement({ role }: MigrationContext, statement: { readonly end: number }, sql: string): PlaceEdit {
  const newline = newlineOf(role.file);
  const { offset, semicolon } = endOfStatement(role.file, statement);
  const text = `${semicolon ? '' : ';'}${newline}${sql.replaceAll('\n', newline)}`;
  return { path: role.file.path, start: offset, end: offset, text };
}

/** New statements that run once the locks of this one are gone: behind it, behind the COMMIT, or in a migration of their own. */
export function insertLater(
  context: MigrationContext,
  sql: string,
  name: string,
  options: { readonly transaction: boolean } = { transaction: true },
): PlaceEdit | undefined {
  const { role, statement } = context;
  if (isNested(context)) return undefined;
  if (!inTransaction(context)) return insertAfter(context, sql);
  if (role.transaction || isImplicitTransaction(role)) return newFile(context, sql, name, options);
  const commit = commitAfter(role, statement);
  return commit ? insertAfterStatement(context, commit, sql) : undefined;
}

function newFile(
  { newMigration }: MigrationContext,
  sql: string,
  name: string,
  options: { readonly transaction: boolean },
): PlaceEdit | undefined {
  const made = newMigration?.(name, sql, options);
  return made && { path: made.path, start: 0, end: 0, text: made.text, newFile: true };
}

/**
 * The edits beside `change` that let this statement run outside of a transaction: none when it does, the tool's mark when the statement
 * is alone in its file, else undefined.
 */
export function outsideTransaction(context: MigrationContext): readonly PlaceEdit[] | undefined {
  const { role } = context;
  if (isNested(context)) return undefined;
  if (!inTransaction(context)) return [];
  if (upStatements(role).length > 1 || !role.transaction) return undefined;
  const mark = noTransactionMark(role);
  return mark && [mark];
}

/** Takes this statement out of the file, with its line when it is alone there. */
export function removeStatement({ role, statement }: MigrationContext): PlaceEdit {
  const { path, text } = role.file;
  const { offset } = endOfStatement(role.file, statement);
  const lineStart = text.lastIndexOf('\n', statement.start - 1) + 1;
  const lineEnd = /\r?\n/y;
  lineEnd.lastIndex = offset;
  const isAlone = /^[ \t]*$/.test(text.slice(lineStart, statement.start));
  if (!isAlone || !lineEnd.test(text)) return { path, start: statement.start, end: offset, text: '' };
  return { path, start: lineStart, end: lineEnd.lastIndex, text: '' };
}

/** Takes this statement out of the file, and puts it, changed, into a migration that runs without a transaction. */
export function moveOutside(context: MigrationContext, sql: string, name: string): readonly PlaceEdit[] | undefined {
  if (isNested(context)) return undefined;
  const made = insertLater(context, sql, name, { transaction: false });
  return made && [removeStatement(context), made];
}
