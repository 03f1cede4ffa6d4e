/** The process that PGlite runs in, from our side. */
import { type ChildProcess, fork } from 'node:child_process';
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { Problem } from '../../text/problem.js';
import { PgSession } from '../connection/pgSession.js';
import { lostConnection } from '../connection/serverMessage.js';
import { parserOf } from '../connection/values.js';
import type { FromChild, ToChild } from './embeddedMessages.js';
import type { SizedFile } from './relationFiles.js';
import { WireStream } from './wireStream.js';

export interface EmbeddedOptions {
  /** The built pgliteChild file. */
  readonly childEntry: URL | string;
  /** Where PGlite's own files are; beside the entry unless said. */
  readonly assetFolder?: string;
  /** Where the data directory is kept for the next start. */
  readonly cacheFolder: string;
  /** Milliseconds for one statement in a scratch database. */
  readonly statementLimit?: number;
  readonly signal?: AbortSignal;
}

/** Of what is decided in dataFile.ts; another number makes a new file. */
const layout = 1;

export class EmbeddedProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #client: WireStream | undefined;
  #failure: string | undefined;
  #stopped = false;
  #onReady: () => void = () => undefined;
  #onGrown: () => void = () => undefined;
  readonly #ready: Promise<void>;

  private constructor({ childEntry, assetFolder, cacheFolder }: EmbeddedOptions) {
    const entry = childEntry instanceof URL ? fileURLToPath(childEntry) : childEntry;
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(entry, [], {
      // In an extension host, this process's program is the editor.
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Ctrl-C in the terminal is for us, and we stop it then.
      detached: process.platform !== 'win32',
    });
    this.#ready = new Promise(resolve => {
      this.#onReady = resolve;
    });
    this.#child.on('message', (message: FromChild) => this.#receive(message));
    this.#exited = new Promise(resolve => {
      const over = (reason: string) => {
        this.#failure ??= reason;
        this.#client?.destroy(Object.assign(new Error(this.#failure), { code: 'ECONNRESET' }));
        resolve();
      };
      this.#child.once('exit', (code, signal) => over(`its process ended (${signal ?? code}).`));
      this.#child.once('error', error => over(error.message));
    });
    this.#send({
      kind: 'start',
      dataFile: nodePath.join(cacheFolder, `pglite-data-${layout}.tar.gz`),
      assetFolder: assetFolder ?? nodePath.dirname(entry),
    });
  }

  /** @throws Problem when it does not start; the signal's reason when it is aborted. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedProcess> {
    const { signal } = options;
    signal?.throwIfAborted();
    const started = new EmbeddedProcess(options);
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<void>(resolve => {
      onAbort = resolve;
      signal?.addEventListener('abort', onAbort);
    });
    try {
      await Promise.race([started.#ready, started.#exited, aborted]);
      signal?.throwIfAborted();
      if (started.#failure !== undefined)
        throw new Problem(
          `The embedded PostgreSQL did not start: ${started.#failure} Try again, or use a PostgreSQL of your own.`,
        );
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  get isOver(): boolean {
    return this.#failure !== undefined || this.#stopped;
  }

  /** A new session; the one before it must be closed. Both are the same one for the server: settings stay. */
  async session(): Promise<PgSession> {
    const stream = new WireStream(bytes => this.#send({ kind: 'bytes', bytes }));
    this.#client = stream;
    const client = new Client({
      ...{ user: 'postgres', database: 'postgres', host: 'embedded', password: () => '', ssl: false },
      application_name: 'Senior Backend',
      types: { getTypeParser: ((oid: number) => parserOf(oid)) as never },
      stream: () => stream,
    });
    if (this.isOver) throw lostConnection(this.#failure);
    client.on('error', () => undefined);
    await client.connect().catch(() => {
      throw lostConnection(this.#failure);
    });
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    // WebAssembly cannot be interrupted: the process ends, and with it what the statement did.
    return new PgSession(client, Number(rows[0]?.version), { request: () => this.stop(), endsSession: true });
  }

  /** See `ScratchDatabase.growFiles`. @throws DatabaseError (08006) when the process ends. */
  async growFiles(files: readonly SizedFile[]): Promise<void> {
    if (this.isOver) throw lostConnection(this.#failure);
    const grown = new Promise<void>(resolve => {
      this.#onGrown = resolve;
    });
    this.#send({ kind: 'grow', files });
    await Promise.race([grown, this.#exited]);
    if (this.isOver) throw lostConnection(this.#failure);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(message: FromChild): void {
    if (message.kind === 'bytes') this.#client?.receive(message.bytes);
    else if (message.kind === 'ready') this.#onReady();
    else if (message.kind === 'grown') this.#onGrown();
    else this.#failure ??= message.message;
  }
}
