/** The database behind the handlers: one pool, transactions, and who is asking. */
import { createHash } from 'node:crypto';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { badRequest, type Context, HttpError } from './http.js';
import { type Constraints, explain, isWorthRetrying } from './refusals.js';
import { type Sql, sql } from './sql.js';

/** What statements run on: the pool, or the connection of a transaction. */
export interface Queryable {
  /** Values come as text, NULL as null. `count`: rows that were read or changed. */
  readonly query: (
    statement: Sql,
  ) => Promise<{ readonly rows: readonly (readonly (string | null)[])[]; readonly count: number }>;
}

export interface DatabaseOptions {
  /** Opened once, by the first statement. */
  readonly pool: () => Promise<PoolConfig>;
  readonly constraints: Constraints;
  /**
   * Settings of the transaction of a request, which policies of row-level security read: `current_setting('app.user_id', true)`.
   * Without any, what only reads needs no transaction.
   */
  readonly settings: (context: Context) => Readonly<Record<string, string>>;
  /** Who is asking: idempotency keys of one caller mean nothing to another. */
  readonly caller: (context: Context) => string;
}

const attempts = 3;

/** Handed to `pg`: text stays text, columns know what to make of it. */
const asText = { getTypeParser: () => (value: string) => value };

export class Database {
  readonly #options: DatabaseOptions;
  #pool: Promise<Pool> | undefined;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /** Resolves when the server answers. @throws what `pg` throws when it does not. */
  async check(): Promise<void> {
    await (await this.#open()).query('select 1');
  }

  async close(): Promise<void> {
    const pool = await this.#pool;
    this.#pool = undefined;
    await pool?.end();
  }

  /** Runs what only reads. @throws HttpError for what is the caller's to mend */
  async read<Answer>(context: Context, work: (db: Queryable) => Promise<Answer>): Promise<Answer> {
    const settings = Object.entries(this.#options.settings(context));
    try {
      if (settings.length > 0) return await this.#transaction(settings, 'begin read only', work);
      return await work(queryable(await this.#open()));
    } catch (error) {
      throw explain(error, this.#options.constraints);
    }
  }

  /** Runs it in a transaction, and again when it lost against another one. @throws HttpError for what is the caller's to mend */
  async write<Answer>(context: Context, work: (db: Queryable) => Promise<Answer>): Promise<Answer> {
    const settings = Object.entries(this.#options.settings(context));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#transaction(settings, 'begin', work);
      } catch (error) {
        if (attempt < attempts && isWorthRetrying(error)) continue;
        throw explain(error, this.#options.constraints);
      }
    }
  }

  /**
   * As `write`; what has the idempotency key of an earlier request of the same caller to the same operation, with the same body, gets the
   * same answer, and nothing is done twice. Key and answer are kept in the transaction that does the work: if that fails, so do they.
   * @throws HttpError 422 when the body is another one
   */
  async once<Answer extends { status: number }>(
    key: string | undefined,
    body: unknown,
    context: Context,
    work: (db: Queryable) => Promise<Answer>,
  ): Promise<Answer> {
    if (key === undefined) return this.write(context, work);
    const id = sql`"caller" = ${this.#options.caller(context)} and "operation" = ${context.operationId} and "key" = ${key}`;
    const hash = createHash('sha256').update(written(body)).digest('hex');
    return this.write(context, async db => {
      // Waits for a request with the same key that is still running.
      const claimed = await db.query(
        sql`insert into "idempotency_keys" as "kept" ("caller", "operation", "key", "request_hash")
          values (${this.#options.caller(context)}, ${context.operationId}, ${key}, ${hash})
          on conflict ("caller", "operation", "key") do update
            set "request_hash" = excluded."request_hash", "answer" = null, "created_at" = now()
            where "kept"."created_at" < now() - interval '24 hours'`,
      );
      if (claimed.count === 0) {
        const { rows } = await db.query(sql`select "request_hash", "answer" from "idempotency_keys" where ${id}`);
        const [keptHash, answer] = rows[0] ?? [];
        if (keptHash !== hash || !answer) {
          throw new HttpError(422, 'IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used for another request.');
        }
        return JSON.parse(answer) as Answer;
      }
      const answer = await work(db);
      await db.query(sql`update "idempotency_keys" set "answer" = ${JSON.stringify(answer)} where ${id}`);
      return answer;
    });
  }

  #open(): Promise<Pool> {
    this.#pool ??= this.#options.pool().then(config => {
      const pool = new Pool({ ...config, types: asText });
      // A connection that is lost while nobody uses it is none of a request's business.
      pool.on('error', () => undefined);
      return pool;
    });
    return this.#pool;
  }

  async #transaction<Answer>(
    settings: readonly (readonly [string, string])[],
    begin: 'begin' | 'begin read only',
    work: (db: Queryable) => Promise<Answer>,
  ): Promise<Answer> {
    const client = await (await this.#open()).connect();
    const db = queryable(client);
    let broken: Error | undefined;
    // Its loss also rejects the query that waits; without a listener it would end the process.
    const lost = (error: Error) => {
      broken = error;
    };
    client.on('error', lost);
    try {
      await client.query(begin);
      for (const [name, value] of settings) await db.query(sql`select set_config(${name}, ${value}, true)`);
      const answer = await work(db);
      await client.query('commit');
      return answer;
    } catch (error) {
      await client.query('rollback').catch((reason: Error) => {
        broken = reason;
      });
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }
}

/** @throws HttpError 400 for what JavaScript reads, but cannot write for its depth */
function written(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    if (error instanceof RangeError) throw badRequest('The body is nested too deeply.');
    throw error;
  }
}

function queryable(on: Pool | PoolClient): Queryable {
  return {
    query: async statement => {
      const { rows, rowCount } = await on.query<(string | null)[]>({ ...statement.statement(), rowMode: 'array' });
      return { rows, count: rowCount ?? 0 };
    },
  };
}
