/** A PostgreSQL server that is reached by TCP with TLS and passwords, as a user's server is. */
import nodePath from 'node:path';
import { freePort } from '../../src/database/engines/serverProcess.js';
import { postgresServer } from './postgresServer.js';

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
  const port = await freePort();
  const server = await postgresServer({
    settings: {
      ...{ listen_addresses: '127.0.0.1', port, fsync: 'off', password_encryption: 'scram-sha-256' },
      ...{ ssl: 'on', ssl_cert_file: 'server.pem', ssl_key_file: 'server.key.pem', ssl_ca_file: 'ca.pem' },
    },
    hba,
    files: ['server.pem', 'server.key.pem', 'ca.pem'].map(name => nodePath.join(certificates, name)),
  });
  await server.start();
  return { port, folder: server.folder, stop: () => server.remove() };
}
