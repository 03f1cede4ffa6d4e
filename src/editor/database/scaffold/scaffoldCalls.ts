/** What `scaffoldAnswers.ts` is asked and answers. Types only. */
import type { Drift } from '../../../app/drift/drift.js';
import type { ResourceNote } from '../../../resources/resource.js';
import type { Framework, Overlay, RefusedFile } from '../../../scaffold/messages.js';
import type { Scaffolding } from '../../../scaffold/scaffold.js';
import type { Relation } from '../../../schema/relation.js';
import type { Finding } from '../../../text/finding.js';
import type { SideRequest } from '../compare/compareCalls.js';
import type { EngineChoice, Job } from '../databaseCalls.js';

/** Goes to the editor and back, so that it outlives the thread. */
export interface ReadTables {
  readonly relations: readonly Relation[];
  /** All of the schema, for the embedded server of the generated API. */
  readonly schemaSql: string;
  readonly extensions: readonly string[];
  /** What the connection string asks for and cannot have. */
  readonly warnings: readonly string[];
}

export interface TablesAsk {
  /** Those that were chosen. */
  readonly tables: Omit<ReadTables, 'warnings'>;
  readonly title: string;
  readonly framework: Framework;
  readonly auth: 'bearer' | 'none';
  readonly numbers: boolean;
  /** Absolute path of the output folder; it need not exist. */
  readonly output: string;
  /** What editors hold and the disk does not have. */
  readonly unsaved: readonly Overlay[];
}

/** What was worked out. Nothing has been written. */
export interface TablesResult {
  /** With the description and, where there is no package, its package.json among the changes. */
  readonly scaffolding: Scaffolding;
  readonly resources: readonly { readonly path: string; readonly relation: string }[];
  readonly notes: readonly ResourceNote[];
  /** Where the description says otherwise than the tables, and a person has to decide. */
  readonly left: readonly Drift[];
  readonly findings: readonly Finding[];
  /** The description that was there, as it was read. */
  readonly before: string | undefined;
  /** The package.json is among the changes. */
  readonly isNewPackage: boolean;
  /** Files are in the way that only force overwrites; all above is what that would do. */
  readonly refused?: { readonly message: string; readonly files: readonly RefusedFile[] };
}

export type ScaffoldCalls = {
  /** Reads only: a server in read-only transactions, files in a PostgreSQL of our own. */
  readTables: {
    readonly params: Job & {
      readonly source: SideRequest;
      readonly engine: EngineChoice;
      readonly unsaved: readonly Overlay[];
    };
    readonly result: ReadTables;
  };
  scaffoldTables: { readonly params: Job & TablesAsk; readonly result: TablesResult };
};
