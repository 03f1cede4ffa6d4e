import type { Command, WrittenName } from '../../commands.js';
import { quoteName } from '../../print.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { takesName } from './change/madeAgain.js';
import { about, existing, placeOf } from './change/target.js';
import { upStatements } from './change/transaction.js';

/** Tables, views and schemas under another name, or in another schema. Fine when the file leaves a view under the old name. */
export const renameTable: MigrationRule = {
  id: 'rename-table',
  category: 'migration',
  level: 'warning',
  title: 'A table, view or schema is renamed under running applications',
  looksAt: 'migration',
  commands: ['rename', 'setSchema'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'rename' && command.kind !== 'setSchema') return;
    if (command.kind === 'rename' && command.object === 'schema') {
      const message = `Once the schema \`${command.name.name}\` is called \`${command.to}\`, every query of a running application that names it fails, and so does every \`search_path\` that has it.`;
      yield { message, place: placeOf(context, command.name.span) };
      return;
    }
    if (!['table', 'view', 'materializedView'].includes(command.object)) return;
    const target = existing(context, command.name);
    if (!target || isLeftAsView(context, command.name) || (command.ifExists && !target.table && !target.view)) return;
    if (command.object === 'table' && takesName(context, command.name.name)) return;
    const isMove = command.kind === 'setSchema';
    const now = isMove ? `is in \`${command.schema}\`` : `is called \`${command.to}\``;
    const fails = isMove ? 'finds it no longer, unless the `search_path` leads there' : 'fails';
    const message = `Once ${target.label} ${now}, every query of a running application that names it ${fails}. Leave a view under the old name in the same transaction until all code has moved.`;
    const moved = isMove
      ? `${quoteName(command.schema)}.${quoteName(command.name.name)}`
      : renamed(target.sql, command.to);
    const statement = isMove ? `SET SCHEMA ${quoteName(command.schema)}` : `RENAME TO ${quoteName(command.to)}`;
    const kind = command.object === 'table' ? 'TABLE' : command.object === 'view' ? 'VIEW' : 'MATERIALIZED VIEW';
    const suggestion = `BEGIN;\nALTER ${kind} ${target.sql} ${statement};\nCREATE VIEW ${target.sql} AS SELECT * FROM ${moved};\nCOMMIT;`;
    yield about(context, target, command.name.span, { message, suggestion });
  },
};

function renamed(sql: string, to: string): string {
  const quoted = /^((?:"(?:[^"]|"")*"|[^".]+)\.)/.exec(sql)?.[1] ?? '';
  return `${quoted}${quoteName(to)}`;
}

function isLeftAsView({ role, statement }: MigrationContext, old: WrittenName): boolean {
  const makes = (command: Command) => command.kind === 'createView' && command.name.name === old.name;
  return upStatements(role).some(({ start, commands }) => start > statement.start && commands.some(makes));
}
