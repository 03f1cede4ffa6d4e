/** The ways there and back, found in a scratch database. */
import { likelyRenames } from '../../schema/diff/renameLikely.js';
import { pendingRenames } from '../../schema/diff/renamePending.js';
import { resolveRenames } from '../../schema/diff/renameResolve.js';
import { renameStatements, reverseRenames } from '../../schema/diff/renameStatements.js';
import type { LikelyRename, Rename } from '../../schema/diff/renames.js';
import type { Inventory } from '../../schema/inventory.js';
import { Problem } from '../../text/problem.js';
import { emptyTables } from '../prove/sampleRows/emptyTables.js';
import { reach } from '../reach.js';
import { DatabaseError, type Session } from '../session.js';
import { areEqual, oneStage, type StageOptions, type StagePlan, separateStages } from './planStages.js';
import { makeRoles, rolesOf } from './roles.js';

export interface Plan {
  readonly source: Inventory;
  /** None: the schemas are equal. */
  readonly stages: readonly StagePlan[];
  readonly renames: readonly Rename[];
  readonly possibleRenames: readonly LikelyRename[];
}

export interface Wanted extends StageOptions {
  readonly target: Inventory;
  /** What a database is for this comparison. */
  readonly read: (session: Session) => Promise<Inventory>;
  /** `old=new`, as users wrote them. */
  readonly renames: readonly string[];
  /** From comments of the target's scripts: those that were made already are no mistake. */
  readonly renameComments: readonly string[];
  readonly expandContract: boolean;
}

/**
 * @param session of a database that has the source's schema.
 * @throws Problem when no way is found.
 */
export async function planWays(session: Session, wanted: Wanted): Promise<Plan> {
  // Rows that the scripts bring are for the proof.
  await emptyTables(session);
  try {
    return await plan(session, wanted);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { message, detail } = error.server;
    throw new Problem(
      `PostgreSQL refuses a statement of the way from one schema to the other: ${message}.${detail ? ` ${detail}` : ''} Nothing was changed. Leave the object out with --without, or make the change in two steps.`,
    );
  }
}

async function plan(session: Session, wanted: Wanted): Promise<Plan> {
  const { target, read } = wanted;
  const source = await read(session);
  await makeRoles(session, rolesOf(target));
  const comments = pendingRenames(wanted.renameComments, source);
  const renames = resolveRenames([...new Set([...wanted.renames, ...comments])], source, target);
  if (areEqual(source, target)) return { source, stages: [], renames, possibleRenames: [] };
  for (const { sql } of renameStatements(renames)) await session.execute(sql);
  const renamed = renames.length > 0 ? await read(session) : source;
  const possibleRenames = likelyRenames(renamed, target, renames);
  const up = await reach(session, target, read, renamed);
  requireReached(up.missing.map(({ object }) => object.id));
  const down = await reach(session, renamed, read, up.reached);
  requireReached(down.missing.map(({ object }) => object.id));
  const ways = { renamed, renames, up: up.steps, down: down.steps };
  if (!wanted.expandContract)
    return { source, stages: [oneStage(source, target, ways, wanted)], renames, possibleRenames };
  for (const { sql } of renameStatements(reverseRenames(renames))) await session.execute(sql);
  const stages = await separateStages(session, source, ways, target, wanted);
  return { source, stages, renames, possibleRenames };
}

function requireReached(missing: readonly string[]): void {
  if (missing.length === 0) return;
  const names = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`;
  throw new Problem(
    `No way was found that brings these where they shall be: ${names}. Nothing was changed. Leave them out with --without, or make the change in two steps.`,
  );
}
