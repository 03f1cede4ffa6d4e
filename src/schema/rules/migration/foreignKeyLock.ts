import type { Command, WrittenName } from '../../commands.js';
import type { ConstraintSpec } from '../../constraintSpec.js';
import type { MigrationRule } from '../../rule.js';
import { progressOf } from './change/progress.js';
import { about, existing } from './change/target.js';
import { isLimited, lockTimeout, timeoutFix, timeoutSql } from './change/timeouts.js';

/**
 * A foreign key takes SHARE ROW EXCLUSIVE on the table that it points at as well, even NOT VALID and even from a new table (seen in pg_locks
 * of PostgreSQL 15). Plain ADD FOREIGN KEY is said by constraint-without-not-valid.
 */
export const foreignKeyLock: MigrationRule = {
  id: 'foreign-key-lock',
  category: 'migration',
  level: 'hint',
  title: 'A foreign key also locks the table that it points at',
  looksAt: 'migration',
  commands: ['createTable', 'alterTable'],
  *check(context) {
    const said = new Set<string>();
    for (const { constraint, own } of briefKeys(context.command)) {
      const target = existing(context, constraint.target);
      if (!target || own.name === constraint.target.name || said.has(target.label)) continue;
      said.add(target.label);
      const { settings, locks } = progressOf(context);
      if (isLimited(settings, 'lock_timeout') || locks.some(lock => lock.target.label === target.label)) continue;
      const message = `This foreign key takes a SHARE ROW EXCLUSIVE lock on ${target.label}: it waits for every transaction that writes there, and other writes wait behind it. Set a \`lock_timeout\` first.`;
      yield about(context, target, constraint.target.span, {
        message,
        suggestion: timeoutSql(context, 'lock_timeout', lockTimeout),
        fixes: timeoutFix(context, 'lock_timeout', lockTimeout),
      });
    }
  },
};

type ForeignKeySpec = Extract<ConstraintSpec, { kind: 'foreignKey' }>;

function* briefKeys(command: Command): Iterable<{ constraint: ForeignKeySpec; own: WrittenName }> {
  if (command.kind === 'createTable') yield* keysOf(command.constraints, command.name);
  if (command.kind !== 'alterTable') return;
  for (const action of command.actions) {
    if (action.action === 'addColumn') yield* keysOf(action.constraints, command.name);
    if (action.action === 'addConstraint' && action.constraint.notValid)
      yield* keysOf([action.constraint], command.name);
  }
}

function* keysOf(
  constraints: readonly ConstraintSpec[],
  own: WrittenName,
): Iterable<{ constraint: ForeignKeySpec; own: WrittenName }> {
  for (const constraint of constraints) if (constraint.kind === 'foreignKey') yield { constraint, own };
}
