/** Alternatives before and after: which became which. */
import type { Comparison } from './comparison.js';
import type { Facet } from './facets.js';
import { facetPrint } from './fingerprint.js';
import { objectView } from './objectView.js';

export interface Matched {
  readonly pairs: readonly (readonly [before: Facet, after: Facet])[];
  readonly lost: readonly Facet[];
  readonly gained: readonly Facet[];
}

const depth = 4;

/** Above this share of common properties two objects are versions of one. */
const alike = 0.5;

export function matchFacets(comparison: Comparison, before: readonly Facet[], after: readonly Facet[]): Matched {
  if (before.length === 1 && after.length === 1) return { pairs: [[before[0]!, after[0]!]], lost: [], gained: [] };
  const pairs: [Facet, Facet][] = [];
  const lost = new Set(before);
  const gained = new Set(after);
  const take = (keyOf: (facet: Facet, side: 'before' | 'after') => string | undefined) => {
    const byKey = new Map<string, Facet[]>();
    for (const facet of gained) {
      const key = keyOf(facet, 'after');
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), facet]);
    }
    for (const facet of lost) {
      const key = keyOf(facet, 'before');
      const other = key === undefined ? undefined : byKey.get(key)?.shift();
      if (!other) continue;
      pairs.push([facet, other]);
      lost.delete(facet);
      gained.delete(other);
    }
  };
  take((facet, side) => String(facetPrint(comparison.prints, comparison[side], facet, depth)));
  take(({ tag }) => (tag ? JSON.stringify([tag.property, tag.values]) : undefined));
  take(({ names }) => (names.length > 0 ? names.join(' ') : undefined));
  takeAlike(pairs, lost, gained);
  const [only] = lost;
  const [other] = gained;
  // The last one on each side, unless both have names of their own.
  if (only && other && lost.size === 1 && gained.size === 1 && !(only.names[0] && other.names[0])) {
    pairs.push([only, other]);
    return { pairs, lost: [], gained: [] };
  }
  return { pairs, lost: [...lost], gained: [...gained].filter(facet => !isWithin(facet, before)) };
}

/** Listed values of which an alternative before had all. */
function isWithin({ values, kind }: Facet, before: readonly Facet[]): boolean {
  return (
    values !== undefined &&
    before.some(other => other.kind === kind && other.values && [...values.keys()].every(key => other.values?.has(key)))
  );
}

/** The most alike first. */
function takeAlike(pairs: [Facet, Facet][], lost: Set<Facet>, gained: Set<Facet>): void {
  const candidates = [...lost].flatMap(old => [...gained].map(now => ({ old, now, likeness: likeness(old, now) })));
  candidates.sort((left, right) => right.likeness - left.likeness);
  for (const { old, now, likeness: share } of candidates) {
    if (share < alike || !lost.has(old) || !gained.has(now)) continue;
    pairs.push([old, now]);
    lost.delete(old);
    gained.delete(now);
  }
}

/** From 0 to 1. */
function likeness(left: Facet, right: Facet): number {
  if (left.kind !== 'object') return Boolean(left.values) === Boolean(right.values) ? alike : 0;
  const mine = [...objectView(left).properties.keys(), ...objectView(left).required];
  const other = new Set([...objectView(right).properties.keys(), ...objectView(right).required]);
  const all = new Set([...mine, ...other]);
  return all.size === 0 ? 1 : [...new Set(mine)].filter(name => other.has(name)).length / all.size;
}
