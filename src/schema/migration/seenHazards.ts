/** Hazards that were seen when a migration ran, in place of those that were expected. */
import type { LocatedHazard, Migration } from './migration.js';
import type { LockMode, LockTaken, Proof, StatementFacts } from './proof.js';

/** What waits for whom: the manual's table of conflicting lock modes, in words. Weaker ones hold up neither readers nor writers. */
const blocks: Partial<Record<LockMode, string>> = {
  'ACCESS EXCLUSIVE': 'nobody reads or writes it meanwhile',
  EXCLUSIVE: 'nobody writes it meanwhile',
  'SHARE ROW EXCLUSIVE': 'nobody writes it meanwhile',
  SHARE: 'nobody writes it meanwhile',
};

/**
 * The migration with what its proof saw: locks that others wait for, and tables that were written anew. What was expected and did not
 * happen goes; where it could not be seen it stays.
 */
export function withSeenHazards(migration: Migration, { statements }: Proof): Migration {
  const ran = new Map(statements.map(facts => [`${facts.direction} ${facts.sql}`, facts]));
  const kept = migration.hazards.filter(({ kind, direction, sql }) => {
    const facts = ran.get(`${direction} ${sql}`);
    if (kind === 'rewritesTable') return !facts || facts.rewrites.length > 0;
    return kind !== 'locks' || facts?.locks === undefined;
  });
  const isKnown = new Set(kept.map(({ kind, direction, sql }) => `${direction} ${kind} ${sql}`));
  const seen = statements.flatMap(facts => [...rewritesOf(facts), ...locksOf(facts)]);
  return {
    ...migration,
    hazards: [...kept, ...seen.filter(({ kind, direction, sql }) => !isKnown.has(`${direction} ${kind} ${sql}`))],
  };
}

function rewritesOf({ direction, sql, rewrites }: StatementFacts): readonly LocatedHazard[] {
  return rewrites.map(table => ({
    ...{ kind: 'rewritesTable' as const, direction, sql },
    reason: `${table} is written anew, row by row, which takes as long as the table is large.`,
  }));
}

function locksOf({ direction, sql, locks = [] }: StatementFacts): readonly LocatedHazard[] {
  return locks.flatMap(({ relation, mode }: LockTaken) => {
    const effect = blocks[mode];
    if (effect === undefined) return [];
    return [{ kind: 'locks' as const, direction, sql, reason: `${mode} on ${relation}: ${effect}.` }];
  });
}
