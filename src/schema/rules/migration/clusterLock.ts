import type { MigrationRule } from '../../rule.js';
import { about, existing, placeOf } from './change/target.js';

/** The table is written anew, in the order of an index, under ACCESS EXCLUSIVE (manual, CLUSTER; pg_relation_filenode() changes). */
export const clusterLock: MigrationRule = {
  id: 'cluster-lock',
  category: 'migration',
  level: 'warning',
  title: 'CLUSTER rewrites a table while reads and writes wait',
  looksAt: 'migration',
  commands: ['cluster'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'cluster') return;
    const target = command.table && existing(context, command.table);
    if (command.table && !target) return;
    const label = target?.label ?? 'every clustered table';
    const message = `\`CLUSTER\` rewrites ${label} and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. pg_repack puts rows into the order of an index without the lock.`;
    yield target
      ? about(context, target, command.span, { message })
      : { message, place: placeOf(context, command.span) };
  },
};
