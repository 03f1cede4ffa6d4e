/** A change of a database, ready to be written down: up and down, each in the pieces in which it can be run. */
import type { PlannedStep } from '../diff/compareInventories.js';
import type { Hazard, Statement } from '../diff/statement.js';
import type { Inventory } from '../inventory.js';
import { type InventoryHash, inventoryHash } from './inventoryHash.js';
import { type Segment, segmentsOf } from './segments.js';
import { slugOf } from './slug.js';

export interface Migration {
  /** `add_column_users_email`: what it does, for names of files. */
  readonly slug: string;
  /** The database that it is for. */
  readonly from: InventoryHash;
  readonly to: InventoryHash;
  readonly up: readonly Segment[];
  readonly down: readonly Segment[];
  readonly hazards: readonly LocatedHazard[];
}

export interface LocatedHazard extends Hazard {
  readonly direction: 'up' | 'down';
  /** Of the statement. */
  readonly sql: string;
}

/** Puts a way there and the way back together. */
export function migrationOf(
  from: Inventory,
  to: Inventory,
  up: readonly PlannedStep[],
  down: readonly PlannedStep[],
): Migration {
  const [upStatements, downStatements] = [statementsOf(up), statementsOf(down)];
  return {
    slug: slugOf(up),
    from: inventoryHash(from),
    to: inventoryHash(to),
    up: segmentsOf(upStatements),
    down: segmentsOf(downStatements),
    hazards: [...hazardsOf(upStatements, 'up'), ...hazardsOf(downStatements, 'down')],
  };
}

function statementsOf(steps: readonly PlannedStep[]): readonly Statement[] {
  return steps.flatMap(({ statements }) => statements);
}

function hazardsOf(statements: readonly Statement[], direction: 'up' | 'down'): readonly LocatedHazard[] {
  return statements.flatMap(({ sql, hazards = [] }) => hazards.map(hazard => ({ ...hazard, direction, sql })));
}
