import { typeSql } from '../../print.js';
import type { MigrationContext, MigrationRule, Violation } from '../../rule.js';
import { progressOf } from './change/progress.js';
import { about, actionsOn, type Target, textOf } from './change/target.js';
import { type SetType, type TypeChange, typeChange } from './change/typeChange.js';

/** ALTER TABLE, Notes. `change/typeChange.ts` knows what PostgreSQL leaves as it is. */
export const typeChangeThatRewrites: MigrationRule = {
  id: 'type-change-that-rewrites',
  category: 'migration',
  level: 'warning',
  title: 'A change of type rewrites the table, or its indexes',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'setType')) {
      const change = typeChange(context.before, target.table, action);
      const message = messageFor(context, target, action, change);
      if (message) yield violation(context, target, action, change, message);
    }
  },
};

function violation(
  context: MigrationContext,
  target: Target,
  action: SetType,
  { effect }: TypeChange,
  message: string,
): Violation {
  const suggestion =
    effect === 'session' && !isUtc(context)
      ? `SET timezone = 'UTC';\n${textOf(context, context.command.span)};`
      : undefined;
  return about(context, target, action.span, { column: action.column, message, ...(suggestion && { suggestion }) });
}

const blocked = 'under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done';

function messageFor(
  context: MigrationContext,
  target: Target,
  action: SetType,
  { effect, from, rebuilt, rechecked }: TypeChange,
): string | undefined {
  const { label } = target;
  const to = `\`${typeSql(action.type)}\``;
  const what = `\`${action.column}\` from ${from ? `\`${typeSql(from)}\`` : 'a type that these files do not tell'} to ${to}`;
  const instead = 'Add a column of the new type, fill it in batches while a trigger keeps both alike, then switch over';
  if (effect === 'rewrite') return `Changing ${what} rewrites ${label} and its indexes ${blocked}. ${instead}.`;
  if (effect === 'unknown')
    return `Changing ${what} rewrites ${label} and its indexes under an ACCESS EXCLUSIVE lock (reads and writes wait until it is done), unless the old type is stored alike. ${instead}.`;
  const indexes = rebuilt.map(name => `\`${name}\``).join(', ');
  if (effect === 'session' && !isUtc(context)) {
    const rest = rebuilt.length > 0 ? ` (${indexes} ${rebuilt.length > 1 ? 'are' : 'is'} rebuilt even then)` : '';
    return `Changing ${what} rewrites ${label} and its indexes under an ACCESS EXCLUSIVE lock (reads and writes wait until it is done), unless the session's time zone is UTC${rest}. Values are taken as that zone's time: set it to UTC first when that is what they are.`;
  }
  const checks = rechecked.map(name => `\`${name}\``).join(', ');
  const parts = [
    ...(rebuilt.length > 0 ? [`rebuilds ${indexes}`] : []),
    ...(rechecked.length > 0 ? [`checks every row against ${checks}`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `Changing ${what} does not rewrite ${label}, but ${parts.join(' and ')} ${blocked}. ${advice(rebuilt, rechecked)}.`;
}

function advice(rebuilt: readonly string[], rechecked: readonly string[]): string {
  if (rebuilt.length > 0) return 'Drop what can be missed for a while before, and build it again `CONCURRENTLY` after';
  return `Drop ${rechecked.length > 1 ? 'them' : 'it'} before, add it again \`NOT VALID\`, and validate it later`;
}

/** The file has said which zone the session has. */
function isUtc(context: MigrationContext): boolean {
  const zone = progressOf(context).settings.get('timezone');
  return zone !== undefined && /^'?(?:utc|gmt|etc\/utc|0|\+?00:?00)'?$/i.test(zone.trim());
}
