/** What `compareAnswers.ts` is asked and answers. Types only. */
import type { ComparedSide, Comparison, ScopeRequest } from '../../../database/compare/comparison.js';
import type { LikelyRename, Rename } from '../../../schema/diff/renames.js';
import type { EngineChoice, Job } from '../databaseCalls.js';

/** One of the two sides; what people call it goes with it. */
export type SideRequest =
  | {
      readonly kind: 'file' | 'folder';
      readonly label: string;
      /** Absolute. */
      readonly path: string;
      /** Absolute: what its includes and its tool's own files are looked for in. */
      readonly root: string;
      /** As git has it then, and not as it is on the disk. */
      readonly revision?: string;
    }
  | { readonly kind: 'server'; readonly label: string; readonly connectionString: string };

export interface CompareOptions {
  readonly online: boolean;
  readonly expandContract: boolean;
  readonly copyFirst: boolean;
  readonly scope: ScopeRequest;
  /** Major version of the servers that it is for. */
  readonly forVersion?: number;
  /** Prove with sample rows. */
  readonly rows: boolean;
}

export interface CompareAsk extends CompareOptions {
  /** What is there now. */
  readonly from: SideRequest;
  /** What it should become. */
  readonly to: SideRequest;
  /** `public.users.mail=email` */
  readonly renames: readonly string[];
  readonly engine: EngineChoice;
  /** What editors hold and the disk does not have, by absolute path. */
  readonly held: readonly (readonly [path: string, text: string])[];
}

/** What migrations are written from: goes to the editor and back, so that it outlives the thread. */
export type Written = Pick<Comparison, 'migrations' | 'scope'>;

export interface ShownHazard {
  readonly severity: 'danger' | 'warning' | 'note';
  readonly direction: 'up' | 'down';
  /** `deletes data: The rows of public.users are lost.` */
  readonly text: string;
}

export interface Compared {
  readonly from: ComparedSide;
  readonly to: ComparedSide;
  readonly isEqual: boolean;
  readonly isProven: boolean;
  /** Of each migration: `PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 5 rows in 1 table kept`. */
  readonly proofs: readonly string[];
  /** `PostgreSQL 18.4 (embedded), up and down, with 25 rows in 5 tables`; empty when nothing was proven. */
  readonly provenOn: string;
  /** Why the proof does not hold. */
  readonly failures: readonly string[];
  /** Those of the way there first, the worst first; none twice. */
  readonly hazards: readonly ShownHazard[];
  readonly changes: readonly { readonly verb: 'add' | 'change' | 'remove'; readonly text: string }[];
  readonly renames: readonly Rename[];
  readonly possibleRenames: readonly LikelyRename[];
  readonly unmodelled: readonly string[];
  /** What connection strings ask for and cannot have. */
  readonly warnings: readonly string[];
  readonly upSql: string;
  readonly downSql: string;
  /** `add column users email` */
  readonly title: string;
  readonly written: Written;
  /** Both sides as SQL, sorted alike. Absent: one of them cannot be printed. */
  readonly schemas?: readonly [from: string, to: string];
}

export interface NewFiles {
  /** Paths are relative to the folder, with forward slashes. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** `prisma`, `plain`. */
  readonly layout: string;
  /** Absolute path of a migration in the folder that leads from the one schema to the other already. */
  readonly already?: string;
  /** The folder's tool wants more than these: a sentence. */
  readonly warning?: string;
}

export type CompareCalls = {
  compareSchemas: { readonly params: Job & CompareAsk; readonly result: Compared };
  /** The files that a comparison becomes in a folder, in the manner of its tool. */
  newMigrationFiles: {
    readonly params: {
      readonly written: Written;
      /** Absolute: tools' own files are looked for up to it. */
      readonly root: string;
      /** Absolute; may not be there yet. */
      readonly folder: string;
      /** Milliseconds since 1970: names the files. */
      readonly now: number;
    };
    readonly result: NewFiles;
  };
  /** Branches and tags, the newest first, as git calls them. */
  gitRevisions: {
    readonly params: { readonly folder: string };
    readonly result: readonly { readonly name: string; readonly description: string }[];
  };
};
