import { migrationSql } from '../../../schema/migration/files/migrationFiles.js';
import type { ProvenMigration } from '../comparison.js';

/** All of the way, for psql. */
export function upSql(migrations: readonly ProvenMigration[]): string {
  return migrations.map(({ migration: { up, hazards } }) => migrationSql(up, hazards, 'up')).join('\n');
}

/** From the last migration back to before the first. */
export function downSql(migrations: readonly ProvenMigration[]): string {
  const back = [...migrations].reverse();
  return back.map(({ migration: { down, hazards } }) => migrationSql(down, hazards, 'down')).join('\n');
}
