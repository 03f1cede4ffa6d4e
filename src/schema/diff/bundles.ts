/** Which parts come and go with something else, so that nothing has to be said of them. */
import type { InventoryObject, ObjectId } from '../inventory.js';
import type { Behaviours, DiffContext } from './behaviour.js';
import type { Node, NodeId } from './nodes.js';

/** Part → the node that it comes or goes with. */
export function bundlesOf(
  nodes: ReadonlyMap<NodeId, Node>,
  context: DiffContext,
  behaviours: Behaviours,
  detoured: ReadonlySet<ObjectId>,
): Map<NodeId, NodeId> {
  const bundled = new Map<NodeId, NodeId>();
  for (const { verb, object, id } of nodes.values()) {
    if (verb === 'alter') continue;
    const parent = verb === 'drop' ? goesWith(object, nodes, context) : object.parent;
    // A column that becomes another type by way of text is always there.
    if (parent === undefined || detoured.has(parent) || !nodes.has(`${verb} ${parent}`)) continue;
    if (verb === 'create' && !isInlined(object, context, behaviours)) continue;
    bundled.set(id, `${verb} ${parent}`);
  }
  return bundled;
}

/** A sequence goes with the column that owns it, an index of a partition with the one that it is attached to. */
function goesWith(
  object: InventoryObject,
  nodes: ReadonlyMap<NodeId, Node>,
  { source }: DiffContext,
): ObjectId | undefined {
  if (object.kind === 'sequence') {
    const owner = source.partsOf(object.id).find(({ kind }) => kind === 'sequenceOwner');
    return owner?.kind === 'sequenceOwner' ? owner.is.columnId : undefined;
  }
  if ((object.kind !== 'index' && object.kind !== 'constraint') || nodes.has(`drop ${object.parent}`))
    return object.parent;
  const attached = source
    .dependentsOf(object.id)
    .find(({ kind, address }) => kind === 'indexPartition' && isOf(address, object));
  if (!attached || nodes.has(`drop ${attached.parent}`)) return object.parent;
  return attached.needs.find(need => need !== object.id && /^(?:index|constraint) /.test(need)) ?? object.parent;
}

/** Whether the index of that address is it, or its. */
function isOf(address: string, index: InventoryObject): boolean {
  return index.kind === 'index' ? address === index.address : address.endsWith(`.${index.address}`);
}

/** Whether all above it are made with their parents, and each of these says that it can be. */
function isInlined(object: InventoryObject, context: DiffContext, behaviours: Behaviours): boolean {
  for (let id = object.parent; id !== undefined; ) {
    const above = context.target.get(id);
    if (!above) return false;
    if (behaviours[above.kind].inlines?.(object, context)) return true;
    id = above.parent;
  }
  return false;
}

/** The outermost node that it comes or goes with. */
export function bundleOf(id: NodeId, bundled: ReadonlyMap<NodeId, NodeId>): NodeId {
  let outermost = id;
  for (let next = bundled.get(id); next !== undefined; next = bundled.get(next)) outermost = next;
  return outermost;
}
