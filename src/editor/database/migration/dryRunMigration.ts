import type { MigrationRoom } from './migrationRoom.js';
import { runMigration } from './runMigration.js';
import type { RunSummary } from './showRun.js';

/** Runs a migration, or what takes it back, on a database and undoes it. @returns undefined when the user stopped on the way. */
export function dryRunMigration(room: MigrationRoom, file: unknown, choice: unknown): Promise<RunSummary | undefined> {
  return runMigration(room, file, choice, ({ described }, { back }) => ({
    act: described.direction === 'down' || back ? 'dryRunBack' : 'dryRun',
    ...{ does: 'Dry-run', doing: 'Dry-running', toOrOn: 'on' },
  }));
}
