import { newName, quoteName } from '../../print.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { hasBoundsCheck } from './change/partition.js';
import { boundsCondition } from './change/partitionBounds.js';
import { about, existing, type Target, textOf } from './change/target.js';

/**
 * ATTACH PARTITION takes ACCESS EXCLUSIVE on the partition and scans it, unless a valid CHECK implies the bounds (ALTER TABLE, ATTACH
 * PARTITION; seen in seq_scan on PostgreSQL 15). The parent only has SHARE UPDATE EXCLUSIVE.
 */
export const attachPartitionWithoutCheck: MigrationRule = {
  id: 'attach-partition-without-check',
  category: 'migration',
  level: 'warning',
  title: 'A partition is scanned under a lock when it is attached',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'alterTable') return;
    for (const action of command.actions) {
      if (action.action !== 'attachPartition') continue;
      const target = existing(context, action.partition);
      const parent = context.before.table(command.name);
      // A new parent or partition has no rows, and a partition that is partitioned itself has none of its own.
      if (!target || (target.table && hasBoundsCheck(parent, target.table))) continue;
      const suggestion = recipe(context, target, action.span, parent?.partitionKey?.columns ?? []);
      yield about(context, target, action.partition.span, {
        message: `Attaching ${target.label} scans it under an ACCESS EXCLUSIVE lock, and reads and writes of it wait, as no \`CHECK\` says that its rows are within the bounds. Add one \`NOT VALID\`, validate it, attach the partition, and drop the \`CHECK\`.`,
        ...(suggestion !== undefined && { suggestion }),
      });
    }
  },
};

function recipe(
  context: MigrationContext,
  target: Target,
  span: { readonly start: number; readonly end: number },
  columns: readonly (string | undefined)[],
): string | undefined {
  const [column] = columns;
  const condition =
    columns.length === 1 && column !== undefined ? boundsCondition(textOf(context, span), column) : undefined;
  if (condition === undefined) return undefined;
  const taken = new Set(target.table?.constraints.map(({ name }) => name));
  const name = quoteName(newName(target.name.name, ['bounds'], 'check', other => taken.has(other)));
  const alter = `ALTER TABLE ${target.sql}`;
  return [
    `${alter} ADD CONSTRAINT ${name} CHECK (${condition}) NOT VALID;`,
    `${alter} VALIDATE CONSTRAINT ${name};`,
    `${textOf(context, context.command.span)};`,
    `${alter} DROP CONSTRAINT ${name};`,
  ].join('\n');
}
