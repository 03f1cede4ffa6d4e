import type { ObjectId, ObjectOf } from '../inventory.js';
import type { Side } from './behaviour.js';

type Index = ObjectOf<'index'>;

/**
 * When a table becomes a partition, the server attaches to each index of the parent the first index that is like it. One that is not to be
 * attached has to be made after its like was: these are the attachments that it waits for.
 */
export function attachmentsOfTwins(index: Index, side: Side): readonly ObjectId[] {
  const { parent, address, is } = index;
  if (!side.get(`partition ${is.table}`) || side.get(`indexPartition ${address}`)) return [];
  return side.partsOf(parent!).flatMap(other => {
    const attachment: ObjectId = `indexPartition ${other.address}`;
    return other.kind === 'index' && keyOf(other) === keyOf(index) && side.get(attachment) ? [attachment] : [];
  });
}

/** `USING btree (a, b) WHERE …` */
function keyOf({ is: { create } }: Index): string {
  return create.slice(create.indexOf(' USING '));
}
