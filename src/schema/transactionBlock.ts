import type { Command } from './commands.js';

/**
 * What PostgreSQL refuses inside of a transaction block.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY and the pages of the others.
 */
export function refusesTransaction(command: Command): boolean {
  switch (command.kind) {
    case 'createIndex':
      return command.index.concurrently;
    case 'drop':
    case 'reindex':
      return command.concurrently;
    case 'vacuum':
      return true;
    case 'alterTable':
      return command.actions.some(action => action.action === 'detachPartition' && action.concurrently);
    case 'other':
      return /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE)|ALTER SYSTEM|CREATE SUBSCRIPTION)\b/.test(command.tag);
    default:
      return false;
  }
}
