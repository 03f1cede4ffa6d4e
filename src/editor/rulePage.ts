import { changeRuleIds } from '../openapi/breaking/changeRules.js';
import { designRules, readingRules } from '../openapi/ruleIds.js';

const docs = 'https://github.com/senior-backend/senior-backend/blob/main/docs';

/** The address where a rule about API descriptions is explained: ours have pages, the others anchors in one of two. */
export function rulePage(rule: string): string {
  if (designRules.includes(rule)) return schemaRulePage(rule);
  if (changeRuleIds.includes(rule)) return `${docs}/commands/breaking-changes.md#${encodeURIComponent(rule)}`;
  const page = readingRules.includes(rule) ? 'rules-openapi.md' : 'rules.md';
  return `${docs}/${page}#${encodeURIComponent(rule)}`;
}

/** The address of a rule that has a page: each about SQL has one. */
export function schemaRulePage(rule: string): string {
  return `${docs}/rules/${encodeURIComponent(rule)}.md`;
}
