/** What those who run the pieces of a script tell each other. */
import type { Session } from '../session.js';
import type { Attempt } from './history.js';
import type { ApplyProgress, Blocker, Failure, StatementOutcome } from './outcome.js';
import type { MigrationScript, ScriptStatement } from './script.js';

/** Where is written down how far a run has come. */
export interface Journal {
  /** In the transaction of a piece, before its COMMIT; of a single statement after it. */
  done(segment: number): Promise<void>;
  /** Before a statement that no transaction undoes; undefined when nothing of it is left. */
  attempt(attempt: Attempt | undefined): Promise<void>;
  /** That an earlier run left. */
  readonly attempted: Attempt | null;
}

export interface RunOptions {
  /** Pieces that are done already. */
  readonly from: number;
  readonly journal: Journal;
  /** Milliseconds that a statement may wait for a lock, as the session has it set. */
  readonly lockTimeout: number;
  readonly retries: Retries;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
  readonly observer?: Observer | undefined;
  /** Undoes each transaction at its end. */
  readonly undo?: boolean;
}

/** Looks on while statements run. */
export interface Observer {
  before?(statement: ScriptStatement, index: number): Promise<void>;
  after?(statement: ScriptStatement, index: number): Promise<void>;
  /** Who held up the last statement. */
  blockers?(): readonly Blocker[];
}

export interface Retries {
  /** Of a piece, the first one included. */
  readonly attempts: number;
  /** Milliseconds before the second one; doubled each time. */
  readonly delay: number;
}

export interface RunResult {
  /** Pieces that are done, with those before. */
  readonly done: number;
  readonly statements: readonly StatementOutcome[];
  readonly failure?: Failure;
  readonly notes: readonly string[];
  /** The connection was lost while a piece came to its end: only the history knows whether it did. */
  readonly isUnknown: boolean;
}

/** What the functions that run a piece share. */
export interface SegmentRun {
  readonly session: Session;
  readonly script: MigrationScript;
  readonly options: RunOptions;
  readonly total: number;
  /** performance.now() of the beginning. */
  readonly began: number;
  /** Raised by the statement that runs. */
  notices: string[];
  isCancelled: boolean;
  /** False between COMMIT and its answer: there a cancel would only hide what came of it. */
  mayCancel: boolean;
}

export interface SegmentEnd {
  readonly statements: readonly StatementOutcome[];
  readonly failure?: Failure;
  readonly isUnknown?: boolean;
  readonly notes?: readonly string[];
}
