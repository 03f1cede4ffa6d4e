/** Of a migration of hundreds of thousands of statements nobody reads a line for each; an editor would not open them. */
import type { DryStatement } from '../dryRunTypes.js';
import type { StatementOutcome } from '../outcome.js';
import { countOf } from './words.js';

const mostShown = 1000;

/** In order: the first ones, and of all others those that failed or write tables anew, as far as there is room. */
export function shownStatements<One extends StatementOutcome | DryStatement>(
  all: readonly One[],
): { readonly shown: readonly One[]; readonly left: number } {
  if (all.length <= mostShown) return { shown: all, left: 0 };
  const chosen = new Set<number>();
  for (const [at, one] of all.entries()) if (isNotable(one) && chosen.size < mostShown / 2) chosen.add(at);
  for (let at = 0; chosen.size < mostShown; at++) chosen.add(at);
  return { shown: all.filter((_, at) => chosen.has(at)), left: all.length - mostShown };
}

/** `… and 199,000 more statements`; nothing when there are none. */
export function moreStatements(left: number): string {
  return left === 0 ? '' : `… and ${countOf(left, 'more statement')}`;
}

function isNotable(one: StatementOutcome | DryStatement): boolean {
  return one.state === 'failed' || one.state === 'unknown' || ('rewrites' in one && one.rewrites.length > 0);
}
