/** Whether a migration that fails half-way leaves something behind. */
import type { FileRole, MigrationContext } from '../../../rule.js';
import type { ParsedFile } from '../../../statement.js';
import { isNested } from './target.js';
import { inTransaction, upStatements } from './transaction.js';

/**
 * The statement stays when a later one fails, and the next run meets it again. Inside of a transaction all is undone; a file of one
 * statement has nothing to leave. A tool's table of what has run does not help: it is written when the whole file is through.
 */
export function runsAgainAfterFailure(context: MigrationContext): boolean {
  const { role } = context;
  if (role.transaction || inTransaction(context) || isNested(context)) return false;
  return hasSeveralChanges(role);
}

const several = new WeakMap<ParsedFile, boolean>();

/** More statements than settings. */
function hasSeveralChanges(role: FileRole): boolean {
  let known = several.get(role.file);
  if (known === undefined) {
    const changes = upStatements(role).filter(({ commands }) =>
      commands.some(({ kind }) => kind !== 'set' && kind !== 'setSearchPath'),
    );
    known = changes.length > 1;
    several.set(role.file, known);
  }
  return known;
}
