/**
 * Every change of the working model goes through a Journal, so that a command that fails half-way, or a transaction that is rolled
 * back, can be undone without copies of anything.
 */
export interface Journal {
  /** Four entries a change: what it was, on what, where, and what was there before. Flat, because there are very many. */
  readonly undo: unknown[];
  /** Nothing is ever forgotten: the model can go back to any moment. */
  readonly isKept: boolean;
}

type Change = 'set' | 'append' | 'take' | 'put' | 'include' | 'exclude';

/** What a Map had no entry for. */
const absent = Symbol('absent');

function note(journal: Journal, change: Change, target: object, at: unknown, before: unknown): void {
  journal.undo.push(change, target, at, before);
}

/** Changes `object[key]`. */
export function set<T extends object, K extends keyof T>(journal: Journal, object: T, key: K, value: T[K]): void {
  const before = object[key];
  if (before === value) return;
  object[key] = value;
  note(journal, 'set', object, key, before);
}

export function append<T>(journal: Journal, list: T[], item: T): void {
  list.push(item);
  note(journal, 'append', list, undefined, undefined);
}

/** Takes `item` out of a list that stays the same array. */
export function take<T>(journal: Journal, list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at < 0) return;
  list.splice(at, 1);
  note(journal, 'take', list, at, item);
}

/** Replaces `before` by `after` at its place. */
export function exchange<T>(journal: Journal, list: T[], before: T, after: T): void {
  const at = list.indexOf(before);
  list[at] = after;
  note(journal, 'set', list, at, before);
}

export function put<K, V>(journal: Journal, map: Map<K, V>, key: K, value: V): void {
  const before = map.get(key);
  note(journal, 'put', map, key, before === undefined && !map.has(key) ? absent : before);
  map.set(key, value);
}

export function remove<K, V>(journal: Journal, map: Map<K, V>, key: K): void {
  if (!map.has(key)) return;
  note(journal, 'put', map, key, map.get(key));
  map.delete(key);
}

export function include<T>(journal: Journal, members: Set<T>, item: T): void {
  if (members.has(item)) return;
  members.add(item);
  note(journal, 'include', members, undefined, item);
}

export function exclude<T>(journal: Journal, members: Set<T>, item: T): void {
  if (members.delete(item)) note(journal, 'exclude', members, undefined, item);
}

/** Back to where the journal stood when it had `mark` entries. */
export function undoTo({ undo }: Journal, mark: number): void {
  while (undo.length > mark) {
    const before = undo.pop();
    const at = undo.pop();
    const target = undo.pop();
    undoOne(undo.pop() as Change, target, at, before);
  }
}

/** Names under which something was put since the journal had `mark` entries. */
export function* namesPut({ undo }: Journal, mark: number): Iterable<string> {
  for (let at = mark; at < undo.length; at += 4) {
    const key = undo[at + 2];
    if (undo[at] === 'put' && typeof key === 'string') yield key;
  }
}

/** What was done so far stays done, unless the journal is kept. */
export function settle({ undo, isKept }: Journal): void {
  if (!isKept) undo.length = 0;
}

function undoOne(change: Change, target: unknown, at: unknown, before: unknown): void {
  switch (change) {
    case 'set':
      (target as Record<PropertyKey, unknown>)[at as PropertyKey] = before;
      break;
    case 'append':
      (target as unknown[]).pop();
      break;
    case 'take':
      (target as unknown[]).splice(at as number, 0, before);
      break;
    case 'put':
      if (before === absent) (target as Map<unknown, unknown>).delete(at);
      else (target as Map<unknown, unknown>).set(at, before);
      break;
    case 'include':
      (target as Set<unknown>).delete(before);
      break;
    case 'exclude':
      (target as Set<unknown>).add(before);
      break;
  }
}
