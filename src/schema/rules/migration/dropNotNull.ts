import type { MigrationRule } from '../../rule.js';
import { about, actionsOn, isColumnMadeHere } from './change/target.js';

/** Readers that took a value for granted meet NULL. */
export const dropNotNull: MigrationRule = {
  id: 'drop-not-null',
  category: 'migration',
  level: 'hint',
  title: 'A column may be NULL from now on',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'dropNotNull')) {
      const column = target.table?.columns.find(({ name }) => name === action.column);
      if ((column && !column.notNull) || isColumnMadeHere(context, target, action.column)) continue;
      yield about(context, target, action.span, {
        column: action.column,
        message: `\`${action.column}\` may be NULL from now on: code that reads ${target.label} and takes a value for granted breaks on the first one, and \`NOT IN\` over it finds nothing. Going back needs a scan. See that readers know NULL first.`,
      });
    }
  },
};
