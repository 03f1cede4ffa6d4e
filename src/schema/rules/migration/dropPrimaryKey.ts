import type { Table } from '../../catalog.js';
import { displayName, quoteName, quoteNames } from '../../print.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { about, actionsOn } from './change/target.js';

/** `cannot drop constraint … because other objects depend on it`, or with CASCADE the foreign keys go silently. */
export const dropPrimaryKey: MigrationRule = {
  id: 'drop-primary-key',
  category: 'migration',
  level: 'warning',
  title: 'A primary key, or a unique key that foreign keys need, is dropped',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'dropConstraint')) {
      const key = target.table?.constraints.find(({ name }) => name === action.name);
      if (!target.table || (key?.kind !== 'primaryKey' && key?.kind !== 'unique')) continue;
      const users = usersOf(context, target.table, key.columns);
      // A key that is swapped for another in one statement is never missing.
      const again = command.actions.some(
        other => other.action === 'addConstraint' && other.constraint.kind === key.kind,
      );
      if (users.length === 0 && (key.kind === 'unique' || again)) continue;
      const list = users.map(name => `\`${name}\``).join(', ');
      const what = `\`${action.name}\` is the ${key.kind === 'primaryKey' ? 'primary key' : 'unique key'} of ${target.label}`;
      const effect =
        users.length === 0
          ? 'without it rows are no longer told apart, `ON CONFLICT` on it fails, and logical replication refuses updates and deletes. Put the new key in its place in the same statement'
          : action.cascade
            ? `\`CASCADE\` drops the foreign keys that point at it as well: ${list}`
            : `PostgreSQL refuses to drop it while foreign keys point at it: ${list}`;
      const swap = `ALTER TABLE ${target.sql} DROP CONSTRAINT ${quoteName(action.name)}, ADD CONSTRAINT ${quoteName(action.name)} PRIMARY KEY (${quoteNames(key.columns)});`;
      const suggestion = users.length === 0 ? swap : undefined;
      yield about(context, target, action.span, { message: `${what}: ${effect}.`, ...(suggestion && { suggestion }) });
    }
  },
};

/** Foreign keys to exactly these columns, as `table.constraint`. */
function usersOf({ before }: MigrationContext, table: Table, columns: readonly string[]): readonly string[] {
  const wanted = [...columns].sort().join('\n');
  return (before.referencing?.(table) ?? [])
    .filter(({ foreignKey }) => [...foreignKey.targetColumns].sort().join('\n') === wanted)
    .map(({ table: other, foreignKey }) => `${displayName(other)}.${foreignKey.name}`);
}
