import { displayName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { isPostgres } from '../tables.js';

/** With row security and no policy nothing is let through but what the owner does (manual §5.9). */
export const rlsWithoutPolicy: CatalogRule = {
  id: 'rls-without-policy',
  category: 'security',
  level: 'info',
  title: 'Row-level security is on and no policy lets anything through',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      if (!table.rowSecurity || table.policies.length > 0 || table.partitionOf) continue;
      const who = table.forceRowSecurity
        ? 'superusers and roles with BYPASSRLS'
        : 'its owner, superusers and roles with BYPASSRLS';
      const message = `\`${displayName(table)}\` has row-level security and no policy: only ${who} see or change rows.`;
      yield { message, place: table.place, table };
    }
  },
};
