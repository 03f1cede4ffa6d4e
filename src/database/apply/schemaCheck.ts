/** Whether a server has the schema that a migration was made for. */
import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../schema/diff/compareInventories.js';
import { type Scope, scopeInventory } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import { type InventoryHash, inventoryHash } from '../../schema/migration/inventoryHash.js';
import type { EngineFacts } from '../../schema/migration/proof.js';
import { Problem } from '../../text/problem.js';
import { inScratch } from '../compare/loadSide.js';
import { makeRoles, rolesOf } from '../compare/roles.js';
import { readInventory } from '../introspect/readInventory.js';
import { loadScript, type Script } from '../loadScript.js';
import { reach } from '../reach.js';
import { DatabaseError, type Engine, type Session } from '../session.js';
import { withStop } from './failure.js';
import type { ApplyProgress } from './outcome.js';

/** An engine that is there for the asking, and is closed by whoever gives it. */
export type OpenEngine = (wanted: EngineFacts | undefined) => Promise<Engine>;

export interface SchemaCheckOptions {
  readonly scope: Scope;
  /** That made the hashes. */
  readonly madeBy: EngineFacts | undefined;
  /** Absent: a schema in other words than those of the hash is taken for another one. */
  readonly openEngine: OpenEngine | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ApplyProgress) => void) | undefined;
}

export interface FoundSchema {
  readonly hash: InventoryHash;
  /** In the words of the engine when it was rebuilt. */
  readonly inventory: Inventory;
  readonly isRebuilt: boolean;
}

/**
 * The schema of a server, compared with the hashes that it may have. As versions word the same thing differently, it is rebuilt in the
 * engine that made the hashes when none fits.
 */
export async function findSchema(
  session: Session,
  wanted: readonly InventoryHash[],
  { scope, madeBy, openEngine, signal, onProgress }: SchemaCheckOptions,
): Promise<FoundSchema> {
  onProgress?.({ kind: 'schema', stage: 'reading' });
  const live = await readLive(session);
  const scoped = scopeInventory(live, scope);
  const hash = inventoryHash(scoped);
  if (wanted.includes(hash) || !openEngine) return { hash, inventory: scoped, isRebuilt: false };
  onProgress?.({ kind: 'schema', stage: 'rebuilding' });
  const inventory = await inScratch(await openEngine(madeBy), signal, async ({ session: scratch }) => {
    await rebuild(scratch, live);
    return scopeInventory(await readInventory(scratch), scope);
  });
  return { hash: inventoryHash(inventory), inventory, isRebuilt: true };
}

/** As of one moment. */
export async function readLive(session: Session): Promise<Inventory> {
  await session.execute('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    return await readInventory(session);
  } finally {
    await session.execute('ROLLBACK').catch(() => undefined);
  }
}

/** Makes an empty scratch database into what was read elsewhere, but for its rows. @throws Problem when it cannot. */
export async function rebuild(session: Session, live: Inventory): Promise<void> {
  const advice = 'Name an engine that has what it needs with --engine, or do not look at all: --any-schema.';
  try {
    await makeRoles(session, rolesOf(live));
    const { missing } = await reach(session, live, async one => {
      // What the other server words its own way, this one words anew when it is read: the version is no difference.
      const read = await readInventory(one);
      return { ...read, version: Math.min(read.version, live.version) };
    });
    const created = missing.filter(({ verb }) => verb === 'create').map(({ object }) => object.id);
    if (created.length === 0) return;
    throw new Problem(`The database's schema cannot be rebuilt here: ${firstOf(created)} could not be made. ${advice}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(?:08|57)/.test(error.server.code)) throw error;
    throw new Problem(`The database's schema cannot be rebuilt here: ${withStop(error.server.message)} ${advice}`);
  }
}

/**
 * What differs, for people, when the scripts that came before lead to the schema that was expected; undefined when they do not.
 * @param earlier in the order in which they run.
 */
export async function explainDifference(
  expected: InventoryHash,
  found: FoundSchema,
  earlier: readonly Script[],
  { scope, madeBy, openEngine, signal }: SchemaCheckOptions,
): Promise<string | undefined> {
  if (!openEngine || earlier.length === 0) return undefined;
  const before = await inScratch(await openEngine(madeBy), signal, async ({ session }) => {
    for (const script of earlier) await loadScript(session, script);
    return scopeInventory(await readInventory(session), scope);
  }).catch(error => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  if (!before || inventoryHash(before) !== expected) return undefined;
  const steps = compareInventories(before, { ...found.inventory, version: before.version }, behaviours);
  const words = { create: 'is there as well', drop: 'is missing', alter: 'differs' };
  return firstOf(steps.map(({ verb, object }) => `${object.id} ${words[verb]}`));
}

const mostNamed = 5;

function firstOf(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return names.slice(0, mostNamed).join(', ') + more;
}
