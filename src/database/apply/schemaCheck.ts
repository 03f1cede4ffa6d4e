/** Whether a server has the schema that a migration was made for. */
import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../schema/diff/compareInventories.js';
import { forVersion } from '../../schema/diff/forVersion.js';
import { type Scope, scopeInventory, withoutIdleExtensions } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import { type InventoryHash, inventoryHash } from '../../schema/migration/inventoryHash.js';
import type { EngineFacts } from '../../schema/migration/proof.js';
import { Problem } from '../../text/problem.js';
import { readLive, rebuild } from '../compare/rebuild.js';
import { inScratch } from '../inScratch.js';
import { readInventory } from '../introspect/readInventory.js';
import { loadScripts } from '../loadScript.js';
import type { Script } from '../scriptStatements.js';
import type { Engine, Session } from '../session.js';
import type { ApplyProgress } from './outcome.js';
import { RefusedRun } from './refusedRun.js';

const advice = 'Name an engine that has what it needs (--engine), or do not look which schema it has (--any-schema).';

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
    await rebuild(scratch, withoutIdleExtensions(live, scope), '').catch(refuseUnknown);
    return scopeInventory(await readInventory(scratch), scope);
  });
  // The plan may have been made for this server's version.
  const older = forVersion(inventory, session.version);
  const found = wanted.includes(inventoryHash(older)) ? older : inventory;
  return { hash: inventoryHash(found), inventory: found, isRebuilt: true };
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
    await loadScripts(session, earlier);
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

/** What cannot be rebuilt may be the right schema all the same. */
function refuseUnknown(error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  throw new RefusedRun({ reason: 'unknownSchema', said: error.message.trim(), advice });
}
