import { Looks } from '../live/readOnly.js';
import type { Session } from '../session.js';

/** Catalogs of a living server are read in a short transaction that can change nothing, and in which no name means another's object. */
export function readCatalog<T>(
  session: Session,
  read: (session: Session) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return new Looks(session, { statementTimeout: 30_000, lockTimeout: 2000, signal }).read(read);
}
