import type { MigrationRule } from '../../rule.js';
import { writesOf } from './change/queries.js';
import { about } from './change/target.js';

/** All rows go, and those that refer to them by ON DELETE CASCADE. `WHERE true` says that it is meant. */
export const deleteWithoutWhere: MigrationRule = {
  id: 'delete-without-where',
  category: 'migration',
  level: 'warning',
  title: 'A DELETE without WHERE deletes every row',
  looksAt: 'migration',
  commands: ['query'],
  *check(context) {
    for (const { query, target } of writesOf(context, context.command)) {
      if (query.verb !== 'delete' || query.where) continue;
      const referencing = context.before.referencing?.(target.name) ?? [];
      const cascades = referencing.some(({ foreignKey }) => foreignKey.onDelete === 'cascade');
      const also = cascades ? ', and so are rows of other tables by `ON DELETE CASCADE`' : '';
      yield about(context, target, query.span, {
        message: `This \`DELETE\` has no \`WHERE\`: every row of ${target.label} is deleted${also}. Say which rows are meant, or \`WHERE true\` when it is all of them.`,
      });
    }
  },
};
