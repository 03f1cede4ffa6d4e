/**
 * A native PostgreSQL for tests that run outside of mocha's process: the extension host's, and the browser's.
 *   node --import tsx test/support/servePostgres.ts
 * Says `{ "port": 54321 }` (127.0.0.1, database shop, role ann, any password). Each line of standard input is run by a superuser
 * and answered with a line of JSON: `{ "query": … }` with its rows, `{ "execute": … }` with none; or `{ "error": … }`. Ends with its input.
 */
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { findNative } from '../../src/database/engines/binFolder.js';
import { startServer } from '../../src/database/engines/serverProcess.js';

async function serve(): Promise<void> {
  const [bin] = await findNative({ packageFolders: [path.resolve(__dirname, '../..')] });
  if (!bin) throw new Error('There is no native PostgreSQL: npm install');
  const cacheFolder = path.join(os.tmpdir(), `senior-backend-test-cache-${process.getuid?.() ?? ''}`);
  const server = await startServer({ binFolder: bin.path, version: bin.version, cacheFolder });
  const own = (database: string, user: string) =>
    readConnection(
      `host=${server.host} port=${server.port} user=${user} dbname=${database} sslmode=disable${server.password ? ` password=${server.password}` : ''}`,
    );
  const admin = await connect(await own('postgres', 'postgres'));
  await admin.execute(`create role ann superuser login${server.password ? ` password '${server.password}'` : ''}`);
  await admin.execute('create database shop owner ann');
  await admin.close();
  const session = await connect(await own('shop', 'ann'));
  // It listens on a socket in a folder of its own: users of a URL have a port.
  const gate = net.createServer(client => {
    const inner = server.host.startsWith('/')
      ? net.connect(`${server.host}/.s.PGSQL.${server.port}`)
      : net.connect(server.port, server.host);
    client.pipe(inner).pipe(client);
    client.on('error', () => inner.destroy());
    inner.on('error', () => client.destroy());
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  say({ port: (gate.address() as net.AddressInfo).port });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const { query, execute } = JSON.parse(line) as { query?: string; execute?: string };
      if (execute !== undefined) await session.execute(execute);
      say(query === undefined ? [] : await session.query(query));
    } catch (error) {
      say({ error: String(error) });
    }
  }
  await session.close();
  gate.close();
  await server.stop();
  process.exit(0);
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

void serve();
