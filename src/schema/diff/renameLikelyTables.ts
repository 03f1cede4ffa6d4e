import type { ObjectOf } from '../inventory.js';
import type { Side } from './behaviour.js';
import type { Member } from './renameMembers.js';
import { likeness } from './renameNear.js';
import type { Pair, Search } from './renamePairs.js';
import { placeAfter } from './renamePaths.js';
import { typeAfter } from './renameTypes.js';

/** Of the columns, this part has to be alike. */
const least = 0.6;

/** Tables of one schema most of whose columns have the same names and types. */
export function tablePairs(old: readonly Member[], now: readonly Member[], search: Search): readonly Pair[] {
  const { source, target, names } = search;
  const columns = new Map(now.map(other => [other, columnsOf(other, target)]));
  return old.flatMap(member => {
    const own = columnsOf(member, source);
    const [schema] = placeAfter(member, names).path;
    const types = new Map(own.map(({ name, is }) => [name, typeAfter(is.type, names)]));
    return now.flatMap(other => {
      if (other.path[0] !== schema) return [];
      const others = columns.get(other)!;
      const same = others.filter(({ name, is }) => types.get(name) === is.type).length;
      const named = others.filter(({ name }) => types.has(name)).length;
      const all = Math.max(own.length, others.length);
      const share = (same + named) / (2 * Math.max(1, all));
      if (all === 0 || share < least) return [];
      const near = likeness(member.path[1]!, other.path[1]!);
      // That both have an id says nothing.
      if (same < 2 && near < 0.4) return [];
      const reason = `${same} of ${all} columns have the same names and types`;
      return [{ old: member, new: other, score: share + near / 4, isCertain: false, reason }];
    });
  });
}

function columnsOf({ object }: Member, side: Side): readonly ObjectOf<'column'>[] {
  return side.partsOf(object.id).filter(part => part.kind === 'column');
}
