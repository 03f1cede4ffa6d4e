/** What was seen when the files of one migration ran on a fresh database. Plain data. */
import type { EngineFacts, RowProof } from '../../../schema/migration/proof.js';
import type { DryStatement } from '../../apply/dryRunTypes.js';
import type { Failure } from '../../apply/outcome.js';

export interface FileProof {
  /** As the history calls it. */
  readonly name: string;
  readonly engine: EngineFacts;
  readonly start: StartTold;
  readonly up: DirectionProof;
  /** Absent: nobody wrote a way back, or the way up does not come to its end. */
  readonly down?: DirectionProof;
  readonly hasWayBack: boolean;
  /** What the header promises; absent: it promises nothing, or the way up does not come to its end. */
  readonly promise?: Promised;
  /** Absent: one of the ways does not come to its end on empty tables. */
  readonly rows?: RowProof;
  /** Sentences for people. */
  readonly notes: readonly string[];
  readonly milliseconds: number;
}

export interface StartTold {
  /** `the 3 migrations before it`, `schema.sql` */
  readonly label: string;
  /** Whether it is the schema of which the header speaks; absent: there is no header. */
  readonly isPromised?: boolean;
}

export interface DirectionProof {
  /** The file that was run. */
  readonly path: string;
  readonly statements: readonly DryStatement[];
  readonly failure?: Failure;
  /** Of the way back: what differs from how it was before, for people. Empty: it comes back. */
  readonly differences: readonly string[];
}

export interface Promised {
  readonly isReached: boolean;
  /** The two hashes, when it is not. */
  readonly wanted: string;
  readonly found: string;
}

/**
 * Whether all runs, arrives, comes back, and loses no more than the header says. Where no header says what is lost, a loss is what its author
 * may have meant: `losesUnsaid` tells of it.
 */
export function isProven(proof: FileProof): boolean {
  const { up, down, promise, rows, start } = proof;
  if (up.failure || down?.failure || (down && down.differences.length > 0) || promise?.isReached === false)
    return false;
  if (rows?.refused?.isExpected === false) return false;
  return start.isPromised === undefined || !losesUnsaid(proof);
}

/** Whether sample rows or values are lost that no hazard of a header tells of. */
export function losesUnsaid({ rows }: FileProof): boolean {
  return rows?.lost.some(({ isExpected }) => !isExpected) ?? false;
}
