/** Differences for which the server has no statement. */
import { isDeepStrictEqual } from 'node:util';
import type { Inventory, InventoryObject, ObjectOf } from '../inventory.js';
import type { Side } from './behaviour.js';
import { parentsOf } from './behaviours/inheritance.js';
import { isToTakeName, keepsKey } from './behaviours/inheritedNotNull.js';
import { sideOf } from './side.js';

type Inheritable = ObjectOf<'column'> | ObjectOf<'constraint'>;

/**
 * What stays different when everything else is as it should be: inherited parts that the child declares itself on one side only (which
 * decides what becomes of the part when the parent loses its own), the name of a NOT NULL that a partition has from its parent, and the
 * order of the attributes of a composite type.
 *
 * @returns `declaration of the inherited column public.child.a`, sorted.
 */
export function unreachableDifferences(source: Inventory, target: Inventory): readonly string[] {
  const [from, to] = [sideOf(source), sideOf(target)];
  return target.objects
    .flatMap(after => {
      const before = from.get(after.id);
      if (after.kind === 'composite')
        return isInOtherOrder(before, after) ? [`order of the attributes of ${after.address}`] : [];
      if (!isInheritable(after) || !after.is.inherited || !from.get(after.parent!)) return [];
      const { table } = after.is;
      const [attached, stays] = [from.get(`partition ${table}`), to.get(`partition ${table}`)];
      if (attached && stays && isDeepStrictEqual(attached.is, stays.is)) return notNullNames(before, after, from, to);
      if (attached || stays) return [];
      return declarations(before, after, from, to);
    })
    .sort();
}

function declarations(
  before: InventoryObject | undefined,
  after: Inheritable,
  from: Side,
  to: Side,
): readonly string[] {
  const { table, local } = after.is;
  if (after.kind === 'constraint') {
    const isKept = before?.kind === 'constraint' && before.is.local && !local;
    return isKept ? [`declaration of the inherited constraint ${after.address} on ${table}`] : [];
  }
  const name = `${table}.${after.address}`;
  if (before?.kind !== 'column') return local || !isFromNewParent(after, from, to) ? [] : [declarationOf(name)];
  const [old, now] = [before.is.notNull, after.is.notNull];
  return [
    ...(before.is.local === local ? [] : [declarationOf(name)]),
    ...(old?.local && now?.local === false ? [`declaration of the inherited NOT NULL of ${name}`] : []),
  ];
}

/** What a partition has from its parent can be renamed in neither of them, so it keeps the name with which it was attached. */
function notNullNames(
  before: InventoryObject | undefined,
  after: Inheritable,
  from: Side,
  to: Side,
): readonly string[] {
  if (before?.kind !== 'column' || after.kind !== 'column' || !isToTakeName(before, after)) return [];
  if (before.is.notNull?.local && !keepsKey(before, from, to)) return [];
  return [`name of the inherited NOT NULL of ${after.is.table}.${after.address}`];
}

function declarationOf(column: string): string {
  return `declaration of the inherited column ${column}`;
}

/** Whether the table has to have the column before it can inherit from the one that gives it. */
function isFromNewParent({ is: { table }, address }: ObjectOf<'column'>, from: Side, to: Side): boolean {
  const had = parentsOf(table, from);
  const givers = parentsOf(table, to).filter(parent => to.get(`column ${parent}.${address}`));
  return givers.every(giver => !had.includes(giver));
}

/** New attributes are added at the end. */
function isInOtherOrder(before: InventoryObject | undefined, after: ObjectOf<'composite'>): boolean {
  if (before?.kind !== 'composite') return false;
  const wanted = after.is.attributes.map(({ name }) => name);
  const kept = before.is.attributes.map(({ name }) => name).filter(name => wanted.includes(name));
  const reached = [...kept, ...wanted.filter(name => !kept.includes(name))];
  return reached.some((name, at) => name !== wanted[at]);
}

function isInheritable(object: InventoryObject): object is Inheritable {
  return object.kind === 'column' || (object.kind === 'constraint' && object.is.type === 'check');
}
