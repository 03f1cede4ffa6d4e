import { quoteName } from '../../print.js';
import type { MigrationRule } from '../../rule.js';
import { about, actionsOn, isColumnMadeHere } from './change/target.js';

/** The running application still names the column; ACCESS EXCLUSIVE itself is brief, and the data is gone with COMMIT. */
export const dropColumn: MigrationRule = {
  id: 'drop-column',
  category: 'migration',
  level: 'warning',
  title: 'A column is dropped that running applications may use',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'dropColumn')) {
      const column = target.table?.columns.find(({ name }) => name === action.column);
      if ((action.ifExists && target.table && !column) || isColumnMadeHere(context, target, action.column)) continue;
      const required = column?.notNull && !column.default && !column.identity;
      // Code that no longer knows the column must be able to insert while it is still there.
      const suggestion =
        required && `ALTER TABLE ${target.sql} ALTER COLUMN ${quoteName(action.column)} DROP NOT NULL;`;
      const cascade = action.cascade ? ' `CASCADE` also drops the views, keys and policies that use it.' : '';
      const message = `Dropping \`${action.column}\` loses its data, and every query of a running application that names it fails.${cascade} Deploy code that no longer uses it first (with \`SELECT *\` and ORMs too), then drop it.`;
      yield about(context, target, action.span, { column: action.column, message, ...(suggestion && { suggestion }) });
    }
  },
};
