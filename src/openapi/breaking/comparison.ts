/**
 * What is being compared. Schemas refer to each other, in circles too: each pair of schemas is compared once, and keeps what it found and
 * which pairs are inside it. Which operations a change reaches is asked afterwards (`gather.ts`).
 */
import type { At, Operation } from '../api.js';
import type { Json } from '../json.js';
import type { ChangeRule, ChangeSeverity, Direction } from './changeRules.js';
import type { Fingerprints } from './fingerprint.js';
import { type Conjunction, keyOf, meant, type Side } from './side.js';
import type { Unchanged } from './unchanged.js';

/** What one pair of schemas found about itself. */
export interface ShapeChange {
  readonly rule: ChangeRule;
  /** Where it is not the rule's own. */
  readonly severity?: ChangeSeverity;
  /** A sentence; `what` is the name of the place: `"User.email"`. */
  readonly say: (what: string) => string;
  /** Below the pair: `.email`. */
  readonly label: string;
  readonly at: At;
  readonly was: At;
}

export interface Pair {
  readonly before: Conjunction;
  readonly after: Conjunction;
  /** Whether the client sends such values, or receives them. */
  readonly direction: Direction;
  /** It is written as text, in a URL or a header, where a number and its digits are the same. */
  readonly isText: boolean;
  /** The component that it is. */
  readonly name?: string;
  /** Where it stands, as far as it stands anywhere. */
  readonly at: At;
  readonly was: At;
  readonly changes: ShapeChange[];
  readonly inside: { readonly pair: Pair; readonly label: string }[];
}

/** Where an operation uses a pair. */
export interface Root {
  readonly pair: Pair;
  readonly operation: Operation;
  /** `the request body`. */
  readonly what: string;
}

/** A change of something else than a schema. */
export interface DirectChange {
  readonly rule: ChangeRule;
  readonly severity?: ChangeSeverity;
  readonly operation?: Operation;
  readonly text: string;
  /** What it is about, within the operation: `query limit`. */
  readonly about: string;
  readonly at: At;
  readonly was?: At;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly unchanged: Unchanged;
  readonly prints: Fingerprints;
  readonly pairs: Map<string, Pair>;
  /** Pairs that are not compared yet. */
  readonly waiting: Pair[];
  readonly roots: Root[];
  readonly direct: DirectChange[];
  readonly sunsetOf: (operation: Operation) => string | undefined;
  /** `2025-11-22`. */
  readonly today: string;
  readonly written: Written;
}

/** What stands at a place of one of the versions. */
export type Written = (at: At, side: 'before' | 'after') => Json | undefined;

/** Where schemas stand that say nothing. */
export interface Places {
  readonly at: At;
  readonly was: At;
}

/** The pair of two schemas, to be compared; undefined when they are written the same. */
export function pairOf(
  comparison: Comparison,
  before: Conjunction,
  after: Conjunction,
  place: Places & Pick<Pair, 'direction' | 'isText'>,
): Pair | undefined {
  const { direction, isText } = place;
  if (before.length === 0 && after.length === 0) return undefined;
  if (before.length === 1 && after.length === 1 && comparison.unchanged.same(before[0]!, after[0]!)) return undefined;
  const old = meant(comparison.before, before);
  const now = meant(comparison.after, after);
  const name = now.name ?? old.name;
  if (old.all.length === 1 && now.all.length === 1 && comparison.unchanged.same(old.all[0]!, now.all[0]!))
    return undefined;
  const key = `${direction} ${isText} ${keyOf(comparison.before, old.all)} ${keyOf(comparison.after, now.all)}`;
  const known = comparison.pairs.get(key);
  if (known) return known;
  const pair: Pair = {
    before: old.all,
    after: now.all,
    direction,
    isText,
    ...(name !== undefined && { name }),
    at: now.all[0]?.at ?? place.at,
    was: old.all[0]?.at ?? place.was,
    changes: [],
    inside: [],
  };
  comparison.pairs.set(key, pair);
  comparison.waiting.push(pair);
  return pair;
}

/** Compares what is inside a pair, too. */
export function enter(
  comparison: Comparison,
  pair: Pair,
  label: string,
  before: Conjunction,
  after: Conjunction,
): void {
  const { direction, isText, at, was } = pair;
  const inside = pairOf(comparison, before, after, { direction, isText, at, was });
  if (inside) pair.inside.push({ pair: inside, label });
}

/** A schema that an operation uses. */
export function useShapes(
  comparison: Comparison,
  before: Conjunction,
  after: Conjunction,
  use: Omit<Root, 'pair'> & Places & Pick<Pair, 'direction' | 'isText'>,
): void {
  const pair = pairOf(comparison, before, after, use);
  if (pair) comparison.roots.push({ pair, operation: use.operation, what: use.what });
}
