import type { Scope } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import type { Migration } from '../../schema/migration/migration.js';
import type { ScratchDatabase, Session } from '../session.js';

/** What is to be proven. */
export interface ProveGiven {
  /** Makes the source schema in an empty database; rows that it makes count as sample rows. Called once for each run but that in `ready`. */
  prepare(session: Session): Promise<void>;
  /** A database that is just as `prepare` would make it: for the first run, which drops it. */
  readonly ready?: ScratchDatabase;
  /** Both of the scope. */
  readonly source: Inventory;
  readonly target: Inventory;
  readonly scope: Scope;
  readonly migration: Migration;
  /** Whether sample rows are made, and looked at afterwards. */
  readonly rows: boolean;
  /** What the way back must reach when that is not the source. Of the scope. */
  readonly restored?: Inventory;
}

export interface ProveOptions {
  readonly signal?: AbortSignal;
  onProgress?(progress: ProveProgress): void;
}

export interface ProveProgress {
  readonly stage: 'prepare' | 'rows' | 'up' | 'down';
  /** Statements that have run, or tables that have been filled. */
  readonly done: number;
  readonly of: number;
}
