/** What is asked of the thread that compares descriptions with their earlier versions. Types only. */
import type { Finding, Severity } from '../text/finding.js';

/** Which earlier version. */
export interface OldVersion {
  /** Absolute path of the description. */
  readonly path: string;
  /** What git knows by this name. */
  readonly revision: string;
  /** Where the current branch left it, in place of the revision itself. */
  readonly fromMergeBase: boolean;
}

/** Where VS Code's own setting says that git is; absolute paths, the first that is there counts. */
export interface UsedGit {
  readonly programs: readonly string[];
}

export interface BreakingRequest extends OldVersion, UsedGit {
  /** Absolute folder that `$ref`s must not leave. */
  readonly root: string;
  readonly allowOutside: boolean;
  readonly allowRemote: boolean;
  readonly levels: Readonly<Record<string, Severity | 'off'>>;
  /** Text by absolute path that counts in place of what is on the disk. */
  readonly unsaved: Readonly<Record<string, string>>;
  /** With a report for people. */
  readonly report: boolean;
}

export type BreakingAnswer =
  | {
      readonly kind: 'found';
      /** What breaks clients or may. */
      readonly findings: readonly Finding[];
      /** Absolute paths of all that was read. */
      readonly files: readonly string[];
      /** Markdown; empty unless it was asked for. */
      readonly report: string;
      /** The text of the old version; empty without a report. */
      readonly before: string;
      /** Of all changes: `2 breaking changes.` */
      readonly summary: string;
      /** A file that git writes to when HEAD moves. */
      readonly headLog: string | undefined;
    }
  /** There is no earlier version. */
  | { readonly kind: 'none'; readonly message: string; readonly headLog: string | undefined };

export type BreakingCalls = {
  find: { readonly params: BreakingRequest; readonly result: BreakingAnswer };
  revisions: {
    readonly params: UsedGit & { readonly folder: string };
    readonly result: readonly { readonly name: string; readonly description: string }[];
  };
};
