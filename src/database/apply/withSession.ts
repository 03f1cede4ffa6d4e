import { Problem } from '../../text/problem.js';
import { withStop } from '../../text/sentence.js';
import { DatabaseError, type Session } from '../session.js';

/** How a server is reached; called again where a second session is wanted. */
export type Connect = () => Promise<Session>;

/** Opens a session and closes it, whatever comes. @throws Problem for what a server says. */
export async function withSession<Answer>(
  connect: Connect,
  signal: AbortSignal | undefined,
  use: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const session = await connect();
  try {
    signal?.throwIfAborted();
    return await use(session);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new Problem(
      `The server says: ${withStop(error.server.message)}${error.server.hint ? ` ${error.server.hint}` : ''}`,
    );
  } finally {
    await session.close();
  }
}
