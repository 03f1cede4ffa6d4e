/** SET lock_timeout and statement_timeout in migrations. */
import type { MigrationContext, PlaceFix } from '../../../rule.js';
import { newlineOf } from '../../statementText.js';
import { fix } from './edits.js';
import { inTransaction, upStatements } from './transaction.js';

export const lockTimeout = '5s';
export const statementTimeout = '1min';

/** A setting that limits something: it was set, and not to 0. */
export function isLimited(settings: ReadonlyMap<string, string>, name: string): boolean {
  const value = settings.get(name)?.replace(/^'|'$/g, '').trim();
  return value !== undefined && !/^0\s*(?:ms|s|min|h|d|us)?$/.test(value) && value.toLowerCase() !== 'default';
}

/** For SQL that stands where the command stands: LOCAL ends with the transaction. */
export function timeoutSql(context: MigrationContext, name: string, value: string): string {
  return `SET ${inTransaction(context) ? 'LOCAL ' : ''}${name} = '${value}';`;
}

/** Before the first statement of the file that is not BEGIN; behind the comments at its top, which are for tools. */
export function timeoutFix(context: MigrationContext, name: string, value: string): PlaceFix[] {
  const { role } = context;
  const first = upStatements(role).find(({ commands }) => !commands.some(({ kind }) => kind === 'transaction'));
  if (!first) return [];
  const newline = newlineOf(role.file);
  const text = `${timeoutSql(context, name, value)}${newline}${indentOf(role.file.text, first.start)}`;
  return fix(context, `Set ${name} at the top of the file`, [
    { path: role.file.path, start: first.start, end: first.start, text },
  ]);
}

function indentOf(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*$/.test(line) ? line : '';
}
