/** What an analysis of a living database tells. Plain data: it survives JSON and threads. Names in it are not quoted. */
import type { Category } from '../../schema/rule.js';
import type { Severity } from '../../text/finding.js';

export interface DatabaseReport {
  readonly server: ServerFacts;
  /** Without those that were left out; partitions behind their root. By schema and name. */
  readonly tables: readonly LiveTable[];
  readonly sequences: readonly LiveSequence[];
  /** The costliest first. Empty when pg_stat_statements cannot be read. */
  readonly statements: readonly LiveStatement[];
  /** Gravest first, then by what they cost. */
  readonly findings: readonly DatabaseFinding[];
  /** What could not be looked at. */
  readonly unseen: readonly Unseen[];
  /** Index advice that was tested, when somebody asked for it: sections as all outputs show them, and its own JSON. */
  readonly advice?: { readonly sections: readonly Section[]; readonly json: object };
}

export interface ServerFacts {
  /** `18.4`. */
  readonly version: string;
  /** `server_version_num`: 180004. */
  readonly versionNumber: number;
  readonly database: string;
  readonly user: string;
  readonly isSuperuser: boolean;
  readonly isStandby: boolean;
  /** By the server's clock; ISO 8601. */
  readonly takenAt: string;
  readonly startedAt: string;
  /** When the statistics of this database were last set back; absent: never, as far as the server knows. */
  readonly statisticsReset?: string;
  /** For how long statistics have been gathered at least. */
  readonly statisticsDays: number;
  readonly bytes?: number;
}

export interface LiveTable {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'materializedView' | 'foreign';
  readonly isUnlogged: boolean;
  /** It belongs to an extension. */
  readonly isOfExtension: boolean;
  /** The table that this is a partition of. */
  readonly partitionOf?: { readonly schema: string; readonly name: string };
  /** Partitions that hold rows, at any depth. All numbers of a partitioned table are the sums of theirs. */
  readonly partitions?: number;
  /** Absent: it was never analyzed. */
  readonly rows?: number;
  readonly rowsAreExact: boolean;
  /** Absent: foreign tables. */
  readonly bytes?: { readonly table: number; readonly indexes: number; readonly toast: number; readonly total: number };
  readonly scans: {
    readonly sequential: number;
    /** By sequential scans. */
    readonly rowsRead: number;
    readonly index: number;
    /** PostgreSQL 16 and later. */
    readonly lastSequential?: string;
  };
  readonly writes: {
    readonly inserted: number;
    readonly updated: number;
    readonly deleted: number;
    readonly hotUpdated: number;
  };
  readonly liveRows: number;
  readonly deadRows: number;
  readonly modifiedSinceAnalyze: number;
  readonly lastVacuum?: string;
  readonly lastAnalyze?: string;
  /** Transactions since its oldest row was frozen. */
  readonly transactionAge?: number;
  readonly multixactAge?: number;
  readonly options: Readonly<Record<string, string>>;
  readonly bloat?: Bloat;
  readonly indexes: readonly LiveIndex[];
}

/** Space that holds nothing. */
export interface Bloat {
  readonly bytes: number;
  /** Of the whole: 0 to 1. */
  readonly share: number;
  /** By pgstattuple; otherwise estimated from the planner's statistics. */
  readonly isMeasured: boolean;
}

export interface LiveIndex {
  /** In the schema of its table. */
  readonly name: string;
  /** CREATE INDEX, as the server writes it. */
  readonly definition: string;
  /** That it holds, those it is sorted by first; expressions are left out. */
  readonly columns: readonly string[];
  readonly method: string;
  readonly isUnique: boolean;
  /** A primary key, unique or exclusion constraint of this name. */
  readonly constraint?: string;
  readonly isValid: boolean;
  /** CREATE INDEX CONCURRENTLY or REINDEX is at it now. */
  readonly isBeingBuilt: boolean;
  /** The index of the parent that it is attached to. */
  readonly partitionOf?: string;
  readonly isReplicaIdentity: boolean;
  readonly bytes: number;
  readonly scans: number;
  /** PostgreSQL 16 and later. */
  readonly lastScan?: string;
  /** A foreign key whose columns it starts with: deletes in the other table use it. */
  readonly foreignKey?: string;
  readonly bloat?: Bloat;
}

export interface LiveSequence {
  readonly schema: string;
  readonly name: string;
  /** Absent: it was never used, or may not be read. */
  readonly lastValue?: number;
  readonly increment: number;
  /** The last value that it, or the smallest column that it fills, can hold. */
  readonly limit: number;
  readonly cycles: boolean;
  /** How far it is: 0 to 1. */
  readonly used: number;
  /** What it fills. */
  readonly columns: readonly SequenceColumn[];
}

export interface SequenceColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  /** `integer` */
  readonly type: string;
}

/** A statement of this database as pg_stat_statements knows it: constants are `$1`. */
export interface LiveStatement {
  /** `queryid` */
  readonly id: string;
  readonly sql: string;
  readonly calls: number;
  readonly totalMilliseconds: number;
  readonly meanMilliseconds: number;
  readonly deviationMilliseconds: number;
  readonly rows: number;
  /** Of the time of all statements of this database: 0 to 1. */
  readonly share: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
}

export interface DatabaseFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly category: Category | LiveCategory;
  /** What is wrong, with the numbers; names in backticks. */
  readonly message: string;
  /** `orders`, or `app.orders` outside of `public`. */
  readonly table?: string;
  readonly column?: string;
  /** Index, sequence, slot, setting…: what it is about, when that is no table. */
  readonly object?: string;
  /** Names of the constraints or indexes that it is about; for pairs both. */
  readonly objects?: readonly string[];
  /** Why it matters. Rules about the schema say so in their message, and on their page. */
  readonly why?: string;
  /** The page of a manual, or of the rule in our docs. */
  readonly source: string;
  /** SQL that mends it. */
  readonly suggestion?: string;
  /** What to do, in words. */
  readonly remedy?: string;
  /** What was measured: bytes, milliseconds, counts; shares from 0 to 1. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Ids of the statements that it is about. */
  readonly statements?: readonly string[];
  /** What it costs, to be compared within one rule. */
  readonly cost: number;
}

export type LiveCategory = 'table' | 'sequence' | 'session' | 'replication' | 'setting' | 'server';

export interface Unseen {
  /** `statements` */
  readonly what: string;
  readonly why: string;
  /** How it can be allowed; SQL in backticks. */
  readonly how?: string;
}

/** A part of a report for people. Text in it is as the database has it: each output escapes it. */
export type Section =
  | {
      readonly kind: 'facts';
      readonly title: string;
      readonly rows: readonly (readonly [label: string, value: string])[];
    }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      /** From this column on it is text; the first always is. */
      readonly textFrom?: number;
      readonly rows: readonly (readonly string[])[];
      /** How many rows there are beside these. */
      readonly omitted?: number;
      /** The table that each row is about. */
      readonly about?: readonly { readonly schema: string; readonly name: string }[];
    }
  | { readonly kind: 'items'; readonly title: string; readonly items: readonly Item[] };

export interface Item {
  readonly tone: Severity | 'plain';
  /** Names in backticks. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly sql?: string;
  readonly rule?: string;
  readonly source?: string;
  /** The table that it is about. */
  readonly about?: { readonly schema: string; readonly name: string };
}
