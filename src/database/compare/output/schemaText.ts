/** A schema as SQL for people who look at two of them side by side. */
import { behaviours } from '../../../schema/diff/behaviours/behaviours.js';
import { compareInventories, type PlannedStep } from '../../../schema/diff/compareInventories.js';
import type { Inventory, InventoryObject, Kind, ObjectId } from '../../../schema/inventory.js';
import { terminated } from '../../../schema/migration/files/segmentText.js';
import { Problem } from '../../../text/problem.js';

/** Kinds in the order in which people look for them; the rest comes last. Of a table's parts in that of pg_dump. */
const kinds: readonly Kind[] = [
  ...(['schema', 'extension', 'enum', 'domain', 'composite', 'range', 'sequence'] as const),
  ...(['table', 'foreignTable', 'partition', 'column', 'default', 'sequenceOwner', 'constraint'] as const),
  ...([
    'index',
    'statistics',
    'trigger',
    'rule',
    'policy',
    'view',
    'materializedView',
    'function',
    'procedure',
  ] as const),
];

/**
 * Sorted by what things are and what they are called, so that only what differs differs: it is to be read, and does not run in this order.
 * @returns undefined when there is no order in which all of it can be made.
 */
export function schemaText(inventory: Inventory): string | undefined {
  const steps = stepsOf(inventory);
  if (!steps) return undefined;
  const objects = new Map(inventory.objects.map(object => [object.id, object] as const));
  const blocks = new Map<ObjectId, { readonly top: InventoryObject; readonly steps: PlannedStep[] }>();
  for (const step of steps) {
    const top = topOf(step.object, objects);
    const block = blocks.get(top.id) ?? { top, steps: [] };
    blocks.set(top.id, block);
    block.steps.push(step);
  }
  const inOrder = [...blocks.values()].sort((a, b) => compare(a.top, b.top));
  const texts = inOrder.map(block => {
    const parts = block.steps.sort((a, b) => compare(a.object, b.object));
    return parts.flatMap(({ statements }) =>
      statements
        .map(({ sql }) => sql)
        .filter(isShown)
        .map(terminated),
    );
  });
  return texts
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n');
}

function stepsOf(inventory: Inventory): readonly PlannedStep[] | undefined {
  try {
    return compareInventories({ ...inventory, objects: [], unmodelled: [] }, inventory, behaviours);
  } catch (error) {
    // The comparison itself has found a way; that from nothing is another one.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Every database has it. */
const ofEachDatabase: readonly string[] = [
  'CREATE SCHEMA public',
  "COMMENT ON SCHEMA public IS 'standard public schema'",
];

function isShown(sql: string): boolean {
  return !ofEachDatabase.includes(sql);
}

/** What a part is shown with. */
function topOf(object: InventoryObject, objects: ReadonlyMap<ObjectId, InventoryObject>): InventoryObject {
  const id = object.parent ?? ('table' in object.is ? `table ${object.is.table}` : undefined);
  const above = id === undefined ? undefined : objects.get(id);
  return above && above.kind !== 'schema' ? topOf(above, objects) : object;
}

function compare(one: InventoryObject, other: InventoryObject): number {
  return rank(one) - rank(other) || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function rank({ kind }: InventoryObject): number {
  const at = kinds.indexOf(kind);
  return at < 0 ? kinds.length : at;
}
