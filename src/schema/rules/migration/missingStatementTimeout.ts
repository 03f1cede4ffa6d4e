import type { MigrationRule } from '../../rule.js';
import { locksOf } from './change/locks.js';
import { progressOf } from './change/progress.js';
import { about, headOf, nameSpan } from './change/target.js';
import { isLimited, statementTimeout, timeoutFix, timeoutSql } from './change/timeouts.js';

/** Only where the table is scanned, indexed or rewritten under the lock: a brief change needs no limit once it has its lock. */
export const missingStatementTimeout: MigrationRule = {
  id: 'missing-statement-timeout',
  category: 'migration',
  level: 'hint',
  title: 'Long work under a strong lock has no limit',
  looksAt: 'migration',
  *check(context) {
    const { command } = context;
    const lock = locksOf(context, command).find(({ work }) => work !== 'brief');
    if (!lock) return;
    const { anyLongLock, settings } = progressOf(context);
    if (anyLongLock || isLimited(settings, 'statement_timeout')) return;
    const work = { scan: 'scans', index: 'indexes', rewrite: 'rewrites', brief: '' }[lock.work];
    const message = `This ${work} ${lock.target.label} under a lock (${lock.mode}) without a \`statement_timeout\`: nothing ends it when the table is larger than expected.`;
    yield about(context, lock.target, headOf(command, nameSpan(command)), {
      message,
      suggestion: timeoutSql(context, 'statement_timeout', statementTimeout),
      fixes: timeoutFix(context, 'statement_timeout', statementTimeout),
    });
  },
};
