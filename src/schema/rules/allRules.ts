/** Every rule about SQL by its id, for settings, reports and the docs. */
import { syntaxRules } from '../lint/lintSyntax.js';
import { unreadFileRule } from '../lint/unreadFile.js';
import type { Category, Level } from '../rule.js';
import { catalogRules } from './catalogRules.js';
import { migrationRules } from './migrationRules.js';
import { queryRules } from './queryRules.js';

export interface RuleInfo {
  readonly id: string;
  /** One line. */
  readonly title: string;
  readonly category: Category;
  /** When no setting says otherwise. */
  readonly level: Level;
  /** The page that explains it, from the root of the project. */
  readonly page: string;
  readonly looksAt: 'catalog' | 'migration' | 'query' | 'statement';
}

/** By id. A rule that is asked both in migrations and in queries is one rule. */
const byId = new Map<string, RuleInfo>();
for (const rule of [
  ...[...Object.values(syntaxRules), unreadFileRule].map(one => ({ ...one, looksAt: 'statement' as const })),
  ...catalogRules,
  ...migrationRules,
  ...queryRules,
]) {
  const { id, title, category, level, looksAt } = rule;
  if (!byId.has(id)) byId.set(id, { id, title, category, level, page: `docs/rules/${id}.md`, looksAt });
}

/** In the order of the docs: what is no SQL, the schema, migrations, queries. */
export const allRules: readonly RuleInfo[] = [...byId.values()];

/** Undefined: there is no such rule. */
export function ruleById(id: string): RuleInfo | undefined {
  return byId.get(id);
}
