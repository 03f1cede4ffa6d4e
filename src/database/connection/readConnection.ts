/** From a URL, words, the environment and files to settings: what libpq does before it connects. */
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { type ReadParameters, readConnectionUrl } from './connectionUrl.js';
import { readConnectionWords } from './connectionWords.js';
import { type Parameters, variables } from './parameters.js';
import { oneOf, unsupported, wrongValue } from './problems.js';
import { readServers } from './readServers.js';
import { readTls, userFolder } from './readTls.js';
import { readService } from './serviceFile.js';
import { type AuthMethod, type ConnectionSettings, usualTimeoutSeconds } from './settings.js';
import { ownSurroundings, type Surroundings } from './surroundings.js';

/**
 * As libpq: what is given wins over the service, the service over the PG* variables, and these over what is usual. Where no host
 * is named, a socket in one of the usual folders, or localhost.
 * @param given `postgresql://…`, `host=… dbname=…`, or nothing.
 * @throws Problem that says what to write. None holds a password, nor anything that could be a part of one.
 */
export async function readConnection(
  given: string | undefined,
  around: Surroundings = ownSurroundings(),
): Promise<ConnectionSettings> {
  const { parameters, ignored } = readGiven(given?.trim() ?? '');
  const service = await readNamedService(parameters, around);
  const get = (name: string) => {
    const variable = variables[name];
    return (
      nonEmpty(parameters.get(name)) ??
      nonEmpty(service?.get(name)) ??
      (variable ? nonEmpty(around.env[variable]) : undefined)
    );
  };
  refuseUnsupported(get);
  const user = get('user') ?? around.user;
  if (user === '') throw new Problem('The connection names no user. Write user=…, or set PGUSER.');
  const database = get('dbname') ?? user;
  const { servers, warnings } = await readServers(get, { user, database }, around);
  const channelBinding = oneOf('channel_binding', get('channel_binding') ?? 'prefer', [
    'disable',
    'prefer',
    'require',
  ] as const);
  const authMethods = readAuthMethods(get('require_auth'));
  const options = get('options');
  return {
    ...{ servers, user, database, warnings, ignored, channelBinding },
    tls: await readTls(get, around),
    applicationName: get('application_name') ?? 'Senior Backend',
    ...(options !== undefined && { options }),
    timeoutSeconds: readTimeout(get('connect_timeout')),
    session: oneOf('target_session_attrs', get('target_session_attrs') ?? 'any', [
      ...(['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const),
    ]),
    isShuffled:
      oneOf('load_balance_hosts', get('load_balance_hosts') ?? 'disable', ['disable', 'random'] as const) === 'random',
    ...(authMethods && { authMethods }),
    keepsAlive: get('keepalives') !== '0',
  };
}

function readGiven(given: string): ReadParameters {
  if (given === '') return { parameters: new Map(), ignored: [] };
  if (/^jdbc:/i.test(given))
    throw new Problem(
      'This is a URL for Java. Leave out "jdbc:", and write user and password before the host: postgresql://user:password@host:5432/database.',
    );
  if (/^postgres(?:ql)?:/i.test(given)) return readConnectionUrl(given);
  if (/^[\w+.-]+:\/\//.test(given))
    throw new Problem('This is not the URL of a PostgreSQL server, which begins with postgresql://.');
  if (given.includes('=')) return { parameters: readConnectionWords(given), ignored: [] };
  throw new Problem(
    'A connection is written as postgresql://user:password@host:5432/database, or as host=… dbname=… user=….',
  );
}

/** Nothing is named by an empty value. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

async function readNamedService(given: Parameters, around: Surroundings): Promise<Parameters | undefined> {
  const { env, platform, home } = around;
  const service = nonEmpty(given.get('service')) ?? nonEmpty(env.PGSERVICE);
  if (service === undefined) return undefined;
  const named = nonEmpty(given.get('servicefile')) ?? nonEmpty(env.PGSERVICEFILE);
  const own =
    platform === 'win32'
      ? nodePath.join(userFolder(around), '.pg_service.conf')
      : nodePath.join(home, '.pg_service.conf');
  const system = nonEmpty(env.PGSYSCONFDIR);
  const files = [named ?? own, ...(system === undefined ? [] : [nodePath.join(system, 'pg_service.conf')])];
  for (const path of files) {
    const text = await around.read(path).catch(() => undefined);
    if (text === undefined && path === named)
      throw new Problem('There is no service file at the path of PGSERVICEFILE. Correct it.', { path });
    const found = text === undefined ? undefined : readService(text, service, path);
    if (found) return found;
  }
  throw new Problem(
    `No service file has a section [${/^[\w.-]{1,60}$/.test(service) ? service : '…'}]. It was looked for in ${files.join(' and ')}.`,
  );
}

/** What would be a promise that we do not keep. */
function refuseUnsupported(get: (name: string) => string | undefined): void {
  if (get('gssencmode') === 'require') unsupported('gssencmode=require', 'Write gssencmode=prefer, and use TLS.');
  if (get('requirepeer') !== undefined)
    unsupported('requirepeer', 'Leave it out where the folder of the socket can be trusted.');
  const replication = get('replication');
  if (replication !== undefined && !/^(?:0|false|off|no)$/i.test(replication))
    unsupported('replication', 'Leave it out.');
}

function readTimeout(text: string | undefined): number {
  if (text === undefined) return usualTimeoutSeconds;
  if (!/^\s*-?\d{1,9}\s*$/.test(text))
    throw wrongValue('connect_timeout', 'a number of seconds, or 0 to wait for ever');
  return Math.max(0, Number(text));
}

const authMethods = ['none', 'password', 'md5', 'scram-sha-256'] as const;
/** There is no library here that could do them: asked for, they fail anyway. */
const otherMethods = ['gss', 'sspi', 'oauth'];

/** `scram-sha-256,none`, or all but some: `!password,!md5`. */
function readAuthMethods(text: string | undefined): readonly AuthMethod[] | undefined {
  if (text === undefined) return undefined;
  const words = text.split(',').map(word => word.trim());
  const isNegative = words.every(word => word.startsWith('!'));
  const names = words.map(word => (isNegative ? word.slice(1) : word));
  for (const name of names)
    if (!(authMethods as readonly string[]).includes(name) && !otherMethods.includes(name))
      throw wrongValue('require_auth', `methods of ${authMethods.join(', ')}, all or none of them with "!"`);
  return authMethods.filter(method => names.includes(method) !== isNegative);
}
