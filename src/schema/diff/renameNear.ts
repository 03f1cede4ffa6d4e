import type { Member } from './renameMembers.js';

const most = 5;

/** ` Near: public.users, public.user_roles.`: what there is instead of a name, the nearest first; empty when nothing is near. */
export function nearNames(typed: string, members: readonly Member[]): string {
  const wanted = lastOf(typed);
  const near = members
    .map(member => ({ member, likeness: likeness(wanted, member.path.at(-1)!) }))
    .filter(one => one.likeness >= 0.4)
    .sort((a, b) => b.likeness - a.likeness || (a.member.address < b.member.address ? -1 : 1));
  const names = [...new Set(near.map(({ member }) => member.address))].slice(0, most);
  return names.length === 0 ? '' : ` Near: ${names.join(', ')}.`;
}

function lastOf(typed: string): string {
  return typed.split('.').at(-1) ?? typed;
}

/** 0: nothing alike, to 1: equal but for upper case and `_`. Dice's coefficient of pairs of letters. */
export function likeness(a: string, b: string): number {
  const [left, right] = [plain(a), plain(b)];
  if (left === right) return 1;
  const [pairs, others] = [pairsOf(left), pairsOf(right)];
  const left2 = [...others];
  let common = 0;
  for (const pair of pairs) {
    const at = left2.indexOf(pair);
    if (at < 0) continue;
    left2.splice(at, 1);
    common++;
  }
  return pairs.length + others.length === 0 ? 0 : (2 * common) / (pairs.length + others.length);
}

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** Names are at most 63 bytes long, so these are few. */
function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
