import { cancellable, untilAborted } from './cancellable.js';
import type { Engine, ScratchDatabase } from './session.js';

/** Milliseconds that a statement has to end after it was cancelled several times: one that catches every cancel never does. */
const patience = 4000;

/**
 * A scratch database for as long as `use` takes. When the signal is aborted, what runs is cancelled, nothing more is sent, and the
 * database is dropped.
 * @throws the signal's reason when it is aborted.
 */
export async function inScratch<Answer>(
  engine: Pick<Engine, 'scratch'>,
  signal: AbortSignal | undefined,
  use: (db: ScratchDatabase) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const db = await engine.scratch();
  let late: NodeJS.Timeout | undefined;
  const giveUp = () => {
    // Without its connection it ends, whatever it does; that it could not be dropped is told below.
    late = setTimeout(() => void db.drop().catch(() => undefined), patience);
  };
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await untilAborted(db.session, signal, () =>
      use({
        session: cancellable(db.session, signal),
        connect: async () => cancellable(await db.connect(), signal),
        growFiles: relations => db.growFiles(relations),
        drop: () => db.drop(),
      }),
    );
  } finally {
    signal?.removeEventListener('abort', giveUp);
    clearTimeout(late);
    await db.drop();
  }
}
