import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { validateSql } from './change/constraints.js';
import { fix, insertLater, removeStatement } from './change/edits.js';
import { progressOf } from './change/progress.js';
import { about, actionsOn, type Target } from './change/target.js';
import { transactionText } from './change/transaction.js';

/** Locks are held to the end of their transaction (manual §13.3): VALIDATE then scans under the lock that ADD CONSTRAINT took. */
export const validateInSameTransaction: MigrationRule = {
  id: 'validate-in-same-transaction',
  category: 'migration',
  level: 'warning',
  title: 'A constraint is validated while the lock of an earlier statement is held',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'validateConstraint')) {
      const { locks, constraints } = progressOf(context);
      const same = command.actions.find(
        other =>
          other.span.start < action.span.start &&
          other.action === 'addConstraint' &&
          other.constraint.name === action.name,
      );
      const held = locks.find(lock => lock.target.label === target.label);
      if (!same && !held) continue;
      const added = same !== undefined || constraints.has(action.name);
      const mode = held?.mode ?? 'ACCESS EXCLUSIVE';
      const blocked = mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes';
      const where = same ? 'this statement' : transactionText(context);
      const what = added ? `the lock that adding it took (${mode})` : `an earlier lock (${mode})`;
      const message = `\`${action.name}\` is validated in ${where}, which still holds ${what} on ${target.label}: ${blocked} wait until all rows are checked. Validate it in ${same ? 'a statement of its own' : 'a later transaction'}.`;
      const suggestion = validateSql(target, action.name);
      yield about(context, target, action.span, {
        message,
        suggestion,
        fixes: same ? [] : fixes(context, target, action.name),
      });
    }
  },
};

function fixes(context: MigrationContext, target: Target, name: string): PlaceFix[] {
  const { command } = context;
  if (command.kind !== 'alterTable' || command.actions.length > 1) return [];
  const later = insertLater(context, validateSql(target, name), `validate_${name}`);
  const removed = removeStatement(context);
  return later
    ? fix(context, later.newFile ? 'Validate it in a new migration' : 'Validate it behind the COMMIT', [removed, later])
    : [];
}
