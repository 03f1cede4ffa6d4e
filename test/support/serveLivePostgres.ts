/** As `servePostgres.ts`, with pg_stat_statements, and every role may come in (`postgres.mjs` speaks to both). */
import readline from 'node:readline';
import { startLiveServer } from '../database/liveServer.js';

async function serve(): Promise<void> {
  const server = await startLiveServer();
  const admin = await server.connect('postgres');
  await admin.execute('create role ann superuser login');
  await admin.execute('create database shop owner ann template template0');
  await admin.close();
  const session = await server.connect('shop', 'ann');
  await session.execute('create extension pg_stat_statements');
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
