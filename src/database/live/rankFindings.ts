import type { Levels } from '../../schema/rule.js';
import type { Severity } from '../../text/finding.js';
import type { DatabaseFinding } from './report.js';

const gravities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Gravest first, then by rule and by what it costs. Settings give a rule another severity, or turn it off. */
export function rankFindings(findings: readonly DatabaseFinding[], levels: Levels): DatabaseFinding[] {
  const heeded = findings.flatMap(finding => {
    const level = Object.hasOwn(levels, finding.rule) ? levels[finding.rule]! : finding.severity;
    return level === 'off' ? [] : [{ ...finding, severity: level }];
  });
  return heeded.sort(
    (a, b) =>
      gravities.indexOf(a.severity) - gravities.indexOf(b.severity) ||
      compare(a.rule, b.rule) ||
      b.cost - a.cost ||
      compare(a.table ?? a.object ?? '', b.table ?? b.object ?? '') ||
      compare(a.message, b.message),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
