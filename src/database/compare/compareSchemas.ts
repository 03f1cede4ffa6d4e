import { forVersion } from '../../schema/diff/forVersion.js';
import { scopeInventory } from '../../schema/diff/scope.js';
import { unreachableDifferences } from '../../schema/diff/unreachable.js';
import type { Inventory, Unmodelled } from '../../schema/inventory.js';
import { inventoryHash } from '../../schema/migration/inventoryHash.js';
import { migrationOf } from '../../schema/migration/migration.js';
import { withSeenHazards } from '../../schema/migration/seenHazards.js';
import { inScratch } from '../inScratch.js';
import { readInventory } from '../introspect/readInventory.js';
import { proveMigration } from '../prove/proveMigration.js';
import type { Engine, Session } from '../session.js';
import type {
  ComparedSide,
  CompareProgress,
  CompareRequest,
  CompareStage,
  Comparison,
  ProvenMigration,
} from './comparison.js';
import { openSide, type Side } from './loadSide.js';
import { planWays } from './planWays.js';
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
  const scope = await scopeOf(request);
  onProgress?.('target');
  const [from, to] = [await openSide(request.from, signal), await openSide(request.to, signal)];
  // Statements are for the server that has the schema now, which may be older than the engine.
  const version = request.forVersion === undefined ? from.serverVersion : request.forVersion * 10_000;
  const read = async (session: Session) =>
    forVersion(scopeInventory(await readInventory(session), scope), version ?? session.version);
  const target = await inScratch(engine, signal, async ({ session }) => {
    await to.fill(session);
    return read(session);
  });
  onProgress?.('source');
  const { renames, online, copyFirst, expandContract } = request;
  const wanted = { target, read, renames, online, copyFirst, expandContract };
  const renameComments = await renameCommentsOf(request.to);
  const plan = await inScratch(engine, signal, async ({ session }) => {
    await from.fill(session);
    onProgress?.('plan');
    return planWays(session, { ...wanted, renameComments });
  });
  onSchemas?.(plan.source, target);
  const migrations: ProvenMigration[] = [];
  for (const [at, stage] of plan.stages.entries()) {
    const migration = migrationOf(stage.from, stage.to, stage);
    const before = migrations.map(one => one.migration);
    const prepare = async (session: Session) => {
      await from.fill(session);
      await makeRoles(session, rolesOf(target));
      for (const { up } of before)
        for (const { statements } of up) for (const { sql } of statements) await session.execute(sql);
    };
    const given = {
      prepare,
      source: stage.from,
      target: stage.to,
      scope,
      migration,
      rows: request.rows,
    };
    const proof = await proveMigration(engine, given, {
      ...(signal && { signal }),
      onProgress: ({ stage: step, done, of }) =>
        onProgress?.(step === 'down' ? 'proveDown' : 'proveUp', {
          ...{ step, done, of },
          ...{ migration: at + 1, migrations: plan.stages.length },
        }),
    });
    migrations.push({ migration: withSeenHazards(migration, proof), proof });
  }
  const { source, possibleRenames } = plan;
  return {
    ...{ from: comparedSide(from, source), to: comparedSide(to, target), scope, migrations, possibleRenames },
    renames: plan.renames,
    unmodelled: [...unmodelledDifferences(source, target), ...unreachableDifferences(source, target)],
  };
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
