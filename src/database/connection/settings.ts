/** How a server is reached: what libpq calls connection parameters, read and checked. */

export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';
export type SessionAttributes = 'any' | 'read-write' | 'read-only' | 'primary' | 'standby' | 'prefer-standby';
export type AuthMethod = 'none' | 'password' | 'md5' | 'scram-sha-256' | 'other';

export interface ServerAddress {
  /** A name or an address; the folder of a Unix socket when it starts with `/`. */
  readonly host: string;
  /** The address to connect to in place of looking the host up; `host` stays the name that certificates are held against. */
  readonly hostAddress?: string;
  readonly port: number;
  /** Of this server: .pgpass may know another one for each. */
  readonly password?: string;
}

/** The files are read already: PEM text. */
export interface TlsSettings {
  readonly mode: SslMode;
  /** `direct`: TLS from the first byte on (PostgreSQL 17). */
  readonly negotiation: 'postgres' | 'direct';
  /** What servers are verified against. `system`: what the operating system trusts. */
  readonly trusted?: 'system' | { readonly pem: string };
  readonly revoked?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly keyPassword?: string;
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** Whether the server is told which name was asked for. */
  readonly sendsName: boolean;
}

/** Holds passwords and keys: show `describeConnection`, never this. */
export interface ConnectionSettings {
  /** Tried in this order until one answers. */
  readonly servers: readonly [ServerAddress, ...ServerAddress[]];
  readonly user: string;
  readonly database: string;
  readonly tls: TlsSettings;
  readonly applicationName: string;
  /** Command-line options for the server: `-c search_path=shop`. */
  readonly options?: string;
  /** Of one attempt with one server. 0: for ever. */
  readonly timeoutSeconds: number;
  readonly session: SessionAttributes;
  /** Tries the servers in a random order. */
  readonly isShuffled: boolean;
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  /** How the server may ask who we are; all ways unless named. */
  readonly authMethods?: readonly AuthMethod[];
  readonly keepsAlive: boolean;
  /** Parameters that are for other clients and have no meaning here: `connection_limit` of Prisma. */
  readonly ignored: readonly string[];
  /** Whole sentences, for people: a password file that others can read. */
  readonly warnings: readonly string[];
}

/** Seconds that an attempt may take where nothing is said. libpq waits for ever, which nobody in an editor does. */
export const usualTimeoutSeconds = 15;

/** `shop on db.example.com:5432 as ann`: for people. Holds no secret. */
export function describeConnection({ servers, database, user }: ConnectionSettings): string {
  return `${database} on ${servers.map(describeServer).join(', ')} as ${user}`;
}

/** `db.example.com:5432`, `[::1]:5432`, `/run/postgresql (port 5432)`. */
export function describeServer({ host, port }: ServerAddress): string {
  if (host.startsWith('/')) return `${host} (port ${port})`;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
