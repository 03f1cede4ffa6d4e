/** A change of a database, ready to be written down: up and down, each in the pieces in which it can be run. */
import type { PlannedStep } from '../diff/compareInventories.js';
import { renameStatements, reverseRenames } from '../diff/renameStatements.js';
import type { Rename } from '../diff/renames.js';
import type { Hazard, HazardKind, Statement } from '../diff/statement.js';
import type { Inventory } from '../inventory.js';
import { type InventoryHash, inventoryHash } from './inventoryHash.js';
import { type Segment, segmentsOf } from './segments.js';
import { slugOf } from './slug.js';

/** Of a change that is made in migrations between which code is deployed. */
export type Phase = 'expand' | 'backfill' | 'contract';

export interface Migration {
  readonly phase?: Phase;
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

/** The way there and the way back. */
export interface Ways {
  /** What the way there begins with: the source, after the renames. */
  readonly renamed: Inventory;
  /** Come first on the way there, and are taken back at the end of the way back. */
  readonly renames: readonly Rename[];
  readonly up: readonly PlannedStep[];
  readonly down: readonly PlannedStep[];
}

/** Puts a way there and the way back together. */
export function migrationOf(from: Inventory, to: Inventory, ways: Ways & { readonly phase?: Phase }): Migration {
  const { renamed, renames, up, down, phase } = ways;
  const upStatements = [...renameStatements(renames), ...statementsOf(up, renamed)];
  const downStatements = [...statementsOf(down, to), ...renameStatements(reverseRenames(renames))];
  return {
    ...(phase && { phase }),
    slug: phase ? `${phase}_${slugOf(up, renames)}` : slugOf(up, renames),
    from: inventoryHash(from),
    to: inventoryHash(to),
    up: segmentsOf(upStatements),
    down: segmentsOf(downStatements),
    hazards: [...hazardsOf(upStatements, 'up'), ...hazardsOf(downStatements, 'down')],
  };
}

/** What a table that has no rows yet, and that nobody uses, is safe from. */
const ofTablesInUse: ReadonlySet<HazardKind> = new Set(['locks', 'rewritesTable', 'scansTable', 'dependsOnData']);

function statementsOf(steps: readonly PlannedStep[], { objects }: Inventory): readonly Statement[] {
  const there = new Set(objects.map(({ id }) => id));
  return steps.flatMap(({ object, statements }) => {
    const isNew = object.parent !== undefined && /^table /.test(object.parent) && !there.has(object.parent);
    return isNew ? statements.map(withoutUse) : statements;
  });
}

function withoutUse({ hazards = [], ...statement }: Statement): Statement {
  const left = hazards.filter(({ kind }) => !ofTablesInUse.has(kind));
  return left.length > 0 ? { ...statement, hazards: left } : statement;
}

function hazardsOf(statements: readonly Statement[], direction: 'up' | 'down'): readonly LocatedHazard[] {
  return statements.flatMap(({ sql, hazards = [] }) => hazards.map(hazard => ({ ...hazard, direction, sql })));
}
