/** What comes first where tables inherit from tables. */
import type { InventoryObject, ObjectId } from '../inventory.js';
import type { Side } from './behaviour.js';

/**
 * The columns of parents, and of theirs, from which a child inherits one that it declares, too. The server refuses to drop what is inherited
 * and to add what is there: the child's is added before all of these and dropped behind them. Empty: it does not come or go like that.
 * @param above that of one of its parents.
 * @param there has them all, `gone` none, but the tables.
 */
export function giversOf(
  column: InventoryObject,
  above: InventoryObject,
  there: Side,
  gone: Side,
): readonly ObjectId[] {
  if (column.kind !== 'column' || above.kind !== 'column' || column.name !== above.name) return [];
  if (!column.is.local || column.parent === above.parent || gone.get(column.id)) return [];
  if (!gone.get(column.parent!)?.needs.includes(above.parent!)) return [];
  const givers = new Set<ObjectId>([above.id]);
  for (const giver of givers) {
    for (const need of there.get(giver)?.needs ?? []) {
      const other = there.get(need);
      if (other?.kind === 'column' && other.name === column.name && !gone.get(need)) givers.add(need);
    }
  }
  return [...givers];
}

/** Whether a column or constraint that stays is no longer that of a parent's. */
export function isLeft(child: InventoryObject, above: InventoryObject, target: Side): boolean {
  if (child.parent === above.parent || (child.kind !== 'column' && child.kind !== 'constraint')) return false;
  const table = child.parent === undefined ? undefined : target.get(child.parent);
  return table?.kind === 'table' && above.parent !== undefined && !table.needs.includes(above.parent);
}

/** Columns of parents that a table is yet to get, of which it has the like. */
export function sharedWithNewParents(object: InventoryObject, source: Side, target: Side): readonly ObjectId[] {
  const before = source.get(object.id);
  if (object.kind !== 'table' || before?.kind !== 'table') return [];
  const parents = object.is.inherits.filter(parent => !before.is.inherits.includes(parent));
  return parents
    .flatMap(parent => target.partsOf(`table ${parent}`))
    .filter(({ kind, address }) => kind === 'column' && source.get(`column ${object.address}.${address}`))
    .map(({ id }) => id);
}

/** Whether a new column has to be there before its table inherits from a parent that has it, too. */
export function isToBeShared(column: InventoryObject, source: Side, target: Side): boolean {
  if (column.kind !== 'column' || !column.is.local || !column.is.inherited || source.get(column.id)) return false;
  const [before, after] = [source, target].map(side => side.get(column.parent!));
  if (before?.kind !== 'table' || after?.kind !== 'table') return false;
  const joined = after.is.inherits.filter(parent => !before.is.inherits.includes(parent));
  return joined.some(parent => target.get(`column ${parent}.${column.address}`));
}

/** Whether the table of a column is to be of a type that it is not of yet: its columns have to be those of the type before. */
export function becomesTyped({ kind, parent }: InventoryObject, source: Side, target: Side): boolean {
  if (kind !== 'column') return false;
  const [before, after] = [source, target].map(side => side.get(parent!));
  if (before?.kind !== 'table' || after?.kind !== 'table') return false;
  return before.is.ofType === undefined && after.is.ofType !== undefined;
}
