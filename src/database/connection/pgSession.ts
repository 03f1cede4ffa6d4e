import type { Client, QueryResult } from 'pg';
import { DatabaseError, type ServerMessage, type Session } from '../session.js';
import {
  canceledStatement,
  closedSession,
  isLastWord,
  isWireMessage,
  lostConnection,
  serverMessage,
} from './serverMessage.js';

/** What the typings of `pg` leave out. */
interface Wire {
  on(event: 'copyInResponse', listener: () => void): void;
  sync(): void;
}

type Result = QueryResult<object>;

/** How a server is told to end what a session runs. */
export interface Cancelling {
  /** Resolves when the server has heard it. */
  readonly request: () => Promise<void>;
  /** Whether the session is over with the statement. */
  readonly endsSession: boolean;
}

/** A Session over a client that is connected. */
export class PgSession implements Session {
  readonly version: number;
  readonly #client: Client;
  readonly #cancel: Cancelling;
  #isCancelled = false;
  readonly #listeners: ((notice: ServerMessage) => void)[] = [];
  #running: { readonly protocol: 'simple' | 'extended' } | undefined;
  #onSettled: () => void = () => undefined;
  #cancelling: Promise<void> | undefined;
  /** Set when the connection is over, with what is told to those who still use it. */
  #lost: DatabaseError | undefined;
  #closing: Promise<void> | undefined;

  constructor(client: Client, version: number, cancel: Cancelling) {
    this.#client = client;
    this.version = version;
    this.#cancel = cancel;
    client.on('error', error => {
      this.#lost ??= lostConnection(error.message, isWireMessage(error) ? error : undefined);
    });
    client.on('end', () => {
      this.#lost ??= lostConnection(undefined);
    });
    client.on('notice', notice => {
      const message = serverMessage(notice);
      for (const listener of this.#listeners) listener(message);
    });
    const wire = (client as unknown as { readonly connection: Wire }).connection;
    // `pg` refuses to send data for COPY FROM STDIN. In the extended protocol the server ignored the Sync that came with the
    // statement, since it was waiting for data then, and would wait for another one for ever.
    wire.on('copyInResponse', () => {
      if (this.#running?.protocol === 'extended') wire.sync();
    });
  }

  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    const { rows } = await this.#extended(sql, parameters);
    return rows as Row[];
  }

  async run(sql: string): Promise<{ readonly rows: readonly object[]; readonly count: number | undefined }> {
    const { rows, rowCount } = await this.#extended(sql, []);
    return { rows, count: rowCount ?? undefined };
  }

  async execute(sql: string): Promise<void> {
    await this.#send('simple', () => this.#client.query(sql));
  }

  #extended(sql: string, parameters: readonly unknown[]): Promise<Result> {
    // The extended protocol takes one statement only, and says so (42601).
    const query = { text: sql, values: [...parameters], queryMode: 'extended' };
    return this.#send('extended', () => this.#client.query<object>(query));
  }

  async #send<T>(protocol: 'simple' | 'extended', send: () => Promise<T>): Promise<T> {
    const statement = { protocol };
    // A cancel that comes too late for its statement must not hit the next one.
    if (this.#cancelling) await this.#cancelling;
    if (this.#lost) throw new DatabaseError(this.#lost.server);
    this.#running = statement;
    try {
      return await send();
    } catch (error) {
      throw this.#refusal(error);
    } finally {
      this.#running = undefined;
      this.#onSettled();
    }
  }

  #refusal(error: unknown): unknown {
    if (isWireMessage(error)) {
      if (!isLastWord(error)) return new DatabaseError(serverMessage(error));
      this.#lost ??= lostConnection(error.message, error);
    }
    // The library ends what runs before it tells of the end: what is no word of the server's is a lost connection, or a bug.
    if (
      !this.#lost &&
      error instanceof Error &&
      (isSocketFailure(error) || /^Connection terminated/.test(error.message))
    )
      this.#lost = lostConnection(/^Connection terminated/.test(error.message) ? undefined : error.message);
    if (!this.#lost) return error;
    return this.#isCancelled ? canceledStatement() : new DatabaseError(this.#lost.server);
  }

  /** Resolves when the statement is over, or after some tries. */
  async cancel(): Promise<void> {
    if (!this.#running || this.#lost) return;
    this.#isCancelled = this.#cancel.endsSession;
    this.#cancelling ??= this.#cancelRunning(this.#running).finally(() => {
      this.#cancelling = undefined;
    });
    await this.#cancelling;
  }

  /** A request that comes before the server has read the statement is ignored, so that it is said again. */
  async #cancelRunning(statement: object): Promise<void> {
    const settled = new Promise<void>(resolve => {
      this.#onSettled = resolve;
    });
    for (const patience of [50, 100, 200, 400, 800, 1600]) {
      if (this.#running !== statement) return;
      await this.#cancel.request();
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<void>(resolve => {
        timer = setTimeout(resolve, patience);
      });
      await Promise.race([settled, waited]);
      clearTimeout(timer);
    }
  }

  onNotice(listener: (notice: ServerMessage) => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#client.end().catch(() => undefined);
    this.#lost ??= closedSession();
    return this.#closing;
  }
}

function isSocketFailure(error: Error): boolean {
  return 'syscall' in error || ('code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code));
}
