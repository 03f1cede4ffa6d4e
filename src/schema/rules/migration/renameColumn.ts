import { quoteName, typeSql } from '../../print.js';
import type { MigrationRule } from '../../rule.js';
import { about, existing, isColumnMadeHere } from './change/target.js';

/** The old and the new application run side by side during a deployment: one of them has the wrong name. */
export const renameColumn: MigrationRule = {
  id: 'rename-column',
  category: 'migration',
  level: 'warning',
  title: 'A column is renamed under running applications',
  looksAt: 'migration',
  commands: ['rename'],
  *check(context) {
    const { command } = context;
    if (command.kind !== 'rename' || command.object !== 'column' || command.member === undefined) return;
    const target = existing(context, command.name);
    const { member, to } = command;
    if (!target || isColumnMadeHere(context, target, member)) return;
    const column = target.table?.columns.find(({ name }) => name === member);
    const span = { start: command.name.span.start, end: command.toSpan.end };
    const message = `Once \`${member}\` is called \`${to}\`, every query of a running application that names \`${member}\` fails. Add \`${to}\`, keep both alike with a trigger, fill it in batches, move the code over, and drop \`${member}\` at last.`;
    const suggestion = column && `ALTER TABLE ${target.sql} ADD COLUMN ${quoteName(to)} ${typeSql(column.type)};`;
    yield about(context, target, span, { column: member, message, ...(suggestion && { suggestion }) });
  },
};
