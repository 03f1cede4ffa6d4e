import { readingRules } from '../openapi/ruleIds.js';

const docs = 'https://github.com/senior-backend/senior-backend/blob/main/docs';

/** The address where a rule about API descriptions is explained: each has an anchor in one of two pages. */
export function rulePage(rule: string): string {
  const page = readingRules.includes(rule) ? 'rules-openapi.md' : 'rules.md';
  return `${docs}/${page}#${encodeURIComponent(rule)}`;
}

/** The address of a rule about SQL: each has a page. */
export function schemaRulePage(rule: string): string {
  return `${docs}/rules/${encodeURIComponent(rule)}.md`;
}
