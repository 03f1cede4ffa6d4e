/** A file of SQL, understood statement by statement. */
import type { Dialect } from './catalog.js';
import type { Command, Span } from './commands.js';

export interface Statement {
  /** UTF-16 offsets in the file: from the first token to after the last, without the `;`. */
  readonly start: number;
  readonly end: number;
  /** Spans in here are relative to `start`. A statement that is not understood has none. Usually one; a DO block may hold many. */
  readonly commands: readonly Command[];
  /** Why it was not understood, at `span` (relative to `start`). `unsupported`: the parser of this dialect does not know it; it may be right. */
  readonly error?: { readonly message: string; readonly span: Span; readonly kind: 'syntax' | 'unsupported' };
  /** The name in a header before it: `-- name: GetUser :one`. */
  readonly queryName?: string;
}

/** What comments say to us. Lines are zero-based. */
export interface Directives {
  /** `-- senior-backend-disable-next-line rule other-rule`: the line that it speaks of → rules; empty: every rule. */
  readonly disabledLines: ReadonlyMap<number, readonly string[]>;
  /** `-- senior-backend-disable rule other-rule` anywhere: for the whole file; empty: every rule. */
  readonly disabledFile?: readonly string[];
  /** `-- dialect: mysql` in the first lines. */
  readonly dialect?: Dialect;
}

export interface ParsedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly dialect: Dialect;
  /** In order, and never overlapping. */
  readonly statements: readonly Statement[];
  readonly directives: Directives;
  /** A Down half and the like: statements that start in here are understood, but not replayed. */
  readonly down: readonly Span[];
}
