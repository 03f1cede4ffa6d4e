import type { MigrationRule } from '../../rule.js';
import { writesOf } from './change/queries.js';
import { about } from './change/target.js';

/** Each row is written anew and locked to the end of the transaction (manual §13.3.2 and §24.1.2). `WHERE true` says that it is meant. */
export const updateWithoutWhere: MigrationRule = {
  id: 'update-without-where',
  category: 'migration',
  level: 'warning',
  title: 'An UPDATE without WHERE writes every row',
  looksAt: 'migration',
  commands: ['query'],
  *check(context) {
    for (const { query, target } of writesOf(context, context.command)) {
      if (query.verb !== 'update' || query.where) continue;
      yield about(context, target, query.span, {
        message: `This \`UPDATE\` has no \`WHERE\`: every row of ${target.label} is changed and stays locked until the transaction ends, so other writers of these rows wait, and the table can grow to twice its size. Say which rows, and update them in batches with a commit after each.`,
      });
    }
  },
};
