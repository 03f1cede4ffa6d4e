import type { Inventory, InventoryObject } from '../inventory.js';
import type { Behaviour, Behaviours, DiffContext } from './behaviour.js';
import { changesOf } from './changes.js';
import { metaStatements } from './meta.js';
import type { Verb } from './nodes.js';
import { orderSteps, type Step } from './order.js';
import { sideOf } from './side.js';
import type { Statement } from './statement.js';

/** One step of the way from one database to another, with the statements that do it. */
export interface PlannedStep {
  readonly verb: Verb;
  readonly object: InventoryObject;
  readonly statements: readonly Statement[];
}

/**
 * The way from one database to another, in an order in which it can be gone. Empty: they are equal.
 * @throws Problem when there is no such order.
 */
export function compareInventories(from: Inventory, to: Inventory, behaviours: Behaviours): readonly PlannedStep[] {
  const context: DiffContext = { source: sideOf(from), target: sideOf(to), version: from.version };
  const changes = changesOf(context, behaviours);
  return orderSteps(changes, context, behaviours)
    .map(step => ({
      verb: step.verb,
      object: step.object,
      statements: statementsOf(step, changes, context, behaviours),
    }))
    .filter(({ statements }) => statements.length > 0);
}

function statementsOf(
  { verb, object, parts }: Step,
  { swapped, altered }: ReturnType<typeof changesOf>,
  context: DiffContext,
  behaviours: Behaviours,
): readonly Statement[] {
  const behaviour = behaviours[object.kind] as Behaviour<typeof object.kind>;
  if (verb === 'alter') return altered.get(object.id)!;
  if (verb === 'drop') {
    const gone = swapped.has(object.id) ? renamedAway(object) : object;
    return behaviour.drop(gone as never, context);
  }
  const made = [object, ...parts].flatMap(one =>
    metaStatements(behaviours[one.kind] as Behaviour<never>, undefined, one, context),
  );
  const create = [...behaviour.create(object as never, context, parts), ...made];
  if (!swapped.has(object.id)) return create;
  const old = context.source.get(object.id)!;
  const rename = (behaviours[old.kind] as Behaviour<typeof old.kind>).rename!(old as never, renamedAway(old) as never);
  return [...rename, ...create];
}

/** The name that an old type has while the new one takes its place. */
function renamedAway(object: InventoryObject): InventoryObject {
  const name = `${object.name.slice(0, 54)}__before`;
  const address = object.address.replace(/(?:"(?:[^"]|"")*"|[^."]*)$/, `"${name.replaceAll('"', '""')}"`);
  return { ...object, name, address };
}
