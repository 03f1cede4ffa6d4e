/** What an API over a database is made from: of a server, or of files that an engine of ours runs. */
import type { Inventory } from '../../schema/inventory.js';
import type { Relation } from '../../schema/relation.js';
import type { SchemaSource } from '../compare/comparison.js';
import { readLive } from '../compare/rebuild.js';
import { connect } from '../connection/connect.js';
import { inScratch } from '../inScratch.js';
import { readInventory } from '../introspect/readInventory.js';
import { loadScripts } from '../loadScript.js';
import type { Engine } from '../session.js';
import { type RelationChoice, readRelations } from './readRelations.js';

export interface Tables {
  readonly relations: readonly Relation[];
  /** All of the schema, also what was not chosen. */
  readonly inventory: Inventory;
}

/**
 * Reads only. Files are run in a scratch database of the engine, which is started only for them.
 * @throws Problem with file and line for a statement that the engine refuses; the signal's reason.
 */
export async function relationsOf(
  source: SchemaSource,
  choice: RelationChoice,
  startEngine: () => Promise<Engine>,
  signal: AbortSignal,
): Promise<Tables> {
  if (source.kind === 'server') {
    const session = await connect(source.settings, { signal, lockTimeout: 5000 });
    const cancel = () => void session.cancel();
    signal.addEventListener('abort', cancel);
    try {
      return { relations: await readRelations(session, choice), inventory: await readLive(session) };
    } finally {
      signal.removeEventListener('abort', cancel);
      await session.close();
      signal.throwIfAborted();
    }
  }
  const engine = await startEngine();
  try {
    return await inScratch(engine, signal, async ({ session }) => {
      await loadScripts(session, source.scripts, signal);
      return { relations: await readRelations(session, choice), inventory: await readInventory(session) };
    });
  } finally {
    await engine.close();
  }
}
