/** `--connection`, from the word to sessions. */
import { promises as dns } from 'node:dns';
import { createInterface } from 'node:readline/promises';
import { readSource } from '../database/compare/readSource.js';
import { readConnection } from '../database/connection/readConnection.js';
import type { ConnectionSettings, ServerAddress } from '../database/connection/settings.js';
import { guardHost } from '../loadtest/requests/hostGuard.js';
import { Problem } from '../text/problem.js';
import { type Printer, printable } from './print.js';

const named = ['PGHOST', 'PGHOSTADDR', 'PGSERVICE', 'PGDATABASE'];

/**
 * @param given a URL, `host=… dbname=…`, `service=…` or `env:DATABASE_URL`; without it, what the PG* variables say.
 * @throws Problem when it names no server. It holds no password.
 */
export async function serverSettings(given: string | undefined, printer: Printer): Promise<ConnectionSettings> {
  const settings = await settingsOf(given);
  for (const warning of settings.warnings) printer.warn(`warning: ${printable(warning)}`);
  if (given !== undefined && holdsPassword(given))
    printer.warn(
      'warning: Other users of this machine see the arguments of a process, and shells keep them: leave the password out, and put it into PGPASSWORD, ~/.pgpass, or a whole URL into a variable: --connection env:DATABASE_URL.',
    );
  return settings;
}

async function settingsOf(given: string | undefined): Promise<ConnectionSettings> {
  if (given === undefined) {
    if (named.some(name => process.env[name])) return readConnection(undefined);
    throw new Problem(
      'Name the server: --connection postgresql://user@host:5432/database, --connection env:DATABASE_URL, or PGHOST and PGDATABASE in the environment.',
    );
  }
  const form = 'A connection is postgresql://user@host:5432/database, host=… dbname=…, service=…, or env:DATABASE_URL.';
  if (!/^env:|:\/\/|=/.test(given)) throw new Problem(form);
  const source = await readSource([given], { folder: process.cwd(), env: process.env });
  if (source.kind === 'server') return source.settings;
  throw new Problem(form);
}

/** Of what was typed, not of what a variable or a file holds. */
export function holdsPassword(given: string): boolean {
  return /^\w+:\/\/[^/?#@]*:[^?#]+@/.test(given) || /[?&\s]password=|^password=/i.test(given);
}

/**
 * What changes a database that is neither on this machine nor in a private network wants its name typed, or --yes.
 * @param what will be done, for people. @throws Problem for a no, and where there is nobody to ask.
 */
export async function confirmServer(
  { servers, database }: ConnectionSettings,
  what: string,
  yes: boolean,
  printer: Printer,
): Promise<void> {
  if (yes) return;
  const reasons = await Promise.all(servers.map(whyAsk));
  const reason = reasons.find(one => one !== undefined);
  if (reason === undefined) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new Problem(`${reason} Say --yes to ${what} on ${database}.`);
  printer.warn(printable(reason));
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stop = new AbortController();
  lines.on('SIGINT', () => stop.abort());
  lines.on('close', () => stop.abort());
  const question = `Type the name of the database to ${what} there: `;
  const answer = await lines.question(question, { signal: stop.signal }).catch(() => '');
  lines.close();
  if (answer.trim() !== database) throw new Problem(`That is not its name: nothing was done on ${database}.`);
}

async function whyAsk({ host, hostAddress, port }: ServerAddress): Promise<string | undefined> {
  if (host.startsWith('/')) return undefined;
  const name = hostAddress ?? host;
  const origin = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const target = { origin, connection: {} } as Parameters<typeof guardHost>[0];
  const { verdict, reason } = await guardHost(target, { forbidden: [], confirmed: [] }, one =>
    dns.lookup(one, { all: true }),
  );
  return verdict === 'free' ? undefined : reason;
}
