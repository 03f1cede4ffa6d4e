/** Commands of DO blocks that may not run. */
import type { Command, WrittenName } from '../commands.js';

/**
 * A conditional DROP of something that a later command of the same block works on: the two stand in branches of which one runs, and
 * the object that is kept tells more than the one that is gone.
 */
export function isOtherBranch(command: Command, commands: readonly Command[]): boolean {
  if (!command.conditional || command.kind !== 'drop') return false;
  const later = commands.slice(commands.indexOf(command) + 1);
  return later.some(next => {
    const subject = subjectOf(next);
    return subject !== undefined && command.names.some(name => isSame(name, subject));
  });
}

function subjectOf(command: Command): WrittenName | undefined {
  switch (command.kind) {
    case 'alterTable':
    case 'rename':
    case 'setSchema':
      return command.name;
    default:
      return undefined;
  }
}

function isSame(a: WrittenName, b: WrittenName): boolean {
  return a.name === b.name && a.schema === b.schema;
}
