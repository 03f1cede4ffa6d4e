import { displayName } from '../../print.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { about, existing, textOf } from './change/target.js';

/** Every table that refers to it is emptied as well, and those that refer to these (manual, TRUNCATE). */
export const truncateCascade: MigrationRule = {
  id: 'truncate-cascade',
  category: 'migration',
  level: 'error',
  title: 'TRUNCATE CASCADE empties tables that it does not name',
  looksAt: 'migration',
  commands: ['truncate'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'truncate' || !command.cascade) return;
    const named = new Set(command.tables.map(({ name }) => name));
    for (const name of command.tables) {
      const target = existing(context, name);
      if (!target) continue;
      const others = reached(context, target.name, named);
      // All of them are named, or nothing refers to it.
      if (others && others.length === 0) continue;
      const which = others ? `: ${others.map(other => `\`${other}\``).join(', ')}` : '';
      const message = `\`CASCADE\` also empties every table that refers to ${target.label}, and those that refer to them${which}. Name all tables that are to be emptied instead.`;
      const list = [...command.tables.map(({ span }) => textOf(context, span)), ...(others ?? [])].join(', ');
      yield about(context, target, name.span, { message, ...(others && { suggestion: `TRUNCATE ${list};` }) });
    }
  },
};

/** Tables that would be emptied beside those that are named; undefined when the schema cannot tell. */
function reached(
  { before }: MigrationContext,
  start: { readonly schema: string; readonly name: string },
  named: ReadonlySet<string>,
): readonly string[] | undefined {
  if (!before.referencing || !before.table(start)) return undefined;
  const seen = new Map<string, boolean>();
  const queue = [start];
  for (let table = queue.pop(); table; table = queue.pop()) {
    for (const { table: other } of before.referencing(table)) {
      const key = displayName(other);
      if (seen.has(key)) continue;
      seen.set(key, named.has(other.name));
      queue.push(other);
    }
  }
  return [...seen].filter(([, isNamed]) => !isNamed).map(([key]) => key);
}
