import type { MigrationRule } from '../../rule.js';
import { fix, insertAfterWord } from './change/edits.js';
import { about, existing } from './change/target.js';

/** REFRESH takes ACCESS EXCLUSIVE on the view; CONCURRENTLY wants a unique index of columns without WHERE (manual; PostgreSQL 15). */
export const refreshWithoutConcurrently: MigrationRule = {
  id: 'refresh-without-concurrently',
  category: 'migration',
  level: 'warning',
  title: 'A materialized view cannot be read while it is refreshed',
  looksAt: 'migration',
  commands: ['refreshView'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'refreshView' || command.concurrently) return;
    const target = existing(context, command.name);
    if (!target) return;
    const usable = target.view?.indexes.some(
      ({ unique, predicate, keys }) => unique && !predicate && keys.every(({ column }) => column !== undefined),
    );
    const how = usable
      ? 'Use `CONCURRENTLY`'
      : 'Give it a unique index (of columns, without `WHERE`) and use `CONCURRENTLY`';
    yield about(context, target, command.span, {
      message: `\`REFRESH MATERIALIZED VIEW\` holds an ACCESS EXCLUSIVE lock on ${target.label} until it is done: reads wait. ${how}.`,
      ...(usable && {
        suggestion: `REFRESH MATERIALIZED VIEW CONCURRENTLY ${target.sql};`,
        fixes: fix(context, 'Refresh CONCURRENTLY', [
          insertAfterWord(context, command.span, ['refresh', 'materialized'], 'view', ' CONCURRENTLY'),
        ]),
      }),
    });
  },
};
