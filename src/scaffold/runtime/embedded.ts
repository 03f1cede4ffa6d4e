/** A PostgreSQL of the application's own, in memory, for when no server is given: PGlite behind the same `pg`. */
import { Duplex } from 'node:stream';
import type { PoolConfig } from 'pg';

export interface EmbeddedOptions {
  /** SQL that makes the schema, one script after the other. */
  readonly schema: readonly string[];
  /** Extensions that it needs: `citext`, `uuid-ossp`. */
  readonly extensions: readonly string[];
}

/** @throws Error when `@electric-sql/pglite` is not installed or has not such an extension, or the schema does not load */
export async function embeddedPool({ schema, extensions }: EmbeddedOptions): Promise<PoolConfig> {
  const { PGlite } = await import('@electric-sql/pglite');
  const loaded: Record<string, never> = {};
  for (const name of extensions) {
    // `uuid-ossp` is a module called uuid_ossp.
    const module = name.replaceAll('-', '_');
    const found = await import(`@electric-sql/pglite/contrib/${module}`).catch((cause: unknown) => {
      const reason = `The embedded PostgreSQL has no extension ${name}: set DATABASE_URL to a server that has it.`;
      throw new Error(reason, { cause });
    });
    Object.assign(loaded, { [module]: (found as Record<string, never>)[module] });
  }
  const db = await PGlite.create({ extensions: loaded });
  for (const script of schema) await db.exec(script);
  await db.exec(ordinaryRole);
  return {
    // It has one session, so that its pool has one connection.
    max: 1,
    user: 'postgres',
    ssl: false,
    stream: () => new Wire(async bytes => db.execProtocolRaw(bytes)) as never,
  };
}

/** Policies of row-level security do not hold for a superuser: the API is one who may read and write, and no more. */
const ordinaryRole = `
  reset all;
  do $$
  declare space name;
  begin
    create role api_trial;
    for space in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
      execute format('grant usage on schema %I to api_trial', space);
      execute format('grant all on all tables in schema %I to api_trial', space);
      execute format('grant all on all sequences in schema %I to api_trial', space);
    end loop;
  end $$;
  set role api_trial;
  set timezone = 'UTC';
  set intervalstyle = 'iso_8601';
  set datestyle = 'ISO';
`;

/** What `pg` takes for a socket: its bytes are answered by `answer`, one request after the other. */
class Wire extends Duplex {
  readonly #answer: (bytes: Uint8Array) => Promise<Uint8Array>;
  #turn: Promise<void> = Promise.resolve();

  constructor(answer: (bytes: Uint8Array) => Promise<Uint8Array>) {
    super();
    this.#answer = answer;
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // Pushed as it comes.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#give([chunk]);
    done();
  }

  /** `pg` writes the messages of one request together. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#give(chunks.map(({ chunk }) => chunk));
    done();
  }

  override _final(done: (error?: Error) => void): void {
    this.push(null);
    done();
  }

  #give(chunks: readonly Buffer[]): void {
    const bytes = Buffer.concat(chunks);
    // Terminate: the database stays for the next one.
    if (bytes[0] === 0x58) return;
    this.#turn = this.#turn
      .then(async () => {
        const answer = await this.#answer(bytes);
        if (!this.destroyed) this.push(answer);
      })
      .catch((error: unknown) => {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      });
  }
}
