/** Bounds of a value: how large, how long, how many. */
import type { Shape } from '../api.js';
import type { Facet, Kind } from './facets.js';

type Keyword =
  | 'minimum'
  | 'maximum'
  | 'minLength'
  | 'maxLength'
  | 'minItems'
  | 'maxItems'
  | 'minProperties'
  | 'maxProperties';

export interface Limit {
  readonly keyword: Keyword | 'exclusiveMinimum' | 'exclusiveMaximum';
  readonly value: number;
  readonly shape: Shape;
}

export interface Limits {
  readonly lower?: Limit;
  readonly upper?: Limit;
}

const keywords: Readonly<Record<Kind, readonly [lower: Keyword, upper: Keyword] | undefined>> = {
  null: undefined,
  boolean: undefined,
  number: ['minimum', 'maximum'],
  string: ['minLength', 'maxLength'],
  array: ['minItems', 'maxItems'],
  object: ['minProperties', 'maxProperties'],
};

/** The strictest of each side. */
export function boundsOf({ kind, members, isInteger }: Facet): Limits {
  const names = keywords[kind];
  if (!names) return {};
  const [lower, upper] = names;
  const lows = members.flatMap(shape => [
    ...limit(shape, lower),
    ...(kind === 'number' ? exclusive(shape, 'exclusiveMinimum', isInteger) : []),
  ]);
  const highs = members.flatMap(shape => [
    ...limit(shape, upper),
    ...(kind === 'number' ? exclusive(shape, 'exclusiveMaximum', isInteger) : []),
  ]);
  // Lengths and counts begin at 0.
  const low = strictest(lows, 1);
  const high = strictest(highs, -1);
  return {
    ...(low && (kind === 'number' || low.value > 0) && { lower: low }),
    ...(high && { upper: high }),
  };
}

function limit(shape: Shape, keyword: Keyword): Limit[] {
  const value = shape[keyword];
  return value === undefined ? [] : [{ keyword, value, shape }];
}

/** Among integers `exclusiveMinimum: 0` is `minimum: 1`. */
function exclusive(shape: Shape, keyword: 'exclusiveMinimum' | 'exclusiveMaximum', isInteger: boolean): Limit[] {
  const value = shape[keyword];
  if (value === undefined) return [];
  if (!isInteger) return [{ keyword, value, shape }];
  return keyword === 'exclusiveMinimum'
    ? [{ keyword: 'minimum', value: Math.floor(value) + 1, shape }]
    : [{ keyword: 'maximum', value: Math.ceil(value) - 1, shape }];
}

function strictest(limits: readonly Limit[], sign: 1 | -1): Limit | undefined {
  return limits.reduce<Limit | undefined>(
    (best, one) => (best && compareLimits(best, one, sign) >= 0 ? best : one),
    undefined,
  );
}

/** Above 0: the first is stricter. `sign` is 1 for lower bounds, -1 for upper ones. */
export function compareLimits(left: Limit, right: Limit, sign: 1 | -1): number {
  const isExclusive = ({ keyword }: Limit) => (keyword.startsWith('exclusive') ? 1 : 0);
  return sign * (left.value - right.value) || isExclusive(left) - isExclusive(right);
}

/** As text: what tells one facet's limits from another's. */
export function limitsOf(facet: Facet): string {
  const { lower, upper } = boundsOf(facet);
  const unique = facet.members.some(({ uniqueItems }) => uniqueItems) ? 'unique' : '';
  return [lower, upper, ...multiplesOf(facet)]
    .map(one => (typeof one === 'object' ? `${one.keyword} ${one.value}` : (one ?? '')))
    .concat(unique)
    .join(',');
}

export function multiplesOf({ kind, members, isInteger }: Facet): readonly number[] {
  if (kind !== 'number') return [];
  const all = new Set(members.flatMap(({ multipleOf }) => multipleOf ?? []));
  if (isInteger) all.delete(1);
  return [...all].sort((a, b) => a - b);
}
