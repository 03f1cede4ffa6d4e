import type { MigrationRule } from '../../rule.js';
import { locksOf } from './change/locks.js';
import { progressOf } from './change/progress.js';
import { about, headOf, nameSpan } from './change/target.js';
import { transactionText } from './change/transaction.js';

/** Locks are held to the end of their transaction (manual §13.3); two transactions that take them in another order deadlock (§13.3.4). */
export const locksOnSeveralTables: MigrationRule = {
  id: 'locks-on-several-tables',
  category: 'migration',
  level: 'hint',
  title: 'One transaction locks several tables',
  looksAt: 'migration',
  *check(context) {
    const { command } = context;
    const [lock] = locksOf(context, command).filter(({ indirect }) => !indirect);
    if (!lock) return;
    const held = progressOf(context).locks.filter(({ indirect }) => !indirect);
    const tables = new Set(held.map(({ target }) => target.label));
    // Said once, at the second table.
    if (tables.size !== 1 || tables.has(lock.target.label)) return;
    const [other] = tables;
    const message = `This locks ${lock.target.label} (${lock.mode}) in ${transactionText(context)}, which still holds its lock on ${other}: one waits while the other is blocked, and a transaction that uses both in another order deadlocks. One table a transaction is safer.`;
    yield about(context, lock.target, headOf(command, nameSpan(command)), { message });
  },
};
