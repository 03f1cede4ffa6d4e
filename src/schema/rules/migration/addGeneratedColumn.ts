import type { MigrationRule } from '../../rule.js';
import { definitionWithout } from './change/addedColumn.js';
import { about, actionsOn } from './change/target.js';

/** A stored generated column is computed for each row (ALTER TABLE, Notes; pg_relation_filenode() changes on PostgreSQL 15 and 18). */
export const addGeneratedColumn: MigrationRule = {
  id: 'add-generated-column',
  category: 'migration',
  level: 'warning',
  title: 'A stored generated column rewrites the table',
  looksAt: 'migration',
  commands: ['alterTable'],
  *check(context) {
    for (const { action, target } of actionsOn(context, 'addColumn', 'setExpression')) {
      if (action.action === 'setExpression') {
        const column = target.table?.columns.find(({ name }) => name === action.column);
        if (column?.generated && !column.generated.stored) continue;
        yield about(context, target, action.span, {
          column: action.column,
          message: `Another expression for \`${action.column}\` rewrites ${target.label} and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done.`,
        });
        continue;
      }
      const { column } = action;
      if (!column.generated?.stored) continue;
      const span = { start: column.typeSpan.end, end: column.span.end };
      const plain = definitionWithout(context, column, [span]);
      yield about(context, target, column.nameSpan, {
        column: column.name,
        message: `\`${column.name}\` is computed and stored for each row, so ${target.label} and its indexes are rewritten under an ACCESS EXCLUSIVE lock: reads and writes wait until it is done. Add a plain column that a trigger fills and fill old rows in batches, or (PostgreSQL 18) make it \`VIRTUAL\`.`,
        suggestion: `ALTER TABLE ${target.sql} ADD COLUMN ${plain};`,
      });
    }
  },
};
