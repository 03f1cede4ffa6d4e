import { Problem } from '../../../text/problem.js';
import type { MigrationRoom } from './migrationRoom.js';
import { runMigration } from './runMigration.js';
import type { RunSummary } from './showRun.js';

/** Runs a migration on a database and writes it down there. @returns undefined when the user stopped on the way. */
export function applyMigration(room: MigrationRoom, file: unknown, choice: unknown): Promise<RunSummary | undefined> {
  return runMigration(room, file, choice, ({ described, uri }) => {
    if (described.direction === 'down')
      throw new Problem('This file takes a migration back. Open the migration itself, or roll back.', {
        path: uri.fsPath,
      });
    return { act: 'apply', does: 'Apply', doing: 'Applying', toOrOn: 'to' };
  });
}
