/** Which objects of a database plans depend on: the tables, what they are made of, and what statements call by name. */
import type { Inventory, InventoryObject, Kind, ObjectId } from '../../schema/inventory.js';
import { nextToken } from '../../schema/reading/tokens.js';

/** Parts of a table that a plan sees. */
const parts: ReadonlySet<Kind> = new Set([
  'column',
  'constraint',
  'index',
  'statistics',
  'partition',
  'indexPartition',
]);
/** What statements may call, beside the tables of their plans. */
const called: ReadonlySet<Kind> = new Set(['view', 'function', 'foreignTable']);

/** @param tables ids of the tables that plans read. @param sqls the statements. */
export function objectsForPlans(inventory: Inventory, tables: readonly ObjectId[], sqls: readonly string[]): Inventory {
  const byId = new Map(inventory.objects.map(object => [object.id, object]));
  const partsOf = new Map<ObjectId, InventoryObject[]>();
  for (const object of inventory.objects) {
    if (object.parent === undefined || !parts.has(object.kind)) continue;
    partsOf.set(object.parent, [...(partsOf.get(object.parent) ?? []), object]);
  }
  const wanted = new Set(tables);
  const names = namesIn(sqls);
  const open: ObjectId[] = [
    ...tables,
    ...inventory.objects.filter(({ kind, name }) => called.has(kind) && names.has(name)).map(({ id }) => id),
  ];
  const kept = new Map<ObjectId, InventoryObject>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const object = byId.get(id);
    if (!object || kept.has(id)) continue;
    kept.set(id, object);
    open.push(...object.needs);
    for (const part of partsOf.get(id) ?? []) if (!isForeignKeyTo(part, wanted)) open.push(part.id);
    if (object.parent !== undefined) open.push(object.parent);
    if (object.kind === 'table') for (const child of partitionsOf(inventory, id)) open.push(child);
  }
  const objects = [...kept.values()].map(bare).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { version: inventory.version, objects, unmodelled: [] };
}

/** A key to a table that no plan reads would bring that one along, and others with it. */
function isForeignKeyTo(object: InventoryObject, wanted: ReadonlySet<ObjectId>): boolean {
  if (object.kind !== 'constraint' || object.is.type !== 'foreignKey') return false;
  return !wanted.has(`table ${object.is.references ?? ''}`);
}

function partitionsOf({ objects }: Inventory, id: ObjectId): readonly ObjectId[] {
  return objects.flatMap(object =>
    object.kind === 'partition' && `table ${object.is.of}` === id ? [object.id, `table ${object.is.child}`] : [],
  );
}

/** Owners, privileges and comments are nothing to a plan, and roles would have to be made for them. */
function bare(object: InventoryObject): InventoryObject {
  const { owner: _, grants: _grants, comment: _comment, ...rest } = object;
  return rest as InventoryObject;
}

function namesIn(sqls: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const sql of sqls) {
    for (let token = nextToken(sql, 0); token; token = nextToken(sql, token.end)) {
      const text = sql.slice(token.start, token.end);
      if (token.kind === 'word') names.add(text.toLowerCase());
      else if (token.kind === 'name') names.add(text.slice(1, -1).replaceAll('""', '"'));
    }
  }
  return names;
}
