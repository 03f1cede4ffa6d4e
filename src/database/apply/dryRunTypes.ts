/** What is run and undone, and what came of it: the latter is plain data. */
import type { EngineFacts, LockTaken } from '../../schema/migration/proof.js';
import type { Failure, StatementOutcome } from './outcome.js';
import type { RunControl } from './performRun.js';
import type { OpenEngine } from './schemaCheck.js';
import type { MigrationScript } from './script.js';
import type { Connect } from './withSession.js';

export interface DryRun {
  /** `fine`: all of it ran, and nothing of it is left. */
  readonly status: 'fine' | 'failed' | 'cancelled' | 'alreadyApplied';
  readonly direction: 'up' | 'down';
  readonly name: string;
  readonly path: string;
  /** `server`: on the database itself, in a transaction that was undone. `clone`: on its schema, without rows, in an engine of ours. */
  readonly where: 'server' | 'clone';
  readonly engine: EngineFacts;
  /** Why on a clone: the statement that no transaction undoes. */
  readonly reason?: string;
  readonly statements: readonly DryStatement[];
  readonly failure?: Failure;
  /** What queries cost before and after, as asked for. */
  readonly queries: readonly QueryCost[];
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

export interface DryStatement extends StatementOutcome {
  /** On relations that were there before, new with this statement. Absent: they could not be seen. */
  readonly locks?: readonly LockTaken[];
  /** Tables whose rows were written anew. */
  readonly rewrites: readonly string[];
  /** Of a query, before it ran. */
  readonly plan?: PlanSummary;
}

export interface PlanSummary {
  /** In the planner's units. */
  readonly cost: number;
  readonly rows: number;
  /** Tables that are read from one end to the other. */
  readonly sequentialScans: readonly string[];
}

export interface QueryCost {
  readonly sql: string;
  /** Absent: the query does not run there. */
  readonly before?: PlanSummary;
  readonly after?: PlanSummary;
}

export interface DryRunLimits {
  /** Milliseconds to wait for a lock. */
  readonly lockTimeout: number;
  /** Milliseconds that a statement may take. */
  readonly statementTimeout: number;
  /** Milliseconds for all of it: what is locked stays locked until it is undone. */
  readonly total: number;
}

export interface DryRunOptions {
  /** For a clone of the schema, when there are statements that no transaction undoes. */
  readonly openEngine?: OpenEngine;
  /** Does not look whether the schema is the one of the plan. */
  readonly anySchema?: boolean;
  readonly limits?: Partial<DryRunLimits>;
  /** Queries whose costs are told before and after. */
  readonly queries?: readonly string[];
}

export interface DryRunRequest {
  readonly connect: Connect;
  readonly direction: 'up' | 'down';
  readonly name: string;
  readonly script: MigrationScript;
  /** Pieces that are done already. */
  readonly from: number;
  readonly options: DryRunOptions;
  readonly control: RunControl;
  readonly notes: readonly string[];
}
