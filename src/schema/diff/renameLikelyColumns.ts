import { isDeepStrictEqual } from 'node:util';
import type { ObjectOf } from '../inventory.js';
import { quoteName } from '../print.js';
import type { Side } from './behaviour.js';
import type { Member } from './renameMembers.js';
import { likeness } from './renameNear.js';
import type { Pair, Search } from './renamePairs.js';
import { addressAfter, keyOf, type NewNames, placeAfter } from './renamePaths.js';
import { typeAfter } from './renameTypes.js';

type Column = ObjectOf<'column'>;

/** What has to be alike besides the type: the place in the table, keys and indexes, or the name. */
const least = 0.7;

/** Columns of one table that have the same type, and more in common. */
export function columnPairs(old: readonly Member[], now: readonly Member[], search: Search): readonly Pair[] {
  const byTable = new Map<string, Member[]>();
  for (const other of now) {
    const table = tableKey(other.path);
    const list = byTable.get(table) ?? [];
    list.push(other);
    byTable.set(table, list);
  }
  return old.flatMap(member => {
    const others = byTable.get(tableKey(placeAfter(member, search.names).path)) ?? [];
    return others.flatMap(other => pairOf(member, other, search) ?? []);
  });
}

function tableKey(path: readonly string[]): string {
  return JSON.stringify(path.slice(0, 2));
}

function pairOf(member: Member, other: Member, { source, target, names }: Search): Pair | undefined {
  const [old, now] = [member.object as Column, other.object as Column];
  if (typeAfter(old.is.type, names) !== now.is.type || old.is.collation !== now.is.collation) return undefined;
  if ((old.is.generated === undefined) !== (now.is.generated === undefined)) return undefined;
  const reasons = ['the same type'];
  let score = 0.5;
  if (isSamePlace(old, now, { source, target, names })) {
    score += 0.2;
    reasons.push('the same place in the table');
  }
  if ((old.is.notNull === undefined) === (now.is.notNull === undefined) && isSameDefault(old, now, source, target)) {
    score += 0.15;
  }
  const keys = keysOf(old, source, names);
  if (keys.length > 0 && isDeepStrictEqual(keys, keysOf(now, target, new Map()))) {
    score += 0.15;
    reasons.push('the same keys and indexes');
  }
  const near = likeness(old.name, now.name);
  if (near >= 0.5) reasons.push('a similar name');
  score += near * 0.3;
  if (score < least) return undefined;
  const list = reasons.length > 1 ? `${reasons.slice(0, -1).join(', ')} and ${reasons.at(-1)}` : reasons[0]!;
  return { old: member, new: other, score, isCertain: false, reason: list };
}

/** By number, or behind the same column. */
function isSamePlace(old: Column, now: Column, { source, target, names }: Search): boolean {
  if (old.is.position === now.is.position) return true;
  const before = neighbour(old, source);
  const other = neighbour(now, target);
  if (!before || !other) return !before && !other;
  const path = [before.schema ?? '', source.get(before.parent!)?.name ?? '', before.name];
  return (names.get(keyOf({ kind: 'column', path, arguments: '' })) ?? before.name) === other.name;
}

function neighbour({ parent, is }: Column, side: Side): Column | undefined {
  return side.partsOf(parent!).find(part => part.kind === 'column' && part.is.position === is.position - 1) as
    | Column
    | undefined;
}

function isSameDefault(old: Column, now: Column, source: Side, target: Side): boolean {
  const expression = (column: Column, side: Side) => {
    const own = side.partsOf(column.id).find(({ kind }) => kind === 'default');
    return own?.kind === 'default' ? own.is.expression : undefined;
  };
  const isCounted = (text: string | undefined) => text?.startsWith('nextval(');
  const [before, after] = [expression(old, source), expression(now, target)];
  return before === after || (isCounted(before) && isCounted(after)) === true;
}

/** Keys and indexes that it is in, each with what stands at its place. */
function keysOf(column: Column, side: Side, names: NewNames): readonly string[] {
  const name = quoteName(column.name);
  const own = new RegExp(`(?<![\\w".])${name.replaceAll(/[^\w]/g, '\\$&')}(?![\\w"])`, 'g');
  return side
    .partsOf(column.parent!)
    .flatMap(part => {
      if (part.kind === 'constraint' && part.is.columns.includes(column.name)) {
        const references = part.is.references === undefined ? '' : ` ${part.is.references}`;
        return [`${part.is.type} ${part.is.columns.indexOf(column.name)} of ${part.is.columns.length}${references}`];
      }
      if (part.kind !== 'index' || !part.needs.includes(column.id)) return [];
      const keys = part.is.create.slice(part.is.create.indexOf(' USING '));
      return [`${part.is.unique ? 'unique' : ''}${keys.replaceAll(own, '?')}`];
    })
    .map(text => text.replaceAll(/\b[\w"]+\.[\w"]+\b/g, address => tableAfter(address, names)))
    .sort();
}

function tableAfter(address: string, names: NewNames): string {
  const [schema = '', name = ''] = address.replaceAll('"', '').split('.');
  return addressAfter({ kind: 'table', path: [schema, name], arguments: '' }, names);
}
