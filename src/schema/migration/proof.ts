/** What was seen of a migration when it ran on a real PostgreSQL. Plain data. */

/** Which PostgreSQL gave an answer; written into proofs. */
export interface EngineFacts {
  /** `embedded`: PGlite. `native`: a postgres binary that we start. `server`: the user's own. */
  readonly kind: 'embedded' | 'native' | 'server';
  /** `18.4`. */
  readonly version: string;
}

export interface Proof {
  readonly engine: EngineFacts;
  readonly up: Arrival;
  readonly down: Arrival;
  /** Absent: it was not asked for. */
  readonly rows?: RowProof;
  /** Of every statement that ran, in order, up and then down. */
  readonly statements: readonly StatementFacts[];
}

/** Whether the other schema was found when all had run. */
export interface Arrival {
  readonly isReached: boolean;
  /** What still differs, for people: `index public.users_email_idx`. Empty when it is reached. */
  readonly missing: readonly string[];
  /** The statement that PostgreSQL refused, and its words: then nothing is reached. */
  readonly refused?: { readonly sql: string; readonly message: string };
}

/** What became of sample rows: made before, looked at after up and after down. */
export interface RowProof {
  readonly tables: number;
  readonly rows: number;
  /** Tables for which no row could be made, and why. */
  readonly without: readonly { readonly table: string; readonly reason: string }[];
  /** Values that did not survive, each explained by a hazard or not. */
  readonly lost: readonly LostValues[];
  /**
   * A statement that runs on empty tables and not on these rows (NOT NULL where a row has NULL, a key where rows are equal). What `up`,
   * `down` and `statements` tell was seen on empty tables then.
   */
  readonly refused?: RefusedRows;
}

export interface RefusedRows {
  readonly direction: 'up' | 'down';
  readonly sql: string;
  readonly message: string;
  /** A hazard of the statement says that it depends on data. */
  readonly isExpected: boolean;
}

export interface LostValues {
  readonly direction: 'up' | 'down';
  /** `public.users` */
  readonly table: string;
  /** Absent: whole rows. */
  readonly column?: string;
  readonly count: number;
  /** A hazard of the migration says so: deletesData, dependsOnData. */
  readonly isExpected: boolean;
}

export interface StatementFacts {
  readonly direction: 'up' | 'down';
  readonly sql: string;
  readonly milliseconds: number;
  /** On relations that were there before the migration. Absent: they could not be seen. */
  readonly locks?: readonly LockTaken[];
  /** Tables whose files were written anew. */
  readonly rewrites: readonly string[];
}

export interface LockTaken {
  /** `public.users` */
  readonly relation: string;
  readonly mode: LockMode;
}

/** From the weakest to the strongest: the manual's table of lock modes. */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';
