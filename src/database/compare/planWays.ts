/** The ways there and back, found in a scratch database. */
import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../schema/diff/compareInventories.js';
import { likelyRenames } from '../../schema/diff/renameLikely.js';
import { pendingRenames } from '../../schema/diff/renamePending.js';
import { resolveRenames } from '../../schema/diff/renameResolve.js';
import { renameStatements } from '../../schema/diff/renameStatements.js';
import type { LikelyRename } from '../../schema/diff/renames.js';
import type { Inventory } from '../../schema/inventory.js';
import type { Ways } from '../../schema/migration/migration.js';
import { Problem } from '../../text/problem.js';
import { reach } from '../reach.js';
import type { Session } from '../session.js';
import { makeRoles, rolesOf } from './roles.js';

export interface Plan extends Ways {
  readonly source: Inventory;
  readonly possibleRenames: readonly LikelyRename[];
}

export interface Wanted {
  readonly target: Inventory;
  /** What a database is for this comparison. */
  readonly read: (session: Session) => Promise<Inventory>;
  /** `old=new`, as users wrote them. */
  readonly renames: readonly string[];
  /** From comments of the target's scripts: those that were made already are no mistake. */
  readonly renameComments: readonly string[];
}

/**
 * @param session of a database that has the source's schema; it has it again in the end.
 * @throws Problem when no way is found.
 */
export async function planWays(session: Session, { target, read, ...asked }: Wanted): Promise<Plan> {
  const source = await read(session);
  await makeRoles(session, rolesOf(target));
  const comments = pendingRenames(asked.renameComments, source);
  const renames = resolveRenames([...new Set([...asked.renames, ...comments])], source, target);
  for (const { sql } of renameStatements(renames)) await session.execute(sql);
  const renamed = renames.length > 0 ? await read(session) : source;
  const possibleRenames = likelyRenames(renamed, target, renames);
  const up = await reach(session, target, read);
  requireReached(up.missing.map(({ object }) => object.id));
  const down = await reach(session, renamed, read);
  requireReached(down.missing.map(({ object }) => object.id));
  return { source, renamed, renames, possibleRenames, up: up.steps, down: down.steps };
}

/** Whether there is nothing to do. */
export function areEqual(source: Inventory, target: Inventory): boolean {
  return compareInventories(source, target, behaviours).length === 0;
}

function requireReached(missing: readonly string[]): void {
  if (missing.length === 0) return;
  const names = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`;
  throw new Problem(
    `No way was found that brings these where they shall be: ${names}. Nothing was changed. Leave them out with --without, or make the change in two steps.`,
  );
}
