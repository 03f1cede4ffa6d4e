/** Which operation became which: the same path and method, whatever its parameters are called, or else one that was moved. */
import type { Operation } from '../api.js';
import type { Comparison } from './comparison.js';

export interface MatchedOperations {
  readonly kept: readonly (readonly [before: Operation, after: Operation])[];
  readonly moved: readonly (readonly [before: Operation, after: Operation])[];
  readonly removed: readonly Operation[];
  readonly added: readonly Operation[];
}

export function matchOperations(
  comparison: Comparison,
  before: readonly Operation[],
  after: readonly Operation[],
): MatchedOperations {
  const kept: [Operation, Operation][] = [];
  const removed = new Set(before);
  const added = new Set(after);
  // First those that are written the same: `/a/{x}` and `/a/{y}` may both be there.
  for (const keyOf of [exactKey, templateKey]) {
    const byKey = new Map([...added].map(operation => [keyOf(operation), operation]));
    for (const old of removed) {
      const now = byKey.get(keyOf(old));
      if (!now || !added.has(now)) continue;
      kept.push([old, now]);
      removed.delete(old);
      added.delete(now);
    }
  }
  const moved = [...movedById(removed, added), ...movedAlike(comparison, removed, added)];
  return { kept, moved, removed: [...removed], added: [...added] };
}

function exactKey({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** Without the names of its parameters, and without a slash at its end. */
function templateKey({ method, path }: Operation): string {
  return `${method} ${path.replace(/\{[^{}]*\}/g, '{}').replace(/(?<=.)\/$/, '')}`;
}

function movedById(removed: Set<Operation>, added: Set<Operation>): [Operation, Operation][] {
  const byId = new Map([...added].map(operation => [operation.id, operation]));
  return take(removed, added, old => (old.id === undefined ? undefined : byId.get(old.id)));
}

/** The same method, parameters, bodies and responses, and a path of which one part differs: nothing else is so like it. */
function movedAlike(comparison: Comparison, removed: Set<Operation>, added: Set<Operation>): [Operation, Operation][] {
  if (removed.size * added.size > 10_000) return [];
  const candidates = (old: Operation) => [...added].filter(now => isAlike(comparison, old, now));
  const rivals = (now: Operation) => [...removed].filter(old => isAlike(comparison, old, now));
  return take(removed, added, old => {
    const [only, ...others] = candidates(old);
    return only && others.length === 0 && rivals(only).length === 1 ? only : undefined;
  });
}

function take(
  removed: Set<Operation>,
  added: Set<Operation>,
  find: (old: Operation) => Operation | undefined,
): [Operation, Operation][] {
  const found: [Operation, Operation][] = [];
  for (const old of [...removed]) {
    const now = find(old);
    if (!now || !added.has(now)) continue;
    found.push([old, now]);
    removed.delete(old);
    added.delete(now);
  }
  return found;
}

function isAlike({ unchanged }: Comparison, old: Operation, now: Operation): boolean {
  if (old.method !== now.method || (old.id !== undefined && now.id !== undefined)) return false;
  const [left, right] = [old.path.split('/'), now.path.split('/')];
  if (left.length !== right.length || left.filter((part, at) => part !== right[at]).length !== 1) return false;
  const contents = (one: Operation) => [
    ...one.parameters.map(({ in: place, name, shape }) => ({ key: `${place} ${place === 'path' ? '' : name}`, shape })),
    ...(one.body?.media ?? []).map(({ type, shape }) => ({ key: `body ${type}`, shape })),
    ...one.responses.flatMap(({ status, media }) =>
      media.map(({ type, shape }) => ({ key: `${status} ${type}`, shape })),
    ),
  ];
  const [mine, other] = [contents(old), contents(now)];
  return (
    mine.length === other.length &&
    mine.some(({ key }) => !key.startsWith('path')) &&
    mine.every(({ key, shape }, at) => {
      const one = other[at]!;
      return key === one.key && (shape && one.shape ? unchanged.same(shape, one.shape) : shape === one.shape);
    })
  );
}
