import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, moveOutside, outsideTransaction } from './change/edits.js';
import { placeOf, textOf } from './change/target.js';
import { inTransaction, noTransactionAdvice, transactionText } from './change/transaction.js';

/** Commands other than CONCURRENTLY ones that PreventInTransactionBlock stands before. */
const refusedTags = /^(?:(?:CREATE|DROP) (?:DATABASE|TABLESPACE)|ALTER SYSTEM)\b/;

/** `VACUUM cannot run inside a transaction block` (PostgreSQL 15 and 18). */
export const commandInTransaction: MigrationRule = {
  id: 'command-in-transaction',
  category: 'migration',
  level: 'error',
  title: 'A command fails inside of a transaction',
  looksAt: 'migration',
  commands: ['vacuum', 'other'],
  *check(context) {
    const { command } = context;
    const what =
      command.kind === 'vacuum' ? 'VACUUM' : command.kind === 'other' ? refusedTags.exec(command.tag)?.[0] : undefined;
    if (what === undefined || !inTransaction(context)) return;
    const message = `\`${what}\` cannot run in ${transactionText(context)}: PostgreSQL refuses it, and the migration fails. To run it, ${noTransactionAdvice(context.role)}.`;
    const suggestion = `${textOf(context, command.span)};`;
    const fixes = mend(context, what, suggestion);
    yield { message, place: placeOf(context, command.span), suggestion, fixes };
  },
};

function mend(context: MigrationContext, what: string, sql: string): PlaceFix[] {
  const outside = outsideTransaction(context);
  if (outside) return fix(context, 'Run this migration without a transaction', outside);
  const moved = moveOutside(context, sql, what.toLowerCase().replaceAll(' ', '_'));
  return moved ? fix(context, 'Move it outside of the transaction', moved) : [];
}
