import { type Scope, scopeInventory } from '../../schema/diff/scope.js';
import type { Inventory, Unmodelled } from '../../schema/inventory.js';
import { inventoryHash } from '../../schema/migration/inventoryHash.js';
import { migrationOf } from '../../schema/migration/migration.js';
import { withSeenHazards } from '../../schema/migration/seenHazards.js';
import { readInventory } from '../introspect/readInventory.js';
import { proveMigration } from '../prove/proveMigration.js';
import type { Engine, Session } from '../session.js';
import type { ComparedSide, CompareRequest, CompareStage, Comparison } from './comparison.js';
import { inScratch, openSide, type Side } from './loadSide.js';
import { areEqual, planWays } from './planWays.js';
import { renameCommentsOf } from './renameCommentsOf.js';
import { makeRoles, rolesOf } from './roles.js';
import { scopeOf } from './scopeOf.js';

export interface CompareOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (stage: CompareStage) => void;
}

/**
 * Finds the way from one schema to another and back, and proves it: both are loaded into scratch databases of the engine, so that both
 * are in its words, whatever they come from.
 * @throws Problem with file and line for a script that the engine refuses, and for a way that cannot be found; the signal's reason.
 */
export async function compareSchemas(
  request: CompareRequest,
  engine: Engine,
  { signal, onProgress }: CompareOptions = {},
): Promise<Comparison> {
  const scope = await scopeOf(request);
  onProgress?.('target');
  const [from, to] = [await openSide(request.from, signal), await openSide(request.to, signal)];
  const read = (session: Session) => readScoped(session, scope, from.serverVersion);
  const target = await inScratch(engine, signal, async ({ session }) => {
    await to.fill(session);
    return read(session);
  });
  onProgress?.('source');
  const renames = { renames: request.renames, renameComments: await renameCommentsOf(request.to) };
  const plan = await inScratch(engine, signal, async ({ session }) => {
    await from.fill(session);
    onProgress?.('plan');
    return planWays(session, { target, read, ...renames });
  });
  const { source, possibleRenames } = plan;
  const compared = {
    ...{ from: comparedSide(from, source), to: comparedSide(to, target), scope, possibleRenames },
    unmodelled: unmodelledDifferences(source, target),
  };
  if (areEqual(source, target)) return { ...compared, migrations: [], renames: [] };
  const migration = migrationOf(source, target, plan);
  const prepare = async (session: Session) => {
    await from.fill(session);
    await makeRoles(session, rolesOf(target));
  };
  onProgress?.('proveUp');
  const given = { prepare, source, target, scope, migration, renames: plan.renames, rows: request.rows };
  const proof = await proveMigration(engine, given, signal ? { signal } : {});
  return {
    ...compared,
    migrations: [{ migration: withSeenHazards(migration, proof), proof }],
    renames: plan.renames,
  };
}

async function readScoped(session: Session, scope: Scope, serverVersion = Infinity): Promise<Inventory> {
  const inventory = scopeInventory(await readInventory(session), scope);
  // Statements are for the server that has the schema now, which may be older than the engine.
  return { ...inventory, version: Math.min(inventory.version, serverVersion) };
}

function comparedSide({ source }: Side, inventory: Inventory): ComparedSide {
  const tables = inventory.objects.filter(({ kind }) => kind === 'table').length;
  return { label: source.label, hash: inventoryHash(inventory), tables };
}

function unmodelledDifferences(source: Inventory, target: Inventory): readonly string[] {
  const [before, after] = [source, target].map(({ unmodelled }) => new Map(unmodelled.map(one => [keyOf(one), one])));
  const keys = new Set([...before!.keys(), ...after!.keys()]);
  return [...keys].filter(key => before!.get(key)?.fingerprint !== after!.get(key)?.fingerprint).sort();
}

function keyOf({ kind, name }: Unmodelled): string {
  return `${kind} ${name}`;
}
