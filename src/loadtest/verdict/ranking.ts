import type { TargetReport } from '../report.js';
import { successShare } from './figures.js';
import type { ComparisonOutcome, RankedTarget } from './verdict.js';

/** So much below the best, as a share, that speed no longer counts. */
const tolerated = 0.01;

/**
 * By p95, best first; those that answered clearly less often than the best come after those that did, and the dead last.
 * @param outcomeOf how the second of two targets, by index, does against the first one's p95
 */
export function rankTargets(
  targets: readonly TargetReport[],
  outcomeOf: (base: number, other: number) => ComparisonOutcome,
): readonly RankedTarget[] {
  const best = Math.max(...targets.map(target => successShare(target) ?? 0));
  const tier = (target: TargetReport) =>
    target.answered === 0 ? 2 : (successShare(target) ?? 0) < best - tolerated ? 1 : 0;
  const order = targets
    .map((target, index) => ({ target, index, tier: tier(target) }))
    .sort((a, b) => a.tier - b.tier || a.target.latency.p95 - b.target.latency.p95);
  let place = 0;
  let leader = 0;
  return order.map(({ target, index, tier }, i) => {
    if (tier === 2) return { name: target.name };
    const first = order[leader]!;
    if (i === 0 || first.tier !== tier || outcomeOf(first.index, index) === 'worse') {
      leader = i;
      place = i + 1;
    }
    return { name: target.name, place };
  });
}
