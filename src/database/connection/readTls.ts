/** The ssl… parameters, with the files that they name. */
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { oneOf, unsupported, wrongValue } from './problems.js';
import type { TlsSettings, TlsVersion } from './settings.js';
import type { Surroundings } from './surroundings.js';

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** @see https://www.postgresql.org/docs/current/libpq-ssl.html */
export async function readTls(get: (name: string) => string | undefined, around: Surroundings): Promise<TlsSettings> {
  const rootFile = get('sslrootcert');
  const isSystem = rootFile === 'system';
  // As `pg` and its like have it: TLS, and nobody is verified.
  const isUnverified = get('sslmode') === 'no-verify';
  const mode = isUnverified
    ? 'require'
    : oneOf('sslmode', get('sslmode') ?? (isSystem ? 'verify-full' : 'prefer'), modes);
  const negotiation = oneOf('sslnegotiation', get('sslnegotiation') ?? 'postgres', ['postgres', 'direct'] as const);
  if (isSystem && mode !== 'verify-full')
    throw new Problem(
      `sslrootcert=system trusts every public certificate, so that it needs sslmode=verify-full, and not ${mode}.`,
    );
  if (negotiation === 'direct' && ['disable', 'allow', 'prefer'].includes(mode))
    throw new Problem(`sslnegotiation=direct needs sslmode=require or stronger, and not ${mode}.`);
  const base = { mode, negotiation, sendsName: oneOf('sslsni', get('sslsni') ?? '1', ['0', '1'] as const) === '1' };
  if (mode === 'disable') return base;
  if (get('sslcrldir') !== undefined) unsupported('sslcrldir', 'Name one file with sslcrl.');
  const folder = userFolder(around);
  const read = (name: string, given: string | undefined, usual: string) =>
    readFile(around, name, given, nodePath.join(folder, usual));
  const trusted = isSystem || isUnverified ? undefined : await read('sslrootcert', rootFile, 'root.crt');
  if (!isSystem && trusted === undefined && mode.startsWith('verify-'))
    throw new Problem(
      `sslmode=${mode} needs a root certificate. Name its file with sslrootcert, or write sslrootcert=system with sslmode=verify-full for a public one.`,
    );
  const revoked = await read('sslcrl', get('sslcrl'), 'root.crl');
  return {
    ...base,
    ...versions(get),
    ...((isSystem || trusted !== undefined) && { trusted: isSystem ? ('system' as const) : { pem: trusted! } }),
    ...(revoked !== undefined && { revoked }),
    ...(await readClientCertificate(get, around, read)),
  };
}

type Read = (name: string, given: string | undefined, usual: string) => Promise<string | undefined>;

async function readClientCertificate(
  get: (name: string) => string | undefined,
  around: Surroundings,
  read: Read,
): Promise<Partial<TlsSettings>> {
  if (oneOf('sslcertmode', get('sslcertmode') ?? 'allow', ['disable', 'allow', 'require'] as const) === 'disable')
    return {};
  const certificate = await read('sslcert', get('sslcert'), 'postgresql.crt');
  if (certificate === undefined) return {};
  const key = await read('sslkey', get('sslkey'), 'postgresql.key');
  if (key === undefined)
    throw new Problem('There is a certificate for us (sslcert) but no key. Name the file of its key with sslkey.');
  const path = get('sslkey') ?? nodePath.join(userFolder(around), 'postgresql.key');
  const permissions = around.platform === 'win32' ? undefined : await around.permissions(path);
  // A key of root's may be read by a group.
  if (permissions && permissions.mode & (permissions.owner === 0 ? 0o037 : 0o077))
    throw new Problem(`Others can read the key. Run: chmod 600 ${path}`, { path });
  const keyPassword = get('sslpassword');
  return { certificate, key, ...(keyPassword !== undefined && { keyPassword }) };
}

function versions(get: (name: string) => string | undefined): { minVersion?: TlsVersion; maxVersion?: TlsVersion } {
  const known = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
  const min = get('ssl_min_protocol_version');
  const max = get('ssl_max_protocol_version');
  const newer = (name: string, value: string): TlsVersion => {
    const version = known.find(v => v.toLowerCase() === value.toLowerCase());
    if (!version) throw wrongValue(name, 'TLSv1.2 or TLSv1.3');
    if (version === 'TLSv1.2' || version === 'TLSv1.3') return version;
    if (name === 'ssl_min_protocol_version') return 'TLSv1.2';
    throw wrongValue(name, 'TLSv1.2 or TLSv1.3, since older ones are broken');
  };
  return {
    ...(min !== undefined && { minVersion: newer('ssl_min_protocol_version', min) }),
    ...(max !== undefined && { maxVersion: newer('ssl_max_protocol_version', max) }),
  };
}

async function readFile(
  around: Surroundings,
  name: string,
  given: string | undefined,
  usual: string,
): Promise<string | undefined> {
  const path = given ?? usual;
  try {
    const text = await around.read(path);
    if (text === undefined && given !== undefined)
      throw new Problem(`There is no such file, which ${name} names. Correct its path.`, { path });
    return text;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`The file that ${name} names cannot be read. Check its permissions.`, { path });
  }
}

/** Where libpq looks for files of the user's. */
export function userFolder({ platform, env, home }: Surroundings): string {
  return platform === 'win32' ? nodePath.join(env.APPDATA ?? home, 'postgresql') : nodePath.join(home, '.postgresql');
}
