/** Runs our own rules. */
import type { Finding, Range } from '../../text/finding.js';
import { locateFinding, locatePlace } from '../document.js';
import { apiRules } from './apiRules.js';
import type { Violation } from './rule.js';
import type { Spec } from './spec.js';
import type { RuleLevels } from './spectralRuleset.js';

/** Nobody reads more of one kind; a hostile description could yield millions. */
const mostOfOneRule = 2000;

/** @param levels what people set; a rule that is off is not asked. */
export function ruleFindings(spec: Spec, levels: RuleLevels): Finding[] {
  const findings: Finding[] = [];
  for (const rule of apiRules) {
    const set = Object.hasOwn(levels, rule.id) ? levels[rule.id]! : undefined;
    const level = set ?? rule.level;
    if (level === 'off') continue;
    try {
      let count = 0;
      for (const violation of rule.check(spec)) {
        const range = rangeOf(spec, violation);
        if (!range) continue;
        if (++count > mostOfOneRule) break;
        const { at, message, severity, fixes } = violation;
        findings.push({
          rule: rule.id,
          severity: set === undefined ? (severity ?? level) : level,
          message,
          path: at.path,
          range,
          fixes: fixes?.() ?? [],
        });
      }
    } catch (error) {
      // One rule that does not survive a description must not cost the others.
      const reason = error instanceof Error ? error.message : String(error);
      findings.push(incomplete(spec, `The rule ${rule.id} gave up on this description: ${reason}`));
    }
  }
  return findings;
}

function incomplete({ loaded: { entry } }: Spec, message: string): Finding {
  const range = locateFinding(entry, '');
  return { rule: 'lint-incomplete', severity: 'info', message, path: entry.path, range, fixes: [] };
}

function rangeOf(spec: Spec, { at, part }: Violation): Range | undefined {
  const document = spec.loaded.documents.get(at.path);
  if (!document) return undefined;
  return (part === 'key' && locatePlace(document, at.pointer)?.key) || locateFinding(document, at.pointer);
}
