/** What `databaseThread.ts` is asked and answers. Types only; connection strings go from SecretStorage to that thread and nowhere else. */

interface Job {
  /** For `cancel`, and for what is told meanwhile. */
  readonly job: string;
}

export type DatabaseCalls = {
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

/** Said while a job goes on. */
export interface DatabaseTold extends Job {
  /** A line of progress, for people. */
  readonly progress: string;
}
