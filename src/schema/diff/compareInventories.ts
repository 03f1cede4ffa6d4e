import { Problem } from '../../text/problem.js';
import type { Inventory, InventoryObject, ObjectId } from '../inventory.js';
import type { Behaviour, Behaviours, DiffContext } from './behaviour.js';
import { type Changes, changesOf } from './changes.js';
import { becomeText, becomeTyped } from './detour.js';
import { metaStatements } from './meta.js';
import { withMoves } from './moves.js';
import type { Node, Verb } from './nodes.js';
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
  const anew = new Set<ObjectId>();
  const remade = new Set<ObjectId>();
  const context: DiffContext = { source: sideOf(from), target: sideOf(to), version: from.version, remade };
  for (;;) {
    const changes = changesOf(context, behaviours, anew);
    // What becomes of a partition depends on whether it, or what it is part of, is made anew.
    const found = remadeTables(changes).filter(id => !remade.has(id));
    if (found.length > 0) {
      for (const id of found) remade.add(id);
      continue;
    }
    const { steps, stuck } = orderSteps(changes, context, behaviours);
    if (stuck.length === 0) {
      const planned = steps.map(step => ({
        verb: step.verb,
        object: step.object,
        statements: statementsOf(step, changes, context, behaviours),
      }));
      return withMoves(planned, changes, context).filter(({ statements }) => statements.length > 0);
    }
    const inTheWay = stuck.find(({ verb, object }) => verb === 'alter' && holdsNoData.has(object.kind));
    if (!inTheWay) throw cannotBeOrdered(stuck);
    anew.add(inTheWay.object.id);
  }
}

function remadeTables({ dropped, created }: Changes): readonly ObjectId[] {
  return [...created].filter(id => dropped.has(id) && /^(?:table|foreignTable) /.test(id));
}

/** What can be dropped and made again instead of altered, when its alteration would have to wait for itself. */
const holdsNoData = new Set<InventoryObject['kind']>([
  'view',
  'rule',
  'trigger',
  'policy',
  'function',
  'procedure',
  'default',
  'publication',
]);

function cannotBeOrdered(stuck: readonly Node[]): Problem {
  const names = stuck.map(({ verb, object }) => `${verb} ${object.id}`);
  return new Problem(
    `These changes wait for each other: ${names.join('; ')}. Make them in two steps: compare with a schema that has only some of them first.`,
  );
}

function statementsOf(
  { verb, object, parts }: Step,
  { swapped, detoured, altered }: ReturnType<typeof changesOf>,
  context: DiffContext,
  behaviours: Behaviours,
): readonly Statement[] {
  const behaviour = behaviours[object.kind] as Behaviour<typeof object.kind>;
  if (verb === 'alter') return altered.get(object.id)!;
  if (detoured.has(object.id)) return verb === 'drop' ? becomeText(object, context) : becomeTyped(object, context);
  if (verb === 'drop') {
    const gone = swapped.has(object.id) ? renamedAway(object) : object;
    return behaviour.drop(gone as never, context);
  }
  const old = swapped.has(object.id) ? context.source.get(object.id)! : undefined;
  const aside = old && renamedAway(old);
  const fitted = aside && behaviour.fit?.(aside as never, object as never);
  const meta = [object, ...parts].flatMap(one =>
    metaStatements(behaviours[one.kind] as Behaviour<never>, undefined, one, context),
  );
  const create = [...behaviour.create((fitted?.made ?? object) as never, context, parts), ...meta];
  if (!old) return create;
  const rename = (behaviours[old.kind] as Behaviour<typeof old.kind>).rename!(old as never, aside as never);
  return [...rename, ...(fitted?.statements ?? []), ...create];
}

/** The name that an old type has while the new one takes its place. */
function renamedAway(object: InventoryObject): InventoryObject {
  const name = `${object.name.slice(0, 54)}__before`;
  const address = object.address.replace(/(?:"(?:[^"]|"")*"|[^."]*)$/, `"${name.replaceAll('"', '""')}"`);
  return { ...object, name, address };
}
