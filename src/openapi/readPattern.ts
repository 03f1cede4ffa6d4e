import { isCatastrophic, type PatternBudget, patternBudget } from './catastrophicPattern.js';
import { type Reading, report } from './reading.js';
import type { Node } from './resolve.js';
import { isPattern, reportPattern } from './valueChecks.js';

/** True for a pattern that can be applied to what strangers send; what is wrong with another is reported at `node`. */
export function isUsablePattern(reading: Reading, node: Node, pattern: string): boolean {
  if (!isPattern(pattern)) {
    reportPattern(reading, node, pattern);
    return false;
  }
  const key = `pattern ${pattern}`;
  const known = reading.cache.get(key) as boolean | undefined;
  const isSafe = known ?? !isCatastrophic(pattern, budgetOf(reading));
  reading.cache.set(key, isSafe);
  if (!isSafe) {
    const shown = JSON.stringify(pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern);
    const why = 'can take exponential time for some texts: a repetition in it can match the same text in several ways';
    const how = 'Let the parts of the repetition begin differently, or put a separator between them.';
    report(reading, 'warning', 'invalid-pattern', node, `${shown} ${why}. It is left out. ${how}`);
  }
  return isSafe;
}

function budgetOf(reading: Reading): PatternBudget {
  const budget = (reading.cache.get('patterns') as PatternBudget | undefined) ?? patternBudget();
  reading.cache.set('patterns', budget);
  return budget;
}
