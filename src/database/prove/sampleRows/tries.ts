import { DatabaseError, type ServerMessage, type Session } from '../../session.js';

/**
 * Runs SQL inside of an open transaction so that a refusal undoes only that.
 * @returns the refusal, or nothing.
 * @throws DatabaseError when the statement was cancelled or the connection is lost.
 */
export async function refusalOf(session: Session, sql: string): Promise<ServerMessage | undefined> {
  try {
    await session.execute(`SAVEPOINT tried; ${sql}; RELEASE tried`);
    return undefined;
  } catch (error) {
    await undo(session, error);
    return (error as DatabaseError).server;
  }
}

/** As refusalOf, for a query; `undefined` when it is refused. */
export async function rowsOf<Row extends object>(session: Session, sql: string): Promise<readonly Row[] | undefined> {
  await session.execute('SAVEPOINT tried');
  try {
    const rows = await session.query<Row>(sql);
    await session.execute('RELEASE tried');
    return rows;
  } catch (error) {
    await undo(session, error);
    return undefined;
  }
}

async function undo(session: Session, error: unknown): Promise<void> {
  if (!(error instanceof DatabaseError) || /^(?:08|57P)/.test(error.server.code)) throw error;
  await session.execute('ROLLBACK TO tried; RELEASE tried');
}
