/**
 * A native PostgreSQL for tests that run outside of mocha's process: the extension host's, and the browser's.
 *   node --import tsx test/support/servePostgres.ts [statistics]
 * Says `{ "port": 54321 }` (127.0.0.1, database shop, role ann, any password). Each line of standard input is run by a superuser
 * and answered with a line of JSON: `{ "query": … }` with its rows, `{ "execute": … }` with none; or `{ "error": … }`. Ends with its input.
 * `statistics`: with pg_stat_statements in the database.
 */
import readline from 'node:readline';
import { startLiveServer } from '../database/liveServer.js';

async function serve(): Promise<void> {
  const server = await startLiveServer();
  const admin = await server.connect('postgres');
  await admin.execute('create role ann superuser login');
  await admin.execute('create database shop owner ann template template0');
  await admin.close();
  const session = await server.connect('shop', 'ann');
  if (process.argv.includes('statistics')) await session.execute('create extension pg_stat_statements');
  say({ port: Number(new URL(server.url('shop')).port) });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      const { query, execute } = JSON.parse(line) as { query?: string; execute?: string };
      if (execute !== undefined) await session.execute(execute);
      say(query === undefined ? [] : await session.query(query));
    } catch (error) {
      say({ error: String(error) });
    }
  }
  await server.stop();
  process.exit(0);
}

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

void serve();
