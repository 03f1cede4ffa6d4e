import type { Inventory } from '../inventory.js';
import { quoteName } from '../print.js';
import type { Side } from './behaviour.js';
import { bodyOf } from './renameBodies.js';
import { columnPairs } from './renameLikelyColumns.js';
import { tablePairs } from './renameLikelyTables.js';
import { enumPairs, valuePairs } from './renameLikelyValues.js';
import { type Member, membersOf } from './renameMembers.js';
import { kindWord } from './renameNames.js';
import { likeness } from './renameNear.js';
import type { Pair, Search } from './renamePairs.js';
import { addressAfter, keyOf, newNamesOf, type Place, placeAfter } from './renamePaths.js';
import { reverseRenames } from './renameStatements.js';
import type { LikelyRename, Rename, RenamedKind } from './renames.js';
import { sideOf } from './side.js';

/** Kinds in the order in which they are paired: what a name depends on comes before. */
const order: readonly (readonly RenamedKind[])[] = [
  ['schema'],
  ['enum', 'domain', 'composite', 'range'],
  ['table', 'foreignTable'],
  ['column', 'enumValue'],
  ['function', 'procedure'],
  ['view', 'materializedView'],
  ['constraint', 'domainConstraint', 'index', 'statistics', 'sequence', 'trigger', 'policy', 'rule'],
];

/**
 * What looks like renames among all that goes and comes, each object at most once: what parts are in before the parts, the likeliest
 * first. Nothing is taken for one without being asked for. The texts `from=to` of all of them are renames that can be asked for at once.
 *
 * @param source as it is once `taken` have been run in it.
 */
export function likelyRenames(
  source: Inventory,
  target: Inventory,
  taken: readonly Rename[] = [],
): readonly LikelyRename[] {
  const [members, others] = [membersOf(source), membersOf(target)];
  const search = { source: sideOf(source), target: sideOf(target), names: new Map<string, string>() };
  const found: Pair[] = [];
  for (const kinds of order) {
    const old = members.filter(({ kind }) => kinds.includes(kind));
    const now = others.filter(({ kind }) => kinds.includes(kind));
    const had = new Set(old.map(member => kindKey(placeAfter(member, search.names))));
    const has = new Set(now.map(kindKey));
    const gone = old.filter(member => !member.isInherited && !has.has(kindKey(placeAfter(member, search.names))));
    const come = now.filter(member => !member.isInherited && !had.has(kindKey(member)));
    const chosen = chosenOf(kinds.flatMap(kind => pairsOf(kind, gone, come, search)));
    for (const { old: member, new: other } of chosen) search.names.set(keyOf(member), other.path.at(-1)!);
    found.push(...chosen);
  }
  const before = newNamesOf(reverseRenames(taken));
  return found.map(({ old, new: now, isCertain, reason }) => ({
    kind: old.kind,
    from: addressAfter(old, before),
    to: quoteName(now.path.at(-1)!),
    isCertain,
    reason,
  }));
}

function kindKey(place: Place): string {
  return `${place.kind} ${keyOf(place)}`;
}

function pairsOf(kind: RenamedKind, gone: readonly Member[], come: readonly Member[], search: Search): readonly Pair[] {
  const old = gone.filter(member => member.kind === kind);
  const now = come.filter(member => member.kind === kind);
  if (old.length === 0 || now.length === 0) return [];
  if (kind === 'schema') return schemaPairs(old, now, search);
  if (kind === 'table' || kind === 'foreignTable') return tablePairs(old, now, search);
  if (kind === 'column') return columnPairs(old, now, search);
  if (kind === 'enum') return enumPairs(old, now, search);
  if (kind === 'enumValue') return valuePairs(old, now, search);
  return bodyPairs(old, now, search);
}

/** Schemas that hold the same names. */
function schemaPairs(old: readonly Member[], now: readonly Member[], { source, target }: Search): readonly Pair[] {
  const namesIn = (side: Side, schema: string) =>
    new Set(
      side.objects.flatMap(object =>
        object.schema === schema && object.kind !== 'column' ? [`${object.kind} ${object.name}`] : [],
      ),
    );
  const held = new Map([...now].map(other => [other, namesIn(target, other.path[0]!)]));
  return old.flatMap(member => {
    const names = namesIn(source, member.path[0]!);
    return now.flatMap(other => {
      const others = held.get(other)!;
      const common = [...names].filter(name => others.has(name)).length;
      const score = common / Math.max(1, names.size, others.size);
      const reason = `${common} of ${names.size} objects in it have the same names`;
      return score < 0.5 ? [] : [{ old: member, new: other, score, isCertain: false, reason }];
    });
  });
}

/** Objects of one place that are equal but for the name. */
function bodyPairs(old: readonly Member[], now: readonly Member[], { source, target, names }: Search): readonly Pair[] {
  const byBody = new Map<string, Member[]>();
  for (const other of now) {
    const key = bodyKey(other, bodyOf(other, target, new Map()));
    if (key === undefined) continue;
    const list = byBody.get(key) ?? [];
    list.push(other);
    byBody.set(key, list);
  }
  return old.flatMap(member => {
    const place = placeAfter(member, names);
    const key = bodyKey({ ...place, kind: member.kind }, bodyOf(member, source, names));
    const found = key === undefined ? [] : (byBody.get(key) ?? []);
    return found.map(other => ({
      old: member,
      new: other,
      score: likeness(member.path.at(-1)!, other.path.at(-1)!),
      isCertain: true,
      reason: `the ${kindWord(member.kind)} is the same but for its name`,
    }));
  });
}

function bodyKey({ kind, path, arguments: args }: Place, body: string | undefined): string | undefined {
  return body === undefined ? undefined : JSON.stringify([kind, path.slice(0, -1), args, body]);
}

/** Each object once, the likeliest pairs first; in a tie those of nearer and then of earlier names. */
function chosenOf(pairs: readonly Pair[]): readonly Pair[] {
  const sorted = pairs
    .map(pair => ({ pair, near: likeness(pair.old.path.at(-1)!, pair.new.path.at(-1)!) }))
    .sort(
      (a, b) =>
        Number(b.pair.isCertain) - Number(a.pair.isCertain) ||
        b.pair.score - a.pair.score ||
        b.near - a.near ||
        compare(a.pair.old.address, b.pair.old.address) ||
        compare(a.pair.new.address, b.pair.new.address),
    );
  const used = new Set<Member>();
  const chosen: Pair[] = [];
  for (const { pair } of sorted) {
    if (used.has(pair.old) || used.has(pair.new)) continue;
    used.add(pair.old).add(pair.new);
    chosen.push(pair);
  }
  return chosen;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
