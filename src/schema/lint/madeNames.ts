/** Names of the relations, types, functions and schemas that commands make: whether something is missing, or only kept elsewhere. */
import type { Command } from '../commands.js';

/** A schema's parts that a command makes under a name of their own, as they are written, without their schemas. */
export function madeNames(command: Command): readonly string[] {
  switch (command.kind) {
    case 'createTable':
    case 'createView':
    case 'createEnum':
    case 'createDomain':
    case 'createComposite':
    case 'createOtherType':
    case 'createSequence':
    case 'createFunction':
      return [command.name.name];
    case 'createIndex':
      return command.index.name === undefined ? [] : [command.index.name];
    case 'createSchema':
    case 'createExtension':
      return [command.name];
    case 'rename':
      return command.member === undefined ? [command.to] : [];
    default:
      return [];
  }
}
