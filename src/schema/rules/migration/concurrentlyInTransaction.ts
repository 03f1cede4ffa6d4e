import type { Command, Span } from '../../commands.js';
import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, moveOutside, outsideTransaction } from './change/edits.js';
import { headOf, isNested, placeOf, textOf } from './change/target.js';
import { inTransaction, noTransactionAdvice, transactionText } from './change/transaction.js';

/** PreventInTransactionBlock: `CREATE INDEX CONCURRENTLY cannot run inside a transaction block` (PostgreSQL 15 and 18). */
export const concurrentlyInTransaction: MigrationRule = {
  id: 'concurrently-in-transaction',
  category: 'migration',
  level: 'error',
  title: 'CONCURRENTLY fails inside of a transaction',
  looksAt: 'migration',
  commands: ['createIndex', 'drop', 'reindex', 'alterTable'],
  *check(context) {
    const found = concurrent(context.command);
    if (!found || !(inTransaction(context) || isNested(context))) return;
    const where = isNested(context) ? 'a DO block, which is a transaction' : transactionText(context);
    const advice = isNested(context) ? 'move it out of the block' : noTransactionAdvice(context.role);
    const message = `\`${found.what}\` cannot run in ${where}: PostgreSQL refuses it, and the migration fails. To run it, ${advice}.`;
    const suggestion = `${textOf(context, context.command.span)};`;
    yield { message, place: placeOf(context, found.span), suggestion, fixes: fixes(context, found.name, suggestion) };
  },
};

function concurrent(
  command: Command,
): { readonly what: string; readonly span: Span; readonly name: string } | undefined {
  switch (command.kind) {
    case 'createIndex': {
      const { index } = command;
      if (!index.concurrently) return undefined;
      const name = `create_${index.name ?? `${index.table.name}_index`}`;
      return { what: 'CREATE INDEX CONCURRENTLY', span: headOf(command, index.nameSpan ?? index.table.span), name };
    }
    case 'drop':
      return command.concurrently && command.object === 'index'
        ? { what: 'DROP INDEX CONCURRENTLY', span: command.span, name: `drop_${command.names[0]?.name ?? 'index'}` }
        : undefined;
    case 'reindex':
      return command.concurrently ? { what: 'REINDEX CONCURRENTLY', span: command.span, name: 'reindex' } : undefined;
    case 'alterTable': {
      const detach = command.actions.find(action => action.action === 'detachPartition' && action.concurrently);
      return (
        detach && {
          what: 'DETACH PARTITION CONCURRENTLY',
          span: detach.span,
          name: `detach_partition_of_${command.name.name}`,
        }
      );
    }
    default:
      // REFRESH MATERIALIZED VIEW CONCURRENTLY is fine in a transaction.
      return undefined;
  }
}

function fixes(context: MigrationContext, name: string, sql: string): PlaceFix[] {
  const outside = outsideTransaction(context);
  if (outside) return fix(context, 'Run this migration without a transaction', outside);
  const moved = moveOutside(context, sql, name);
  return moved ? fix(context, 'Move it outside of the transaction', moved) : [];
}
