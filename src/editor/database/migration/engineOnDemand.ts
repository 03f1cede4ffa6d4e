/** In the thread: PostgreSQL of our own for a run on a server, which may need none. */
import type { OpenEngine } from '../../../database/apply/schemaCheck.js';
import type { Engine, ScratchDatabase } from '../../../database/session.js';
import { Problem } from '../../../text/problem.js';
import type { EngineChoice } from '../databaseCalls.js';
import { withEngine } from '../ownEngine.js';

/**
 * An engine that is started when it is asked for, of the kind that made the plan where there is one, and that is shared: others get
 * their turn whenever no scratch database of ours is there. A run may wait for a lock for a long time.
 */
export function engineOnDemand(choice: EngineChoice, signal: AbortSignal): OpenEngine {
  return async madeBy => {
    const wishes: readonly EngineChoice['kind'][] = madeBy?.kind === 'native' ? ['native', choice.kind] : [choice.kind];
    for (const [at, kind] of wishes.entries()) {
      try {
        return await sharedEngine({ ...choice, kind }, signal);
      } catch (error) {
        // The machine that made the plan had one.
        if (!(error instanceof Problem) || at === wishes.length - 1) throw error;
      }
    }
    throw new Error('unreachable');
  };
}

async function sharedEngine(choice: EngineChoice, signal: AbortSignal): Promise<Engine> {
  const { facts, isConcurrent } = await withEngine(choice, signal, async engine => engine);
  return {
    ...{ facts, isConcurrent },
    scratch: () =>
      new Promise<ScratchDatabase>((resolve, reject) => {
        withEngine(choice, signal, async engine => {
          const database = await engine.scratch();
          await new Promise<void>((done, failed) => {
            const drop = () => database.drop().then(done, failed);
            resolve({
              session: database.session,
              connect: () => database.connect(),
              growFiles: relations => database.growFiles(relations),
              drop,
            });
          });
        }).catch(reject);
      }),
    close: async () => undefined,
  };
}
