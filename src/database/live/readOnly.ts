/** How a living database is looked at: in short transactions that can change nothing and hold nothing up. */
import { DatabaseError, type Session } from '../session.js';
import type { Unseen } from './report.js';

export interface ReadOptions {
  /** Of each statement, in milliseconds. */
  readonly statementTimeout: number;
  /** How long a statement waits for a lock, in milliseconds. */
  readonly lockTimeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** `moment`: all of it sees one moment of the database, and settings that it changes are set back. */
export type Kind = 'look' | 'moment';

/**
 * Each look is a transaction of its own: locks (never above ACCESS SHARE) and snapshots last as long as one look, so that nobody's
 * ALTER TABLE waits for the rest of the analysis, and VACUUM can remove what died meanwhile. READ COMMITTED for the same reason; only
 * what has to be of one moment is REPEATABLE READ. All settings are those of the transaction, which poolers allow.
 */
export class Looks {
  readonly unseen: Unseen[] = [];
  readonly #session: Session;
  readonly #options: ReadOptions;

  constructor(session: Session, options: ReadOptions) {
    this.#session = session;
    this.#options = options;
  }

  get version(): number {
    return this.#session.version;
  }

  /**
   * What `work` reads, or undefined with a word in `unseen` when the server refuses it.
   * @throws DatabaseError when the connection is lost; the signal's reason when it is aborted.
   */
  async see<T>(
    what: string,
    work: (session: Session) => Promise<T>,
    how?: string,
    kind?: Kind,
  ): Promise<T | undefined> {
    try {
      return await this.read(work, kind);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      this.unseen.push(unseenOf(what, error, this.#options, how));
      return undefined;
    }
  }

  /** @throws DatabaseError when the server refuses it; the signal's reason when it is aborted. */
  async read<T>(work: (session: Session) => Promise<T>, kind: Kind = 'look'): Promise<T> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const onAbort = () => void this.#session.cancel();
    signal?.addEventListener('abort', onAbort);
    try {
      await this.#session.execute(this.#begin(kind));
      const seen = await work(this.#session);
      await this.#session.execute(kind === 'look' ? 'COMMIT' : 'ROLLBACK');
      return seen;
    } catch (error) {
      if (isLost(error)) throw signal?.aborted ? signal.reason : error;
      await this.#session.execute('ROLLBACK').catch(() => undefined);
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #begin(kind: Kind): string {
    const { statementTimeout, lockTimeout } = this.#options;
    return [
      `BEGIN TRANSACTION ISOLATION LEVEL ${kind === 'look' ? 'READ COMMITTED' : 'REPEATABLE READ'} READ ONLY`,
      `SET LOCAL application_name = 'senior-backend analyze'`,
      `SET LOCAL statement_timeout = ${Math.ceil(statementTimeout)}`,
      `SET LOCAL lock_timeout = ${Math.ceil(lockTimeout)}`,
      // Nothing of the database's own may stand in for what the system has.
      `SET LOCAL search_path = pg_catalog, pg_temp`,
      // One core is enough to be looked at.
      `SET LOCAL max_parallel_workers_per_gather = 0`,
      `SET LOCAL jit = off`,
      // A count of the rows that policies leave would be a wrong one.
      `SET LOCAL row_security = off`,
    ].join('; ');
  }
}

/** The connection is over: class 08, and the administrator's commands of class 57. */
export function isLost(error: unknown): boolean {
  return error instanceof DatabaseError && /^(?:08|57P0[1-5])/.test(error.server.code);
}

/** @throws the error when it is a lost connection. */
function unseenOf(what: string, error: DatabaseError, options: ReadOptions, how: string | undefined): Unseen {
  if (isLost(error)) throw error;
  return { what, why: refusalOf(error, options), ...(how !== undefined && { how }) };
}

/** Why the server refused, for people. */
export function refusalOf(
  { server }: DatabaseError,
  { statementTimeout, lockTimeout }: Pick<ReadOptions, 'statementTimeout' | 'lockTimeout'>,
): string {
  if (server.code === '57014') return `It took longer than ${statementTimeout / 1000} s and was given up.`;
  if (server.code === '55P03') return `Somebody held a lock for longer than ${lockTimeout / 1000} s.`;
  if (server.code === '42501') return `The role may not: ${server.message}.`;
  return `The server refused: ${server.message}.`;
}
