/** What several CHECKs and domains say of one value, taken together. */
import type { Bounds } from '../schema/relation.js';
import { compareDecimals } from './decimals.js';

/** The narrowest of each. Of several patterns the first; bounds that nothing fits are left out. */
export function tightest(all: readonly Bounds[]): Bounds {
  const texts = (key: 'minimum' | 'exclusiveMinimum' | 'maximum' | 'exclusiveMaximum', sign: 1 | -1) => {
    const values = all.flatMap(one => one[key] ?? []).sort((a, b) => sign * compareDecimals(b, a));
    return values[0];
  };
  const count = (key: 'minLength' | 'maxLength' | 'minItems' | 'maxItems', pick: (...values: number[]) => number) => {
    const values = all.flatMap(one => one[key] ?? []);
    return values.length > 0 ? pick(...values) : undefined;
  };
  const lists = all.flatMap(one => (one.oneOf ? [one.oneOf] : []));
  const oneOf =
    lists.length > 0 ? lists.reduce((left, right) => left.filter(value => right.includes(value))) : undefined;
  const pattern = all.find(one => one.pattern !== undefined)?.pattern;
  const lower = narrower(texts('minimum', 1), texts('exclusiveMinimum', 1), 1);
  const upper = narrower(texts('maximum', -1), texts('exclusiveMaximum', -1), -1);
  const ends = {
    ...(lower && { [lower.isExclusive ? 'exclusiveMinimum' : 'minimum']: lower.value }),
    ...(upper && { [upper.isExclusive ? 'exclusiveMaximum' : 'maximum']: upper.value }),
  };
  const minLength = count('minLength', Math.max);
  const maxLength = count('maxLength', Math.min);
  const minItems = count('minItems', Math.max);
  const maxItems = count('maxItems', Math.min);
  return {
    ...(lower && upper && compareDecimals(lower.value, upper.value) > 0 ? {} : ends),
    ...(minLength !== undefined && minLength <= (maxLength ?? minLength) && { minLength }),
    ...(maxLength !== undefined && (minLength ?? 0) <= maxLength && { maxLength }),
    ...(minItems !== undefined && minItems <= (maxItems ?? minItems) && { minItems }),
    ...(maxItems !== undefined && (minItems ?? 0) <= maxItems && { maxItems }),
    ...(oneOf && oneOf.length > 0 && { oneOf }),
    ...(pattern !== undefined && { pattern }),
  };
}

/** One that is exclusive is the narrower of two that are equal. */
function narrower(inclusive: string | undefined, exclusive: string | undefined, sign: 1 | -1) {
  if (exclusive !== undefined && (inclusive === undefined || sign * compareDecimals(exclusive, inclusive) >= 0)) {
    return { value: exclusive, isExclusive: true };
  }
  return inclusive === undefined ? undefined : { value: inclusive, isExclusive: false };
}
