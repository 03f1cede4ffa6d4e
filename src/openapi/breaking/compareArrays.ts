import type { Shape } from '../api.js';
import { type Comparison, enter, type Pair } from './comparison.js';
import type { Facet } from './facets.js';
import type { Conjunction } from './side.js';

/** The items, one by one where they have places of their own. */
export function compareArrays(comparison: Comparison, pair: Pair, before: Facet, after: Facet): void {
  const [old, now] = [before.members, after.members];
  const length = Math.max(...[...old, ...now].map(({ prefixItems }) => prefixItems?.length ?? 0), 0);
  for (let index = 0; index < length; index++)
    enter(comparison, pair, `[${index}]`, itemAt(old, index), itemAt(now, index));
  enter(comparison, pair, '[]', itemAt(old, length), itemAt(now, length));
}

function itemAt(members: readonly Shape[], index: number): Conjunction {
  return members.flatMap(({ prefixItems, items }) => prefixItems?.[index] ?? items ?? []);
}
