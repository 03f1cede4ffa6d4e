import type { Member } from './renameMembers.js';
import type { Pair, Search } from './renamePairs.js';
import { addressAfter, placeAfter } from './renamePaths.js';

/** Values of one enum that stand at the same place: between the same neighbours, as many there as before. */
export function valuePairs(old: readonly Member[], now: readonly Member[], { names, target }: Search): readonly Pair[] {
  const byEnum = new Map<string, Member[]>();
  for (const member of old) {
    const list = byEnum.get(member.object.id) ?? [];
    list.push(member);
    byEnum.set(member.object.id, list);
  }
  return [...byEnum.values()].flatMap(members => {
    const { object } = members[0]!;
    const path = members[0]!.path.slice(0, 2);
    const other = target.get(`enum ${addressAfter({ kind: 'enum', path, arguments: '' }, names)}`);
    if (object.kind !== 'enum' || other?.kind !== 'enum') return [];
    const gaps = new Map(gapsOf(other.is.values, object.is.values).map(gap => [gap.after, gap]));
    return gapsOf(object.is.values, other.is.values).flatMap(gap => {
      const match = gaps.get(gap.after);
      if (!match || match.before !== gap.before || match.values.length !== gap.values.length) return [];
      return gap.values.flatMap((value, at) => {
        const from = members.find(member => member.path[2] === value);
        const to = now.find(member => member.object === other && member.path[2] === match.values[at]);
        if (!from || !to) return [];
        return [{ old: from, new: to, score: 1, isCertain: false, reason: 'the same place among the values' }];
      });
    });
  });
}

interface Gap {
  readonly after: string | undefined;
  readonly before: string | undefined;
  readonly values: string[];
}

/** Values that the other side lacks, in runs. */
function gapsOf(values: readonly string[], others: readonly string[]): readonly Gap[] {
  const known = new Set(others);
  const gaps: { after: string | undefined; before: string | undefined; values: string[] }[] = [];
  let last: string | undefined;
  let run: string[] = [];
  for (const value of [...values, undefined]) {
    if (value !== undefined && !known.has(value)) {
      run.push(value);
      continue;
    }
    if (run.length > 0) gaps.push({ after: last, before: value, values: run });
    run = [];
    last = value;
  }
  return gaps;
}

/** Enums of one schema most of whose values are the same, in the same order. */
export function enumPairs(old: readonly Member[], now: readonly Member[], { names }: Search): readonly Pair[] {
  return old.flatMap(member => {
    const [schema] = placeAfter(member, names).path;
    return now.flatMap(other => {
      const [before, after] = [valuesOf(member), valuesOf(other)];
      if (other.path[0] !== schema || before.length === 0 || after.length === 0) return [];
      const known = new Set(before);
      const common = after.filter(value => known.has(value)).length;
      const isCertain = common === before.length && before.every((value, at) => value === after[at]);
      const score = common / Math.max(before.length, after.length);
      const reason = isCertain
        ? 'the type is the same but for its name'
        : `${common} of ${before.length} values are the same`;
      return score < 0.5 ? [] : [{ old: member, new: other, score, isCertain, reason }];
    });
  });
}

function valuesOf({ object }: Member): readonly string[] {
  return object.kind === 'enum' ? object.is.values : [];
}
