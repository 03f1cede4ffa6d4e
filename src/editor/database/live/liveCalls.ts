/** What `liveAnswers.ts` is asked and answers. Types only. */
import type { Stage } from '../connections.js';
import type { EngineChoice, Job } from '../databaseCalls.js';

/** Where the last report of a connection is kept. */
export interface ReportPlace {
  /** Absolute; made when there is something to keep. */
  readonly folder: string;
  /** Of the connection. */
  readonly id: string;
  /** Its description: a connection that leads elsewhere now has no report. */
  readonly about: string;
}

/** What is told of a connection on its page. */
export interface ReportHead {
  readonly name: string;
  readonly stage: Stage;
  /** `shop on localhost:5432 as ann` */
  readonly description: string;
}

export interface LookOptions {
  /** Counts all rows: reads every table. */
  readonly exactRows?: boolean;
  /** Measures bloat with pgstattuple: reads much of every table. */
  readonly exactBloat?: boolean;
  /** Schemas, or `schema.table`; not quoted. Absent: all. */
  readonly only?: readonly string[];
  readonly without?: readonly string[];
}

/** Of an analysis, for who called the command. */
export interface LiveSummary {
  readonly database: string;
  readonly takenAt: string;
  readonly tables: number;
  readonly errors: number;
  readonly warnings: number;
  readonly suggestions: number;
  /** Names of what the role could not see. */
  readonly unseen: readonly string[];
}

export interface AdviceSummary {
  readonly suggestions: number;
  readonly repeated: number;
  readonly examined: number;
  /** How costs were compared; absent: there was nothing to compare. */
  readonly method?: 'hypopg' | 'copy';
}

/** A page, and what its links are about: they name places in these lists. */
export interface ReportPage {
  readonly html: string;
  readonly sqls: readonly string[];
  readonly tables: readonly { readonly schema: string; readonly name: string }[];
}

export const reportFormats = ['html', 'json', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export type LiveCalls = {
  /** Looks at a database and keeps the report, and the figures for editors. */
  analyzeDatabase: {
    readonly params: Job & {
      readonly connectionString: string;
      readonly options: LookOptions;
      readonly place: ReportPlace;
    };
    readonly result: LiveSummary;
  };
  /** Tries indexes out for the workload of a server, and adds what came of it to the report that is kept. */
  adviseIndexes: {
    readonly params: Job & {
      readonly connectionString: string;
      readonly engine: EngineChoice;
      readonly place: ReportPlace;
    };
    readonly result: AdviceSummary;
  };
  /** Undefined: no report is kept that this version can read. */
  reportPage: {
    readonly params: { readonly place: ReportPlace; readonly head: ReportHead };
    readonly result: ReportPage | undefined;
  };
  /** The report as a file. */
  reportText: {
    readonly params: { readonly place: ReportPlace; readonly format: ReportFormat };
    readonly result: string;
  };
};
