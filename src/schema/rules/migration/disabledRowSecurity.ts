import type { MigrationRule } from '../../rule.js';
import { about, actionsOn } from './change/target.js';

/** Policies stay, but nobody asks them (manual §5.9). */
export const disabledRowSecurity: MigrationRule = {
  id: 'disabled-row-security',
  category: 'security',
  level: 'warning',
  title: 'Row-level security is turned off',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'rowSecurity')) {
      if (action.change !== 'disable' && action.change !== 'noForce') continue;
      const who = action.change === 'disable' ? 'Every role with rights on' : 'The owner of';
      const table =
        action.change === 'disable'
          ? `${target.label} sees and changes all of its rows`
          : `${target.label} sees and changes all of its rows, whatever the policies say`;
      const rest = action.change === 'disable' ? ': its policies stay, but are not asked' : '';
      yield about(context, target, action.span, { message: `${who} ${table} from now on${rest}.` });
    }
  },
};
