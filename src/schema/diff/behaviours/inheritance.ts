import type { InventoryObject, ObjectOf } from '../../inventory.js';
import type { DiffContext, Side } from '../behaviour.js';

/** A part of a table that its parents can give it. */
type Inheritable = ObjectOf<'column'> | ObjectOf<'constraint'>;

/**
 * Whether a new part comes by the statement that makes the same part of a parent. A partition is made as a table of its own and then
 * attached, so what is made before has to be said.
 */
export function comesFromParent(part: Inheritable, context: DiffContext): boolean {
  if (!isInherited(part)) return false;
  const { is } = part;
  return context.target.get(`partition ${is.table}`) === undefined || staysAttached(is.table, context);
}

/** Whether an old part goes by the statement that drops the same part of a parent. */
export function goesWithParent(part: Inheritable, context: DiffContext): boolean {
  if (!isInherited(part)) return false;
  const { is } = part;
  return context.source.get(`partition ${is.table}`) === undefined || staysAttached(is.table, context);
}

/** Whether a column that the table declares, too, goes when it leaves a parent that has it: not before, the server says. */
export function goesAsTableLeaves({ id, parent, address, is }: ObjectOf<'column'>, { source, target }: Sides): boolean {
  if (!is.local || !is.inherited || target.get(id) || target.get(parent!)?.kind !== 'table') return false;
  const kept = parentsOf(is.table, target);
  return parentsOf(is.table, source).some(above => !kept.includes(above) && source.get(`column ${above}.${address}`));
}

/** Whether what is done to the column of a parent is done to this one of a child, too. */
export function followsParent(from: ObjectOf<'column'>, to: ObjectOf<'column'>, context: Sides): boolean {
  const { source, target } = context;
  const { table } = to.is;
  if (!to.is.inherited) return false;
  if (source.get(`partition ${table}`) || target.get(`partition ${table}`)) return staysAttached(table, context);
  if (from.is.inherited) return true;
  // It begins to inherit before its parent changes.
  return parentsOf(table, target).some(parent => {
    const [old, now] = [source.get(`column ${parent}.${to.address}`), target.get(`column ${parent}.${to.address}`)];
    return (
      old?.kind === 'column' && now?.kind === 'column' && old.is.type === from.is.type && now.is.type === to.is.type
    );
  });
}

/** Whether the conversion of a parent's column converts this one of a child, too. */
export function isTakenAlong({ is: { inherited, table } }: ObjectOf<'column'>, context: Sides): boolean {
  if (!inherited) return false;
  const { source, target } = context;
  return !(source.get(`partition ${table}`) ?? target.get(`partition ${table}`)) || staysAttached(table, context);
}

type Sides = Pick<DiffContext, 'source' | 'target' | 'remade'>;

/** Whether a table is a partition all the time. */
export function staysAttached(table: string, { source, target, remade }: Sides): boolean {
  const [before, after] = [source.get(`partition ${table}`), target.get(`partition ${table}`)];
  if (before?.kind !== 'partition' || after?.kind !== 'partition') return false;
  if (before.is.of !== after.is.of || before.is.bound !== after.is.bound) return false;
  if (before.parent !== after.parent || [after.parent!, `table ${after.is.of}` as const].some(id => remade?.has(id)))
    return false;
  return partitionBy(source, before.is.of) === partitionBy(target, after.is.of);
}

/** Keys of partitions are made for themselves and attached. */
function isInherited(part: Inheritable): boolean {
  return !part.is.local && (part.kind === 'column' || part.is.type === 'check');
}

function partitionBy(side: Side, address: string): string | undefined {
  const table = side.get(`table ${address}`);
  return table?.kind === 'table' ? table.is.partitionBy : undefined;
}

/** `ALTER TABLE`, with ONLY where it would reach children, too; `ALTER FOREIGN TABLE`. */
export function alterOnly({ table, foreign }: { table: string; foreign?: boolean }, context: DiffContext): string {
  if (foreign) return `ALTER FOREIGN TABLE ${table}`;
  return `ALTER TABLE ${hasChildren(table, context) ? 'ONLY ' : ''}${table}`;
}

/** As alterOnly, and children are changed, too. */
export function alterAll({ table, foreign }: { table: string; foreign?: boolean }): string {
  return `ALTER ${foreign ? 'FOREIGN ' : ''}TABLE ${table}`;
}

/** Whether other tables inherit from it, or are its partitions: before or after. */
export function hasChildren(table: string, { source, target }: DiffContext): boolean {
  const isChild = (object: InventoryObject) =>
    (object.kind === 'partition' && object.is.of === table) ||
    ((object.kind === 'table' || object.kind === 'foreignTable') && object.is.inherits.includes(table));
  return [source, target].some(side => side.dependentsOf(`table ${table}`).some(isChild));
}

/** Parents that are not partitioned, of a table or foreign table. */
export function parentsOf(table: string, side: Side): readonly string[] {
  const object = side.get(`table ${table}`) ?? side.get(`foreignTable ${table}`);
  return object?.kind === 'table' || object?.kind === 'foreignTable' ? object.is.inherits : [];
}
