/** Tables that a migration rebuilds: made anew under the old name, as SQLite's manual advises for what its ALTER TABLE cannot do. */
import type { Command } from '../../../commands.js';
import type { MigrationContext } from '../../../rule.js';
import { upStatements } from './transaction.js';

/** A later statement of the file makes a table of this name, or gives it to another. */
export function takesName(context: MigrationContext, name: string): boolean {
  return laterCommands(context, command => (tableNamed(command) ?? renamedTo(command)) === name);
}

/** What is dropped was copied before, and the file makes another in its place. */
export function isRebuilt(context: MigrationContext, name: string): boolean {
  return (takesName(context, name) || isReplaced(context, name)) && isCopied(context, name);
}

/** INSERT … SELECT from the table. In other dialects than PostgreSQL such statements are not read, and a rebuild is the usual way. */
function isCopied({ role, statement }: MigrationContext, name: string): boolean {
  if (role.file.dialect !== 'postgresql') return true;
  const earlier = upStatements(role).filter(({ start }) => start < statement.start);
  return earlier.some(({ commands }) =>
    commands.some(
      command =>
        command.kind === 'query' &&
        command.query.verb === 'insert' &&
        command.query.inner.some(({ relations }) => relations.some(({ table }) => table?.name === name)),
    ),
  );
}

/** An earlier statement of the file gave the table this name, and a later one than that made another under the old one. */
function isReplaced({ role }: MigrationContext, name: string): boolean {
  const commands = upStatements(role).flatMap(statement => statement.commands);
  const at = commands.findIndex(command => renamedTo(command) === name);
  const renaming = commands[at];
  if (renaming?.kind !== 'rename') return false;
  const old = renaming.name.name;
  return commands.some((command, n) => n > at && (tableNamed(command) ?? renamedTo(command)) === old);
}

function laterCommands({ role, statement }: MigrationContext, is: (command: Command) => boolean): boolean {
  return upStatements(role).some(({ start, commands }) => start > statement.start && commands.some(is));
}

function tableNamed(command: Command): string | undefined {
  return command.kind === 'createTable' ? command.name.name : undefined;
}

function renamedTo(command: Command): string | undefined {
  return command.kind === 'rename' && command.object === 'table' ? command.to : undefined;
}
