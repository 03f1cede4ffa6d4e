/** What is said of a file that nobody can read. */
import { startOfFile } from '../../text/finding.js';
import type { Levels, SchemaFinding } from '../rule.js';
import { levelOf, type RuleName } from './lintGuard.js';

export const unreadFileRule = {
  id: 'unread-file',
  category: 'syntax',
  level: 'info',
  title: 'The file was left out of the schema',
} as const satisfies RuleName & { title: string };

/** None when the rule is off. `reason`: a sentence. */
export function unreadFindings(path: string, reason: string, levels: Levels): readonly SchemaFinding[] {
  const severity = levelOf(unreadFileRule, levels);
  if (severity === 'off') return [];
  return [
    { rule: unreadFileRule.id, severity, message: reason, path, range: startOfFile, fixes: [], category: 'syntax' },
  ];
}
