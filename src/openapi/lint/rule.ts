/** What a rule of ours about API descriptions is. One file a rule in `rules/`, one page a rule in `docs/rules/`. */
import type { Fix, Severity } from '../../text/finding.js';
import type { At } from '../api.js';
import type { Spec } from './spec.js';
import type { RuleLevel } from './spectralRuleset.js';

export type Category = 'path' | 'operation' | 'response' | 'security' | 'limit';

export interface ApiRule {
  /** kebab-case; says what is wrong. */
  readonly id: string;
  /** One line. */
  readonly title: string;
  readonly category: Category;
  /** When no setting says otherwise. */
  readonly level: RuleLevel;
  readonly check: (spec: Spec) => Iterable<Violation>;
}

export interface Violation {
  readonly at: At;
  /** What is underlined: the key at the place, or (by default) its value, or its key when the value has many lines. */
  readonly part?: 'key' | 'value';
  /** What is wrong and what is better, one or two sentences. */
  readonly message: string;
  /** In place of the rule's level, where no setting says otherwise. */
  readonly severity?: Severity;
  readonly fixes?: () => readonly Fix[];
}

/** So many are told apart from a slip, and so many of all that could be otherwise: then it is how this API does it. */
const habit = { least: 10, share: 0.8 };

/**
 * What an API does throughout is its convention, and is said once: a hundred findings about one decision that was made
 * years ago help nobody. @param candidates how many places could have been wrong.
 */
export function onceIfThroughout(violations: readonly Violation[], candidates: number): readonly Violation[] {
  const [first, ...others] = violations;
  if (!first || violations.length < habit.least || violations.length < habit.share * candidates) return violations;
  return [{ ...first, message: `${first.message} So it is throughout this API: ${others.length} more places.` }];
}
