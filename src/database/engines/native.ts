/** PostgreSQL programs of this machine, run as a server of our own. */

import type { EngineFacts } from '../../schema/migration/proof.js';
import { connect } from '../connection/connect.js';
import type { ConnectionSettings } from '../connection/settings.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import { DatabaseError } from '../session.js';
import { guardMachine } from './guardMachine.js';
import { limitTime } from './limitTime.js';
import { filesToGrow, growOnDisk } from './relationFiles.js';
import { type ServerOptions, type ServerProcess, startServer } from './serverProcess.js';

/**
 * Starts a server in a folder of its own. Roles belong to the whole server: two scratch databases at the same time must not make roles of the same name.
 * @throws Problem when it does not start; the signal's reason when it is aborted.
 */
export async function startNative(options: ServerOptions): Promise<Engine> {
  const server = await startServer(options);
  try {
    const admin = await connect(settingsFor(server, 'postgres'), options.signal ? { signal: options.signal } : {});
    return new NativeEngine(server, admin, await versionOf(admin), options.statementLimit);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

class NativeEngine implements Engine {
  readonly facts: EngineFacts;
  readonly isConcurrent = true;
  readonly #server: ServerProcess;
  readonly #admin: Session;
  readonly #statementLimit: number | undefined;
  /** The admin session serves one caller at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #made = 0;
  #closing: Promise<void> | undefined;

  constructor(server: ServerProcess, admin: Session, version: string, statementLimit: number | undefined) {
    this.#statementLimit = statementLimit;
    this.#server = server;
    this.#admin = admin;
    this.facts = { kind: 'native', version };
  }

  async scratch(): Promise<ScratchDatabase> {
    const name = `scratch_${++this.#made}`;
    const roles = await this.#exclusive(async () => {
      // Copied as files, as all versions before 15 do it: a checkpoint costs little without fsync, and it takes half the time.
      const strategy = this.#admin.version >= 150000 ? ' strategy file_copy' : '';
      await this.#admin.execute(`create database ${name} template template0${strategy}`);
      return roleNames(this.#admin);
    });
    const sessions: Session[] = [];
    const open = async () => {
      const session = await connect(settingsFor(this.#server, name));
      sessions.push(session);
      return session;
    };
    let dropping: Promise<void> | undefined;
    const session = await open();
    const db: ScratchDatabase = {
      session,
      connect: open,
      growFiles: async relations => growOnDisk(await filesToGrow(session, relations)),
      drop: () => {
        dropping ??= this.#drop(name, roles, sessions);
        return dropping;
      },
    };
    return guardMachine(limitTime(db, this.#statementLimit));
  }

  async #drop(name: string, roles: ReadonlySet<string>, sessions: readonly Session[]): Promise<void> {
    await Promise.all(sessions.map(session => session.close()));
    if (this.#closing) return;
    await this.#exclusive(async () => {
      await detachReplication(this.#admin, name, () => connect(settingsFor(this.#server, name)));
      await this.#admin.execute(`drop database if exists ${name} with (force)`);
      await dropRoles(this.#admin, roles);
      await resetSettings(this.#admin);
    });
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  close(): Promise<void> {
    this.#closing ??= this.#turn.then(async () => {
      await this.#admin.close();
      await this.#server.stop();
    });
    return this.#closing;
  }
}

function settingsFor({ host, port, password }: ServerProcess, database: string): ConnectionSettings {
  return {
    servers: [{ host, port, ...(password !== undefined && { password }) }],
    ...{ user: 'postgres', database },
    tls: { mode: 'disable', negotiation: 'postgres', sendsName: true },
    ...{ applicationName: 'Senior Backend', timeoutSeconds: 30, session: 'any', isShuffled: false },
    ...{ channelBinding: 'prefer', keepsAlive: false, ignored: [], warnings: [] },
  };
}

async function versionOf(session: Session): Promise<string> {
  const [row] = await session.query<{ version: string }>(`select current_setting('server_version') as version`);
  return /^[\d.]+(?:\w+)?/.exec(row?.version ?? '')?.[0] ?? '';
}

async function roleNames(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>('select rolname as name from pg_roles');
  return new Set(rows.map(({ name }) => name));
}

/** Roles that came since, unless objects of another scratch database need them. */
async function dropRoles(admin: Session, before: ReadonlySet<string>): Promise<void> {
  const now = await admin.query<{ name: string; quoted: string }>(
    'select rolname as name, quote_ident(rolname) as quoted from pg_roles',
  );
  for (const { quoted } of now.filter(({ name }) => !before.has(name))) {
    try {
      // What the role was granted on shared objects goes first.
      await admin.execute(`drop owned by ${quoted}; drop role ${quoted}`);
    } catch (error) {
      if (!(error instanceof DatabaseError && error.server.code === '2BP01')) throw error;
    }
  }
}

/** Scripts set them for postgres, the database and the role: these are the same for all scratch databases. */
async function resetSettings(admin: Session): Promise<void> {
  const [row] = await admin.query<{ count: number }>(
    `select count(*)::int as count from pg_db_role_setting where setdatabase in (0, (select oid from pg_database where datname = 'postgres'))`,
  );
  if (row?.count)
    await admin.execute(
      'alter role all reset all; alter role postgres reset all; alter database postgres reset all; alter role postgres in database postgres reset all',
    );
}

/** Subscriptions and slots keep their database from being dropped. */
async function detachReplication(admin: Session, name: string, open: () => Promise<Session>): Promise<void> {
  const [row] = await admin.query<{ subscriptions: string[]; slots: number }>(
    `select array(select quote_ident(subname) from pg_subscription join pg_database d on d.oid = subdbid where datname = $1) as subscriptions,
      (select count(pg_drop_replication_slot(slot_name))::int from pg_replication_slots where database = $1) as slots`,
    [name],
  );
  const subscriptions = row?.subscriptions ?? [];
  if (subscriptions.length === 0) return;
  const session = await open();
  try {
    for (const subscription of subscriptions)
      await session.execute(
        `alter subscription ${subscription} disable; alter subscription ${subscription} set (slot_name = none); drop subscription ${subscription}`,
      );
  } finally {
    await session.close();
  }
}
