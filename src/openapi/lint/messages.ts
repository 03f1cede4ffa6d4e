/** All that crosses between the lint worker and whoever started it: plain data. */
import type { Finding } from '../../text/finding.js';
import type { ProblemPlace } from '../../text/problem.js';
import type { TextChange } from '../navigation/sources.js';
import type { RuleLevels } from './spectralRuleset.js';

export interface LintRequest {
  /** Absolute path of the description. */
  readonly path: string;
  /** Absolute folder that `$ref`s must not leave. */
  readonly root: string;
  readonly allowOutside?: boolean;
  readonly allowRemote?: boolean;
  readonly rules?: RuleLevels;
  /** See `LintOptions`. */
  readonly rulesets?: readonly string[];
  readonly rulesetRoot?: string;
  readonly trusted?: boolean;
  /** Text by absolute path that counts instead of what is on the disk: editors' unsaved files. */
  readonly unsaved?: Readonly<Record<string, string>>;
}

export interface LintOutcome {
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
  /** See `LintResult`. */
  readonly rules: readonly string[];
  /** It took too long and was ended; the one finding says so. */
  readonly unfinished?: true;
}

/** What the worker is sent: a request, or what an editor holds. A request's own texts count for itself alone. */
export type LintMessage = LintJob | LintText | LintTyping;

export interface LintJob extends LintRequest {
  /** One 32-bit number: 1 when nobody waits for the answer any more. */
  readonly given: Int32Array;
}

/** The text of an editor; undefined: the disk counts again. */
export interface LintText {
  readonly kind: 'text';
  readonly path: string;
  readonly text: string | undefined;
}

/** What was typed since. `size`: of the text afterwards, in UTF-16 units. */
export interface LintTyping {
  readonly kind: 'typing';
  readonly path: string;
  readonly changes: readonly TextChange[];
  readonly size: number;
}

export type LintReply =
  /** It was given up. */
  | { readonly kind: 'aborted' }
  /** The whole text of a file is needed: what was typed does not fit to what was sent before. */
  | { readonly kind: 'stale'; readonly path: string }
  | { readonly kind: 'done'; readonly outcome: LintOutcome }
  /** An expected failure, a `Problem` on the other side. */
  | { readonly kind: 'problem'; readonly message: string; readonly place?: ProblemPlace }
  /** A bug of ours. */
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string };
