import type { Inventory, InventoryObject, ObjectId } from '../../schema/inventory.js';
import type { Session } from '../session.js';
import type { Found, Place } from './reader.js';
import { readers } from './readers.js';
import { readUnmodelled } from './unmodelled.js';

/**
 * Reads what the database is made of. Reads only; inside a transaction when one is open.
 * @throws DatabaseError when the server refuses to tell.
 */
export async function readInventory(session: Session): Promise<Inventory> {
  const [before] = await session.query<{ path: string }>(`select current_setting('search_path') as path`);
  await session.query(`select set_config('search_path', '', false)`);
  try {
    const found: Found[] = [];
    for (const read of readers) found.push(...(await read(session)));
    const objects = withNeeds(found, await dependencies(session));
    return { version: session.version, objects, unmodelled: await readUnmodelled(session) };
  } finally {
    await session.query(`select set_config('search_path', $1, false)`, [before!.path]);
  }
}

interface Dependency {
  readonly dependent: Place;
  readonly on: Place;
}

/**
 * pg_depend, without what the system itself needs. `x` and `e` are of extensions; `P` and `S` double what `a`, `n` and `i` say. That a
 * sequence needs the column that owns it, and a partition the table that it is attached to, are objects of their own.
 */
async function dependencies(session: Session): Promise<readonly Dependency[]> {
  return session.query<Dependency>(
    `select distinct format('%s/%s/%s', classid, objid, objsubid) as dependent, format('%s/%s/%s', refclassid, refobjid, refobjsubid) as on
    from pg_catalog.pg_depend where deptype in ('n', 'a', 'i', 'I', 'S') and objid >= 16384
      and not (classid = 'pg_catalog.pg_class'::regclass and refclassid = classid and (
        deptype = 'a' and refobjsubid > 0 and exists (select 1 from pg_catalog.pg_class c where c.oid = objid and c.relkind = 'S')
        or exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_inherits h on h.inhrelid = c.oid
          where c.oid = objid and c.relispartition and h.inhparent = refobjid)))`,
  );
}

function withNeeds(found: readonly Found[], all: readonly Dependency[]): readonly InventoryObject[] {
  const idAt = new Map<Place, ObjectId>();
  for (const { object, places } of found) for (const place of places) idAt.set(place, object.id);
  const needs = new Map<ObjectId, Set<ObjectId>>(found.map(({ object }) => [object.id, new Set()]));
  const isPartOf = new Map(found.map(({ object }) => [object.id, object.parent]));
  const add = (id: ObjectId, on: ObjectId | undefined) => {
    if (on === undefined || on === id) return;
    // That a parent needs its part is the server's way to tie the two (a sequence and its column); the part needs the parent.
    for (let above = isPartOf.get(on); above !== undefined; above = isPartOf.get(above)) if (above === id) return;
    needs.get(id)!.add(on);
  };
  for (const { dependent, on } of all) {
    const id = idAt.get(dependent) ?? idAt.get(wholeOf(dependent));
    if (id !== undefined) add(id, idAt.get(on) ?? idAt.get(wholeOf(on)));
  }
  for (const { object, alsoNeeds = [] } of found) {
    if (object.parent !== undefined && needs.has(object.parent)) add(object.id, object.parent);
    for (const place of alsoNeeds) add(object.id, idAt.get(place));
  }
  return found
    .map(({ object }) => ({ ...object, needs: [...needs.get(object.id)!].sort() }) as InventoryObject)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A column of what has no columns of its own in the inventory: that of a view is the view. */
function wholeOf(place: Place): Place {
  return place.replace(/-?\d+$/, '0');
}
