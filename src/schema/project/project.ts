/** Which .sql files make up a schema together, and in which order they run. */
import type { Dialect } from '../catalog.js';

export type MigrationTool =
  | 'prisma'
  | 'drizzle'
  | 'knex'
  | 'node-pg-migrate'
  | 'flyway'
  | 'dbmate'
  | 'golang-migrate'
  | 'goose'
  | 'rails'
  | 'sqlx'
  | 'diesel'
  | 'supabase'
  | 'plain';

/** Files that are replayed into one Catalog. */
export interface SchemaGroup {
  /** Absolute path of the folder or of the only file: what the group is called. No two groups of a workspace have the same. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'migrations';
  readonly tool?: MigrationTool;
  readonly dialect: Dialect;
  /** Absolute paths; in the order of the run for `migrations` and `file`, by name for `folder`; files of queries last. */
  readonly files: readonly string[];
}
