/** host, hostaddr and port, which may be lists, and the password of each server. */
import net from 'node:net';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { findPassword, socketFolders } from './passwordFile.js';
import { wrongValue } from './problems.js';
import { userFolder } from './readTls.js';
import type { ConnectionSettings, ServerAddress } from './settings.js';
import type { Surroundings } from './surroundings.js';

type Servers = Pick<ConnectionSettings, 'servers' | 'warnings'>;

export async function readServers(
  get: (name: string) => string | undefined,
  { user, database }: { readonly user: string; readonly database: string },
  around: Surroundings,
): Promise<Servers> {
  const hosts = get('host')?.split(',') ?? [];
  const addresses = get('hostaddr')?.split(',') ?? [];
  const ports = (get('port') ?? '').split(',');
  const count = Math.max(1, hosts.length, addresses.length);
  if (hosts.length > 0 && addresses.length > 0 && hosts.length !== addresses.length)
    throw new Problem(
      `There are ${hosts.length} hosts and ${addresses.length} addresses (hostaddr). Write one address for each host.`,
    );
  if (ports.length !== 1 && ports.length !== count)
    throw new Problem(`There are ${ports.length} ports and ${count} hosts. Write one port for all, or one for each.`);
  const passwords = await passwordsOf(get, around);
  const servers: ServerAddress[] = [];
  for (let index = 0; index < count; index++) {
    const port = readPort(ports.length === 1 ? ports[0]! : ports[index]!);
    const hostAddress = addresses[index]?.trim() || undefined;
    if (hostAddress !== undefined && net.isIP(hostAddress) === 0) throw wrongValue('hostaddr', 'an IP address');
    const host = readHost(hosts[index]?.trim() || hostAddress) ?? (await usualHost(port, around));
    const password = passwords.of({ host, port, database, user });
    servers.push({
      ...{ host, port },
      ...(hostAddress !== undefined && hostAddress !== host && { hostAddress }),
      ...(password !== undefined && { password }),
    });
  }
  return { servers: servers as [ServerAddress, ...ServerAddress[]], warnings: passwords.warnings };
}

function readPort(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '') return 5432;
  const port = Number(trimmed);
  if (!/^\d+$/.test(trimmed) || port < 1 || port > 65535) throw wrongValue('port', 'a number from 1 to 65535');
  return port;
}

function readHost(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith('@'))
    throw new Problem('Sockets of the abstract namespace ("@…") are not supported. Name the folder of the socket.');
  if (text.startsWith('/')) return text.length > 1 ? text.replace(/\/+$/, '') : text;
  if (!/^[\p{L}\p{N}._:%-]{1,253}$/u.test(text))
    throw new Problem(
      'The host is no name and no address. Write host=db.example.com, an IP address, or the folder of a socket.',
    );
  return text;
}

async function usualHost(port: number, { platform, exists }: Surroundings): Promise<string> {
  if (platform !== 'win32')
    for (const folder of socketFolders) if (await exists(`${folder}/.s.PGSQL.${port}`)) return folder;
  return 'localhost';
}

interface Passwords {
  readonly warnings: readonly string[];
  of(place: Parameters<typeof findPassword>[1]): string | undefined;
}

/** A password that is given is for all servers; otherwise the password file is asked for each. */
async function passwordsOf(get: (name: string) => string | undefined, around: Surroundings): Promise<Passwords> {
  const given = get('password');
  if (given !== undefined) return { warnings: [], of: () => given };
  const isWindows = around.platform === 'win32';
  const usual = isWindows ? nodePath.join(userFolder(around), 'pgpass.conf') : nodePath.join(around.home, '.pgpass');
  const path = get('passfile') ?? usual;
  const none = (...warnings: string[]): Passwords => ({ warnings, of: () => undefined });
  const permissions = isWindows ? undefined : await around.permissions(path).catch(() => undefined);
  // libpq leaves such a file alone, too.
  if (permissions && permissions.mode & 0o077)
    return none(`The password file ${path} is not used because others can read it. Run: chmod 600 ${path}`);
  const text = await around.read(path).catch(() => undefined);
  return text === undefined ? none() : { warnings: [], of: place => findPassword(text, place) };
}
