/** One side of a comparison, in the words of the engine that compares. */
import { type Scope, withoutIdleExtensions } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import { connect } from '../connection/connect.js';
import { loadScripts } from '../loadScript.js';
import type { Session } from '../session.js';
import type { SchemaSource } from './comparison.js';
import { readLive, rebuild } from './rebuild.js';

export interface Side {
  readonly source: SchemaSource;
  /** Of the user's own server; absent for scripts, which are for any. */
  readonly serverVersion?: number;
  /** Makes its schema in an empty scratch database. @throws Problem with the statement that is refused. */
  readonly fill: (session: Session, scope?: Pick<Scope, 'extensions'>) => Promise<void>;
}

const advice = 'Leave out what is missing with --without, or compare on a PostgreSQL that has what it needs: --engine.';

/** Reads a server's schema once; scripts are run whenever they are wanted. */
export async function openSide(source: SchemaSource, signal: AbortSignal | undefined): Promise<Side> {
  if (source.kind === 'scripts') {
    return {
      source,
      fill: session => loadScripts(session, source.scripts, signal),
    };
  }
  const { inventory, serverVersion } = await readServer(source, signal);
  return {
    source,
    serverVersion,
    fill: (session, scope = {}) => rebuild(session, withoutIdleExtensions(inventory, scope), advice),
  };
}

async function readServer(
  { settings }: Extract<SchemaSource, { kind: 'server' }>,
  signal: AbortSignal | undefined,
): Promise<{ readonly inventory: Inventory; readonly serverVersion: number }> {
  const session = await connect(settings, { ...(signal && { signal }), lockTimeout: 5000 });
  const cancel = () => void session.cancel();
  signal?.addEventListener('abort', cancel);
  try {
    return { inventory: await readLive(session), serverVersion: session.version };
  } finally {
    signal?.removeEventListener('abort', cancel);
    await session.close();
    signal?.throwIfAborted();
  }
}
