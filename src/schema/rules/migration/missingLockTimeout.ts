import type { MigrationRule } from '../../rule.js';
import { locksOf } from './change/locks.js';
import { progressOf } from './change/progress.js';
import { about, headOf, nameSpan } from './change/target.js';
import { isLimited, lockTimeout, timeoutFix, timeoutSql } from './change/timeouts.js';

/** A lock that has to wait makes everything behind it wait as well: lock requests form one queue (manual, src/backend/storage/lmgr/README). */
export const missingLockTimeout: MigrationRule = {
  id: 'missing-lock-timeout',
  category: 'migration',
  level: 'hint',
  title: 'A strong lock is waited for without a limit',
  looksAt: 'migration',
  *check(context) {
    const { command } = context;
    // What a new table refers to is said by foreign-key-lock.
    if (command.kind === 'createTable') return;
    const [lock] = locksOf(context, command);
    if (!lock) return;
    const { anyLock, settings } = progressOf(context);
    if (anyLock || isLimited(settings, 'lock_timeout')) return;
    const reads = lock.mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes';
    const message = `This takes a lock on ${lock.target.label} (${lock.mode}) without a \`lock_timeout\`: while it waits for a long query or transaction, all ${reads} of the table wait behind it. With a limit it gives up, and can be tried again.`;
    yield about(context, lock.target, headOf(command, nameSpan(command)), {
      message,
      suggestion: timeoutSql(context, 'lock_timeout', lockTimeout),
      fixes: timeoutFix(context, 'lock_timeout', lockTimeout),
    });
  },
};
