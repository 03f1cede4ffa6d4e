/** What `migrationAnswers.ts` is asked and answers. Types only. */
import type { RefusedReason } from '../../../database/apply/refusedRun.js';
import type { Position } from '../../../text/finding.js';
import type { EngineChoice, Job } from '../databaseCalls.js';

/** A migration's files, before anything of it runs. */
export interface DescribedMigration {
  /** As the history calls it. */
  readonly name: string;
  /** `down`: the file takes a migration back. */
  readonly direction: 'up' | 'down';
  /** Absolute paths of the files of its two halves, as far as they are there; the same one where one file holds both. */
  readonly up?: string;
  readonly down?: string;
  /** Of this file, or of its down half when it is to be taken back. */
  readonly statements: { readonly up: number; readonly down: number };
  /** What the header warns of. */
  readonly hazards: { readonly up: readonly string[]; readonly down: readonly string[] };
  /** Somebody runs such files with this tool. */
  readonly tool?: string;
}

/** Where a proof starts. */
export type StartChoice =
  /** What stands before it in its folder, or the one of the candidates that its header speaks of. */
  | { readonly kind: 'find'; readonly migrations?: string; readonly candidates: readonly string[] }
  | { readonly kind: 'empty' }
  /** As `readSource` takes it: a file, a folder, `HEAD:./schema.sql`. */
  | { readonly kind: 'schema'; readonly word: string }
  | { readonly kind: 'server'; readonly connectionString: string };

/** What a run came to, ready to be shown. */
export interface ShownRun {
  /** Of an Outcome or a DryRun; `proven`, `notProven`. */
  readonly status: string;
  readonly isFine: boolean;
  /** A sentence or two. */
  readonly summary: string;
  /** Markdown. */
  readonly report: string;
  readonly problems: readonly ShownProblem[];
  readonly marks: readonly ShownMark[];
  /** For a lens, but for the time: `Proven: up and down`, `Applied to`. */
  readonly label: string;
  /** It stopped because a lock was not to be had: patience may help. */
  readonly isLocked: boolean;
  /** The file says itself how long to wait for one: nobody else's patience helps. */
  readonly saysPatience: boolean;
  /** It may go on: pieces are left to be done. */
  readonly isPartial: boolean;
}

export interface ShownProblem {
  /** Absolute. */
  readonly path: string;
  readonly at: Position;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** A few words behind a statement. */
export interface ShownMark {
  /** Absolute. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly tone: 'good' | 'plain' | 'strong';
}

export type RunAnswer =
  | { readonly kind: 'done'; readonly shown: ShownRun }
  /** Nothing was done. */
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly said: string };

export type ProveAnswer =
  | { readonly kind: 'done'; readonly shown: ShownRun }
  /** Nobody knows where it starts; what is missing, in sentences. */
  | { readonly kind: 'startWanted'; readonly missing: string };

export interface RunOptions {
  readonly anySchema?: boolean;
  /** Milliseconds that a statement waits for a lock. */
  readonly lockTimeout?: number;
  /** Milliseconds to wait for another run to end. */
  readonly patience?: number;
}

export type MigrationCalls = {
  /** @throws Problem with its place for what cannot be run as it stands. */
  describeMigration: { readonly params: { readonly path: string }; readonly result: DescribedMigration };
  proveMigration: {
    readonly params: Job & {
      readonly engine: EngineChoice;
      /** Of either half. */
      readonly path: string;
      readonly start: StartChoice;
      /** Absolute: what candidates and words are relative to. */
      readonly folder: string;
    };
    readonly result: ProveAnswer;
  };
  runMigration: {
    readonly params: Job & {
      readonly act: 'dryRun' | 'dryRunBack' | 'apply' | 'rollBack';
      readonly engine: EngineChoice;
      readonly path: string;
      readonly connectionString: string;
      readonly options: RunOptions;
      /** Absolute: the folder of migrations that it is one of. */
      readonly migrations?: string;
      readonly folder: string;
    };
    readonly result: RunAnswer;
  };
};
