import { behaviours } from '../schema/diff/behaviours/behaviours.js';
import { compareInventories, type PlannedStep } from '../schema/diff/compareInventories.js';
import type { Inventory } from '../schema/inventory.js';
import { readInventory } from './introspect/readInventory.js';
import type { Session } from './session.js';

/** The way that a scratch database was brought to a target. */
export interface Way {
  /** All that was run, in order. */
  readonly steps: readonly PlannedStep[];
  /** What still differs in the end; empty: the target is reached. */
  readonly missing: readonly PlannedStep[];
}

/**
 * What a server rebuilds by itself (an expression over a column whose type changed) is known only once it has done so; the second
 * look finds it. A third is for what the second one brought about.
 */
const mostRounds = 3;

/**
 * Brings a scratch database to the target: plans, runs the plan, reads the database again and goes on until nothing differs.
 * `read`: of the database, what is compared with the target.
 * @throws DatabaseError with the server's words for a statement that it refuses.
 */
export async function reach(
  session: Session,
  target: Inventory,
  read: (session: Session) => Promise<Inventory> = readInventory,
): Promise<Way> {
  const steps: PlannedStep[] = [];
  let missing = compareInventories(await read(session), target, behaviours);
  await session.execute('SET check_function_bodies = off');
  for (let round = 0; missing.length > 0 && round < mostRounds; round++) {
    for (const step of missing) for (const { sql } of step.statements) await session.execute(sql);
    steps.push(...missing);
    missing = compareInventories(await read(session), target, behaviours);
  }
  await session.execute('RESET check_function_bodies');
  return { steps, missing };
}
