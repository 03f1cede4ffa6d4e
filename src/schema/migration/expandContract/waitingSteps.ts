import type { Behaviour, DiffContext } from '../../diff/behaviour.js';
import { behaviours } from '../../diff/behaviours/behaviours.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { InventoryObject, ObjectId } from '../../inventory.js';
import type { StagedRenames } from './stagedRenames.js';

export interface WaitingSteps {
  /** Whether a step can only come after one that is left for the last stage. */
  isWaiting(step: PlannedStep): boolean;
  /** Whether what it is about is another thing, or has another name, until then. */
  needsLate(step: PlannedStep): boolean;
  /** Leaves a step for the last stage. */
  add(step: PlannedStep): void;
}

export function waitingSteps(
  { waiting, shown }: Pick<StagedRenames, 'waiting' | 'shown'>,
  steps: readonly PlannedStep[],
  { source, target }: DiffContext,
): WaitingSteps {
  /** Not what it will be, or not there, until then. */
  const late = new Set<ObjectId>(waiting);
  /** There until then. */
  const dropped = new Set<ObjectId>();
  /** Names that are free only then. */
  const names = new Set<string>();
  const parents = changingParents(steps, source);

  const isLate = (id: ObjectId | undefined): boolean =>
    id !== undefined && (late.has(id) || isLate(target.get(id)?.parent));
  /** With those of parts that are made with it. */
  const needsOf = (id: ObjectId): readonly ObjectId[] => [
    id,
    ...(target.get(id)?.needs ?? []),
    ...target.partsOf(id).flatMap(part => part.needs),
  ];
  const needsLate = ({ verb, object }: PlannedStep): boolean =>
    isLate(object.id) ||
    object.needs.some(isLate) ||
    (verb === 'create' ? needsOf(object.id) : (target.get(object.id)?.needs ?? [])).some(isLate);

  return {
    needsLate,
    isWaiting: step => {
      const { verb, object } = step;
      const isNeeded = source
        .dependentsOf(object.id)
        .some(({ id }) => dropped.has(id) || (verb === 'drop' && late.has(id)));
      // What needs it goes in the last stage.
      if (verb === 'drop') return late.has(object.id) || isNeeded;
      if (needsLate(step) || namesOf(object).some(name => names.has(name))) return true;
      if (object.parent !== undefined && parents.has(object.parent)) return true;
      if (verb === 'alter' && object.kind === 'column' && shown.has(object.parent ?? '')) return true;
      return dropped.has(object.id) || (verb === 'alter' && isNeeded);
    },
    add: ({ verb, object }) => {
      if (verb !== 'create') for (const name of namesOf(source.get(object.id))) names.add(name);
      if (verb === 'drop') dropped.add(object.id);
      else if (verb === 'create' || object.kind === 'column') late.add(object.id);
    },
  };
}

/** Parents that some table leaves: until it has, what comes to them comes to it. */
function changingParents(steps: readonly PlannedStep[], source: DiffContext['source']): ReadonlySet<ObjectId> {
  const parents = new Set<ObjectId>();
  for (const { verb, object } of steps) {
    const before = source.get(object.id);
    if (verb !== 'alter' || object.kind !== 'table' || before?.kind !== 'table') continue;
    for (const parent of before.is.inherits) if (!object.is.inherits.includes(parent)) parents.add(`table ${parent}`);
  }
  return parents;
}

const routines: ReadonlySet<InventoryObject['kind']> = new Set(['function', 'procedure', 'aggregate']);

/** What cannot be there twice. */
function namesOf(object: InventoryObject | undefined): readonly string[] {
  if (!object) return [];
  const own = (behaviours[object.kind] as Behaviour<typeof object.kind>).names?.(object as never) ?? [];
  return routines.has(object.kind) ? [...own, `routine ${object.address}`] : own;
}
