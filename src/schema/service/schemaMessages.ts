/** All that crosses between the schema worker and whoever started it: plain data, one reply for each request. */
import type { Fix, Position, Range, Severity, TextEdit } from '../../text/finding.js';
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

/** Thousands are offered, one is looked at: what is said of it comes when somebody does. */
export type ShownCompletion = Omit<SchemaCompletion, 'documentation'>;

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

/** A long list: as many numbers and as many texts for each entry (packedLists.ts). */
export interface PackedList {
  readonly numbers: Uint32Array;
  readonly texts: readonly string[];
}

/** What a list of problems shows of a finding. */
export interface ShownProblem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
}

/** A lens; its places are asked for when somebody wants to see them. */
export interface ShownLens extends Pick<SchemaLens, 'kind' | 'range' | 'title'> {
  readonly hasLocations: boolean;
}

export interface FileProblems {
  readonly path: string;
  /** ShownProblems: the gravest, when there are too many. Empty: there is nothing to show any more. */
  readonly problems: PackedList;
  /** How many there are beside them. */
  readonly omitted: number;
}

export interface NewProblems {
  readonly files: readonly FileProblems[];
  /** There are other files with changes: ask again. */
  readonly more: boolean;
  /** This is the first answer: of what was shown before, nothing is known. */
  readonly first: boolean;
}

/** UTF-16 offsets in the text as the changes before this one have left it. */
export interface TextChange {
  readonly start: number;
  /** How many characters go. */
  readonly length: number;
  readonly text: string;
}

/** What tells a problem from others of its file. */
export interface ProblemAt {
  readonly rule: string;
  readonly message: string;
  readonly start: Position;
}

export interface ProblemFixes {
  /** The last one only turns the rule off. */
  readonly fixes: readonly Fix[];
  /** How many findings of this rule in the file, itself among them, have a fix that mends them. */
  readonly mendable: number;
}

/** Text for the end of a file that exists, with `\n` line ends. */
export interface AppendedText {
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
  /**
   * Changes to a text that was sent before. `size`: its length behind them. False: that is not its length here, or there is no such
   * text; the whole of it has to be sent.
   */
  edit: {
    readonly params: { readonly path: string; readonly changes: readonly TextChange[]; readonly size: number };
    readonly result: boolean;
  };
  /** A file was changed, made or removed on the disk. */
  disk: { readonly params: { readonly path: string }; readonly result: undefined };
  /** Findings of all files that changed since the last call, by path; an empty list clears. */
  lint: {
    readonly params: Record<string, never>;
    readonly result: readonly { readonly path: string; readonly findings: readonly SchemaFinding[] }[];
  };
  /** What an editor shows of the findings of these files and of all below these folders, as far as it changed since the last call. */
  problems: {
    readonly params: { readonly files: readonly string[]; readonly folders: readonly string[] };
    readonly result: NewProblems;
  };
  /** One answer for each problem of a file; undefined for one that is there no more. */
  fixes: {
    readonly params: { readonly path: string; readonly problems: readonly ProblemAt[] };
    readonly result: readonly (ProblemFixes | undefined)[];
  };
  /** ShownLenses. */
  lenses: { readonly params: { readonly path: string }; readonly result: PackedList };
  /** Where the things are that the lens at this place counts. */
  lensLocations: { readonly params: At & { readonly kind: SchemaLens['kind'] }; readonly result: readonly Location[] };
  /** SchemaSymbols. */
  symbols: { readonly params: { readonly path: string }; readonly result: PackedList };
  hover: { readonly params: At; readonly result: { readonly range: Range; readonly markdown: string } | undefined };
  definition: { readonly params: At; readonly result: readonly Location[] };
  references: { readonly params: At & { readonly declaration: boolean }; readonly result: readonly Location[] };
  completion: { readonly params: At; readonly result: readonly ShownCompletion[] };
  /** What `completion` says of one of its answers at this place, as Markdown. */
  completionDocs: {
    readonly params: At & Pick<SchemaCompletion, 'kind' | 'insert'>;
    readonly result: string | undefined;
  };
  /** The group that a file belongs to, or every group when there is no path. */
  groups: { readonly params: { readonly path?: string }; readonly result: readonly SizedGroup[] };
  /** Mermaid in Markdown for a group. */
  diagram: { readonly params: { readonly group: string }; readonly result: string };
  /** Suggestions for a group, and the migration (with its rollback) that holds them in the manner of the group's tool. */
  suggestIndexes: {
    readonly params: { readonly group: string };
    readonly result: {
      readonly suggestions: readonly IndexSuggestion[];
      /** For a schema that no tool migrates: a script and its rollback. */
      readonly files: readonly SuggestedFile[];
      /** The same indexes in the group's own files, where no tool migrates it. */
      readonly appended: readonly AppendedText[];
    };
  };
  /** Edits that mend every finding of one rule in one file. */
  fixAll: { readonly params: { readonly path: string; readonly rule: string }; readonly result: readonly TextEdit[] };
}
export type SchemaCall = keyof SchemaCalls;

/** It only says what has changed: nothing is worked out before somebody asks. */
export function isNews(call: SchemaCall): boolean {
  return call === 'folder' || call === 'removeFolder' || call === 'text' || call === 'edit' || call === 'disk';
}

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
