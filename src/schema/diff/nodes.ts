/** What is done to which objects: the nodes of the order. */
import type { InventoryObject } from '../inventory.js';
import type { Behaviours, DiffContext } from './behaviour.js';
import type { Changes } from './changes.js';
import { evaluatorsOf } from './evaluators.js';

export type Verb = 'drop' | 'create' | 'alter';

/** `drop table public.users` */
export type NodeId = string;

export interface Node {
  readonly id: NodeId;
  readonly verb: Verb;
  readonly object: InventoryObject;
  readonly rank: number;
}

/** Added to the rank: behind all others but default privileges. */
const evaluatorsRank = 1000;

/** A node for each object that goes, comes or changes. */
export function nodesOf(
  { dropped, created, altered }: Changes,
  context: DiffContext,
  behaviours: Behaviours,
): Map<NodeId, Node> {
  const nodes = new Map<NodeId, Node>();
  const runsRoutines = evaluatorsOf(context.target);
  const add = (verb: Verb, object: InventoryObject) => {
    const rank = behaviours[object.kind].rank + (verb !== 'drop' && runsRoutines(object) ? evaluatorsRank : 0);
    // What is dropped goes in the opposite order.
    nodes.set(`${verb} ${object.id}`, {
      id: `${verb} ${object.id}`,
      verb,
      object,
      rank: verb === 'drop' ? -rank : rank,
    });
  };
  for (const id of dropped) add('drop', context.source.get(id)!);
  for (const id of created) add('create', context.target.get(id)!);
  for (const id of altered.keys()) add('alter', context.target.get(id)!);
  return nodes;
}
