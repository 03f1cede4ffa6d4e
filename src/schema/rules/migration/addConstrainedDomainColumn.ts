import type { MigrationRule } from '../../rule.js';
import { constrainedDomain, rewriteReason } from './change/newColumn.js';
import { about, actionsOn } from './change/target.js';

/** Each row is checked, by writing the table anew (ALTER TABLE, Notes; pg_relation_filenode() changes on PostgreSQL 15 and 18, even for NULL). */
export const addConstrainedDomainColumn: MigrationRule = {
  id: 'add-constrained-domain-column',
  category: 'migration',
  level: 'warning',
  title: 'A column whose domain has constraints rewrites the table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'addColumn')) {
      const { column } = action;
      const domain =
        rewriteReason(column, context.before) === 'domain' ? constrainedDomain(column, context.before) : undefined;
      if (!domain) continue;
      yield about(context, target, column.typeSpan, {
        column: column.name,
        message: `The domain \`${domain.name}\` has constraints, so adding \`${column.name}\` rewrites ${target.label} and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Give the column the domain's base type and a \`CHECK … NOT VALID\` of its own.`,
      });
    }
  },
};
