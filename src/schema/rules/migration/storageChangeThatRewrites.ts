import type { MigrationRule } from '../../rule.js';
import type { TableAction } from '../../tableActions.js';
import { about, actionsOn } from './change/target.js';

/**
 * SET LOGGED, UNLOGGED, TABLESPACE and ACCESS METHOD write every page of the table somewhere else under ACCESS EXCLUSIVE (ALTER TABLE;
 * pg_relation_filenode() changes on PostgreSQL 15).
 */
export const storageChangeThatRewrites: MigrationRule = {
  id: 'storage-change-that-rewrites',
  category: 'migration',
  level: 'warning',
  title: 'A change of persistence, tablespace or access method copies the whole table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'setPersistence', 'other')) {
      const what = changeOf(action);
      if (what === undefined) continue;
      const loses = what === 'SET UNLOGGED' ? ' An unlogged table is emptied by a crash and is not replicated.' : '';
      const message = `\`${what}\` copies ${target.label} under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done.${loses}`;
      yield about(context, target, action.span, { message });
    }
  },
};

function changeOf(action: TableAction): string | undefined {
  if (action.action === 'setPersistence') return action.persistence === 'unlogged' ? 'SET UNLOGGED' : 'SET LOGGED';
  return action.action === 'other'
    ? /^set (?:tablespace|access method)/.exec(action.name)?.[0].toUpperCase()
    : undefined;
}
