import type { MigrationRoom } from './migrationRoom.js';
import { runMigration } from './runMigration.js';
import type { RunSummary } from './showRun.js';

/** Takes a migration back on a database. @returns undefined when the user stopped on the way. */
export function rollBackMigration(
  room: MigrationRoom,
  file: unknown,
  choice: unknown,
): Promise<RunSummary | undefined> {
  return runMigration(room, file, choice, () => ({
    ...{ act: 'rollBack', does: 'Roll back', doing: 'Rolling back', toOrOn: 'on' },
  }));
}
