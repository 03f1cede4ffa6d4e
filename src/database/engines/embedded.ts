/** PGlite, PostgreSQL in WebAssembly, as an engine: one database, one session, in a process of its own. */
import type { EngineFacts } from '../../schema/migration/proof.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import { type EmbeddedOptions, EmbeddedProcess } from './embeddedProcess.js';
import { guardMachine } from './guardMachine.js';
import { limitTime } from './limitTime.js';
import { filesToGrow } from './relationFiles.js';
import { type Baseline, isAsAtFirst, takeBaseline, wipe } from './wipe.js';

/** @throws Problem when it does not start; the signal's reason when it is aborted. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Engine> {
  const server = await ReadyServer.start(options);
  const { signal: _, ...later } = options;
  return new EmbeddedEngine(server, later);
}

/** A process whose database is empty. */
class ReadyServer {
  private constructor(
    readonly process: EmbeddedProcess,
    readonly baseline: Baseline,
    readonly version: string,
  ) {}

  static async start(options: EmbeddedOptions): Promise<ReadyServer> {
    const server = await EmbeddedProcess.start(options);
    try {
      const session = await server.session();
      const [row] = await session.query<{ version: string }>(`select current_setting('server_version') as version`);
      const baseline = await takeBaseline(session);
      await session.close();
      return new ReadyServer(server, baseline, /^[\d.]+/.exec(row?.version ?? '')?.[0] ?? '');
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** @returns whether it can be used again. */
  async clear(): Promise<boolean> {
    if (this.process.isOver) return false;
    try {
      const session = await this.process.session();
      await wipe(session);
      const isEmpty = await isAsAtFirst(session, this.baseline);
      await session.close();
      return isEmpty;
    } catch {
      return false;
    }
  }
}

class EmbeddedEngine implements Engine {
  readonly facts: EngineFacts;
  readonly isConcurrent = false;
  readonly #options: EmbeddedOptions;
  /** What the next scratch database is made in. */
  #server: Promise<ReadyServer>;
  #isTaken = false;
  #closing: Promise<void> | undefined;

  constructor(server: ReadyServer, options: EmbeddedOptions) {
    this.facts = { kind: 'embedded', version: server.version };
    this.#options = options;
    this.#server = Promise.resolve(server);
  }

  /** @throws Error while another one is there: this engine has one at a time. */
  async scratch(): Promise<ScratchDatabase> {
    if (this.#closing) throw new Error('The engine is closed.');
    if (this.#isTaken) throw new Error('The embedded engine has one database at a time: drop the other one first.');
    this.#isTaken = true;
    let session: Session;
    let server: ReadyServer;
    try {
      server = await this.#alive();
      session = await server.process.session();
    } catch (error) {
      this.#isTaken = false;
      throw error;
    }
    let dropping: Promise<void> | undefined;
    const db: ScratchDatabase = {
      session,
      connect: () => Promise.reject(new Error('The embedded engine has one session at a time.')),
      growFiles: async relations => server.process.growFiles(await filesToGrow(session, relations)),
      drop: () => {
        dropping ??= this.#drop(server, session);
        return dropping;
      },
    };
    return guardMachine(limitTime(db, this.#options.statementLimit));
  }

  async #alive(): Promise<ReadyServer> {
    const server = await this.#server.catch(() => undefined);
    if (server && !server.process.isOver) return server;
    this.#server = ReadyServer.start(this.#options);
    return this.#server;
  }

  async #drop(server: ReadyServer, session: Session): Promise<void> {
    await session.cancel();
    await session.close();
    if (this.#closing) return;
    // Goes on while the caller does something else; the next scratch database waits for it.
    this.#server = server.clear().then(async isClear => {
      if (isClear) return server;
      await server.process.stop();
      return ReadyServer.start(this.#options);
    });
    this.#server.catch(() => undefined);
    this.#isTaken = false;
  }

  close(): Promise<void> {
    this.#closing ??= this.#server.then(
      server => server.process.stop(),
      () => undefined,
    );
    return this.#closing;
  }
}
