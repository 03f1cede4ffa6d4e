/** A live database's schema, read, and made again in a scratch database. */
import { forVersion } from '../../schema/diff/forVersion.js';
import type { Inventory } from '../../schema/inventory.js';
import { Problem } from '../../text/problem.js';
import { withStop } from '../../text/sentence.js';
import { readInventory } from '../introspect/readInventory.js';
import { reach } from '../reach.js';
import { DatabaseError, type Session } from '../session.js';
import { makeRoles, rolesOf } from './roles.js';

/** As of one moment. */
export async function readLive(session: Session): Promise<Inventory> {
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await readInventory(session);
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

const mostNamed = 5;

/**
 * Makes an empty scratch database into what was read elsewhere, but for its rows, and what only newer servers than this one know.
 * @param advice what to do when it cannot be: a whole sentence.
 * @throws Problem when it cannot.
 */
export async function rebuild(session: Session, live: Inventory, advice: string): Promise<void> {
  const cannot = 'The schema of the database cannot be rebuilt here:';
  try {
    await makeRoles(session, rolesOf(live));
    const known = forVersion(live, session.version);
    // What the other server words its own way, this one words anew when it is read. What only this one knows is as it makes it.
    const { missing } = await reach(session, known, async one => forVersion(await readInventory(one), known.version));
    const created = missing.filter(({ verb }) => verb === 'create').map(({ object }) => object.id);
    if (created.length === 0) return;
    const more = created.length > mostNamed ? ` and ${created.length - mostNamed} more` : '';
    throw new Problem(`${cannot} ${created.slice(0, mostNamed).join(', ')}${more} could not be made. ${advice}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(?:08|57)/.test(error.server.code)) throw error;
    throw new Problem(`${cannot} ${withStop(error.server.message)} ${advice}`);
  }
}
