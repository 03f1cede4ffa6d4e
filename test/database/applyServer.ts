/** A server whose process can be killed and started again, as a machine that loses its power is. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { ownSurroundings } from '../../src/database/connection/surroundings.js';
import type { Session } from '../../src/database/session.js';
import { postgresServer } from './postgresServer.js';

export interface KillableServer {
  connect(): Promise<Session>;
  /** SIGKILL for all of its processes, at once: nothing is written any more. Resolves when they are gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function killableServer(): Promise<KillableServer> {
  const server = await postgresServer({ settings: { listen_addresses: '' } });
  let running: ChildProcess | undefined;
  const kill = async () => {
    if (!running) return;
    const one = running;
    running = undefined;
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
      const given = `host=${server.folder} port=5432 user=postgres dbname=postgres`;
      return connect(await readConnection(given, { ...ownSurroundings({}), home: '/nowhere' }));
    },
    async start() {
      running = await server.start();
    },
    async remove() {
      await kill();
      await server.remove();
    },
  };
}
