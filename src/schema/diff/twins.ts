import type { ObjectId, ObjectOf } from '../inventory.js';
import { quoteName } from '../print.js';
import type { Side } from './behaviour.js';

type Index = ObjectOf<'index'> | ObjectOf<'constraint'>;

/**
 * When a table becomes a partition, the server attaches to each index of the parent the first index that is like it. One that is not to be
 * attached has to be made after its like was: these are the attachments that it waits for.
 */
export function attachmentsOfTwins(index: Index, side: Side): readonly ObjectId[] {
  const { parent, is } = index;
  if (!side.get(`partition ${is.table}`) || side.get(attachmentOf(index))) return [];
  return side.partsOf(parent!).flatMap(other => {
    if (other.kind !== index.kind || keyOf(other) !== keyOf(index)) return [];
    return side.get(attachmentOf(other)) ? [attachmentOf(other)] : [];
  });
}

function attachmentOf(index: Index): ObjectId {
  if (index.kind === 'index') return `indexPartition ${index.address}`;
  return `indexPartition ${quoteName(index.schema!)}.${index.address}`;
}

/** `USING btree (a, b) WHERE …`; of a key that some servers attach in the place of another, `(a, b)`. */
function keyOf(index: Index): string {
  if (index.kind === 'index') return index.is.create.slice(index.is.create.indexOf(' USING '));
  const { type, definition } = index.is;
  return type === 'primaryKey' || type === 'unique' ? definition.slice(definition.indexOf('(')) : index.id;
}
