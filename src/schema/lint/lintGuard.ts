/** Runs rules so that one that throws costs only itself. */
import type { Level, Levels, Rule, Violation } from '../rule.js';

/** A rule, or what stands for one: a syntax error. */
export type RuleName = Pick<Rule, 'id' | 'category' | 'level'>;

export interface FoundViolation {
  readonly rule: RuleName;
  readonly violation: Violation;
}

export interface RuleFailure {
  readonly rule: string;
  readonly reason: string;
}

export interface RuleGuard {
  /** Violations of one call; none for a rule that is off, and none from the first failure on. */
  readonly run: (rule: RuleName, check: () => Iterable<Violation>) => FoundViolation[];
  readonly isOn: (rule: RuleName) => boolean;
  /** Each rule that threw, once. */
  readonly failures: () => RuleFailure[];
}

/** The level that settings give a rule, or its own. */
export function levelOf(rule: RuleName, levels: Levels): Level {
  return Object.hasOwn(levels, rule.id) ? levels[rule.id]! : rule.level;
}

export function ruleGuard(levels: Levels): RuleGuard {
  const failed = new Map<string, RuleFailure>();
  const off = new Set(Object.keys(levels).filter(id => levels[id] === 'off'));
  const isOn = ({ id, level }: RuleName) =>
    (level !== 'off' || Object.hasOwn(levels, id)) && !off.has(id) && !failed.has(id);
  const run = (rule: RuleName, check: () => Iterable<Violation>) => {
    if (!isOn(rule)) return [];
    const found: FoundViolation[] = [];
    try {
      for (const violation of check()) found.push({ rule, violation });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.set(rule.id, { rule: rule.id, reason });
    }
    return found;
  };
  return { run, isOn, failures: () => [...failed.values()] };
}
