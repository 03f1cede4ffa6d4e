import type { MigrationContext, MigrationRule, Violation } from '../../rule.js';
import { about, existing, placeOf, textOf } from './change/target.js';

/** The table is written anew under ACCESS EXCLUSIVE (manual, VACUUM; pg_relation_filenode() changes). */
export const vacuumFull: MigrationRule = {
  id: 'vacuum-full',
  category: 'migration',
  level: 'warning',
  title: 'VACUUM FULL rewrites a table while reads and writes wait',
  looksAt: 'migration',
  commands: ['vacuum'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'vacuum' || !command.full) return;
    if (command.tables.length === 0)
      yield { message: messageFor('every table'), place: placeOf(context, command.span) };
    for (const name of command.tables) {
      const target = existing(context, name);
      if (target) yield about(context, target, name.span, mend(context, target.label, target.sql));
    }
  },
};

function messageFor(label: string): string {
  return `\`VACUUM FULL\` rewrites ${label} and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. A plain \`VACUUM\` blocks neither; pg_repack or pg_squeeze give space back without the lock.`;
}

function mend(context: MigrationContext, label: string, sql: string): Pick<Violation, 'message' | 'suggestion'> {
  const analyze = /\banalyze\b/i.test(textOf(context, context.command.span)) ? ' ANALYZE' : '';
  return { message: messageFor(label), suggestion: `VACUUM${analyze} ${sql};` };
}
