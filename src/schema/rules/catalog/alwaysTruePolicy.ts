import type { Policy } from '../../catalog.js';
import { displayName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { isPostgres } from '../tables.js';

/** Permissive policies are joined by OR: one that is true makes the others useless (manual §5.9). */
export const alwaysTruePolicy: CatalogRule = {
  id: 'always-true-policy',
  category: 'security',
  level: 'warning',
  title: 'A policy lets everybody change every row',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      for (const policy of table.policies) {
        const verbs = openVerbs(policy);
        if (verbs === undefined || !policy.permissive || !isForEverybody(policy)) continue;
        const message = `The policy \`${policy.name}\` of \`${displayName(table)}\` is always true: it lets anybody ${verbs}, whatever the other policies say.`;
        yield { message, place: policy.place, table, objects: [policy.name] };
      }
    }
  },
};

/** What it opens; reading may be meant for all. */
function openVerbs({ command, using, withCheck }: Policy): string | undefined {
  const [rows, values] = [using?.constant === true, (withCheck ?? using)?.constant === true];
  switch (command) {
    case 'insert':
      return values ? 'insert any row' : undefined;
    case 'update':
      return rows && values ? 'update every row' : undefined;
    case 'delete':
      return rows ? 'delete every row' : undefined;
    case 'all':
      return rows ? 'change and delete every row' : undefined;
    default:
      return undefined;
  }
}

/** Without TO, to PUBLIC, or to the roles that a REST gateway of the common kind gives to whoever asks. */
function isForEverybody({ roles }: Policy): boolean {
  return roles.length === 0 || roles.some(role => ['public', 'anon', 'authenticated'].includes(role.toLowerCase()));
}
