/** Each migration of a plan, proven on what those before it lead to. */
import type { Scope } from '../../schema/diff/scope.js';
import { migrationOf } from '../../schema/migration/migration.js';
import { withSeenHazards } from '../../schema/migration/seenHazards.js';
import { proveMigration } from '../prove/proveMigration.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import type { CompareProgress, CompareStage, ProvenMigration } from './comparison.js';
import type { StagePlan } from './planStages.js';

export interface Proving {
  readonly engine: Engine;
  /** Makes the source of the first stage, with the roles that the target speaks of. */
  readonly prepare: (session: Session) => Promise<void>;
  /** A database that is so already. It is dropped by the first proof. */
  readonly ready: ScratchDatabase | undefined;
  readonly scope: Scope;
  readonly rows: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((stage: CompareStage, progress?: CompareProgress) => void) | undefined;
}

/** @throws the signal's reason when it is aborted; DatabaseError when the connection is lost; what `prepare` throws. */
export async function proveStages(
  stages: readonly StagePlan[],
  { engine, prepare, ready, scope, rows, signal, onProgress }: Proving,
): Promise<readonly ProvenMigration[]> {
  const proven: ProvenMigration[] = [];
  for (const [at, stage] of stages.entries()) {
    const migration = migrationOf(stage.from, stage.to, stage);
    const before = proven.map(one => one.migration);
    const given = {
      prepare: async (session: Session) => {
        await prepare(session);
        for (const { up } of before)
          for (const { statements } of up) for (const { sql } of statements) await session.execute(sql);
      },
      ...(at === 0 && ready && { ready }),
      ...{ source: stage.from, target: stage.to, scope, migration, rows },
    };
    const proof = await proveMigration(engine, given, {
      ...(signal && { signal }),
      onProgress: ({ stage: step, done, of }) =>
        onProgress?.(step === 'down' ? 'proveDown' : 'proveUp', {
          ...{ step, done, of },
          ...{ migration: at + 1, migrations: stages.length },
        }),
    });
    proven.push({ migration: withSeenHazards(migration, proof), proof });
  }
  return proven;
}
