import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, removeStatement } from './change/edits.js';
import { progressOf } from './change/progress.js';
import { placeOf } from './change/target.js';
import { isSentInOneQuery } from './change/transaction.js';

/** There is one transaction a session: a second BEGIN only warns, and COMMIT ends the one that the tool has opened (manual, BEGIN). */
export const nestedTransaction: MigrationRule = {
  id: 'nested-transaction',
  category: 'migration',
  level: 'warning',
  title: 'BEGIN or COMMIT inside of a transaction that is not the file’s own',
  looksAt: 'migration',
  commands: ['transaction'],
  *check(context) {
    const { command, role } = context;
    if (command.kind !== 'transaction' || command.change === 'other') return;
    const { open } = progressOf(context);
    const tool = role.tool ?? 'the migration tool';
    // BEGIN makes a transaction block of the one that a query of several statements is anyway (manual §54.2.2.1).
    const isImplicit = isSentInOneQuery(role);
    const message = (() => {
      if (command.change === 'begin') {
        if (role.transaction && !isImplicit)
          return `${tool} already runs this file in a transaction: \`BEGIN\` does nothing but warn, and the \`COMMIT\` that belongs to it ends the transaction of ${tool}.`;
        return open
          ? 'A transaction is open already: this `BEGIN` does nothing but warn, and the next `COMMIT` ends both.'
          : undefined;
      }
      const word = command.change.toUpperCase();
      if (isImplicit) {
        return open
          ? undefined
          : `This \`${word}\` ends the one transaction in which PostgreSQL runs this file: what follows is undone alone when it fails.`;
      }
      if (role.transaction)
        return `This \`${word}\` ends the transaction in which ${tool} runs this file: what follows is no longer undone when it fails, and what ${tool} notes of the migration is not part of it.`;
      // Where nobody knows what runs the file, it may be the transaction of that.
      return open || role.transaction === undefined
        ? undefined
        : `There is no transaction to end: \`${word}\` does nothing but warn.`;
    })();
    if (message) yield { message, place: placeOf(context, command.span), fixes: fixes(context) };
  },
};

function fixes(context: MigrationContext): PlaceFix[] {
  return fix(context, 'Remove it', [removeStatement(context)]);
}
