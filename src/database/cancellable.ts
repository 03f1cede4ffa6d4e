/** Work on a session that a signal ends. */
import type { Session } from './session.js';

/**
 * Aborted, the statement that runs is cancelled; of the work nobody hears any more.
 * @throws the signal's reason when it is aborted; what the work throws.
 */
export async function untilAborted<Answer>(
  session: Session,
  signal: AbortSignal | undefined,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const cancel = () => void session.cancel().catch(() => undefined);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const answer = await work();
    signal?.throwIfAborted();
    return answer;
  } catch (error) {
    // What was cancelled ends with errors of all kinds.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cancel);
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
