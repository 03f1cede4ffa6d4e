import type { MigrationRule } from '../../rule.js';
import { placeOf } from './change/target.js';

/** Columns of the type go with all their values (seen on PostgreSQL 15: DROP TYPE … CASCADE drops the column). */
export const dropTypeCascade: MigrationRule = {
  id: 'drop-type-cascade',
  category: 'migration',
  level: 'error',
  title: 'DROP TYPE CASCADE drops every column of the type',
  looksAt: 'migration',
  commands: ['drop'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'drop' || !command.cascade || !['type', 'domain', 'extension'].includes(command.object))
      return;
    const what = command.object === 'extension' ? 'of a type of this extension' : 'of this type';
    for (const name of command.names) {
      const message = `\`CASCADE\` drops every column ${what} with its values, and the functions and views that use it, without naming any. Change or drop the columns by name first, then drop \`${name.name}\` without \`CASCADE\`.`;
      yield { message, place: placeOf(context, name.span) };
    }
  },
};
