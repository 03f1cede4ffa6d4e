/**
 * The order of a change: what must be gone before, what must be there before. Parts come and go with their parent where that is
 * possible; where such a bundle would have to wait for itself, its parts are taken out of it one after the other.
 */
import type { InventoryObject, ObjectId, ObjectOf } from '../inventory.js';
import type { Behaviour, Behaviours, DiffContext } from './behaviour.js';
import { bundleOf, bundlesOf } from './bundles.js';
import type { Changes } from './changes.js';
import { becomesTyped, giversOf, isLeft, isToBeShared, sharedWithNewParents } from './inheritanceOrder.js';
import { type Node, type NodeId, nodesOf, type Verb } from './nodes.js';
import { attachmentsOfTwins } from './twins.js';

/** One step of a change: an object, with the parts that come or go with it. */
export interface Step {
  readonly verb: Verb;
  readonly object: InventoryObject;
  /** Parts that are made, or go, with it. */
  readonly parts: readonly InventoryObject[];
}

/** Parts that are taken out of a bundle that waits for itself, the most harmless first. */
const separable = [
  'foreignKey',
  'sequenceOwner',
  'default',
  'rule',
  'trigger',
  'policy',
  'check',
  'constraint',
  'index',
  'column',
];

export interface Order {
  /** Each can be done when those before it are. Only some of them when others are stuck. */
  readonly steps: readonly Step[];
  /** One round of steps that wait for each other; empty: there is an order. */
  readonly stuck: readonly Node[];
}

/** Puts the steps of a change in order. */
export function orderSteps(changes: Changes, context: DiffContext, behaviours: Behaviours): Order {
  const nodes = nodesOf(changes, context, behaviours);
  const before = edgesOf(nodes, changes, context, behaviours);
  const bundled = bundlesOf(nodes, context, behaviours, changes.detoured);
  for (;;) {
    const sorted = sort(nodes, before, bundled);
    const out = partToTakeOut(sorted.stuck, nodes, bundled);
    if (out === undefined)
      return { steps: stepsOf(sorted.order, nodes, bundled), stuck: sorted.stuck.map(id => nodes.get(id)!) };
    bundled.delete(out);
  }
}

/** Node → the nodes that must come before it. */
function edgesOf(
  nodes: ReadonlyMap<NodeId, Node>,
  { swapped, dropped, altered }: Changes,
  { source, target }: DiffContext,
  behaviours: Behaviours,
): Map<NodeId, Set<NodeId>> {
  const before = new Map<NodeId, Set<NodeId>>([...nodes.keys()].map(id => [id, new Set()]));
  const first = (earlier: NodeId, later: NodeId) => {
    if (earlier !== later && nodes.has(earlier)) before.get(later)?.add(earlier);
  };
  // A partition that is detached or attached shares nothing with its parent meanwhile.
  const apartFrom = (child: InventoryObject, aboveId: ObjectId): string | undefined => {
    if (!isInheritable(child) || !isOfOther(child, aboveId)) return undefined;
    const partition = `partition ${child.is.table}`;
    return nodes.has(`drop ${partition}`) || nodes.has(`create ${partition}`) ? partition : undefined;
  };
  for (const { verb, object, id } of nodes.values()) {
    if (verb === 'drop') {
      for (const dependent of source.dependentsOf(object.id)) {
        if (apartFrom(dependent, object.id)) continue;
        const givers = giversOf(dependent, object, source, target);
        if (givers.length === 0) first(`drop ${dependent.id}`, id);
        for (const giver of givers) first(`drop ${giver}`, `drop ${dependent.id}`);
        // It stays and needs this no longer.
        first(`alter ${dependent.id}`, id);
        // The child leaves its parent before that loses what both have.
        if (dependent.kind === object.kind && isLeft(dependent, object, target)) first(`alter ${dependent.parent}`, id);
        // Of a type that is swapped, what is not converted makes room before the new one is made.
        if (swapped.has(object.id) && !swapped.has(dependent.id)) first(`drop ${dependent.id}`, `create ${object.id}`);
      }
      if (swapped.has(object.id)) first(`create ${object.id}`, id);
      else first(id, `create ${object.id}`);
      continue;
    }
    const later =
      verb === 'create' && (object.kind === 'index' || object.kind === 'constraint')
        ? attachmentsOfTwins(object, target)
        : [];
    for (const attachment of later) first(`create ${attachment}`, id);
    for (const need of object.needs) {
      const apart = apartFrom(object, need);
      if (apart) {
        first(`drop ${apart}`, id);
        continue;
      }
      if (need === object.parent && (becomesTyped(object, source, target) || isToBeShared(object, source, target))) {
        first(id, `alter ${need}`);
        continue;
      }
      const givers = verb === 'create' ? giversOf(object, target.get(need)!, target, source) : [];
      for (const giver of givers) first(id, `create ${giver}`);
      if (givers.length === 0) first(`create ${need}`, id);
      // A parent that changes with what its part becomes would wait for that part.
      if (!(verb === 'alter' && altered.has(need) && dropped.has(object.id))) first(`alter ${need}`, id);
    }
    // A table that is no longer of the type must not change with it.
    for (const table of verb === 'alter' && object.kind === 'composite' ? source.dependentsOf(object.id) : []) {
      if (table.kind === 'table' && !target.get(table.id)?.needs.includes(object.id)) first(`alter ${table.id}`, id);
    }
    // What the table has already becomes its parent's, too: the parent gets it before.
    for (const part of verb === 'alter' ? sharedWithNewParents(object, source, target) : [])
      first(`create ${part}`, id);
    for (const dependent of verb === 'alter' ? disturbed(object, altered, source) : []) {
      // The old one of a type that is swapped goes last.
      if (!swapped.has(dependent.id)) first(`drop ${dependent.id}`, id);
    }
  }
  // A name must be free before something else takes it.
  const lost = new Map<string, NodeId>();
  for (const { verb, object, id } of nodes.values()) {
    if (verb === 'create') continue;
    const from = source.get(object.id) ?? object;
    const kept = verb === 'alter' ? new Set(namesOf(behaviours, target.get(object.id)!)) : undefined;
    for (const name of namesOf(behaviours, from)) if (!kept?.has(name)) lost.set(name, id);
  }
  for (const { verb, object, id } of nodes.values()) {
    if (verb === 'drop') continue;
    for (const name of namesOf(behaviours, object)) {
      const loser = lost.get(name);
      if (loser !== undefined && loser !== `drop ${object.id}`) first(loser, id);
    }
  }
  return before;
}

/** Whether it is a column or a check of another table, from which the child inherits its own. */
function isOfOther({ kind, is: { table } }: Inheritable, aboveId: ObjectId): boolean {
  return aboveId.startsWith(`${kind} `) && !aboveId.startsWith(`${kind} ${table}${kind === 'column' ? '.' : ' '}`);
}

type Inheritable = ObjectOf<'column'> | ObjectOf<'constraint'>;

function isInheritable(object: InventoryObject): object is Inheritable {
  return object.kind === 'column' || (object.kind === 'constraint' && object.is.type === 'check');
}

/** What needs it, and what needs the columns of children that change with it. */
function disturbed(
  object: InventoryObject,
  altered: ReadonlyMap<ObjectId, unknown>,
  source: DiffContext['source'],
): readonly InventoryObject[] {
  return source.dependentsOf(object.id).flatMap(dependent => {
    const isChild = object.kind === 'column' && dependent.kind === 'column' && altered.has(dependent.id);
    return isChild ? [dependent, ...disturbed(dependent, altered, source)] : [dependent];
  });
}

function namesOf(behaviours: Behaviours, object: InventoryObject): readonly string[] {
  return (behaviours[object.kind] as Behaviour<typeof object.kind>).names?.(object as never) ?? [];
}

interface Sorted {
  readonly order: readonly NodeId[];
  /** Bundles that wait for each other. */
  readonly stuck: readonly NodeId[];
}

/** Kahn's algorithm; among what could come next, the lowest rank and then the id decide. */
function sort(
  nodes: ReadonlyMap<NodeId, Node>,
  before: ReadonlyMap<NodeId, ReadonlySet<NodeId>>,
  bundled: ReadonlyMap<NodeId, NodeId>,
): Sorted {
  const waits = new Map<NodeId, Set<NodeId>>();
  const after = new Map<NodeId, Set<NodeId>>();
  for (const id of nodes.keys()) if (!bundled.has(id)) waits.set(id, new Set());
  for (const [id, earlier] of before) {
    const bundle = bundleOf(id, bundled);
    for (const one of earlier) {
      const other = bundleOf(one, bundled);
      if (other === bundle) continue;
      waits.get(bundle)!.add(other);
      const later = after.get(other);
      if (later) later.add(bundle);
      else after.set(other, new Set([bundle]));
    }
  }
  const ready = [...waits].filter(([, others]) => others.size === 0).map(([id]) => nodes.get(id)!);
  const order: NodeId[] = [];
  ready.sort(laterFirst);
  for (let node = ready.pop(); node; node = ready.pop()) {
    order.push(node.id);
    waits.delete(node.id);
    for (const next of after.get(node.id) ?? []) {
      const others = waits.get(next)!;
      others.delete(node.id);
      if (others.size === 0) insert(ready, nodes.get(next)!);
    }
  }
  return { order, stuck: cycleOf(waits) };
}

/** One round of nodes that wait for each other; empty when none do. */
function cycleOf(waits: ReadonlyMap<NodeId, ReadonlySet<NodeId>>): readonly NodeId[] {
  const path: NodeId[] = [];
  const at = new Map<NodeId, number>();
  let [id] = waits.keys();
  while (id !== undefined && !at.has(id)) {
    at.set(id, path.length);
    path.push(id);
    // What a stuck node waits for is stuck.
    [id] = waits.get(id)!;
  }
  return id === undefined ? [] : path.slice(at.get(id));
}

function laterFirst(a: Node, b: Node): number {
  return b.rank - a.rank || (a.id < b.id ? 1 : -1);
}

function insert(ready: Node[], node: Node): void {
  let low = 0;
  let high = ready.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (laterFirst(ready[middle]!, node) < 0) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, node);
}

function partToTakeOut(
  stuck: readonly NodeId[],
  nodes: ReadonlyMap<NodeId, Node>,
  bundled: ReadonlyMap<NodeId, NodeId>,
): NodeId | undefined {
  const round = new Set(stuck);
  const candidates = [...bundled.keys()].filter(id => round.has(bundleOf(id, bundled)));
  const weight = (id: NodeId) => {
    const { object } = nodes.get(id)!;
    const named = object.kind === 'constraint' ? separable.indexOf(object.is.type) : separable.indexOf(object.kind);
    return named >= 0 ? named : object.kind === 'constraint' ? separable.indexOf('constraint') : separable.length;
  };
  candidates.sort((a, b) => weight(a) - weight(b) || (a < b ? -1 : 1));
  return candidates[0];
}

function stepsOf(
  order: readonly NodeId[],
  nodes: ReadonlyMap<NodeId, Node>,
  bundled: ReadonlyMap<NodeId, NodeId>,
): readonly Step[] {
  const parts = new Map<NodeId, InventoryObject[]>();
  for (const id of bundled.keys()) {
    const bundle = bundleOf(id, bundled);
    const list = parts.get(bundle) ?? [];
    list.push(nodes.get(id)!.object);
    parts.set(bundle, list);
  }
  return order.map(id => {
    const { verb, object } = nodes.get(id)!;
    return { verb, object, parts: parts.get(id) ?? [] };
  });
}
