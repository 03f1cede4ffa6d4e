import { behaviours } from '../schema/diff/behaviours/behaviours.js';
import { compareInventories, type PlannedStep } from '../schema/diff/compareInventories.js';
import type { Statement } from '../schema/diff/statement.js';
import type { Inventory } from '../schema/inventory.js';
import { segmentsOf } from '../schema/migration/segments.js';
import { readInventory } from './introspect/readInventory.js';
import { DatabaseError, type Session } from './session.js';

/** The way that a scratch database was brought to a target. */
export interface Way {
  /** All that was run, in order. */
  readonly steps: readonly PlannedStep[];
  /** What still differs in the end; empty: the target is reached. */
  readonly missing: readonly PlannedStep[];
  /** What the database is in the end. */
  readonly reached: Inventory;
}

/**
 * What a server rebuilds by itself (an expression over a column whose type changed) is known only once it has done so; the second
 * look finds it. A third is for what the second one brought about.
 */
const mostRounds = 3;

/** So many statements are sent at once: a round trip for each would take longer than most of them. */
const batchSize = 100;

/**
 * Brings a scratch database to the target: plans, runs the plan, reads the database again and goes on until nothing differs.
 * @param read what the database is for this comparison.
 * @param from what it is now, when that is known.
 * @throws DatabaseError with the server's words for a statement that it refuses.
 * @throws Problem when the changes cannot be put in an order.
 */
export async function reach(
  session: Session,
  target: Inventory,
  read: (session: Session) => Promise<Inventory> = readInventory,
  from?: Inventory,
): Promise<Way> {
  const steps: PlannedStep[] = [];
  let reached = from ?? (await read(session));
  let missing = compareInventories(reached, target, behaviours);
  await session.execute('SET check_function_bodies = off');
  for (let round = 0; missing.length > 0 && round < mostRounds; round++) {
    await run(
      session,
      missing.flatMap(({ statements }) => statements),
    );
    steps.push(...missing);
    reached = await read(session);
    missing = compareInventories(reached, target, behaviours);
  }
  await session.execute('RESET check_function_bodies');
  return { steps, missing, reached };
}

async function run(session: Session, statements: readonly Statement[]): Promise<void> {
  for (const segment of segmentsOf(statements)) {
    for (let at = 0; at < segment.statements.length; at += batchSize) {
      const batch = segment.statements.slice(at, at + batchSize).map(({ sql }) => sql);
      try {
        await session.execute(batch.join('\n;\n'));
      } catch (error) {
        if (!(error instanceof DatabaseError) || batch.length === 1) throw error;
        // Nothing of it was done. One by one the server speaks of the statement that it refuses.
        for (const sql of batch) await session.execute(sql);
      }
    }
  }
}
