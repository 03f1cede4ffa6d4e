import { Problem } from '../../text/problem.js';
import type { Inventory } from '../inventory.js';
import { quoteName } from '../print.js';
import { type Asked, endsWith, isNamed, readAsked } from './renameAsked.js';
import { type Member, membersOf, waveOf, waves } from './renameMembers.js';
import { addressOf, fitOf, kindWord } from './renameNames.js';
import { nearNames } from './renameNear.js';
import { keyOf, type NewNames, placeAfter } from './renamePaths.js';
import type { Rename } from './renames.js';

interface Fitting {
  readonly member: Member;
  readonly to: string;
}

/**
 * What `--rename old=new` means. Both sides are names as SQL has them (`users=customers`, `public.users.mail=email`,
 * `users.mail=public.users.email`, `public.state.open=opened`): schemas, and what a part is in, may be left out where only one fits.
 * A part may name its table by the old or the new name. A name that fits a table as well as a column means the table.
 * @throws Problem when nothing has the old name, or the new schema nothing of the new one, or several do; with near names.
 */
export function resolveRenames(asked: readonly string[], source: Inventory, target: Inventory): readonly Rename[] {
  const members = membersOf(source);
  const [old, now] = [keysOf(members), keysOf(membersOf(target))];
  const names: NewNames = new Map();
  const found = new Map<Asked, Fitting>();
  const all = [...new Set(asked)].map(readAsked);
  for (const wave of waves) {
    const candidates = members.filter(({ kind }) => waveOf(kind) === wave);
    for (const one of all) {
      if (found.has(one)) continue;
      const chosen = choose(one, fittingOf(one, candidates, now, names), { old, now, names });
      if (chosen) found.set(one, chosen);
    }
    for (const { member, to } of found.values()) names.set(keyOf(member), to);
  }
  for (const one of all) if (!found.has(one)) throw unresolved(one, members, membersOf(target));
  const chosen = distinct(all.map(one => found.get(one)!));
  refuseTaken(chosen, old);
  return chosen.map(({ member, to }) => ({
    kind: member.kind,
    from: member.address,
    to: quoteName(to),
  }));
}

function keysOf(members: readonly Member[]): ReadonlySet<string> {
  return new Set(members.map(keyOfKind));
}

/** A table that became a view is no rename. */
function keyOfKind(member: Pick<Member, 'kind' | 'path' | 'arguments'>): string {
  return `${member.kind} ${keyOf(member)}`;
}

/** Members of the source that have the old name, and whose new name is in the target. */
function fittingOf(
  { old, new: now }: Asked,
  members: readonly Member[],
  inTarget: ReadonlySet<string>,
  names: NewNames,
): readonly Fitting[] {
  return members.flatMap(member => {
    const after = placeAfter(member, names);
    const fits =
      isNamed(old, member) || isNamed(old, { ...after, path: [...after.path.slice(0, -1), member.path.at(-1)!] });
    if (!fits) return [];
    const parents = now.parts.slice(0, -1);
    const above = [after.path.slice(0, -1), member.path.slice(0, -1)];
    if (!above.some(path => endsWith(path, parents))) return [];
    const last = now.parts.at(-1)!;
    const spellings = last.isQuoted || member.kind === 'enumValue' ? [last.text] : [last.text.toLowerCase(), last.text];
    const to = spellings.find(name => inTarget.has(keyOfKind({ ...after, path: [...after.path.slice(0, -1), name] })));
    return to === undefined ? [] : [{ member, to }];
  });
}

interface Sides {
  readonly old: ReadonlySet<string>;
  readonly now: ReadonlySet<string>;
  readonly names: NewNames;
}

/** The one that is meant; undefined: none fits. */
function choose(asked: Asked, fitting: readonly Fitting[], sides: Sides): Fitting | undefined {
  const own = fitting.filter(({ member }) => !member.isInherited);
  if (own.length === 0 && fitting.length > 0) {
    throw new Problem(
      `${fitting[0]!.member.address} has its name from the parent of its table. Rename it there: what is below follows.`,
    );
  }
  const steps: readonly ((one: Fitting) => boolean)[] = [
    // As SQL reads the names, before letter by letter.
    ({ member }) =>
      asked.old.parts.every(
        (part, at) =>
          fitOf(part, member.path[member.path.length - asked.old.parts.length + at]!, member.kind === 'enumValue') ===
          'folded',
      ),
    // What goes from one side and comes to the other, before what is on both.
    ({ member, to }) => {
      const { path, ...after } = placeAfter(member, sides.names);
      return (
        !sides.now.has(keyOfKind({ ...after, path })) &&
        !sides.old.has(keyOfKind({ ...member, path: [...member.path.slice(0, -1), to] }))
      );
    },
  ];
  let left = own;
  for (const isBetter of steps) {
    const better = left.filter(isBetter);
    if (better.length > 0) left = better;
  }
  if (left.length < 2) return left[0];
  const list = left.map(({ member }) => `the ${kindWord(member.kind)} ${member.address}`);
  throw new Problem(
    `--rename ${asked.text} could mean ${list.slice(0, -1).join(', ')} or ${list.at(-1)}. Write its whole name.`,
  );
}

function unresolved({ text, old, new: now }: Asked, source: readonly Member[], target: readonly Member[]): Problem {
  const member = source.find(one => isNamed(old, one));
  if (!member) {
    const typed = old.parts.map(part => part.text).join('.');
    return new Problem(`--rename ${text}: the old schema has nothing of the name ${typed}.${nearNames(typed, source)}`);
  }
  const path =
    now.parts.length > 1 || member.path.length === 1
      ? now.parts.map(part => part.text)
      : [...member.path.slice(0, -1), now.parts[0]!.text];
  const typed = addressOf(path);
  if (now.parts.length > 1 && target.some(one => one.kind === member.kind && isNamed(now, one))) {
    return new Problem(
      `--rename ${text}: ${member.address} and ${typed} are not in the same place. A rename changes the last name only; rename what it is in by itself.`,
    );
  }
  const alike = target.filter(({ kind }) => kind === member.kind);
  return new Problem(
    `--rename ${text}: the ${kindWord(member.kind)} ${member.address} is in the old schema, but ${typed} is not in the new one.${nearNames(now.parts.at(-1)!.text, alike)}`,
  );
}

/** Each once. @throws Problem when one has two new names, or two have the same. */
function distinct(found: readonly Fitting[]): readonly Fitting[] {
  const byOld = new Map<string, Fitting>();
  const byNew = new Map<string, Fitting>();
  for (const fitting of found) {
    const { member, to } = fitting;
    const before = byOld.get(keyOfKind(member));
    if (before && before.to !== to)
      throw new Problem(`${member.address} cannot become both ${before.to} and ${to}. Leave one --rename out.`);
    const key = keyOfKind({ ...member, path: [...member.path.slice(0, -1), to] });
    const other = byNew.get(key);
    if (other && other.member.address !== member.address) {
      throw new Problem(
        `${other.member.address} and ${member.address} cannot both become ${to}. Leave one --rename out.`,
      );
    }
    byOld.set(keyOfKind(member), fitting);
    byNew.set(key, fitting);
  }
  return [...byOld.values()].filter(({ member, to }) => member.path.at(-1) !== to);
}

/** A name that something has and keeps is no new one. */
function refuseTaken(chosen: readonly Fitting[], inSource: ReadonlySet<string>): void {
  const freed = new Set(chosen.map(({ member }) => keyOfKind(member)));
  for (const { member, to } of chosen) {
    const after = { ...member, path: [...member.path.slice(0, -1), to] };
    if (!inSource.has(keyOfKind(after)) || freed.has(keyOfKind(after))) continue;
    throw new Problem(
      `${member.address} cannot become ${to}: the old schema has ${addressOf(after.path)} already. Leave this --rename out, or say what becomes of that one.`,
    );
  }
}
