import type { Command, CommandOf } from '../../commands.js';
import type { MigrationContext, MigrationRule } from '../../rule.js';
import { isRebuilt } from './change/madeAgain.js';
import { about, existing } from './change/target.js';
import { upStatements } from './change/transaction.js';

const words: Partial<Record<CommandOf<'drop'>['object'], string>> = {
  table: 'table',
  view: 'view',
  materializedView: 'materialized view',
};

/** Tables and views that applications read. One that the file makes again under the same name is only replaced. */
export const dropTable: MigrationRule = {
  id: 'drop-table',
  category: 'migration',
  level: 'warning',
  title: 'A table or view is dropped that running applications may use',
  looksAt: 'migration',
  commands: ['drop'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'drop') return;
    const word = words[command.object];
    if (word === undefined) return;
    for (const name of command.names) {
      const target = existing(context, name);
      if (!target || (command.object !== 'table' && isMadeAgain(context, target.name.name))) continue;
      const isView = command.object !== 'table';
      if (!isView && isRebuilt(context, target.name.name)) continue;
      if (command.ifExists && !target.table && !target.view) continue;
      const partition = target.table?.partitionOf !== undefined;
      const lost = isView ? '' : ', and its rows are lost';
      const what = partition
        ? `Dropping the partition ${target.label} loses its rows, under an ACCESS EXCLUSIVE lock on its parent: detach it \`CONCURRENTLY\` first.`
        : `Once the ${word} ${target.label} is dropped, every query of a running application that names it fails${lost}. Deploy code that no longer uses it first, then drop it.`;
      const cascade = command.cascade ? ' `CASCADE` also drops the views and foreign keys that depend on it.' : '';
      yield about(context, target, name.span, { message: `${what}${cascade}` });
    }
  },
};

function isMadeAgain({ role, statement }: MigrationContext, name: string): boolean {
  const makes = (command: Command) => command.kind === 'createView' && command.name.name === name;
  return upStatements(role).some(({ start, commands }) => start >= statement.start && commands.some(makes));
}
