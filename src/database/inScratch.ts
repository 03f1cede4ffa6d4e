import type { Engine, ScratchDatabase, Session } from './session.js';

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
  const cancel = () => void db.session.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await use({
      session: cancellable(db.session, signal),
      connect: async () => cancellable(await db.connect(), signal),
      drop: () => db.drop(),
    });
  } catch (error) {
    // What was cancelled ends with errors of all kinds.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await db.drop();
  }
}

/** Sends nothing once the signal is aborted. */
export function cancellable(session: Session, signal: AbortSignal | undefined): Session {
  if (!signal) return session;
  return {
    version: session.version,
    query: async (sql, parameters) => {
      signal.throwIfAborted();
      return session.query(sql, parameters);
    },
    run: async sql => {
      signal.throwIfAborted();
      return session.run(sql);
    },
    execute: async sql => {
      signal.throwIfAborted();
      await session.execute(sql);
    },
    cancel: () => session.cancel(),
    onNotice: listener => session.onNotice(listener),
    close: () => session.close(),
  };
}
