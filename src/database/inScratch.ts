import { cancellable, untilAborted } from './cancellable.js';
import type { Engine, ScratchDatabase } from './session.js';

/**
 * A scratch database for as long as `use` takes. When the signal is aborted, what runs is cancelled, nothing more is sent, and the
 * database is dropped.
 * @throws the signal's reason when it is aborted.
 */
export async function inScratch<Answer>(
  engine: Engine,
  signal: AbortSignal | undefined,
  use: (db: ScratchDatabase) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const db = await engine.scratch();
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
    await db.drop();
  }
}
