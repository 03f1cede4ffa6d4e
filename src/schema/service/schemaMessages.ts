/** All that crosses between the schema worker and whoever started it: plain data, one reply for each request. */
import type { Position, Range, TextEdit } from '../../text/finding.js';
import type { ProblemPlace } from '../../text/problem.js';
import type { Dialect } from '../catalog.js';
import type { SchemaGroup } from '../project/project.js';
import type { Conventions, Levels, SchemaFinding } from '../rule.js';

export interface SchemaOptions {
  /** Undefined: detected file by file. */
  readonly dialect?: Dialect;
  /** Folders of migrations, relative to the root; detected ones come on top. */
  readonly migrations: readonly string[];
  readonly levels: Levels;
  readonly conventions: Conventions;
}

export interface Location {
  readonly path: string;
  readonly range: Range;
}

export interface SchemaLens {
  readonly kind: 'columns' | 'indexes' | 'references';
  readonly range: Range;
  /** `12 columns`, `3 indexes`, `referenced by 4`. */
  readonly title: string;
  /** For `references` and `indexes`: where they are. */
  readonly locations: readonly Location[];
}

export interface SchemaSymbol {
  readonly kind:
    | 'table'
    | 'view'
    | 'column'
    | 'index'
    | 'type'
    | 'function'
    | 'sequence'
    | 'trigger'
    | 'policy'
    | 'constraint'
    | 'schema';
  readonly name: string;
  /** Its type, `primary key`, the table of an index. */
  readonly detail: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly children: readonly SchemaSymbol[];
}

export interface SchemaCompletion {
  readonly kind: 'table' | 'view' | 'column' | 'type' | 'schema' | 'function';
  readonly label: string;
  /** With quotes where the name needs them. */
  readonly insert: string;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Sorts before others: columns of the tables in scope come first. */
  readonly rank: number;
}

export interface IndexSuggestion {
  readonly table: string;
  readonly columns: readonly string[];
  readonly reason: string;
  readonly sql: string;
  readonly rollback: string;
  /** Where the reason stands. */
  readonly at: Location;
}

export interface SuggestedFile {
  /** Absolute path of a file that does not exist yet. */
  readonly path: string;
  readonly text: string;
}

interface At {
  readonly path: string;
  readonly position: Position;
}

/** A group, and how many tables it has. */
export interface SizedGroup extends SchemaGroup {
  readonly tables: number;
}

/** Request name → what it carries and what comes back. Paths are absolute. */
export interface SchemaCalls {
  /** The .sql files of one workspace folder and its settings; replaces what was said of this root before. */
  folder: {
    readonly params: { readonly root: string; readonly paths: readonly string[]; readonly options: SchemaOptions };
    readonly result: undefined;
  };
  removeFolder: { readonly params: { readonly root: string }; readonly result: undefined };
  /** The text in an editor counts instead of the disk's; undefined: the disk's again. */
  text: { readonly params: { readonly path: string; readonly text: string | undefined }; readonly result: undefined };
  /** A file was changed, made or removed on the disk. */
  disk: { readonly params: { readonly path: string }; readonly result: undefined };
  /** Findings of all files that changed since the last call, by path; an empty list clears. `path`: only what concerns this file now. */
  lint: {
    readonly params: Record<string, never>;
    readonly result: readonly { readonly path: string; readonly findings: readonly SchemaFinding[] }[];
  };
  lenses: { readonly params: { readonly path: string }; readonly result: readonly SchemaLens[] };
  symbols: { readonly params: { readonly path: string }; readonly result: readonly SchemaSymbol[] };
  hover: { readonly params: At; readonly result: { readonly range: Range; readonly markdown: string } | undefined };
  definition: { readonly params: At; readonly result: readonly Location[] };
  references: { readonly params: At & { readonly declaration: boolean }; readonly result: readonly Location[] };
  completion: { readonly params: At; readonly result: readonly SchemaCompletion[] };
  /** The group that a file belongs to, or every group when there is no path. */
  groups: { readonly params: { readonly path?: string }; readonly result: readonly SizedGroup[] };
  /** Mermaid in Markdown for a group. */
  diagram: { readonly params: { readonly group: string }; readonly result: string };
  /** Suggestions for a group, and the migration (with its rollback) that holds them in the manner of the group's tool. */
  suggestIndexes: {
    readonly params: { readonly group: string };
    readonly result: { readonly suggestions: readonly IndexSuggestion[]; readonly files: readonly SuggestedFile[] };
  };
  /** Edits that mend every finding of one rule in one file. */
  fixAll: { readonly params: { readonly path: string; readonly rule: string }; readonly result: readonly TextEdit[] };
}
export type SchemaCall = keyof SchemaCalls;

export interface SchemaRequest<Call extends SchemaCall = SchemaCall> {
  readonly id: number;
  readonly call: Call;
  readonly params: SchemaCalls[Call]['params'];
}

export type SchemaReply =
  | { readonly id: number; readonly kind: 'done'; readonly result: unknown }
  | { readonly id: number; readonly kind: 'problem'; readonly message: string; readonly place?: ProblemPlace }
  /** A bug of ours. */
  | { readonly id: number; readonly kind: 'failure'; readonly message: string; readonly stack: string };
