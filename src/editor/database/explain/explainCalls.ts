/** What `explainAnswers.ts` is asked and answers. Types only. */
import type { PlanReport } from '../../../database/explain/explainQuery.js';
import type { Stage } from '../connections.js';
import type { Job } from '../databaseCalls.js';

/** Where a query is: offsets count UTF-16 units. */
export interface QueryPlace {
  readonly text: string;
  /** What is selected; both the same: where the cursor is. */
  readonly start: number;
  readonly end: number;
  /** `script`: TypeScript or JavaScript, with the file's name for its grammar. */
  readonly language: 'sql' | { readonly script: string };
}

/** A query as somebody wrote it. */
export interface FoundQuery {
  /** Placeholders in it are as they were written; interpolations are `${…}`. */
  readonly text: string;
  /** In the document. */
  readonly start: number;
  readonly end: number;
}

/** What has to be known before it can be explained. */
export interface QueryNeeds {
  /** Placeholders that are no values: names of tables, parts of SQL. In their order, each once; the rest is empty while there is one. */
  readonly blanks: readonly string[];
  /** `$1`, and what stands there: `$1`, `:status`, `${user.id}`. */
  readonly parameters: readonly QueryParameter[];
  /** As far as its text tells; functions may write. */
  readonly reads: boolean;
  /** `SELECT`, `UPDATE`: for people. */
  readonly verb: string;
}

export interface QueryParameter {
  readonly number: number;
  readonly written: string;
}

/** What is written in the place of a blank. */
export interface Filled {
  readonly written: string;
  readonly as: string;
}

export interface ShownDatabase {
  readonly name: string;
  readonly stage: Stage;
  readonly description: string;
}

/** The plan that was shown before it was explained again. */
export interface PlanBefore {
  readonly analyzed: boolean;
  readonly cost: number;
  /** Milliseconds. */
  readonly time?: number;
}

export interface ShownPlan {
  readonly report: PlanReport;
  /** A whole page, see `database/explain/output/planHtml.ts`. */
  readonly html: string;
  readonly markdown: string;
  /** As the server gave it: what other plan viewers take. */
  readonly json: string;
}

export type ExplainCalls = {
  /** The query that is selected or that the cursor is in. */
  findQuery: { readonly params: QueryPlace; readonly result: FoundQuery };
  readQuery: {
    readonly params: { readonly text: string; readonly filled: readonly Filled[] };
    readonly result: QueryNeeds;
  };
  explainQuery: {
    readonly params: Job & {
      readonly connectionString: string;
      readonly text: string;
      readonly filled: readonly Filled[];
      /** Absent: the plan is the generic one. */
      readonly values?: readonly (string | null)[];
      /** Runs it, in a transaction that is rolled back. */
      readonly analyze: boolean;
      /** Milliseconds. */
      readonly timeout: number;
      readonly database: ShownDatabase;
      readonly before?: PlanBefore;
    };
    readonly result: ShownPlan;
  };
};
