/** Columns whose type is dropped and made anew keep their values: they are text in between. */
import type { InventoryObject, ObjectOf } from '../inventory.js';
import type { DiffContext } from './behaviour.js';
import { alterColumn } from './behaviours/columnChanges.js';
import { columnBehaviour } from './behaviours/columns.js';
import { alterAll, goesWithParent } from './behaviours/inheritance.js';
import { metaStatements } from './meta.js';
import type { Statement } from './statement.js';

/** For before the type is dropped. Columns of children follow that of their parent. */
export function becomeText(column: InventoryObject, context: DiffContext): readonly Statement[] {
  if (column.kind !== 'column' || goesWithParent(column, context)) return [];
  const { address, is } = column;
  const reason = `The type of ${is.table}.${address} is made anew: it is text in between, and ${is.table} is rewritten twice.`;
  return [
    {
      sql: `${alterAll(is)} ALTER COLUMN ${address} TYPE text USING ${address}::text`,
      hazards: [{ kind: 'rewritesTable', reason }],
    },
  ];
}

/** For after the type is there again: whatever else becomes of the column, too. */
export function becomeTyped(column: InventoryObject, context: DiffContext): readonly Statement[] {
  const before = context.source.get(column.id);
  if (column.kind !== 'column' || before?.kind !== 'column') return [];
  const change = alterColumn(asText(before), column, context);
  // What is computed is never text in between, so it is always altered.
  const statements = typeof change === 'string' ? [] : change.statements;
  return [...statements, ...metaStatements(columnBehaviour as never, before, column, context)];
}

function asText(column: ObjectOf<'column'>): ObjectOf<'column'> {
  const { collation: _collation, storage: _storage, compression: _compression, ...is } = column.is;
  return { ...column, is: { ...is, type: 'text' } };
}
