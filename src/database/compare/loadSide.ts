/** One side of a comparison, in the words of the engine that compares. */
import type { Inventory } from '../../schema/inventory.js';
import { Problem } from '../../text/problem.js';
import { connect } from '../connection/connect.js';
import { readInventory } from '../introspect/readInventory.js';
import { loadScript } from '../loadScript.js';
import { reach } from '../reach.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import type { SchemaSource } from './comparison.js';
import { makeRoles, rolesOf } from './roles.js';

export interface Side {
  readonly source: SchemaSource;
  /** Of the user's own server; absent for scripts, which are for any. */
  readonly serverVersion?: number;
  /** Makes its schema in an empty scratch database. @throws Problem with the statement that is refused. */
  readonly fill: (session: Session) => Promise<void>;
}

/** Reads a server's schema once; scripts are run whenever they are wanted. */
export async function openSide(source: SchemaSource, signal: AbortSignal | undefined): Promise<Side> {
  if (source.kind === 'scripts') {
    return {
      source,
      fill: async session => {
        for (const script of source.scripts) {
          signal?.throwIfAborted();
          await loadScript(session, script);
        }
      },
    };
  }
  const { inventory, serverVersion } = await readServer(source, signal);
  return { source, serverVersion, fill: session => rebuild(session, inventory, source.label) };
}

async function readServer(
  { settings }: Extract<SchemaSource, { kind: 'server' }>,
  signal: AbortSignal | undefined,
): Promise<{ readonly inventory: Inventory; readonly serverVersion: number }> {
  const session = await connect(settings, { ...(signal && { signal }), lockTimeout: 5000 });
  const cancel = () => void session.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const inventory = await readInventory(session);
    await session.execute('ROLLBACK');
    return { inventory, serverVersion: session.version };
  } finally {
    signal?.removeEventListener('abort', cancel);
    await session.close();
    signal?.throwIfAborted();
  }
}

/** A database with all that the server's has, but for its rows. */
async function rebuild(session: Session, inventory: Inventory, label: string): Promise<void> {
  await makeRoles(session, rolesOf(inventory));
  const { missing } = await reach(session, inventory, async one => {
    // The version is no difference: what the other server words its own way, this one words anew when it is read.
    const { version, ...read } = await readInventory(one);
    return { ...read, version: Math.min(version, inventory.version) };
  });
  const created = missing.filter(({ verb }) => verb === 'create');
  if (created.length === 0) return;
  const names = created.slice(0, 5).map(({ object }) => object.id);
  throw new Problem(
    `The schema of ${label} cannot be rebuilt for the comparison: ${names.join(', ')} ${created.length > 5 ? `and ${created.length - 5} more ` : ''}could not be made. Leave them out with --without, or compare on a PostgreSQL that has what they need.`,
  );
}

/** Runs something in a scratch database and drops that, whatever comes. Aborted, what runs there is cancelled. */
export async function inScratch<Answer>(
  engine: Engine,
  signal: AbortSignal | undefined,
  use: (database: ScratchDatabase) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const database = await engine.scratch();
  const cancel = () => void database.session.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    return await use(database);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await database.drop();
  }
}
