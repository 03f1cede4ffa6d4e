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
import { refusalWords } from '../refusalWords.js';
import { DatabaseError, type Session } from '../session.js';
import { oneStage, type StageOptions, type StagePlan, separateStages } from './planStages.js';
import { makeRoles, rolesOf } from './roles.js';

export interface Plan {
  /** The database is again as it was before the ways were looked for, to the last row. */
  readonly isUndone: boolean;
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
 * In one transaction that is rolled back: the proof can begin where the plan began. What PostgreSQL takes only in several (a new value of
 * an enum that is used) is planned once more, for good.
 * @param session of a database that has the source's schema.
 * @throws Problem when no way is found.
 */
export async function planWays(session: Session, wanted: Wanted): Promise<Plan> {
  try {
    const undone = await planAndUndo(session, wanted);
    if (undone) return { ...undone, isUndone: true };
    await session.execute('BEGIN');
    await emptyTables(session);
    await session.execute('COMMIT');
    return { ...(await plan(session, wanted)), isUndone: false };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { detail } = error.server;
    throw new Problem(
      `${refusalWords(error.server, 'a statement of the way from one schema to the other')}${detail ? ` ${detail}` : ''} Nothing was changed. Leave the object out with --without, or make the change in two steps.`,
    );
  }
}

type PlanOnly = Omit<Plan, 'isUndone'>;

/** @returns `undefined` when the server refuses something of it. */
async function planAndUndo(session: Session, wanted: Wanted): Promise<PlanOnly | undefined> {
  await session.execute('BEGIN');
  try {
    // Rows that the scripts bring are for the proof.
    await emptyTables(session);
    return await plan(session, wanted);
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(?:08|57)/.test(error.server.code)) throw error;
    return undefined;
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

async function plan(session: Session, wanted: Wanted): Promise<Omit<Plan, 'isUndone'>> {
  const { target, read } = wanted;
  const source = await read(session);
  await makeRoles(session, rolesOf(target));
  const comments = pendingRenames(wanted.renameComments, source);
  const renames = resolveRenames([...new Set([...wanted.renames, ...comments])], source, target);
  for (const { sql } of renameStatements(renames)) await session.execute(sql);
  const renamed = renames.length > 0 ? await read(session) : source;
  const up = await reach(session, target, read, renamed);
  if (renames.length === 0 && up.steps.length === 0) return { source, stages: [], renames, possibleRenames: [] };
  const possibleRenames = likelyRenames(renamed, target, renames);
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
