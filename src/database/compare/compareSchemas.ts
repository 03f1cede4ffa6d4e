import { forVersion } from '../../schema/diff/forVersion.js';
import { extensionsOf, scopeInventory } from '../../schema/diff/scope.js';
import { unreachableDifferences } from '../../schema/diff/unreachable.js';
import type { Inventory, Unmodelled } from '../../schema/inventory.js';
import { inventoryHash } from '../../schema/migration/inventoryHash.js';
import { inScratch } from '../inScratch.js';
import { readInventory } from '../introspect/readInventory.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import type { ComparedSide, CompareProgress, CompareRequest, CompareStage, Comparison } from './comparison.js';
import { openSide, type Side } from './loadSide.js';
import { planWays } from './planWays.js';
import { proveStages } from './proveStages.js';
import { renameCommentsOf } from './renameCommentsOf.js';
import { makeRoles, rolesOf } from './roles.js';
import { scopeOf } from './scopeOf.js';

export interface CompareOptions {
  readonly signal?: AbortSignal;
  /** At the beginning of a stage, and while a proof is made for each statement and each table. */
  readonly onProgress?: (stage: CompareStage, progress?: CompareProgress) => void;
  /** What was read of the two sides, as far as it takes part. */
  readonly onSchemas?: (from: Inventory, to: Inventory) => void;
}

/**
 * Finds the way from one schema to another and back, and proves it: both are loaded into scratch databases of the engine, so that both
 * are in its words, whatever they come from.
 * @throws Problem with file and line for a script that the engine refuses, and for a way that cannot be found; the signal's reason.
 */
export async function compareSchemas(
  request: CompareRequest,
  engine: Engine,
  { signal, onProgress, onSchemas }: CompareOptions = {},
): Promise<Comparison> {
  const asked = await scopeOf(request);
  let scope = asked;
  onProgress?.('target');
  const [from, to] = [await openSide(request.from, signal), await openSide(request.to, signal)];
  // Statements are for the server that has the schema now, which may be older than the engine.
  const version = request.forVersion === undefined ? from.serverVersion : request.forVersion * 10_000;
  const read = async (session: Session) =>
    forVersion(scopeInventory(await readInventory(session), scope), version ?? session.version);
  const target = await inScratch(engine, signal, async ({ session }) => {
    await to.fill(session, scope);
    return read(session);
  });
  // A server may have what its provider watches it with, or other databases need: of that no file speaks, and nobody wants it dropped.
  if (request.from.kind !== 'scripts' && request.to.kind === 'scripts') {
    scope = { ...asked, extensions: extensionsOf(target) };
  }
  onProgress?.('source');
  const { renames, online, copyFirst, expandContract } = request;
  const wanted = { target, read, renames, online, copyFirst, expandContract };
  const renameComments = await renameCommentsOf(request.to);
  const { plan, migrations } = await inScratch(engine, signal, async db => {
    await from.fill(db.session, scope);
    onProgress?.('plan');
    const plan = await planWays(db.session, { ...wanted, renameComments });
    onSchemas?.(plan.source, target);
    const roles = rolesOf(target);
    if (plan.isUndone) await makeRoles(db.session, roles);
    // One that the plan was made in and undone is the source as it was loaded: most of the time goes into loading.
    const ready = plan.isUndone ? db : await dropped(db);
    const prepare = async (session: Session) => {
      await from.fill(session, scope);
      await makeRoles(session, roles);
    };
    const proving = { engine, prepare, ready, scope, rows: request.rows, signal, onProgress };
    return { plan, migrations: await proveStages(plan.stages, proving) };
  });
  const { source, possibleRenames } = plan;
  // Said in the migration: a server that has others besides is no other schema.
  const ofBoth = { ...scope, extensions: extensionsOf(source, target) };
  return {
    ...{ from: comparedSide(from, source), to: comparedSide(to, target), scope: ofBoth, migrations, possibleRenames },
    renames: plan.renames,
    unmodelled: [...unmodelledDifferences(source, target), ...unreachableDifferences(source, target)],
  };
}

async function dropped(db: ScratchDatabase): Promise<undefined> {
  await db.drop();
  return undefined;
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
