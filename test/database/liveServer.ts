/** A PostgreSQL server with pg_stat_statements into which every role may come, as a server of a user's that is to be analysed. */
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { freePort } from '../../src/database/engines/serverProcess.js';
import type { Session } from '../../src/database/session.js';
import { postgresServer } from './postgresServer.js';

export interface LiveServer {
  /** `postgresql://postgres@127.0.0.1:…/NAME` */
  url(database: string, user?: string): string;
  /** One more database, empty, and a session in it. */
  database(): Promise<{ readonly name: string; readonly session: Session }>;
  connect(database: string, user?: string): Promise<Session>;
  stop(): Promise<void>;
}

export async function startLiveServer(): Promise<LiveServer> {
  const port = await freePort();
  const server = await postgresServer({
    settings: {
      ...{ listen_addresses: '127.0.0.1', port, fsync: 'off', autovacuum: 'off' },
      ...{ shared_preload_libraries: 'pg_stat_statements', max_prepared_transactions: 2, timezone: 'UTC' },
    },
    hba: 'host all all 127.0.0.1/32 trust\n',
  });
  await server.start();
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
      await server.remove();
    },
  };
}
