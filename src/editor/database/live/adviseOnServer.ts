/** In the thread: indexes for what a server runs, tried out with HypoPG or on a copy in a PostgreSQL of this machine. */
import { adviseIndexes } from '../../../database/advise/adviseIndexes.js';
import { findRepeatedQueries } from '../../../database/advise/repeatedQueries.js';
import { readWorkload } from '../../../database/advise/workload.js';
import { reportAdvice } from '../../../database/live/output/advice.js';
import type { DatabaseReport } from '../../../database/live/report.js';
import type { Engine, Session } from '../../../database/session.js';
import type { EngineChoice } from '../databaseCalls.js';
import { withEngine } from '../ownEngine.js';
import type { AdviceSummary } from './liveCalls.js';

interface Work {
  readonly signal: AbortSignal;
  readonly onProgress: (what: string) => void;
}

interface Advised {
  readonly advice: NonNullable<DatabaseReport['advice']>;
  readonly summary: AdviceSummary;
}

/** @throws Problem when the server does not tell what it runs, or nothing can compare costs; the signal's reason. */
export async function adviseOnServer(
  session: Session,
  choice: EngineChoice,
  { signal, onProgress }: Work,
): Promise<Advised> {
  onProgress('reading queries');
  const workload = await readWorkload(session);
  const engine = lazyEngine(choice, signal);
  try {
    const advice = await adviseIndexes(session, engine.open, workload, {
      signal,
      onProgress: ({ stage, done, total }) => onProgress(`${stage}, ${done} of ${total}`),
    });
    onProgress('looking for queries that repeat');
    const repeated = await findRepeatedQueries(session, workload, { signal });
    return {
      advice: reportAdvice(advice, repeated),
      summary: {
        suggestions: advice.suggestions.length,
        repeated: repeated.length,
        examined: advice.examined,
        ...(advice.method && { method: advice.method }),
      },
    };
  } finally {
    await engine.release();
  }
}

/** Statistics can be given to a server of this version, and to no older one. */
const leastVersion = 18;

/**
 * Started only when it is asked for: where the server has HypoPG, none is needed. Held until it is released. Where programs of this
 * machine are wanted, but are too old for it, the embedded server takes their place.
 */
function lazyEngine(choice: EngineChoice, signal: AbortSignal) {
  let held: Held | undefined;
  return {
    async open(): Promise<Engine> {
      held = await holdEngine(choice, signal);
      if (Number.parseInt(held.engine.facts.version, 10) >= leastVersion) return held.engine;
      await held.release();
      const { packageFolders, cacheFolder } = choice;
      held = await holdEngine({ kind: 'embedded', packageFolders, cacheFolder }, signal);
      return held.engine;
    },
    async release(): Promise<void> {
      await held?.release();
    },
  };
}

interface Held {
  readonly engine: Engine;
  release(): Promise<void>;
}

/** Nobody else uses it until it is released. @throws Problem when it does not start; the signal's reason. */
function holdEngine(choice: EngineChoice, signal: AbortSignal): Promise<Held> {
  return new Promise((resolve, reject) => {
    const turn: Promise<void> = withEngine(
      choice,
      signal,
      engine =>
        new Promise<void>(free => {
          const release = () => {
            free();
            return turn;
          };
          resolve({ engine, release });
        }),
    );
    turn.catch(reject);
  });
}
