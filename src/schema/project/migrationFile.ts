/** A file with all that its name and its comments say about migrations. */
import type { MigrationMarks } from './migrationMarks.js';
import { type MigrationName, readMigrationName } from './migrationNames.js';

export interface MarkedFile {
  /** Absolute. */
  readonly path: string;
  readonly marks: MigrationMarks;
}

export interface MigrationFile extends MarkedFile {
  readonly name: MigrationName;
  /** Written for another database than its neighbours. */
  readonly spare?: boolean;
}

/** @param siblings lower-case names of all files in the same folder. */
export function migrationFile({ path, marks }: MarkedFile, siblings: ReadonlySet<string>): MigrationFile {
  return { path, marks, name: readMigrationName(path, siblings) };
}
