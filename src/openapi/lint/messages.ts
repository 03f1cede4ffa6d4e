/** All that crosses between the lint worker and whoever started it: plain data. */
import type { Finding } from '../../text/finding.js';
import type { ProblemPlace } from '../../text/problem.js';
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
}

export type LintReply =
  | { readonly kind: 'done'; readonly outcome: LintOutcome }
  /** An expected failure, a `Problem` on the other side. */
  | { readonly kind: 'problem'; readonly message: string; readonly place?: ProblemPlace }
  /** A bug of ours. */
  | { readonly kind: 'failure'; readonly message: string; readonly stack: string };
