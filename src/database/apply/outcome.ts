/** What applying a migration, or taking it back, came to. Plain data. */
import type { Position } from '../../text/finding.js';

export type OutcomeStatus =
  /** All of it was run, in this run or the rest of it. */
  | 'applied'
  | 'rolledBack'
  /** The history has it, with the same statements: nothing was done. */
  | 'alreadyApplied'
  /** A statement failed, or the connection was lost. */
  | 'failed'
  | 'cancelled';

export interface Outcome {
  readonly status: OutcomeStatus;
  /** As the history calls it. */
  readonly name: string;
  /** The file that was run. */
  readonly path: string;
  readonly checksum: string;
  /** Transactions and single statements: `before` were done by an earlier run, `done` are done now (those included), of `total`. */
  readonly segments: { readonly total: number; readonly before: number; readonly done: number };
  readonly statements: readonly StatementOutcome[];
  readonly failure?: Failure;
  /** Sentences for people that are no failure: what differs from what was expected, what was tidied up. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

export interface StatementOutcome {
  /** Of its first character in the file. */
  readonly position: Position;
  readonly head: string;
  readonly state: StatementState;
  /** Absent where it did not run, or not in this run. */
  readonly milliseconds?: number;
  /** That it inserted, changed, deleted or returned; absent for what has none. */
  readonly rows?: number;
  /** NOTICE and WARNING that it raised, the first ones: `WARNING: …`. */
  readonly notices?: readonly string[];
}

export type StatementState =
  | 'done'
  /** By an earlier run. */
  | 'doneBefore'
  | 'failed'
  /** It ran, and its transaction was undone. */
  | 'undone'
  /** The connection was lost before the server said whether it is done. */
  | 'unknown'
  | 'notRun';

export interface Failure {
  readonly kind: 'refused' | 'lockTimeout' | 'connectionLost' | 'cancelled';
  /** What happened and what to do next, whole sentences. */
  readonly message: string;
  readonly path: string;
  /** Where the server points to, or the statement's start; of a COMMIT that fails, its place. */
  readonly position: Position;
  /** Index among all statements; absent: the COMMIT. */
  readonly statement?: number;
  /** SQLSTATE and the server's own words. */
  readonly code: string;
  readonly server: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Times that the transaction was tried. */
  readonly attempts: number;
  /** Sessions that held what the statement waited for, as they were last seen. */
  readonly blockers: readonly Blocker[];
}

/** Another session. What the server does not let us see is absent. */
export interface Blocker {
  readonly pid: number;
  readonly application?: string;
  readonly user?: string;
  /** `idle in transaction`, `active`, … */
  readonly state?: string;
  /** ISO 8601: when its transaction began, or, where it has none, its connection. */
  readonly since?: string;
}

/** What a run is at. */
export type ApplyProgress =
  | { readonly kind: 'waiting'; readonly holders: readonly Blocker[] }
  | { readonly kind: 'schema'; readonly stage: 'reading' | 'rebuilding' }
  | {
      readonly kind: 'statement';
      /** From 1. */
      readonly index: number;
      readonly of: number;
      readonly head: string;
      /** From 1. */
      readonly line: number;
      /** Milliseconds since the run began. */
      readonly elapsed: number;
    }
  | { readonly kind: 'blocked'; readonly index: number; readonly by: readonly Blocker[] }
  | {
      readonly kind: 'retry';
      /** The one that comes, from 2. */
      readonly attempt: number;
      readonly of: number;
      /** Until it. */
      readonly milliseconds: number;
      /** Why the last one failed. */
      readonly reason: string;
    }
  | { readonly kind: 'committing' };
