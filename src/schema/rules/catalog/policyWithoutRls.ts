import { displayName } from '../../print.js';
import type { CatalogRule } from '../../rule.js';
import { sqlFix, writtenTable } from '../fixes.js';
import { isPostgres } from '../tables.js';

/** Policies do nothing until row security is enabled for the table (manual §5.9). */
export const policyWithoutRls: CatalogRule = {
  id: 'policy-without-rls',
  category: 'security',
  level: 'warning',
  title: 'Policies of a table are without effect',
  looksAt: 'catalog',
  *check(context) {
    if (!isPostgres(context)) return;
    for (const table of context.catalog.tables) {
      const [first] = table.policies;
      if (!first || table.rowSecurity) continue;
      const policies = table.policies.map(({ name }) => `\`${name}\``).join(', ');
      const message = `Row-level security is not enabled for \`${displayName(table)}\`: ${policies} ${table.policies.length === 1 ? 'has' : 'have'} no effect, and everybody with rights on the table sees all rows.`;
      const suggestion = `ALTER TABLE ${writtenTable(context, table)} ENABLE ROW LEVEL SECURITY;`;
      const fix = {
        title: 'Enable row-level security',
        sql: suggestion,
        at: first.definition,
        table,
        name: `enable_row_security_of_${table.name}`,
      };
      yield {
        message,
        place: first.place,
        table,
        objects: table.policies.map(({ name }) => name),
        suggestion,
        fixes: sqlFix(context, fix),
      };
    }
  },
};
