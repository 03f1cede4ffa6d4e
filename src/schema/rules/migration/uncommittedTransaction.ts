import type { MigrationRule } from '../../rule.js';
import { fix, insertAfter } from './change/edits.js';
import { progressOf } from './change/progress.js';
import { placeOf } from './change/target.js';
import { isSentInOneQuery, upStatements } from './change/transaction.js';

/** A session that ends with an open transaction rolls it back (manual, BEGIN). */
export const uncommittedTransaction: MigrationRule = {
  id: 'uncommitted-transaction',
  category: 'migration',
  level: 'error',
  title: 'A transaction is begun and never committed',
  looksAt: 'migration',
  commands: ['transaction'],
  *check(context) {
    const { command, role, statement } = context;
    if (command.kind !== 'transaction' || command.change !== 'begin') return;
    if (role.transaction && !isSentInOneQuery(role)) return;
    if (progressOf(context).open) return;
    const statements = upStatements(role);
    const ends = statements.some(
      ({ start, commands }) =>
        start > statement.start &&
        commands.some(
          other => other.kind === 'transaction' && (other.change === 'commit' || other.change === 'rollback'),
        ),
    );
    const last = statements.at(-1);
    // What is not understood may be the COMMIT.
    if (ends || !last || statements.some(({ start, error }) => error && start > statement.start)) return;
    const message =
      'This transaction has no `COMMIT`: when the session ends everything from here on is undone, without an error.';
    const end = insertAfter({ ...context, statement: last }, 'COMMIT;');
    yield {
      message,
      place: placeOf(context, command.span),
      suggestion: 'COMMIT;',
      fixes: fix(context, 'Add COMMIT at the end', [end]),
    };
  },
};
