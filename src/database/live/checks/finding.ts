import type { Severity } from '../../../text/finding.js';
import { type LiveRule, type LiveRuleId, liveRules } from '../liveRules.js';
import type { DatabaseFinding } from '../report.js';
import { plainNumbers } from '../words.js';

export interface Said
  extends Partial<
    Pick<DatabaseFinding, 'table' | 'column' | 'object' | 'objects' | 'suggestion' | 'remedy' | 'statements' | 'cost'>
  > {
  readonly severity: Severity;
  readonly message: string;
  readonly numbers?: Readonly<Record<string, number | undefined | null>>;
}

/** A finding of a rule, with what the rule says of itself. */
export function findingOf(rule: LiveRuleId, said: Said): DatabaseFinding {
  return findingBy(rule, liveRules[rule], said);
}

export function findingBy(
  id: string,
  { category, why, source }: LiveRule,
  { numbers = {}, cost = 0, ...said }: Said,
): DatabaseFinding {
  return { rule: id, category, ...said, why, source, numbers: plainNumbers(numbers), cost };
}

/** The severity of a number that is the worse the higher it is; undefined: it is fine. */
export function gravity(
  value: number,
  limits: { readonly warning: number; readonly error: number },
): 'warning' | 'error' | undefined {
  if (value >= limits.error) return 'error';
  return value >= limits.warning ? 'warning' : undefined;
}
