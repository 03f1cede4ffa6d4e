import type { Command } from '../../commands.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { about, actionsOn, textOf } from './change/target.js';
import { inTransaction, upStatements } from './change/transaction.js';

/** DISABLE TRIGGER takes SHARE ROW EXCLUSIVE and holds for every session; ALL includes the triggers behind foreign keys (ALTER TABLE). */
export const disabledTrigger: MigrationRule = {
  id: 'disabled-trigger',
  category: 'migration',
  level: 'warning',
  title: 'Triggers are disabled for everyone',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target, command } of actionsOn(context, 'other')) {
      if (!/^disable trigger/.test(action.name)) continue;
      const written = textOf(context, action.span).replace(/\s+/g, ' ').trim();
      const all = /\ball$/i.test(written);
      const again = isEnabledAgain(context, command.name.name);
      // While it is one transaction, its lock keeps all others from writing.
      if (again && inTransaction(context)) continue;
      const keys = all ? ', and foreign keys are not checked' : '';
      const left = again ? 'until they are enabled again' : 'from now on, as nothing here enables them again';
      const message = `Rows that any session writes to ${target.label} pass by its triggers${keys}, ${left}. Disable and enable them in one transaction, which keeps other writers waiting.`;
      const enable = written.replace(/^disable/i, 'ENABLE');
      const suggestion = `BEGIN;\nALTER TABLE ${target.sql} ${written};\nALTER TABLE ${target.sql} ${enable};\nCOMMIT;`;
      yield about(context, target, action.span, { message, suggestion });
    }
  },
};

function isEnabledAgain({ role, statement }: MigrationContext, table: string): boolean {
  const enables = (command: Command) =>
    command.kind === 'alterTable' &&
    command.name.name === table &&
    command.actions.some(
      action => action.action === 'other' && /^enable (?:always |replica )?trigger/.test(action.name),
    );
  return upStatements(role).some(({ start, commands }) => start > statement.start && commands.some(enables));
}
