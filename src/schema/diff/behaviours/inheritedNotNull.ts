/** What becomes of NOT NULL in partitions when the table that they are parts of comes to have it. */
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import type { DiffContext, Side } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { alterOnly, staysAttached } from './inheritance.js';

type Column = ObjectOf<'column'>;

/**
 * Since 18 NOT NULL has a name. Where a partition has its own, that of the parent comes over it, and it keeps a name that nothing can change
 * from then on: it goes first.
 */
export function ownNotNullsGone({ is: { table }, address }: Column, context: DiffContext): readonly Statement[] {
  if (context.version < 180000) return [];
  return context.source.dependentsOf(`table ${table}`).flatMap(partition => {
    if (partition.kind !== 'partition' || partition.is.of !== table) return [];
    const { child } = partition.is;
    const [old, now] = [context.source, context.target].map(side => columnOf(side.get(`column ${child}.${address}`)));
    if (!old || !now || !staysAttached(child, context)) return [];
    const goes = isToTakeName(old, now) && !keepsKey(old, context.source, context.target);
    const sql = `${alterOnly(old.is, context)} ALTER COLUMN ${address} DROP NOT NULL`;
    return [...ownNotNullsGone(old, context), ...(goes ? [{ sql }] : [])];
  });
}

/** Whether its own NOT NULL, or that of a parent, is to become one of a parent with another name. */
export function isToTakeName({ is: { notNull: old } }: Column, { is: { notNull: now } }: Column): boolean {
  return old !== undefined && now !== undefined && !now.local && old.name !== now.name;
}

/** Whether it is part of a primary key all the time, which wants NOT NULL. */
export function keepsKey({ id }: Column, source: Side, target: Side): boolean {
  return source
    .dependentsOf(id)
    .some(one => one.kind === 'constraint' && one.is.type === 'primaryKey' && target.get(one.id) !== undefined);
}

function columnOf(object: InventoryObject | undefined): Column | undefined {
  return object?.kind === 'column' ? object : undefined;
}
