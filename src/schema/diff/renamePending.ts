import type { Inventory } from '../inventory.js';
import { type Asked, isNamed, readAsked } from './renameAsked.js';
import { membersOf } from './renameMembers.js';
import { addressOf, type TypedName } from './renameNames.js';

/**
 * Of the renames that comments of a script ask for (renameComments), those that are still to be made in the source: the comment stays
 * in the script, and where nothing has the old name, or something else has the new one, it speaks of what was done before.
 */
export function pendingRenames(asked: readonly string[], source: Inventory): readonly string[] {
  const all = asked.map(readAsked);
  const members = membersOf(source);
  const oldNames = new Map(all.map(one => [addressText(newName(one)), one.old]));
  const isThere = (name: TypedName) => members.some(member => isNamed(name, member));
  // The comments of parts name what they are in by its new name.
  const before = (name: TypedName): TypedName => {
    const above = oldNames.get(addressText({ parts: name.parts.slice(0, -1) }));
    return above ? { ...name, parts: [...above.parts, ...name.parts.slice(-1)] } : name;
  };
  const isHere = (name: TypedName) => isThere(name) || isThere(before(name));
  const freed = new Set(all.filter(({ old }) => isHere(old)).map(({ old }) => addressText(old)));
  return all
    .filter(one => isHere(one.old) && (!isHere(newName(one)) || freed.has(addressText(newName(one)))))
    .map(({ text }) => text);
}

/** With what it is in. */
function newName({ old, new: now }: Asked): TypedName {
  return now.parts.length > 1 ? now : { parts: [...old.parts.slice(0, -1), ...now.parts] };
}

function addressText({ parts }: TypedName): string {
  return addressOf(parts.map(({ text }) => text));
}
