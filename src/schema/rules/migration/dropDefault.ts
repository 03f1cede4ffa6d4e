import type { MigrationRule } from '../../rule.js';
import { about, actionsOn } from './change/target.js';

/** INSERTs that leave a NOT NULL column out depend on its default. */
export const dropDefault: MigrationRule = {
  id: 'drop-default',
  category: 'migration',
  level: 'hint',
  title: 'A NOT NULL column loses its DEFAULT',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'dropDefault')) {
      const column = target.table?.columns.find(({ name }) => name === action.column);
      if (!column?.notNull || !column.default) continue;
      // A default that is changed by way of dropping it, or replaced by an identity.
      const again = command.actions.some(
        other => (other.action === 'setDefault' || other.action === 'addIdentity') && other.column === action.column,
      );
      if (again) continue;
      yield about(context, target, action.span, {
        column: action.column,
        message: `\`${action.column}\` is NOT NULL and loses its default: inserts of running applications that leave it out fail. Deploy code that always sets it first.`,
      });
    }
  },
};
