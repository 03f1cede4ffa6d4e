import type { CommandOf, WrittenName } from '../../commands.js';
import type { MigrationContext, MigrationRule, PlaceFix } from '../../rule.js';
import { fix, insertAfterWord, moveOutside, outsideTransaction } from './change/edits.js';
import { about, existing, placeOf, textOf } from './change/target.js';
import { outsideAdvice } from './change/transaction.js';

/** DROP INDEX takes ACCESS EXCLUSIVE on the index and on its table (DROP INDEX; seen in pg_locks of PostgreSQL 15). */
export const dropIndexWithoutConcurrently: MigrationRule = {
  id: 'drop-index-without-concurrently',
  category: 'migration',
  level: 'warning',
  title: 'An index is dropped under a lock that stops reads and writes',
  looksAt: 'migration',
  commands: ['drop'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'drop' || command.object !== 'index' || command.concurrently) return;
    for (const name of command.names) {
      const on = context.before.index(name)?.on;
      if (context.createdHere(name.schema, name.name)) continue;
      // IF EXISTS of an index that nobody has made: most likely there is none.
      if (!on && command.ifExists) continue;
      const target = on && existing(context, { schema: on.schema, name: on.name, span: name.span });
      // CONCURRENTLY cannot drop the index of a partitioned table.
      if (on && (!target || target.table?.kind === 'partitioned')) continue;
      const message = `Dropping \`${name.name}\` takes an ACCESS EXCLUSIVE lock on ${target?.label ?? 'its table'}: it waits for every running query, and all reads and writes wait behind it. Drop it with \`CONCURRENTLY\`${outsideAdvice(context)}.`;
      const suggestion = command.names.map(each => sqlFor(context, command, each)).join('\n');
      const rest = { message, suggestion, fixes: fixes(context, command, suggestion) };
      yield target ? about(context, target, name.span, rest) : { ...rest, place: placeOf(context, name.span) };
    }
  },
};

function sqlFor(context: MigrationContext, { ifExists }: CommandOf<'drop'>, name: WrittenName): string {
  return `DROP INDEX CONCURRENTLY ${ifExists ? 'IF EXISTS ' : ''}${textOf(context, name.span)};`;
}

/** CONCURRENTLY drops one index at a time, and never what depends on it. */
function fixes(context: MigrationContext, command: CommandOf<'drop'>, sql: string): PlaceFix[] {
  if (command.names.length > 1 || command.cascade) return [];
  const title = 'Drop the index CONCURRENTLY';
  const outside = outsideTransaction(context);
  if (outside)
    return fix(context, title, [
      insertAfterWord(context, command.span, ['drop'], 'index', ' CONCURRENTLY'),
      ...outside,
    ]);
  const moved = moveOutside(context, sql, `drop_${command.names[0]?.name ?? 'index'}`);
  return moved ? fix(context, `${title}, outside of the transaction`, moved) : [];
}
