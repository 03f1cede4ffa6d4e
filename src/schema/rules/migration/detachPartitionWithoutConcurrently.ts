import type { MigrationRule } from '../../rule.js';
import { fix, insertAt, moveOutside, outsideTransaction } from './change/edits.js';
import { about, actionsOn, textOf } from './change/target.js';
import { outsideAdvice } from './change/transaction.js';

/** DETACH takes ACCESS EXCLUSIVE on parent and partition; CONCURRENTLY (since PostgreSQL 14) SHARE UPDATE EXCLUSIVE on the parent. */
export const detachPartitionWithoutConcurrently: MigrationRule = {
  id: 'detach-partition-without-concurrently',
  category: 'migration',
  level: 'warning',
  title: 'A partition is detached under a lock on the whole partitioned table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'detachPartition')) {
      if (action.concurrently || context.createdHere(action.partition.schema, action.partition.name)) continue;
      // A table with a default partition cannot do it concurrently (ALTER TABLE), which the file alone does not tell.
      const partition = textOf(context, action.partition.span);
      const sql = `ALTER TABLE ${target.sql} DETACH PARTITION ${partition} CONCURRENTLY;`;
      const outside = outsideTransaction(context);
      const word = insertAt(context, action.partition.span.end, ' CONCURRENTLY');
      const moved =
        command.actions.length === 1 ? moveOutside(context, sql, `detach_${action.partition.name}`) : undefined;
      const title = 'Detach the partition CONCURRENTLY';
      yield about(context, target, action.span, {
        message: `\`DETACH PARTITION\` takes an ACCESS EXCLUSIVE lock on ${target.label}: it waits for every running query of any partition, and all reads and writes wait behind it. Use \`CONCURRENTLY\` (PostgreSQL 14, not with a default partition)${outsideAdvice(context)}.`,
        suggestion: sql,
        fixes: outside
          ? fix(context, title, [word, ...outside])
          : moved
            ? fix(context, `${title}, outside of the transaction`, moved)
            : [],
      });
    }
  },
};
