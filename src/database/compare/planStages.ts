/** The ways there and back as they will be run: in one migration, or in those between which code is deployed. */
import type { DiffContext } from '../../schema/diff/behaviour.js';
import type { PlannedStep } from '../../schema/diff/compareInventories.js';
import type { Rename } from '../../schema/diff/renames.js';
import { sideOf } from '../../schema/diff/side.js';
import type { Inventory } from '../../schema/inventory.js';
import { type BothWays, copyFirst, withLosses } from '../../schema/migration/copyFirst.js';
import { withDataSteps } from '../../schema/migration/dataSteps.js';
import { expandContract } from '../../schema/migration/expandContract.js';
import type { Phase, Ways } from '../../schema/migration/migration.js';
import { onlineSteps } from '../../schema/migration/online.js';
import { segmentsOf } from '../../schema/migration/segments.js';
import { reach } from '../reach.js';
import type { Session } from '../session.js';

/** One migration: from a schema to the next one. */
export interface StagePlan extends Ways {
  readonly phase?: Phase;
  readonly from: Inventory;
  readonly to: Inventory;
}

export interface StageOptions {
  readonly online: boolean;
  readonly copyFirst: boolean;
}

/** The way and the way back, found before, as one migration. */
export function oneStage(from: Inventory, to: Inventory, ways: Ways, options: StageOptions): StagePlan {
  return { from, to, ...ways, ...arranged(ways, contextOf(ways.renamed, to), options) };
}

/**
 * Parts the way into migrations that are safe for the code before and after; each one is run, so that what it leads to is known, and
 * then taken back.
 * @param session of a database that has the source's schema, and has it again in the end.
 * @param way from the renamed source to the target.
 */
export async function separateStages(
  session: Session,
  source: Inventory,
  { renamed, renames, up }: Ways,
  target: Inventory,
  options: StageOptions & { readonly read: (session: Session) => Promise<Inventory> },
): Promise<readonly StagePlan[]> {
  const context = contextOf(renamed, target);
  const stages = expandContract(withDataSteps(up, context), context, renames);
  const reached: {
    readonly phase: Phase;
    readonly from: Inventory;
    readonly to: Inventory;
    readonly up: readonly PlannedStep[];
  }[] = [];
  let from = source;
  for (const phase of ['expand', 'backfill', 'contract'] as const) {
    const steps = stages[phase];
    if (steps.length === 0) continue;
    await runSteps(session, steps);
    const to = await options.read(session);
    reached.push({ phase, from, to, up: steps });
    from = to;
  }
  const plans: StagePlan[] = [];
  for (const { phase, from: before, to, up: steps } of reached.reverse()) {
    const { steps: down } = await reach(session, before, options.read, to);
    const ways = { up: steps, down };
    const noRenames: readonly Rename[] = [];
    plans.unshift({
      ...{ phase, from: before, to, renamed: before, renames: noRenames },
      ...arranged(ways, contextOf(before, to), options, phase),
    });
  }
  return plans;
}

/** Steps for databases with rows, that others use meanwhile. */
function arranged(
  ways: BothWays,
  there: DiffContext,
  { online, copyFirst: copies }: StageOptions,
  phase?: Phase,
): BothWays {
  const back: DiffContext = { source: there.target, target: there.source, version: there.version };
  // The stages' statements for rows are in them already.
  const up = phase === undefined ? withDataSteps(ways.up, there) : ways.up;
  const both = { up, down: withDataSteps(ways.down, back) };
  const kept = copies ? copyFirst(both, [there, back]) : withLosses(both);
  if (!online) return kept;
  return { up: onlineSteps(kept.up, there), down: onlineSteps(kept.down, back) };
}

function contextOf(from: Inventory, to: Inventory): DiffContext {
  return { source: sideOf(from), target: sideOf(to), version: from.version };
}

async function runSteps(session: Session, steps: readonly PlannedStep[]): Promise<void> {
  const statements = steps.flatMap(step => step.statements);
  for (const segment of segmentsOf(statements)) for (const { sql } of segment.statements) await session.execute(sql);
}
